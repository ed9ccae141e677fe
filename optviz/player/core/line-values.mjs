// What each line of a rule's pseudo-code gives in one step of a path that was run here: see optviz/engine/line_by_line.py.

import { languageOf } from "./pseudocode.mjs";
import { formKey } from "./rules.mjs";

const LISTS = ["numbers", "vectors", "nothing"];

/**
 * The numbers of all lines in the step that leaves a row, one after the other, without lists.
 * @param {object} step
 * @param {any} step.program the module of the rule's text
 * @param {any} step.choice the rule with its numbers
 * @param {any} step.record of the rule
 * @param {{ kinds: string[] | null }[]} step.code the lines as the page shows them
 * @param {{ points: any, learning_rates: ArrayLike<number>, state: Record<string, any> }} step.path @param {number} step.row
 * @param {{ value: Function, gradient: Function, hessian: Function }} step.loss that of this step
 * @returns {number[]}
 */
export function lineValues({ program, choice, record, code, path, row, loss }) {
  const [, weights] = path.points.shape;
  const form = program.forms[formKey(choice, record)];
  const language = languageOf(weights);
  const numbers = { ...usual(record), ...choice, learning_rate: path.learning_rates[row] };
  const x = [...path.points.subarray(row * weights, (row + 1) * weights)];
  const state = row === 0 ? form.start(language, numbers, x) : form.fields.map((name) => itemOf(path.state[name], row));
  const [lines, after] = form.step(language, asked(loss, weights), numbers, row + 1, x, state);
  const decay = x.map((weight) => numbers.learning_rate * (numbers.weight_decay ?? 0) * weight);
  const isDecayed = code.filter(({ kinds }) => kinds).length > lines.length; // then its lines stand around the text
  const all = isDecayed ? [[decay], ...lines, [after.map((weight, i) => weight - decay[i])]] : lines;
  const kinds = code.flatMap((line) => (line.kinds ? [line.kinds] : []));
  return all.flatMap((values, i) => values.flatMap((value, j) => numbersOf(value, kinds[i][j], language, x)));
}

const usual = ({ parameters }) => Object.fromEntries(parameters.map(({ key, default: value }) => [key, value]));

function numbersOf(value, kind, language, x) {
  return LISTS.includes(kind) ? [] : [language.shaped(value, kind, x)].flat(2).map(Number);
}

/** One item of a field of the state along its rows: a number, a vector, or a matrix. */
function itemOf(field, row) {
  const [, ...shape] = field.shape;
  const size = shape.reduce((product, length) => product * length, 1);
  const values = [...field.subarray(row * size, (row + 1) * size)];
  if (!shape.length) return values[0];
  return shape.length === 1 ? values : Array.from({ length: shape[0] }, (_, i) => values.slice(i * shape[1], (i + 1) * shape[1]));
}

/** The loss as a text asks it. */
function asked(loss, weights) {
  return {
    f: ([x, y = 0]) => loss.value(x, y),
    grad([x, y = 0]) {
      const out = new Float64Array(weights);
      loss.gradient(x, y, out);
      return [...out];
    },
    hessian([x, y = 0]) {
      const out = new Float64Array(weights * weights);
      loss.hessian(x, y, out);
      return Array.from({ length: weights }, (_, i) => [...out.subarray(i * weights, (i + 1) * weights)]);
    },
  };
}
