// Which maps are wished for, in terms that hold for any rule of an experiment, and the sweeps that these are; in an address they
// are written as optviz/scenario/sweep.py has them.

import { parametersOf } from "./axes.mjs";
import { treeQuery } from "./fields.mjs";
import { startOf } from "./scenario.mjs";

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {import("./axes.mjs").Axis} Axis */
/** @typedef {import("./sweeping.mjs").Sweep} Sweep */
/** @typedef {{ rates: Record<string, number> }} Ground the rates that suit on a surface, by rule */
/**
 * Maps of `numbers` are of one rule, maps of `starts` of all. The keys of axes begin with `optimizer` instead of a rule's place.
 * @typedef {{ kind: "numbers" | "starts", place: number, x: Axis, y: Axis | null, outcome: string, cells: number }} Wish
 */

export const SIZES = [64, 128, 256, 512]; // cells along each side that are offered
const [RATE, OWN] = ["optimizer.learning_rate", "optimizer."];
const DECADES = 2; // on both sides of a rate that suits
const PREFIX = "sweep"; // of the fields of an address

/** A key of a sweep as a wish has it, and back. */
export const anywhere = (/** @type {string} */ key) => key.replace(/^optimizers\.\d+\./, OWN);
const at = (/** @type {number} */ place, /** @type {string} */ key) => key.replace(/^optimizer\./, `optimizers.${place}.`);

/**
 * The records of the numbers that a map of a rule can have along an axis, by their keys in a wish: the rule's own ones first.
 * @param {Scenario} scenario @param {number} place @param {any} catalogue @returns {Map<string, any>}
 */
export function numbersOf(scenario, place, catalogue) {
  const all = [...parametersOf(scenario, place, catalogue)].filter(([, { choices }]) => !choices.length);
  const rank = (/** @type {[string, any]} */ [key]) => ["optimizers", "surface", "noise", "start"].indexOf(key.split(".")[0]);
  return new Map(all.sort((a, b) => rank(a) - rank(b)).map(([key, parameter]) => [anywhere(key), parameter]));
}

/** An axis over all that is allowed; of a start, over the domain; of a learning rate, around the one that suits. @returns {Axis} */
export function usualAxis(key, parameter, rate, cells) {
  const { low, high, scale, range = [low, high] } = parameter;
  if (key !== RATE || scale !== "log") return { key, low: range[0], high: range[1], scale, cells };
  const reach = 10 ** DECADES;
  return { key, low: Math.max(low, short(rate / reach)), high: Math.min(high, short(rate * reach)), scale, cells };
}

const short = (value) => Number(value.toPrecision(3));

/** The map that comes first: of a rule's learning rate, and its next number or else the surface's. @param {Scenario} scenario @param {any} catalogue @param {Ground} ground @returns {Wish} */
export function usualWish(scenario, catalogue, ground, place = mostNumbers(scenario, catalogue)) {
  const numbers = numbersOf(scenario, place, catalogue);
  const keys = [...numbers.keys()].filter((key) => !key.includes(".schedule."));
  const [x, y] = [keys[0], keys.find((key, i) => i > 0 && !numbers.get(key).advanced)];
  return of({ kind: "numbers", place, outcome: "final_loss", cells: SIZES[2] }, [x, y], scenario, catalogue, ground);
}

/** The first rule that has more numbers than its rate at hand; or else the first one. */
function mostNumbers({ optimizers }, catalogue) {
  const has = ({ key }) =>
    catalogue.optimizers[key].parameters.filter(({ advanced, choices }) => !advanced && !choices.length).length > 1;
  return Math.max(0, optimizers.findIndex(has));
}

/** A wish with axes of these keys. @param {Pick<Wish, "kind" | "place" | "outcome" | "cells">} rest @param {(string | undefined)[]} keys @returns {Wish} */
export function of({ kind, place, outcome, cells }, keys, scenario, catalogue, { rates }) {
  const numbers = numbersOf(scenario, place, catalogue);
  const rate = rates[scenario.optimizers[place].key];
  const [x, y] = keys.map((key) => (key ? usualAxis(key, numbers.get(key), rate, cells) : null));
  return { kind, place, x, y, outcome, cells };
}

/** All starts of all rules. @param {Scenario} scenario @param {any} catalogue @param {Ground} ground @returns {Wish} */
export function wishOfStarts(scenario, catalogue, ground, cells = SIZES[2]) {
  const keys = scenario.start.map((_, i) => `start.${i}`);
  return of({ kind: "starts", place: 0, outcome: "minimum", cells }, [keys[0], keys[1]], scenario, catalogue, ground);
}

/** Whether an experiment has what is wished for. @param {Wish} wish @param {Scenario} scenario @param {any} catalogue */
export function isPossible({ place, x, y }, scenario, catalogue) {
  if (place >= scenario.optimizers.length) return false;
  const numbers = numbersOf(scenario, place, catalogue);
  return [x, y].every((axis) => !axis || numbers.has(axis.key));
}

/** The sweeps of a wish. @param {Wish} wish @param {Scenario} scenario @returns {Sweep[]} */
export function sweepsOf({ kind, place, x, y, outcome, cells }, scenario) {
  const places = kind === "starts" ? scenario.optimizers.map((_, i) => i) : [place];
  return places.map((optimizer) => {
    const axis = (/** @type {Axis | null} */ one) => one && { ...one, key: at(optimizer, one.key), cells };
    return { scenario, optimizer, x: axis(x), y: axis(y), outcome };
  });
}

