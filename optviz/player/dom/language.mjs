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

/** A button for each language but this one. @param {Record<string, string>} languages their own names @param {string} current */
export function otherLanguages(languages, current) {
  const others = Object.entries(languages).filter(([language]) => language !== current);
  const button = ([language, name]) =>
    h("button", { type: "button", className: "ov-button ov-plain", lang: language, onclick: () => goOnIn(language) }, name);
  return h("div", { className: "ov-languages" }, ...others.map(button));
}
