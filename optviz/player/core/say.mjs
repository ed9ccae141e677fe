// What the player says, in the language of its page. Texts stand in the scripts in English; the catalogue brings the others.

/** @type {Record<string, string>} */
let known = {};
let spoken = "en";

/** Takes over a language: its texts by the English ones. @param {string} language @param {Record<string, string>} texts */
export function speak(language, texts) {
  spoken = language;
  known = texts;
}

/** What a question to the server says of the language: nothing where it is English. @returns {Record<string, string>} */
export const inLanguage = () => (spoken === "en" ? {} : { language: spoken });

/**
 * An English text in the page's language, with its places, such as `{name}`, filled. A text stands in the call as it is, in
 * double quotes: so it is found.
 * @param {string} text @param {Record<string, any>} [places]
 */
export function say(text, places) {
  const said = known[text] ?? text;
  return places ? said.replace(/\{(\w+)\}/g, (_, name) => String(places[name])) : said;
}
