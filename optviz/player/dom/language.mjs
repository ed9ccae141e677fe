// The language of the page: what is on the page came in it, and another one comes with the page anew.

import { h } from "./elements.mjs";
import { setLanguage } from "./memory.mjs";

/** What a browser's wish such as `zh-CN` is among languages, the first of which is for all. @param {string[]} known */
export function ownLanguage(known) {
  const base = navigator.language.split("-")[0].toLowerCase();
  return known.includes(base) ? base : known[0];
}

/** Goes on in another language, with what is in the address. @param {string} language */
export function goOnIn(language) {
  setLanguage(language);
  const fields = new URLSearchParams(location.search);
  fields.set("language", language);
  location.search = fields.toString();
}

/** Goes to the page of another language, which opens with a query. @param {string} page @param {string} language @param {string} query */
export function goToPage(page, language, query) {
  setLanguage(language);
  const fields = new URLSearchParams(query);
  fields.set("language", language);
  location.assign(`${page}?${fields}`);
}

/**
 * A button for each language but this one.
 * @param {Record<string, string>} languages their own names @param {string} current @param {(language: string) => void} [goOn]
 */
export function otherLanguages(languages, current, goOn = goOnIn) {
  const others = Object.entries(languages).filter(([language]) => language !== current);
  const button = ([language, name]) =>
    h("button", { type: "button", className: "ov-button ov-plain", lang: language, onclick: () => goOn(language) }, name);
  return h("div", { className: "ov-languages" }, ...others.map(button));
}
