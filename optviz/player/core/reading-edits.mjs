// Changes to data from the fields of an address: the rules of optviz/scenario/edits.py.

import { brief, fieldName, problem, quoted, words } from "./said.mjs";

const KINDS = ["moved", "added", "removed"];

/** @typedef {import("./said.mjs").Problem} Problem */
/** @typedef {(parameter: any, value: any) => { value: any, problems: Problem[] }} NumberFrom */
/** @typedef {{ most: number, fewest_rows: number }} Bounds */

/**
 * The changes that the fields of a surface ask for.
 * @param {any} given @param {string} key of the surface @param {{ columns: any[], rows: number, held: number[] } | null} data of it
 * @param {Bounds} bounds @param {{ numberFrom: NumberFrom, hintAt: (name: string, names: string[]) => any }} by
 * @returns {{ value: import("./edits.mjs").Edits, problems: Problem[] }}
 */
export function editsFrom(given, key, data, bounds, { numberFrom, hintAt }) {
  const bad = (/** @type {Problem[]} */ ...problems) => ({ value: null, problems });
  if (!data) return bad(problem("", "no_data_to_change", { surface: quoted(key) }));
  if (typeof given === "string") return bad(problem("", "no_edits", { value: brief(given) }));
  if ("needed" in given) return bad(problem("needed", "data_not_in_link", { count: brief(given.needed) }));
  const unknown = Object.keys(given).find((name) => !KINDS.includes(name));
  if (unknown) return bad(problem(fieldName(unknown), "no_such_change", { fields: KINDS, hint: hintAt(unknown, KINDS) }));
  const wrong = KINDS.find((kind) => kind in given && typeof given[kind] !== "string");
  if (wrong) return bad(problem(wrong, "no_rows", { value: brief(given[wrong]) }));
  const texts = Object.fromEntries(KINDS.map((kind) => [kind, rowsOf(given[kind] ?? "")]));
  const count = KINDS.reduce((sum, kind) => sum + texts[kind].length, 0);
  if (count > bounds.most) return bad(problem("", "too_many_changes", { count, most: bounds.most }));
  return read(texts, data, bounds, numberFrom);
}

const rowsOf = (/** @type {string} */ text) =>
  text.trim()
    ? text
        .trim()
        .split(/\s+/)
        .map((row) => row.split("_"))
    : [];

function read(texts, { columns, rows, held }, { fewest_rows: least }, /** @type {NumberFrom} */ numberFrom) {
  /** @type {Problem[]} */
  const problems = [];
  const whole = { low: 0, high: rows - 1, integer: true, choices: [] };
  const placesOf = (kind) => {
    const seen = new Set();
    return texts[kind].map(([text], i) => {
      const { value, problems: own } = numberFrom(whole, text);
      if (own.length) problems.push(problem(`${kind}.${i}`, "no_such_row", { problem: inner(own) }));
      else if (seen.has(value)) problems.push(problem(`${kind}.${i}`, "given_twice"));
      seen.add(value);
      return value;
    });
  };
  const rowFrom = (field, place, cells) => {
    if (cells.length !== columns.length) {
      const names = columns.map(({ title }) => title);
      problems.push(problem(field, "row_of_another_length", { count: cells.length, columns: names }));
      return [];
    }
    return cells.map((text, k) => {
      const { value, problems: own } = numberFrom(columns[k], text);
      if (own.length) problems.push(problem(field, "bad_cell", { row: place, column: columns[k].title, problem: inner(own) }));
      return value;
    });
  };
  const removed = [...new Set(placesOf("removed"))].sort((a, b) => a - b);
  const places = placesOf("moved");
  const moved = texts.moved.map(([, ...cells], i) =>
    places[i] === null ? [] : [places[i], ...rowFrom(`moved.${i}`, places[i], cells)],
  );
  const added = texts.added.map((cells, i) => rowFrom(`added.${i}`, rows + i, cells));
  const left = removed.filter((place) => held.includes(place)).length;
  const trained = rows - held.length + added.length - (removed.length - left);
  const isTooFew = trained < least || (held.length > 0 && held.length === left);
  if (!problems.length && isTooFew) problems.push(problem("removed", "too_few_rows", { least }));
  if (problems.length) return { value: null, problems };
  const kept = moved.filter(([place]) => !removed.includes(place)).sort(([a], [b]) => a - b);
  const all = Object.entries({ moved: kept, added, removed }).filter(([, found]) => found.length);
  return { value: all.length ? Object.fromEntries(all) : null, problems };
}

/** What is said of a cell, within what is said of its row. */
const inner = (/** @type {Problem[]} */ [{ code, arguments: told }]) => words(code, told);
