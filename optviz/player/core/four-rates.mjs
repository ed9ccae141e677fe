// Four learning rates of a rule, too high, high, good and low, by trying: the rule of optviz/engine/four_rates.py, where it is
// explained.

import { suitedOn } from "./suited.mjs";

const PER_DECADE = 4;
const DECADES = 3;
const HALVINGS = 8;
const [DEEPEST, HIGHEST] = [Math.log(1e-4), Math.log(1e3)];
const AS_GOOD = 0.9;
const ALIKE = 0.5;

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {import("./programs.mjs").Programs} Programs */
/** @typedef {{ rate: number, early: number, late: number, mean: number }} Trial a rate, and means of its run's logarithms */

/**
 * The scenario with four copies of one of its rules in its place, the highest rate first, found in slices.
 * @param {Scenario} scenario as it is written @param {number} place @param {any} catalogue @param {Programs} programs
 * @param {import("./slices.mjs").IsLate} isLate @returns {import("./slices.mjs").Slow<Scenario>}
 */
export function* atFourRates(scenario, place, catalogue, programs, isLate) {
  const { label, ...choice } = scenario.optimizers[place];
  const rates = yield* fourRates(scenario, place, catalogue, programs, isLate);
  const copies = rates.map((rate) => ({ ...choice, learning_rate: rate }));
  return { ...scenario, optimizers: scenario.optimizers.toSpliced(place, 1, ...copies) };
}

/**
 * @param {Scenario} scenario @param {number} place @param {any} catalogue @param {Programs} programs
 * @param {import("./slices.mjs").IsLate} isLate @returns {import("./slices.mjs").Slow<number[]>}
 */
export function* fourRates(scenario, place, catalogue, programs, isLate) {
  const { key } = scenario.optimizers[place];
  const trials = new Trials(scenario, place, catalogue.optimizers[key].parameters[0], programs, isLate);
  const suited = suitedOn(scenario.surface, catalogue, programs).rates[key];
  const most = PER_DECADE * DECADES;
  const tried = [];
  for (let step = -most; step <= most; step += 1) tried.push(yield* trials.of(suited * 10 ** (step / PER_DECADE)));
  const best = least(tried, ({ mean }) => mean);
  const usual = yield* trials.of(suited);
  const good = usual.mean <= AS_GOOD * best.mean ? usual : best;
  const beyond = tried.filter(({ rate }) => rate > good.rate);
  const over = beyond.length ? beyond : [good];
  const under = tried.find(({ rate }) => rate < good.rate) ?? good;
  const tooHigh = over.find(({ late }) => late >= 0) ?? least(over, ({ mean }) => -mean);
  const halfWay = (good.mean + Math.min(0, tooHigh.mean)) / 2;
  const low = yield* trials.nearest(good, under, halfWay);
  const between = yield* trials.nearest(good, tooHigh, halfWay);
  const howHigh = (/** @type {Trial} */ trial) => Math.min(low.early - trial.early, trial.late - good.late);
  const candidates = trials.all.filter(({ rate, late }) => good.rate < rate && rate < tooHigh.rate && late < 0);
  const highest = candidates.length ? least(candidates, (trial) => -howHigh(trial)) : between;
  const high = howHigh(highest) > 0 ? highest : between;
  const [highShort, lowShort] = [yield* trials.short(high), yield* trials.short(low)];
  return [tooHigh.rate, highShort.rate, good.rate, lowShort.rate];
}

/** The first of those with the least of something. @template T @param {T[]} list @param {(one: T) => number} of */
const least = (list, of) => list.reduce((best, one) => (of(one) < of(best) ? one : best));

/** What becomes of one rule of a scenario at some rates. */
class Trials {
  /** @type {Map<number, Trial>} */
  #known = new Map();

  /**
   * @param {Scenario} scenario @param {number} place @param {{ low: number, high: number }} range @param {Programs} programs
   * @param {import("./slices.mjs").IsLate} isLate
   */
  constructor(scenario, place, range, programs, isLate) {
    this.scenario = scenario;
    this.choice = scenario.optimizers[place];
    this.range = range;
    this.programs = programs;
    this.isLate = isLate;
    this.lowest = programs.ground(scenario.surface).surface.lowest;
  }

  get all() {
    return [...this.#known.values()];
  }

  /** The trial of a rate, to so many digits and within what the rule allows. @returns {import("./slices.mjs").Slow<Trial>} */
  *of(/** @type {number} */ wished, digits = 2) {
    const rate = Math.min(this.range.high, Math.max(this.range.low, Number(wished.toPrecision(digits))));
    if (!this.#known.has(rate)) {
      const logs = yield* this.#logs(rate);
      const [half, begun, early] = [logs.length >> 1, Math.floor(logs.length / 20), Math.max(Math.floor(logs.length / 6), 1)];
      this.#known.set(rate, { rate, early: mean(logs, begun, early), late: mean(logs, half), mean: mean(logs) });
    }
    return this.#known.get(rate);
  }

  /** The logarithms of a run's losses above the lowest one, as shares of that at the start. */
  *#logs(/** @type {number} */ rate) {
    const alone = { ...this.scenario, optimizers: [{ ...this.choice, learning_rate: rate }] };
    const [{ losses, diverged_at: divergedAt }] = yield* this.programs.slowly(alone, this.isLate);
    const first = Math.max(losses[0] - this.lowest, 0);
    return losses.map((loss, step) => {
      if (divergedAt !== null && step >= divergedAt) return HIGHEST;
      const log = Math.log(Math.max(loss - this.lowest, 0) / first); // not a number: it starts at the minimum
      return Math.min(HIGHEST, Math.max(DEEPEST, Number.isNaN(log) ? 0 : log));
    });
  }

  /** Of a rate with fewer digits, where that makes no difference that one sees. */
  *short(/** @type {Trial} */ trial) {
    for (const digits of [2, 3]) {
      const one = yield* this.of(trial.rate, digits);
      if (["early", "late", "mean"].every((name) => Math.abs(one[name] - trial[name]) < ALIKE)) return one;
    }
    return trial;
  }

  /** Of rates between a good and a bad one, that with the mean nearest to this one. */
  *nearest(/** @type {Trial} */ good, /** @type {Trial} */ bad, /** @type {number} */ wished) {
    const tried = [];
    let [near, far] = [good, bad];
    for (let i = 0; i < HALVINGS; i += 1) {
      const trial = yield* this.of(Math.sqrt(near.rate * far.rate), 4);
      if (trial.mean < wished) near = trial;
      else far = trial;
      tried.push(trial);
    }
    return least(tried, (trial) => Math.abs(trial.mean - wished));
  }
}

function mean(/** @type {Float64Array | Float32Array} */ values, from = 0, to = values.length) {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += values[i];
  return sum / (to - from);
}
