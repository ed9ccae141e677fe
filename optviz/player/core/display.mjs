// How the picture is shown: nothing that a run depends on. It is kept in the URL beside the scenario.

import { QUANTITIES } from "./quantities.mjs";
import { isChosen } from "./view.mjs";

const PREFIX = "show.";
const FORMER = { view: { side: "panels" } }; // names in old links
const ON_OFF = ["on", "off"];
const ALLOWED = {
  arrows: ["0", "1", "3", "10"],
  stepwise: ON_OFF,
  taylor: ON_OFF,
  curve: null, // any quantity, states' fields among them
  scale: ["log", "linear"],
  against: ["steps", "gradients"],
  large: ON_OFF,
};
const DEFAULT = {
  arrows: "0",
  stepwise: "off",
  taylor: "off",
  curve: "loss",
  scale: "log",
  against: "steps",
  large: "off",
};

/**
 * The parts of a page that can be hidden, with their titles: those around the views, and the views that are not chosen.
 * @param {import("./view.mjs").ViewRecord[]} views
 * @returns {Record<string, string>}
 */
export function partsOf(views) {
  const below = views.filter((view) => !isChosen(view)).map(({ key, title }) => [key, title]);
  return { sidebar: "sidebar", sliders: "sliders", ...Object.fromEntries(below), table: "table" };
}

/** The values that each field may have. */
function allowedOf(views) {
  const parts = Object.keys(partsOf(views)).map((part) => [part, ON_OFF]);
  return { view: views.filter(isChosen).map(({ key }) => key), ...ALLOWED, ...Object.fromEntries(parts) };
}

/**
 * The display of a page with these views unless something else is asked for.
 * @param {import("./view.mjs").ViewRecord[]} views
 * @returns {Record<string, string>}
 */
function defaultOf(views) {
  const parts = Object.keys(partsOf(views)).map((part) => [part, "on"]);
  return { view: views[0].key, ...DEFAULT, ...Object.fromEntries(parts) };
}

/**
 * The display that the fields of a URL ask for, and what is wrong with them.
 * @param {Record<string, string>} fields
 * @param {import("./view.mjs").ViewRecord[]} views of the page
 */
export function parseDisplay(fields, views) {
  const display = defaultOf(views);
  const allowed = allowedOf(views);
  const problems = [];
  for (const [path, given] of Object.entries(fields)) {
    const name = path.slice(PREFIX.length);
    const value = FORMER[name]?.[given] ?? given;
    if (!(name in allowed)) problems.push(`${path}: no such field; ${Object.keys(allowed).join(", ")} are allowed`);
    else if (name === "curve" ? !(value in QUANTITIES) && !/^state\.\w{1,40}$/.test(value) : !allowed[name].includes(value)) {
      problems.push(`${path}: ${(allowed[name] ?? Object.keys(QUANTITIES)).join(", ")} are allowed`);
    } else display[name] = value;
  }
  return { display, problems };
}

/**
 * What of a display differs from the default, as fields of a URL.
 * @param {Record<string, string>} display
 * @param {import("./view.mjs").ViewRecord[]} views of the page
 */
export function toQuery(display, views) {
  const usual = defaultOf(views);
  const changed = Object.entries(display).filter(([name, value]) => value !== usual[name]);
  return changed.map(([name, value]) => `${PREFIX}${name}=${encodeURIComponent(value)}`).join("&");
}
