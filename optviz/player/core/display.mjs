// How the picture is shown: nothing that a run depends on. It is kept in the URL beside the scenario.

import { QUANTITIES } from "./quantities.mjs";

const PREFIX = "show.";
export const VIEWS = { side: "Side by side", overlaid: "Overlaid", space: "3D" };
export const PARTS = { sidebar: "Sidebar", sliders: "Sliders", curves: "Curves", table: "Table" };
const ON_OFF = ["on", "off"];
const ALLOWED = {
  view: Object.keys(VIEWS),
  arrows: ["0", "1", "3", "10"],
  stepwise: ON_OFF,
  taylor: ON_OFF,
  curve: null, // any quantity, states' fields among them
  scale: ["log", "linear"],
  against: ["steps", "gradients"],
  large: ON_OFF,
  ...Object.fromEntries(Object.keys(PARTS).map((part) => [part, ON_OFF])),
};

const DEFAULT = Object.freeze({
  view: "side",
  arrows: "0",
  stepwise: "off",
  taylor: "off",
  curve: "loss",
  scale: "log",
  against: "steps",
  large: "off",
  sidebar: "on",
  sliders: "on",
  curves: "on",
  table: "on",
});

/** The views that a page can show: without a server there is nothing to draw three dimensions with. */
export function viewsOf(live) {
  return Object.fromEntries(Object.entries(VIEWS).filter(([view]) => live || view !== "space"));
}

/** The display that the fields of a URL ask for, and what is wrong with them. */
export function parseDisplay(fields) {
  const display = { ...DEFAULT };
  const problems = [];
  for (const [path, value] of Object.entries(fields)) {
    const name = path.slice(PREFIX.length);
    if (!(name in ALLOWED)) problems.push(`${path}: no such field; ${Object.keys(ALLOWED).join(", ")} are allowed`);
    else if (name === "curve" ? !(value in QUANTITIES) && !/^state\.\w{1,40}$/.test(value) : !ALLOWED[name].includes(value)) {
      problems.push(`${path}: ${(ALLOWED[name] ?? Object.keys(QUANTITIES)).join(", ")} are allowed`);
    } else display[name] = value;
  }
  return { display, problems };
}

/** What of a display differs from the default, as fields of a URL. */
export function toQuery(display) {
  const changed = Object.entries(display).filter(([name, value]) => value !== DEFAULT[name]);
  return changed.map(([name, value]) => `${PREFIX}${name}=${encodeURIComponent(value)}`).join("&");
}