/** A sweep with its rule alone, under its own name and from its start: all that its cells depend on. @param {Sweep} sweep @returns {Sweep} */
export function alone({ scenario, optimizer, x, y, outcome }) {
  const { label, start, ...choice } = scenario.optimizers[optimizer];
  const there = { ...scenario, start: startOf(scenario, optimizer), optimizers: [choice] };
  const axis = (/** @type {Axis | null} */ one) => one && { ...one, key: at(0, anywhere(one.key)) };
  return { scenario: there, optimizer: 0, x: axis(x), y: axis(y), outcome };
}

/** What maps depend on, as a text: all but the numbers that differ from cell to cell. @param {Sweep} sweep of one rule alone */
export function keyOf(sweep) {
  const zero = Object.fromEntries([sweep.x, sweep.y].filter(Boolean).map(({ key }) => [key, 0]));
  return JSON.stringify({ ...sweep, scenario: withNumbers(sweep.scenario, zero) });
}

/** The sweeps of other rules that make the same map: of their numbers only those of the axes differ. @param {Wish} wish @param {Sweep} sweep */
export function othersOn(wish, sweep) {
  if (wish.kind === "starts") return [];
  const { scenario } = sweep;
  const all = scenario.optimizers.flatMap((_, place) =>
    place === sweep.optimizer ? [] : sweepsOf({ ...wish, place }, scenario),
  );
  return all.filter((other) => keyOf(alone(other)) === keyOf(alone(sweep)));
}

/** A scenario with other numbers at some paths. @param {Scenario} scenario @param {Record<string, number>} values @returns {Scenario} */
export function withNumbers(scenario, values) {
  const found = structuredClone(scenario);
  for (const [path, value] of Object.entries(values)) {
    const parts = path.split(".");
    const last = parts.pop();
    let owner = /** @type {any} */ (found);
    for (const part of parts) {
      if (!(part in owner)) owner[part] = { key: "constant" };
      owner = owner[part];
    }
    owner[last] = value;
  }
  return found;
}

/** The paths of a sweep's numbers in its scenario: those of a start are in the rule's own one, if it has one. @param {Sweep} sweep @param {Record<string, number>} values @returns {Record<string, number>} */
export function inOwnStart({ scenario, optimizer }, values) {
  const owner = scenario.optimizers[optimizer].start ? `optimizers.${optimizer}.` : "";
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key.startsWith("start.") ? owner + key : key, value]));
}

/** The number at a path of a scenario; that of its record where it names none. @param {Sweep} sweep @param {string} key @param {any} catalogue */
export function numberAt({ scenario, optimizer }, key, catalogue) {
  const from = { ...scenario, start: startOf(scenario, optimizer) };
  const found = key.split(".").reduce((owner, part) => owner?.[part], /** @type {any} */ (from));
  return found ?? parametersOf(scenario, optimizer, catalogue).get(key).default;
}

/** The fields of an address that are a sweep's own. @param {Sweep} sweep */
export function sweepQuery({ optimizer, x, y, outcome }) {
  const axes = Object.entries({ x, y }).filter(([, axis]) => axis);
  return treeQuery({ optimizer, ...Object.fromEntries(axes), outcome }, PREFIX);
}

/** The wish that an address has. @param {{ optimizer: number, x: Axis, y: Axis | null, outcome: string }} fields as optviz/scenario/sweep.py has them @returns {Wish} */
export function wishOf({ optimizer: place, x, y = null, outcome }) {
  const axis = (/** @type {Axis | null} */ one) => one && { ...one, key: anywhere(one.key) };
  const kind = outcome === "minimum" && [x, y].every((one) => !one || one.key.startsWith("start.")) ? "starts" : "numbers";
  return { kind, place, x: axis(x), y: axis(y), outcome, cells: x.cells };
}

/** The ends of an axis, as far as its number may go, in digits that are worth writing. @param {any} parameter @param {number[]} ends */
export function within({ low, high }, [first, last]) {
  const digits = Math.min(17, 4 + Math.ceil(Math.log10(Math.max(Math.abs(first), Math.abs(last)) / Math.abs(last - first)) || 0));
  const round = (value) => Math.min(high, Math.max(low, Number(value.toPrecision(Math.max(1, digits)))));
  return { low: round(first), high: round(last) };
}

/**
 * The sweep that the fields of an address have, on a page without a server; null if there is none, or none that can be.
 * @param {string} query @param {Scenario} scenario @param {any} catalogue
 * @returns {{ optimizer: number, x: Axis, y: Axis | null, outcome: string } | null}
 */
export function readSweep(query, scenario, catalogue) {
  const fields = new URLSearchParams(query);
  const axis = (/** @type {string} */ name) => {
    const at = (/** @type {string} */ part) => fields.get(`${PREFIX}.${name}${part}`);
    const [low, high, cells] = [".low", ".high", ".cells"].map((part) => Number(at(part) ?? Number.NaN));
    return at("") === null ? null : { key: at(""), low, high, scale: /** @type {any} */ (at(".scale")), cells };
  };
  const sweep = {
    optimizer: Number(fields.get(`${PREFIX}.optimizer`)),
    x: axis("x"),
    y: axis("y"),
    outcome: fields.get(`${PREFIX}.outcome`),
  };
  const { optimizer, x, y, outcome } = sweep;
  if (!x || !(optimizer in scenario.optimizers) || !(outcome in catalogue.outcomes) || x.key === y?.key) return null;
  const numbers = parametersOf(scenario, optimizer, catalogue);
  const isGood = ({ key, low, high, scale, cells }) => {
    const allowed = numbers.get(key);
    const isIn = allowed && !allowed.choices.length && low >= allowed.low && high <= allowed.high && low < high;
    const hasScale = { linear: true, log: low > 0, complement: high < 1 }[scale];
    return isIn && hasScale && Number.isInteger(cells) && cells >= 2 && cells <= SIZES.at(-1);
  };
  return [x, ...(y ? [y] : [])].every(isGood) ? sweep : null;
}
