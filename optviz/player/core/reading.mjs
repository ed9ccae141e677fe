// A scenario from the fields of an address, or all that is wrong with them: the rules of optviz/scenario, on the catalogue of a
// page without a server.

import { treeOf } from "./fields.mjs";
import { nearestName, nearestNames } from "./nearest.mjs";
import { editsFrom } from "./reading-edits.mjs";
import { below, brief, fieldName, problem, quoted, words } from "./said.mjs";
import { startRange } from "./scenario.mjs";
import { allOf, asWritten } from "./written.mjs";

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {import("./said.mjs").Problem} Problem */
/** @typedef {{ value: any, problems: Problem[] }} Read */

export const FIELDS = ["surface", "start", "optimizers", "noise", "num_steps", "seed", "tolerance"];
const NUMBER = /^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/i;
const [MOST_NAMED, NAMED] = [12, 5]; // so many keys are all told of; of more, a few
/** @type {Record<string, string>} the words for where all of a kind are to be found */
const WHERE = {
  surface: "where_each_surface",
  optimizer: "where_each_optimizer",
  schedule: "where_each_schedule",
  noise: "where_each_noise",
  lesson: "where_each_lesson",
};
const OWN_FIELDS = ["schedule", "label", "start"]; // of optimizers, besides their numbers
const UNSEEN = /[\u00ad\u200c\u200e\u200f\u2060\u{e0020}-\u{e007f}]|\u200d/gu; // letters that people write all the same
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const SEEN = /[^\p{Zs}\p{Mn}\p{Me}]/u;

/** @param {any} value @returns {Read} */
const good = (value) => ({ value, problems: [] });
/** @param {Problem[]} problems @returns {Read} */
const bad = (...problems) => ({ value: null, problems });

/** Many that were read, as one; its value is that of `make`. @param {[string, Read][]} parts by their paths @returns {Read} */
function together(parts, make) {
  const problems = parts.flatMap(([path, { problems: own }]) => own.map(below(path)));
  return problems.length ? bad(...problems) : good(make(Object.fromEntries(parts.map(([path, { value }]) => [path, value]))));
}

/** What was probably meant. @param {string} name @param {string[]} names */
export function hintAt(name, names) {
  const near = nearestName(name, names);
  return near ? words("did_you_mean", { name: quoted(near) }) : words("no_hint");
}

/** What is wrong with the key of a record. @param {any} value @param {string[]} keys @param {string} what */
export function unknownKey(value, keys, what) {
  const hint = typeof value === "string" ? hintAt(value, keys) : words("no_hint");
  const known = { what: words(what), value: brief(value), hint };
  if (keys.length <= MOST_NAMED) return problem("", "unknown_key", { ...known, choices: keys });
  const choices = typeof value === "string" ? nearestNames(value, keys, NAMED) : keys.slice(0, NAMED);
  const where = words(WHERE[what]);
  return problem("", "unknown_key_of_many", { ...known, choices, count: keys.length, where });
}

/**
 * The scenario of some fields; what is left out takes its default.
 * @param {[string, string][]} pairs @param {any} catalogue
 * @returns {{ scenario: Scenario, problems: Problem[] }} null and what is wrong, or the scenario
 */
export function scenarioOf(pairs, catalogue) {
  const { default: usual, deepest } = catalogue.address;
  const { tree, problem: wrong } = treeOf(pairs, deepest);
  if (wrong) return { scenario: null, problems: [wrong] };
  /** @type {Record<string, any>} */
  const given = { surface: usual.surface.key, optimizers: usual.optimizers.map(({ key }) => key), noise: "none", ...tree };
  const surface = surfaceFrom(given.surface, catalogue);
  const { settings, noises, max_optimizers: most } = catalogue;
  const record = surface.value && catalogue.surfaces[surface.value.key];
  const number = (key) => (key in given ? numberFrom(settings[key], given[key]) : good(settings[key].default));
  const read = together(
    [
      ["surface", surface],
      ["start", record ? startFrom(given.start, record, catalogue.start_reach) : good([])],
      ["optimizers", optimizersFrom(given.optimizers, catalogue, most, record)],
      ["noise", choiceFrom(given.noise, noises, "noise")],
      ...["num_steps", "seed", "tolerance"].map((key) => /** @type {[string, Read]} */ ([key, number(key)])),
    ],
    (/** @type {Scenario} */ scenario) => scenario,
  );
  const problems = read.problems.length ? read.problems : afterwards(read.value, catalogue);
  return problems.length ? { scenario: null, problems } : { scenario: asWritten(read.value, catalogue), problems };
}

/** What does not go together. @param {Scenario} scenario @returns {Problem[]} */
function afterwards({ surface, noise, optimizers }, { surfaces, noises }) {
  if (noises[noise.key].needs_examples && !surfaces[surface.key].has_examples) {
    const choices = Object.keys(surfaces).filter((key) => surfaces[key].has_examples);
    return [problem("noise", "noise_needs_data", { noise: quoted(noise.key), surface: quoted(surface.key), choices })];
  }
  const labels = optimizers.map(({ label }) => label);
  const isTwice = (label) => label && labels.filter((other) => other === label).length > 1;
  return labels.flatMap((label, i) =>
    isTwice(label) ? [problem(`optimizers.${i}.label`, "label_given_twice", { label: quoted(label) })] : [],
  );
}

