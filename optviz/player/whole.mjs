// The entry of a page that has the whole playground without a server: all surfaces, rules and lessons.

import { completed } from "./core/demonstrations.mjs";
import { firstAnswer } from "./core/first-answer.mjs";
import { LoneRunner } from "./core/lone-runner.mjs";
import { readSweep } from "./core/map-wish.mjs";
import { decode, fromPlanes } from "./core/payload.mjs";
import { curvesNeeded } from "./core/picture.mjs";
import { modulesOf, Programs } from "./core/programs.mjs";
import { unknownKey } from "./core/reading.mjs";
import { readAddress } from "./core/reading-address.mjs";
import { sentence } from "./core/said.mjs";
import { say } from "./core/say.mjs";
import { readQuery } from "./dom/address.mjs";
import { broughtJson, broughtPrograms } from "./dom/brought.mjs";
import { setText } from "./dom/elements.mjs";
import { language as usualLanguage } from "./dom/memory.mjs";
import { keptQuery } from "./dom/own-page.mjs";
import { filesOf } from "./files/without-server.mjs";
import { expose } from "./inspection.mjs";
import { beginList, markProgress } from "./parts/lesson-list.mjs";
import { Player } from "./player.mjs";

/** @type {Promise<any> | null} */
let bringing = null;

/** All lessons, by their languages and keys. */
function lessons() {
  bringing ??= broughtJson("optviz-lessons-sent");
  return bringing;
}

/** @type {Promise<void> | null} */
let arriving = null;

/** Programs that the first picture of most can do without: all but those of the default scenario. */
function rest() {
  arriving ??= broughtPrograms();
  return arriving;
}

/** @param {Record<string, any>} modules @param {string[]} names */
async function arrivedIn(modules, names) {
  if (!names.every((name) => name in modules)) await rest();
}

const lesson = async (/** @type {string} */ key, /** @type {string} */ language) => (await lessons())[language][key];

/**
 * @param {HTMLElement} host
 * @param {ArrayBuffer} body the payload, in planes: with a run to begin with, or the catalogue alone, for what the address says
 * @param {Record<string, any>} modules of the page, by their paths, and programs, by their names
 */
export async function playWhole(host, body, modules) {
  const brought = decode(fromPlanes(body));
  const { catalogue, scenario, pages } = brought.header;
  const kept = keptQuery();
  const isAsBrought = scenario && !kept;
  const { data, problems } = isAsBrought
    ? { data: brought, problems: [] }
    : await openedAt(readQuery() || kept, catalogue, modules);
  const views = catalogue.views.map(({ key, script }) => modules[script]?.VIEW ?? later(key, () => modules[script].VIEW));
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const { theme } = document.documentElement.dataset;
  const isDark = () => (theme === "auto" ? dark.matches : theme === "dark");
  /** @type {Player | null} */
  let player = null; // what it settles while it is made is told once it is there
  player = new Player(host, {
    data,
    views,
    server: null,
    alone: (listener, room) => new LoneRunner(listener, room, modules, rest),
    program: async (name) => {
      await arrivedIn(modules, [name]);
      return modules[name];
    },
    whole: { keepsAddress: !isAsBrought, lesson, pages: kept ? null : (pages ?? null) },
    problems,
    files: filesOf,
    tableDialog: async () => {
      await rest();
      return modules["parts/own-table.mjs"].OwnTableDialog;
    },
    onSettle: () => player && around(player),
    isDark,
  });
  dark.addEventListener("change", () => {
    player.themeMayHaveChanged();
    around(player);
  });
  expose(player);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => begin(player), { once: true });
  else begin(player);
}

/**
 * A view whose module comes behind the first picture, with the programs of the surfaces that it is for.
 * @param {string} key @param {() => import("./core/view.mjs").ViewModule} view @returns {import("./core/view.mjs").ViewModule}
 */
const later = (key, view) => ({
  key,
  create: (room) => view().create(room),
  beside: (...given) => view().beside(...given),
});

/** The run that an address asks for, with its lesson, and what is wrong with it. */
async function openedAt(/** @type {string} */ query, catalogue, modules) {
  const address = readAddress(query, catalogue);
  const problems = address.problems.map(({ field, message }) => (field ? `${field}: ${message}` : message));
  if (address.leftAside) problems.push(address.leftAside);
  const beside = address.lesson && (await lessonAt(address, catalogue, problems));
  const programs = new Programs(catalogue, modules);
  const isLessons = beside && !address.given.length;
  const wished = isLessons ? beside.scenario : address.scenario;
  const { key } = wished.surface;
  const minima = catalogue.surfaces[key].has_ground ? [`minima/${key}`] : [];
  await arrivedIn(modules, [...modulesOf(catalogue, wished), ...minima]);
  const scenario = isLessons ? beside.scenario : completed(address.scenario, address.given, catalogue, programs);
  const display = { ...beside?.display, ...address.display };
  const known = catalogue.display.map(({ key }) => `show.${key}`);
  for (const name of Object.keys(beside?.display ?? {})) if (!known.includes(name)) delete display[name];
  const first = firstAnswer(
    scenario,
    curvesNeeded(curveOf(display, catalogue), beside, display["show.view"]),
    catalogue,
    programs,
  );
  const sweep = readSweep(query, scenario, catalogue);
  if (!sweep && /(^|&)sweep\./.test(query)) problems.push(say("The maps of the address are none that this experiment has."));
  return { data: { ...first, header: { ...first.header, display, lesson: beside, sweep } }, problems };
}

/** The quantity that is plotted at first. @param {Record<string, string>} display */
function curveOf(display, { quantities }) {
  const { "show.curve": curve = "loss" } = display;
  return curve in quantities || curve.startsWith("state.") ? curve : "loss";
}

/** The lesson that an address names; null if there is none, which is told. */
async function lessonAt({ lesson: key, language }, { address: { sentences } }, problems) {
  const all = await lessons();
  const spoken = language?.split("-")[0].toLowerCase();
  const found = all[spoken in all ? spoken : usualLanguage(Object.keys(all))];
  if (Object.hasOwn(found, key)) return found[key];
  problems.push(`lesson: ${sentence(unknownKey(key, Object.keys(found), "lesson"), sentences)}`);
  return null;
}

/** What stands under the picture, once it is all there. @param {Player} player */
function begin(player) {
  rest();
  const list = /** @type {HTMLElement} */ (document.querySelector("#optviz-lessons .ov-page"));
  beginList(list);
  list.addEventListener("click", (event) => {
    /** @type {HTMLAnchorElement | null} */
    const link = /** @type {Element} */ (event.target).closest("a[data-lesson]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    player.course.go(link.dataset.lesson, link.hreflang);
    window.scrollTo(0, 0);
  });
  around(player);
}

/** What is said around the picture of the surface in the hand, and of how far one is in the lessons. @param {Player} player */
function around({ session, catalogue, root }) {
  const { title, summary, formula, source } = catalogue.surfaces[session.shown.surface.key];
  const section = document.getElementById("optviz-surface");
  const list = /** @type {HTMLElement | null} */ (document.querySelector("#optviz-lessons .ov-page"));
  if (!section || !list) return; // still on their way
  setText(section.querySelector("h1"), title);
  setText(section.querySelector("p"), summary);
  section.querySelector("math").outerHTML = formula; // of our own records
  section.querySelector("math").tabIndex = 0; // a long one scrolls
  setText(section.querySelector(".source"), source);
  list.dataset.theme = root.dataset.theme;
  markProgress(list);
}
