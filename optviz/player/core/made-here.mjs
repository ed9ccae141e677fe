// Files that need no server: the table of a run, its experiment, and what they are called.

import { decimal, json } from "./figures.mjs";
import { withoutTable, withTable } from "./own-tables.mjs";
import { stamp } from "./stamp.mjs";

const READING =
  'pandas.read_csv(FILE, comment="#") reads this table. An apostrophe stands before a label that begins like a formula, so that' +
  " spreadsheets take it as text.";
const MADE_HERE = "A browser has run this: the last digits of its numbers may be others than those of the app.";
const FORMULAS = "=+-@\t\r＝＋－＠"; // how a cell begins that a spreadsheet would work out
const MOST_NAMED = 4;
const LONGEST_NAME = 80;

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {import("./programs.mjs").Path} Path */

/**
 * All paths as one table, as optviz/exports/csv.py has it.
 * @param {Scenario} scenario as it is written @param {Path[]} paths @param {string[]} labels
 */
export function csvOf(scenario, paths, labels) {
  const weights = ["x", "y"].slice(0, scenario.start.length);
  const names = ["label", "step", ...weights, "loss", "learning_rate", ...weights.map((weight) => `gradient_${weight}`)];
  const head = [stamp(scenario), json(withoutTable(scenario)), READING, MADE_HERE].map((line) => `# ${line}`);
  return [...head, names.join(","), ...paths.flatMap((path, i) => rowsOf(path, labels[i])), ""].join("\n");
}

function rowsOf(/** @type {Path} */ path, /** @type {string} */ label) {
  const { points, losses, learning_rates: rates, gradients, diverged_at: divergedAt } = path;
  const named = quoted(FORMULAS.includes(label[0]) ? `'${label}` : label);
  const count = divergedAt === null ? losses.length : Math.max(divergedAt, 1);
  const weights = points.shape[1];
  const pair = (/** @type {Float32Array | Float64Array} */ values, step) =>
    Array.from(values.subarray(step * weights, (step + 1) * weights), decimal);
  return Array.from({ length: count }, (_, step) => {
    const rate = step < rates.length ? decimal(rates[step]) : quoted("");
    return [named, step, ...pair(points, step), decimal(losses[step]), rate, ...pair(gradients, step)].join(",");
  });
}

const quoted = (/** @type {string} */ text) => `"${text.replaceAll('"', '""')}"`;

/** The experiment without its results, and with a table of the reader's own only where that is asked for. */
export const jsonOf = (/** @type {Scenario} */ scenario, hasTable = false) =>
  `${json(hasTable ? withTable(scenario) : withoutTable(scenario), 2)}\n`;

/** What a file is called: surface, rules and what tells it from others, in letters that every system takes. */
export function fileName(/** @type {Scenario} */ { surface, optimizers }, /** @type {string[]} */ shown, extension) {
  const keys = [...new Set(optimizers.map(({ key }) => key))];
  const rules = keys.length <= MOST_NAMED ? keys : [optimizers.length, "optimizers"];
  const name = [surface.key, ...rules, ...shown].join("-").replace(/[_.]/g, "-");
  return name.slice(0, LONGEST_NAME).replace(/-+$/, "") + extension;
}