/** A surface with its numbers, and with changes to its data. */
function surfaceFrom(given, { surfaces, edits: bounds }) {
  const choice = choiceFrom(given, surfaces, "surface", ["table", "data"]);
  if (!choice.value) return choice;
  const { key } = choice.value;
  if (given.table !== undefined)
    return together([["table", tableFrom(given.table, key, surfaces[key].data)]], () => choice.value);
  if (given.data === undefined) return choice;
  const data = editsFrom(given.data, key, surfaces[key].data, bounds, { numberFrom, hintAt });
  return together([["data", data]], (found) => (found.data ? { ...choice.value, ...found } : choice.value));
}

/** What an address says of a table of the reader's own: it never has one. @returns {Read} */
function tableFrom(given, key, data) {
  if (!data?.takes_tables) return bad(problem("", "takes_no_table", { surface: quoted(key) }));
  if (typeof given === "string") return bad(problem("", "table_not_here"));
  return bad(problem("needed", "table_is_lacking", { count: brief(given.needed ?? "") }));
}

/** The start, which is the surface's own unless it is given. */
function startFrom(given, record, reach) {
  return given === undefined ? good([...record.start]) : pointFrom(given, record, reach);
}

function pointFrom(given, { domain }, reach) {
  if (!Array.isArray(given) || given.length !== domain.length) {
    return bad(problem("", "bad_start", { value: brief(given), count: domain.length }));
  }
  const each = given.map((value, i) => {
    const [low, high] = startRange(domain[i], reach);
    return /** @type {[string, Read]} */ ([String(i), numberFrom({ low, high, choices: [], integer: false }, value)]);
  });
  return together(each, Object.values);
}

/** @param {any} record of the surface, if it is one */
function optimizersFrom(given, catalogue, most, record) {
  const allowed = words("optimizers_allowed", { most });
  if (!Array.isArray(given)) return bad(problem("", "not_allowed", { value: brief(given), allowed }));
  if (given.length < 1 || given.length > most) {
    return bad(problem("", "wrong_number_of_optimizers", { count: given.length, allowed }));
  }
  const each = given.map((one, i) => /** @type {[string, Read]} */ ([String(i), optimizerFrom(one, catalogue, record)]));
  return together(each, Object.values);
}

function optimizerFrom(given, { optimizers, schedules, max_label: most, start_reach: reach }, record) {
  const choice = choiceFrom(given, optimizers, "optimizer", OWN_FIELDS);
  if (!choice.value) return choice;
  /** @type {[string, Read][]} */
  const own = [];
  if (given.schedule !== undefined) own.push(["schedule", choiceFrom(given.schedule, schedules, "schedule")]);
  if (given.label !== undefined) own.push(["label", labelFrom(given.label, most)]);
  if (given.start !== undefined && record) own.push(["start", pointFrom(given.start, record, reach)]);
  return together(own, (found) => ({ ...choice.value, ...found }));
}

/** A line in which there is something to be seen, and nothing that turns the text around it. */
function labelFrom(given, most) {
  const plain = typeof given === "string" ? given.replace(UNSEEN, "") : "";
  const isGood = typeof given === "string" && [...given].length <= most && !FORBIDDEN.test(plain) && SEEN.test(plain);
  return isGood ? good(given) : bad(problem("", "bad_label", { value: brief(given), most }));
}

/** A record by its key, with a value for each of its numbers. @param {any} given @param {string[]} others fields besides */
function choiceFrom(given, records, what, others = []) {
  const example = quoted(Object.keys(records)[0]);
  const fields = typeof given === "string" ? { key: given } : given;
  if (!("key" in fields)) return bad(problem("key", "missing", { needed: words("one_such_as", { example }) }));
  if (typeof fields.key !== "string" || !Object.hasOwn(records, fields.key)) {
    return bad(unknownKey(fields.key, Object.keys(records), what));
  }
  return numbersFrom(fields, records[fields.key], others);
}

function numbersFrom(fields, record, others) {
  const names = record.parameters.map(({ key }) => key);
  const known = [...names, ...others];
  const extra = Object.keys(fields).filter((name) => name !== "key" && !known.includes(name));
  const unknown = extra.map((name) =>
    problem(fieldName(name), "no_such_field", {
      owner: record.title,
      hint: hintAt(name, known),
      fields: known.length ? known : words("none"),
    }),
  );
  const given = record.parameters.filter(({ key }) => key in fields);
  const numbers = given.map((parameter) => [parameter.key, numberFrom(parameter, fields[parameter.key])]);
  const problems = [...unknown, ...numbers.flatMap(([key, { problems: own }]) => own.map(below(key)))];
  if (problems.length) return bad(...problems);
  const values = Object.fromEntries(numbers.map(([key, { value }]) => [key, value]));
  return good(allOf({ key: fields.key, ...values }, record));
}

/** The value of a parameter: a number's text, or the name of a choice. */
function numberFrom({ low, high, integer, choices }, given) {
  if (choices.includes(given)) return good(given);
  const text = typeof given === "string" ? given.trim() : "";
  const number = NUMBER.test(text) && !choices.length ? Number(text.replaceAll("_", "")) + 0 : Number.NaN;
  if (number >= low && number <= high && (!integer || Number.isInteger(number))) return good(number);
  const range = words(integer ? "a_whole_number" : "a_number", { low: plain(low), high: plain(high) });
  const allowed = choices.length ? words("one_of", { choices }) : range;
  return bad(problem("", "not_allowed", { value: brief(given), allowed }));
}

/** A number as Python says it. */
function plain(/** @type {number} */ value) {
  const size = Math.abs(value);
  const isLong = value !== 0 && (size < 1e-4 || size >= 1e16);
  return isLong ? value.toExponential().replace(/e([+-])(\d)$/, "e$10$2") : String(value);
}
