// A page's address, as far as it can be read: what is good of it is taken, and what is not is told. The rules of
// optviz/scenario/address.py.

import { FIELDS, hintAt, scenarioOf } from "./reading.mjs";
import { fieldName, problem, sentence, words } from "./said.mjs";

const PLACE = /^optimizers\.(\d{1,3})(?=\.|$)/;
const IN_START = /^((?:optimizers\.\d{1,3}\.)?start)\./;
const DISPLAY = "show.";
const MAPS = "sweep."; // fields of the maps beside it: see map-wish.mjs
const [LESSON, LANGUAGE] = ["lesson", "language"];
const JOINING = ["add", "alone"]; // fields that the app has

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {import("./said.mjs").Problem} Problem */
/** @typedef {[string, string][]} Pairs */

/**
 * What an address says: the scenario with what is good of it, the paths of that, what is wrong, what is left aside, how things are
 * shown, and the lesson that it names.
 * @typedef {object} Address
 * @property {Scenario} scenario
 * @property {string[]} given
 * @property {{ field: string, message: string }[]} problems
 * @property {string} leftAside
 * @property {Record<string, string>} display
 * @property {string | null} lesson
 * @property {string | null} language
 */

/** @param {string} query @param {any} catalogue @returns {Address} */
export function readAddress(query, catalogue) {
  const { default: usual, sentences, most_characters: most } = catalogue.address;
  const isShort = query.length <= most;
  /** @type {Pairs} */
  const pairs = isShort ? [...new URLSearchParams(query)] : [];
  const fields = Object.fromEntries(pairs);
  const isOurs = (/** @type {string} */ name) => ![...JOINING, LESSON, LANGUAGE].includes(name) && !name.startsWith(MAPS);
  const ours = pairs.filter(([name]) => isOurs(name));
  const inDisplay = (/** @type {[string, string]} */ [name]) => name.startsWith(DISPLAY);
  const given = ours.filter((pair) => !inDisplay(pair));
  const isKnown = (/** @type {[string, string]} */ [path]) => FIELDS.includes(path.split(".")[0]);
  const found = isShort
    ? goodOf(given.filter(isKnown), catalogue)
    : { scenario: usual, given: [], problems: [problem("", "too_many_characters", { count: query.length, most })] };
  const unknown = [...new Set(given.filter((pair) => !isKnown(pair)).map(([path]) => path))];
  return {
    ...found,
    problems: found.problems.map((one) => ({ field: one.field, message: sentence(one, sentences) })),
    leftAside: unknown.length ? sentence(leftAside(unknown, catalogue), sentences) : "",
    display: Object.fromEntries(ours.filter(inDisplay)),
    lesson: fields[LESSON] ?? null,
    language: fields[LANGUAGE] ?? null,
  };
}

function leftAside(unknown, { address: { most_named: most } }) {
  const named = unknown
    .slice(0, most)
    .map((name) => words("left_aside_name", { name: fieldName(name), hint: hintAt(name, FIELDS) }));
  return words("left_aside", { names: [...named, ...(unknown.length > most ? ["…"] : [])] });
}

/** The scenario of what is good, its paths, and what is wrong with the rest. @param {Pairs} pairs */
function goodOf(pairs, catalogue) {
  const { default: usual, most_fields: most, most_rounds: rounds } = catalogue.address;
  const nothing = (/** @type {Problem[]} */ problems) => ({ scenario: usual, given: [], problems });
  if (pairs.length > most) return nothing([problem("", "too_many_fields", { most })]);
  const isAstray = (/** @type {[string, string]} */ [path]) => path.split(".")[0] === "optimizers" && !PLACE.test(path);
  const astray = new Set(pairs.filter(isAstray).map(([path]) => path));
  const problems = [...astray].map((path) => problem(fieldName(path), "no_such_path", { example: "optimizers.0" }));
  let left = pairs.filter((pair) => !isAstray(pair));
  for (let round = 0; round < rounds; round += 1) {
    const { paths, places } = withoutGaps(left.map(([path]) => path));
    const read = scenarioOf(
      left.map(([, text], i) => [paths[i], text]),
      catalogue,
    );
    if (read.scenario) return { scenario: read.scenario, given: paths, problems };
    const wrong = new Set(read.problems.flatMap(({ field }) => [...meant(paths, field)]));
    problems.push(...read.problems.map((one) => ({ ...one, field: asGiven(one.field, places) })));
    left = left.filter((_, i) => !wrong.has(i));
  }
  return nothing(problems);
}

/** The paths with the optimizers at the places 0, 1, 2 …, and the places at which they were given. @param {string[]} paths */
function withoutGaps(paths) {
  const found = paths.flatMap((path) => PLACE.exec(path)?.[1] ?? []);
  const places = [...new Set(found)].sort().sort((a, b) => Number(a) - Number(b));
  return { paths: paths.map((path) => path.replace(PLACE, (_, place) => `optimizers.${places.indexOf(place)}`)), places };
}

/** The path of a field with the place of its optimizer as it was given. @param {string} field @param {string[]} places */
const asGiven = (field, places) => field.replace(PLACE, (_, place) => `optimizers.${places[Number(place)]}`);

/**
 * Which of the paths a problem is about: those at its field or below, or else the nearest around it. A start is good or bad as a
 * whole, and goes with its surface.
 * @param {string[]} paths @param {string} field
 */
function meant(paths, field) {
  const parts = (IN_START.exec(field)?.[1] ?? field).split(".");
  for (let length = parts.length; length > 0; length -= 1) {
    const around = `${parts.slice(0, length).join(".")}.`;
    const found = paths.flatMap((path, i) => (`${fieldName(path)}.`.startsWith(around) ? [i] : []));
    if (!found.length) continue;
    const goesWithStart = found.some((i) => paths[i] === "surface");
    const starts = paths.flatMap((path, i) => (IN_START.test(path) ? [i] : []));
    return goesWithStart ? [...found, ...starts] : found;
  }
  return paths.map((_, i) => i);
}
