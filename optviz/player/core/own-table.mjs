// Some columns of a sheet as a table of the reader's own, as optviz/scenario/reading_csv.py makes it.

import { BadTable, isOneOfTwo, named, numberIn, unevenRows, writtenName } from "./csv.mjs";
import { problem, quoted, words } from "./said.mjs";

const MISSING = ["", "na", "n/a", "nan", "null", "none", "-", "?", "."];
const FORMULA = /^(?:[=@].|[+-][^0-9.,])/u;
const MOST_NAMED = 5;

/** @typedef {import("./csv.mjs").Sheet} Sheet */
/** @typedef {import("./csv.mjs").Bounds} Bounds */
/** @typedef {import("./said.mjs").Problem} Problem */
/** @typedef {import("./said.mjs").Words} Words */
/**
 * A table of the reader's own. The target comes last; of two classes it is 0 or 1. Nothing is trained on one row in `hold_out`, the
 * last of each so many; 0: on all. `leftOut` are the lines of the file that are not in it.
 * @typedef {{ name: string, columns: string[], classes: string[], hold_out: number, rows: number[][], leftOut?: number[] }} OwnTable
 */

/**
 * @param {Sheet} sheet @param {number[]} places of its columns
 * @param {{ hasClasses: boolean, leavesOut: boolean, holdOut?: number, name: string }} how
 * @param {Bounds} bounds @returns {OwnTable}
 */
export function tableOf(sheet, places, { hasClasses, leavesOut, holdOut = 0, name }, bounds) {
  if (places.length < 2 || places.length > 3) throw bad("columns_needed", { columns: sheet.columns });
  if (new Set(places).size < places.length) throw bad("given_twice");
  const kinds = hasClasses ? classesOf(sheet, places.at(-1)) : [];
  /** @type {number[][]} */
  const rows = [];
  /** @type {Problem[]} */
  const problems = unevenRows(sheet);
  for (const [i, cells] of sheet.rows.entries()) {
    const numbers = places.map((place, k) => {
      return kinds.length && k === places.length - 1 ? classIn(cells[place], kinds) : cellIn(sheet, cells[place], bounds);
    });
    const wrong = numbers.findIndex((number) => typeof number !== "number");
    if (wrong < 0) rows.push(/** @type {number[]} */ (numbers));
    else {
      const about = { line: sheet.lines[i], column: sheet.columns[places[wrong]], problem: numbers[wrong] };
      problems.push(problem("", "bad_line", about));
    }
  }
  problems.sort((one, other) => one.arguments.line - other.arguments.line);
  if (problems.length && !(leavesOut && rows.length >= bounds.fewest_rows)) throw new BadTable(...named(problems));
  checkCount(rows.length, bounds);
  if (holdOut) checkHoldOut(holdOut, rows.length, bounds);
  return {
    name: writtenName(name, "", bounds.most_name),
    columns: places.map((place) => sheet.columns[place]),
    classes: kinds.map((kind, i) => writtenName(kind, `class ${i + 1}`, bounds.most_name)),
    hold_out: holdOut,
    rows,
    leftOut: problems.map((one) => one.arguments.line),
  };
}

const bad = (/** @type {string} */ code, given = {}, field = "columns") => new BadTable(problem(field, code, given));

function checkCount(/** @type {number} */ count, /** @type {Bounds} */ { most_rows: most, fewest_rows: least }) {
  if (count > most) throw bad("too_many_table_rows", { most }, "rows");
  if (count < least) throw bad("too_few_table_rows", { count, least }, "rows");
}

/** Refuses to hold out none of so few rows, or all but too few. */
function checkHoldOut(/** @type {number} */ every, /** @type {number} */ rows, /** @type {Bounds} */ bounds) {
  if (every > rows) throw bad("too_few_to_hold_out", { count: rows, every }, "hold_out");
  checkCount(rows - Math.floor(rows / every), bounds);
}

/** The number in a cell, or what is wrong with it. @returns {number | Words} */
function cellIn(/** @type {Sheet} */ sheet, /** @type {string} */ cell, /** @type {Bounds} */ { largest }) {
  if (MISSING.includes(cell.toLowerCase())) return words("cell_missing");
  if (isOneOfTwo(sheet, cell))
    return words("cell_of_two", { value: quoted(cell), small: cell.replace(",", "."), large: cell.replace(",", "") });
  const number = numberIn(sheet, cell);
  if (Math.abs(number) <= largest) return number + 0; // never -0
  if (!Number.isNaN(number)) return words("cell_too_large", { value: quoted(cell) });
  if (FORMULA.test(cell)) return words("cell_formula", { value: quoted(cell) });
  return words("cell_no_number", { value: quoted(cell), sign: words(sheet.hasComma ? "a_comma" : "a_point") });
}

/** @returns {number | Words} */
function classIn(/** @type {string} */ cell, /** @type {string[]} */ kinds) {
  return kinds.includes(cell) ? kinds.indexOf(cell) : words("cell_missing");
}

/** The two texts of a column, in their order: that of numbers if both are, of letters otherwise. */
function classesOf(/** @type {Sheet} */ sheet, /** @type {number} */ place) {
  const found = kindsIn(sheet, place);
  if (found.length !== 2) {
    const names = found.slice(0, MOST_NAMED).map(quoted);
    const code = found.length < 2 ? "one_class_only" : "too_many_classes";
    throw bad(code, { column: sheet.columns[place], count: found.length, classes: names });
  }
  const numbers = found.map((one) => numberIn(sheet, one));
  const isAfter = numbers.some(Number.isNaN) ? isBehind(found[0], found[1]) : numbers[0] > numbers[1];
  return isAfter ? found.reverse() : found;
}

/** Whether a text comes behind another, letter by letter as Python has it. */
function isBehind(/** @type {string} */ one, /** @type {string} */ other) {
  const [first, second] = [one, other].map((text) => [...text].map((letter) => letter.codePointAt(0)));
  const at = first.findIndex((code, i) => code !== second[i]);
  return at >= 0 && (at >= second.length || first[at] > second[at]);
}

/** The texts that stand in a column. @param {Sheet} sheet @param {number} place */
export function kindsIn({ rows }, place) {
  return [...new Set(rows.map((cells) => cells[place]).filter((cell) => !MISSING.includes(cell.toLowerCase())))];
}
