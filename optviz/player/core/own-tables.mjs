// Tables of the reader's own, where the page keeps them: a scenario names one by its key. And what the picture of one is, as
// optviz/engine/data_space.py and optviz/scenario/edits.py have it.

import { momentsOf } from "./examples.mjs";

const MOST = 24; // tables that are kept, of those that were met last
const MARGIN = 0.07; // the share of a column's range that is shown beyond either end of it
const REACH = 5; // half-widths of its column that a number may lie from the column's middle
const DIGITS = 4;
const UNIT = /^(?<name>.*\S)(?:\s+\((?<round>[^()]*[^()\s\d][^()]*)\)|\s*\[(?<square>[^[\]]*[^[\]\s\d][^[\]]*)\])$/u; // in which there is more than digits

/** @typedef {import("./own-table.mjs").OwnTable} OwnTable */

/** @type {Map<string, OwnTable>} */
const tables = new Map();

/** @param {string} key @param {OwnTable} table */
export function keepTable(key, table) {
  tables.delete(key);
  tables.set(key, table);
  if (tables.size > MOST) tables.delete(tables.keys().next().value);
}

/** The table that a surface has; undefined where it is not here. @param {import("./scenario.mjs").Choice} surface */
export const tableFor = ({ table }) => tables.get(table);

/** Whether the data of a surface are here. @param {import("./scenario.mjs").Choice} surface */
export const isHere = ({ table }) => !table || tables.has(table);

/** The tables of surfaces that have one, by their keys. @param {import("./scenario.mjs").Choice[]} surfaces @returns {Record<string, OwnTable>} */
export function tablesOf(surfaces) {
  return Object.fromEntries(surfaces.filter(tableFor).map((surface) => [surface.table, tableFor(surface)]));
}

/** Whether nothing is trained on some rows of a surface's data. @param {import("./scenario.mjs").Choice} surface @param {{ holds_out: boolean } | null} data that it comes with */
export const holdsOut = (surface, data) => (tableFor(surface) ? tableFor(surface).hold_out > 0 : !!data?.holds_out);

/** The same of a surface as the catalogue has it, whose ground there is of two weights only. @param {import("./scenario.mjs").Choice} surface @param {any} catalogue */
export function hasBothGrounds(
  surface,
  {
    surfaces: {
      [surface.key]: { data, domain },
    },
  },
) {
  return domain.length === 2 && holdsOut(surface, data);
}

/**
 * Whether what is shown of a surface is without the ground of the loss on held-out examples, where that is needed.
 * @param {{ held_out?: any }} shown @param {import("./scenario.mjs").Choice} surface @param {{ beside?: any }} needs @param {any} catalogue
 */
export const lacksBeside = ({ held_out: isThere }, surface, { beside }, catalogue) =>
  !!beside && !isThere && hasBothGrounds(surface, catalogue);

/** A scenario as it may leave the page: without the rows of such a table. @param {any} scenario */
export function withoutTable(scenario) {
  const { table, data, ...surface } = scenario.surface;
  return table ? { ...scenario, surface: { ...surface, table: { needed: tables.get(table).rows.length } } } : scenario;
}

/** The same with all of it. @param {any} scenario */
export function withTable(scenario) {
  const { table, data, ...surface } = scenario.surface;
  if (!table) return scenario;
  return { ...scenario, surface: { ...surface, table: wholeOf(tables.get(table)), ...(data && { data }) } };
}

/** All of a table as it is written. @param {OwnTable} table */
export function wholeOf({ name, columns, classes, hold_out: holdOut, rows }) {
  return { name, columns, ...(classes.length && { classes }), ...(holdOut && { hold_out: holdOut }), rows };
}

/**
 * The rows as other tables have them, with those that are held out; and of each column what is taken from it, and what that is divided
 * by: inputs have powers of ten as units, targets that are numbers mean 0 and deviation 1.
 * @param {OwnTable} table
 */
