// What a page without a server says by itself, in the sentences of optviz/texts, which come with its catalogue.

import { say } from "./say.mjs";

/** @typedef {{ code: string, arguments: Record<string, any> }} Words */
/** @typedef {{ field: string, code: string, arguments: Record<string, any> }} Problem */

const MOST = 60; // characters of a value
const PARTS = { object: 4, array: 6 };
const SIGNS = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const UNPRINTED = /[\p{C}\p{Z}]/u;

/** @returns {Words} */
export const words = (/** @type {string} */ code, given = {}) => ({ code, arguments: given });

/** @returns {Problem} */
export const problem = (/** @type {string} */ field, /** @type {string} */ code, given = {}) => ({
  field,
  code,
  arguments: given,
});

/** Seen from where the field of a problem lies at a path. @param {string} path @returns {(one: Problem) => Problem} */
export const below = (path) => (one) => ({ ...one, field: `${path}.${one.field}`.replace(/^\.+|\.+$/g, "") });

/** Words as a sentence. @param {Words} what @param {Record<string, string>} sentences */
export function sentence({ code, arguments: given }, sentences) {
  return sentences[code].replace(/\{(\w+)\}/g, (_, name) => spoken(given[name], sentences));
}

function spoken(value, sentences) {
  if (Array.isArray(value)) return value.map((one) => spoken(one, sentences)).join(say(", "));
  return value !== null && typeof value === "object" ? sentence(value, sentences) : String(value);
}

/** A text in quotes, its middle left out where it is long. @param {string} text */
export function quoted(text) {
  const letters = [...text];
  const whole = quotesAround(letters.slice(0, MOST));
  if (whole.length <= MOST) return whole.join("");
  const [head, tail] = [28, 29];
  const ends = quotesAround([...letters.slice(0, head), ...letters.slice(-tail)]);
  return [...ends.slice(0, head), "...", ...ends.slice(-tail)].join("");
}

function quotesAround(letters) {
  const quote = letters.includes("'") && !letters.includes('"') ? '"' : "'";
  const inside = letters.map((letter) => SIGNS[letter] ?? (letter === quote ? `\\${letter}` : printed(letter)));
  return [...[quote, ...inside, quote].join("")];
}

/** A letter that nobody sees, by its number. */
function printed(/** @type {string} */ letter) {
  if (letter === " " || !UNPRINTED.test(letter)) return letter;
  const number = letter.codePointAt(0).toString(16);
  if (number.length <= 2) return `\\x${number.padStart(2, "0")}`;
  return number.length <= 4 ? `\\u${number.padStart(4, "0")}` : `\\U${number.padStart(8, "0")}`;
}

/** A value of an address for a message: a text, a list or an object of such. */
export function brief(value) {
  const whole = shortened(value);
  return [...whole].length <= MOST ? whole : `${[...whole].slice(0, MOST - 1).join("")}…`;
}

function shortened(value) {
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${cut(value.map(shortened), PARTS.array)}]`;
  const entries = Object.keys(value).sort();
  return `{${cut(
    entries.map((key) => `${quoted(key)}: ${shortened(value[key])}`),
    PARTS.object,
  )}}`;
}

const cut = (texts, most) => [...texts.slice(0, most), ...(texts.length > most ? ["..."] : [])].join(", ");

/** The name of a field that came from outside, fit to be said. */
export const fieldName = (/** @type {string} */ name) => brief(name).slice(1, -1);
