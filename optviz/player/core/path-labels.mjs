// What the paths of a scenario are called: the rule of optviz/scenario/labels.py.

import { written } from "./numbers.mjs";

/** @typedef {import("./scenario.mjs").OptimizerChoice} OptimizerChoice */
/** @typedef {{ optimizers: Record<string, any>, schedules: Record<string, any> }} Records of the catalogue */
/** @typedef {Map<string, string>} Said the numbers of a choice as they are said, by their names */

const DIGITS = 4;

/** A name for each, all different. @param {OptimizerChoice[]} choices @param {Records} catalogue */
export function pathLabels(choices, catalogue) {
  const taken = new Set(choices.flatMap(({ label }) => label ?? []));
  return choices.map((choice) => {
    if (choice.label) return choice.label;
    const { title } = catalogue.optimizers[choice.key];
    const said = difference(choice, choices, catalogue);
    const automatic = said ? `${title} ${said}` : title;
    let [label, count] = [automatic, 1];
    while (taken.has(label)) {
      count += 1;
      label = said ? `${automatic} (${count})` : `${automatic} ${count}`;
    }
    taken.add(label);
    return label;
  });
}

/** What tells one of the copies of a rule from the others; empty where nothing does. */
function difference(
  /** @type {OptimizerChoice} */ choice,
  /** @type {OptimizerChoice[]} */ choices,
  /** @type {Records} */ catalogue,
) {
  const copies = choices.filter(({ key, label }) => key === choice.key && !label);
  if (copies.length < 2) return "";
  const ofEach = copies.map((copy) => numbersOf(copy, catalogue));
  /** @type {string[]} */
  const telling = [];
  for (const name of new Set(ofEach.flatMap((numbers) => [...numbers.keys()]))) {
    if (kinds(ofEach, [...telling, name]) > kinds(ofEach, telling)) telling.push(name);
  }
  const own = ofEach[copies.indexOf(choice)];
  return telling.flatMap((name) => own.get(name) || []).join(", ");
}

/** How many of them can be told apart by the numbers of these names. */
function kinds(/** @type {Said[]} */ ofEach, /** @type {string[]} */ names) {
  return new Set(ofEach.map((numbers) => JSON.stringify(names.map((name) => numbers.get(name) ?? null)))).size;
}

/** All numbers of a choice and of its schedule: empty for what it does without. @returns {Said} */
function numbersOf(/** @type {OptimizerChoice} */ choice, /** @type {Records} */ { optimizers, schedules }) {
  const schedule = choice.schedule ?? { key: "constant" };
  const record = schedules[schedule.key];
  const title = schedule.key === "constant" ? "" : record.title;
  return new Map([...saidOf(choice, optimizers[choice.key]), ["schedule", title], ...saidOf(schedule, record)]);
}

function saidOf(choice, { parameters }) {
  return parameters.map(({ key, name, title, default: usual, choices, choices_said: said }) => {
    const value = choice[key] ?? usual;
    if (choices.length) return [`${choice.key}.${key}`, said[typeof value === "string" ? choices.indexOf(value) : value]];
    const isWithout = value === 0 && usual === 0;
    return [`${choice.key}.${key}`, isWithout ? "" : `${name || title} = ${written(value, DIGITS)}`];
  });
}