export function rowsOf({ rows, classes, hold_out: every }) {
  const heldOut = every ? rows.flatMap((_, i) => (i % every === every - 1 ? [i] : [])) : [];
  const trained = every ? rows.filter((_, i) => i % every !== every - 1) : rows;
  const last = rows[0].length - 1;
  const scale = rows[0].map((_, k) => {
    if (k < last) return [0, powerOfTen(trained.reduce((most, row) => Math.max(most, Math.abs(row[k])), 0))];
    if (classes.length) return [0, 1];
    const [mean, deviation] = momentsOf(Float64Array.from(trained, (row) => row[k]));
    return [mean, deviation || 1];
  });
  return { rows, heldOut, scale };
}

/** The largest power of ten that a number holds; 1 for zero. */
const powerOfTen = (/** @type {number} */ number) => (number ? Number(`1e${number.toExponential(16).split("e")[1]}`) : 1);

/** Columns by what stands over them, such as `mass (kg)` or `mass [kg]`; as it stands there, if names without units are not all different. */
export function columnsNamed(/** @type {string[]} */ headers) {
  const parts = headers.map((header) => {
    const { name, round, square } = UNIT.exec(header)?.groups ?? {};
    return name ? { name, unit: (round ?? square).trim() } : { name: header, unit: "" };
  });
  const areDifferent = new Set(parts.map(({ name }) => name)).size === parts.length;
  return areDifferent ? parts : headers.map((name) => ({ name, unit: "" }));
}

/**
 * The program of a surface's model with what is another one on a table of the reader's own.
 * @template {Record<string, any>} Program @param {Program} program @param {OwnTable | undefined} table @returns {Program}
 */
export function programOn(program, table) {
  if (!table) return program;
  const { columns: headers, classes, rows, name } = table;
  const { side, borders, nodes: usual } = program;
  const columns = columnsNamed(headers).map(({ name, unit }) => (unit ? `${name} (${unit})` : name));
  const ranges = columns.slice(0, 2).map((_, k) => shownRange(endsOf(rows, k)));
  const inputs = columns.slice(0, -1);
  const target = columns.at(-1);
  const [low, high] = ranges[0];
  const last = usual.length - 1;
  return {
    ...program,
    ranges: /** @type {[number, number][]} */ (ranges),
    titles: [inputs[0], side ? inputs[1] : target].map(heading),
    nodes: side ? [] : usual.map((_, k) => low + (k / last) * (high - low)),
    borders: classes.length || !side ? borders : [rowsOf(table).scale.at(-1)[0]],
    ...{ inputs, target, classes, source: name, licence: "" },
  };
}

/** What may stand in each column. @param {OwnTable} table */
export function columnsOf({ columns, classes, rows }) {
  return columnsNamed(columns).map(({ name, unit }, k) => {
    const isClass = classes.length > 0 && k === columns.length - 1;
    const [low, high] = isClass ? [0, 1] : reachOf(endsOf(rows, k));
    return { key: name, title: name, unit, low, high, integer: isClass, choices: [] };
  });
}

function reachOf([low, high]) {
  const [middle, reach] = [(low + high) / 2, REACH * ((high - low) / 2 || Math.abs(high) || 1)];
  return [middle - reach, middle + reach].map((end) => Number(end.toPrecision(DIGITS)));
}

function shownRange([low, high]) {
  const margin = MARGIN * (high - low) || Math.abs(high) || 1;
  return [low - margin, high + margin];
}

const endsOf = (rows, k) =>
  rows.reduce(([low, high], row) => [Math.min(low, row[k]), Math.max(high, row[k])], [Infinity, -Infinity]);

/** A title with a capital letter, unless it is the name of a variable. */
const heading = (/** @type {string} */ title) =>
  ["x", "y", "z"].includes(title.split(" ")[0]) ? title : title[0].toUpperCase() + title.slice(1);
