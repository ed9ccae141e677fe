// One or two sentences on what happened in a run, from its own numbers: the rule of optviz/picture/happened.py, where each of
// these numbers and functions is explained.

import { arrivals } from "./metrics.mjs";
import { lowestOf, nearest } from "./minima.mjs";
import { written } from "./numbers.mjs";
import { words } from "./said.mjs";
import { hypot } from "./sums.mjs";

const MOST = 2; // sentences
const NAMED = 3; // runs that are named; more are counted
const NEAR = 0.02;
const FLAT = 0.01;
const STANDING = 0.1;
const SAME = 1e-9;
const TURNS = 10;
const OVERSHOT = 0.25;
const ROUNDING = 1e-14; // the share of a point's largest weight up to which a movement may be nothing but rounding

/** @typedef {import("./said.mjs").Words} Words */
/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {import("./programs.mjs").Path} Path */

/**
 * A path with what is measured of it; what needs a minimum is null where none is known.
 * @typedef {Path & { label: string, finalLoss: number, minimum: import("./minima.mjs").Minimum | null, distance: number | null,
 *   steps: number | null, touched: number | null }} Measured
 * @typedef {object} Run
 * @property {Measured[]} all
 * @property {Measured[]} good those that have not diverged
 * @property {Scenario} scenario
 * @property {number} side the shorter one of the domain
 * @property {number | null} lowest known loss
 * @property {string} tolerance
 * @property {string[]} weights what they are called
 */

/**
 * @param {Scenario} scenario @param {Path[]} paths @param {string[]} labels
 * @param {{ minima: import("./minima.mjs").Minimum[] }} known all minima that are
 * @param {{ domain: [number, number][], weights: string[] }} surface its record
 * @returns {Words[]}
 */
export function happened(scenario, paths, labels, { minima }, { domain, weights }) {
  const lowest = minima.length ? lowestOf(minima) : null;
  const all = paths.map((path, i) => measured(path, labels[i], { minima, lowest, tolerance: scenario.tolerance }));
  const run = {
    ...{ all, good: all.filter(({ diverged_at: divergedAt }) => divergedAt === null), scenario, lowest, weights },
    side: Math.min(...domain.map(([low, high]) => high - low)),
    tolerance: written(scenario.tolerance),
  };
  /** @type {Words[]} */
  const said = [];
  for (const kind of [divergence, arrival, ending, minimaReached, standstill, departure, sameness, turning, overshooting]) {
    const sentence = said.length < MOST && kind(run);
    if (sentence) said.push(sentence);
  }
  return said;
}

/** @returns {Measured} */
function measured(/** @type {Path} */ path, /** @type {string} */ label, { minima, lowest, tolerance }) {
  const { points, losses, diverged_at: divergedAt } = path;
  const finalLoss = losses[losses.length - 1];
  if (!minima.length) return { ...path, label, finalLoss, minimum: null, distance: null, steps: null, touched: null };
  const end = points.length - points.shape[1];
  const { minimum } = nearest(minima, points, end);
  const distance = Math.sqrt(minimum.point.reduce((sum, weight, i) => sum + (points[end + i] - weight) ** 2, 0));
  return { ...path, label, finalLoss, minimum, distance, ...arrivals(losses, { divergedAt, lowest, tolerance }) };
}

const least = (list, of) => list.reduce((best, one) => (of(one) < of(best) ? one : best));
const most = (list, of) => least(list, (one) => -of(one));
const endsAtOne = ({ distance }, { side }) => distance !== null && distance <= NEAR * side;

/** The names of some runs in one phrase, or how many they are. */
function named(/** @type {Measured[]} */ paths) {
  const labels = paths.map(({ label }) => label);
  if (labels.length > NAMED) return words("so_many_runs", { count: labels.length });
  return labels.length > 1 ? words("and_last", { others: labels.slice(0, -1), last: labels.at(-1) }) : labels[0];
}

const soMany = (/** @type {number} */ steps) => (steps === 1 ? words("one_step") : words("so_many_steps", { count: steps }));

/** A point in words; what is nothing but rounding at the scale of the domain is 0. */
export function writtenPoint(/** @type {Iterable<number>} */ point, /** @type {number} */ side) {
  const numbers = Array.from(point, (number) => written(Math.abs(number) < 1e-9 * side ? 0 : number));
  return numbers.length > 1 ? `(${numbers.join(", ")})` : numbers[0];
}

function divergence(/** @type {Run} */ { all }) {
  const bad = all.filter(({ diverged_at: divergedAt }) => divergedAt !== null);
  if (!bad.length) return null;
  const step = Math.min(...bad.map(({ diverged_at: divergedAt }) => divergedAt));
  const first = bad.filter(({ diverged_at: divergedAt }) => divergedAt === step);
  if (first.length === bad.length) return words("diverged", { names: named(bad), step });
  if (bad.length < all.length) {
    return words("diverged_some", { count: bad.length, total: all.length, names: named(first), step });
  }
  return words(bad.length === 2 ? "diverged_both" : "diverged_all", { names: named(first), step });
}

function arrival(/** @type {Run} */ { all, tolerance }) {
  const arrived = all.filter(({ steps }) => steps !== null);
  if (!arrived.length) return null;
  const [earliest, latest] = [Math.min, Math.max].map((of) => of(...arrived.map(({ steps }) => steps)));
  const [names, last] = [earliest, latest].map((when) => named(arrived.filter(({ steps }) => steps === when)));
  const steps = soMany(earliest);
  if (all.length === 1) return words("arrived", { names, tolerance, steps });
  if (arrived.length === 1) return words("arrived_alone", { names, tolerance, steps });
  if (arrived.length < all.length) {
    return words("arrived_some", { count: arrived.length, total: all.length, names, tolerance, steps });
  }
  if (earliest === latest) return words("arrived_at_once", { tolerance, steps });
  return words("arrived_all", { tolerance, names, steps, last, more: soMany(latest) });
}

function ending(/** @type {Run} */ run) {
  const { good, all, lowest, tolerance } = run;
  if (!good.length || good.some(({ steps }) => steps !== null)) return null;
  const loss = ({ finalLoss }) => finalLoss;
  const [best, worst] = [least(good, loss), most(good, loss)];
  const isAbove = lowest !== null && best.finalLoss > lowest; // outside of the domain it may be lower
  const above = (path) => written(path.finalLoss - (isAbove ? lowest : 0));
  const alike = (one) => named(good.filter((path) => above(path) === above(one)));
  const areAlike = above(best) === above(worst);
  if (isAbove) {
    if (minimaReached(run)?.arguments.above === above(best)) return null; // it says the same, and why
    const some = areAlike ? "ended_outside_alike" : "ended_outside";
    return words(all.length === 1 ? "ended_outside_alone" : some, { names: alike(best), tolerance, above: above(best) });
  }
  const names = alike(best);
  if (good.length === 1) return words("went_from", { names, first: written(best.losses[0]), loss: above(best) });
  if (areAlike) return words("ended_alike", { names, loss: above(best) });
  return words("ended_between", { names, loss: above(best), last: alike(worst), highest: above(worst) });
}

function minimaReached(/** @type {Run} */ run) {
  const { good, lowest, side, scenario } = run;
  /** @type {Map<import("./minima.mjs").Minimum, Measured[]>} */
  const groups = new Map();
  for (const path of good) {
    const { minimum, finalLoss } = path;
    if (!endsAtOne(path, run) || !(Math.abs(finalLoss - minimum.value) <= scenario.tolerance)) continue;
    groups.set(minimum, [...(groups.get(minimum) ?? []), path]);
  }
  const higher = [...groups.keys()].filter(({ value }) => value > lowest + scenario.tolerance);
  const place = ({ point }) => writtenPoint(point, side);
  if (higher.length) {
    const highest = most(higher, ({ value }) => value);
    const above = written(highest.value - lowest);
    return words("higher_minimum", { names: named(groups.get(highest)), place: place(highest), above });
  }
  if (groups.size > 2) return words("many_minima", { count: groups.size });
  if (groups.size < 2) return null;
  const [[one, paths], [other, others]] = groups;
  return words("two_minima", { names: named(paths), place: place(one), others: named(others), other: place(other) });
}

function standstill(/** @type {Run} */ run) {
  const still = run.scenario.noise.key === "none" ? run.good.filter((path) => standsStill(path, run)) : [];
  if (!still.length) return null;
  const path = most(still, ({ distance }) => distance ?? 0);
  const [names, slope, distance] = [path.label, written(slopeOf(path)), written(path.distance)];
  if (path.distance === null) {
    return isFlat(path) ? words("stood_still", { names, loss: written(path.finalLoss), slope }) : null;
  }
  if (isFlat(path)) return words("stood_still_away", { names, distance, slope });
  return words("all_but_stopped", { names, distance, step: written(stepsOf(path).at(-1)) });
}

/** The lengths of the gradients. @returns {number[]} */
const slopesOf = ({ gradients }) => lengthsOf(gradients);
const slopeOf = (path) => slopesOf(path).at(-1);

/** The lengths of all steps. @returns {number[]} */
function stepsOf({ points }) {
  const weights = points.shape[1];
  const moved = Float64Array.from({ length: points.length - weights }, (_, i) => points[i + weights] - points[i]);
  return lengthsOf(Object.assign(moved, { shape: [moved.length / weights, weights] }));
}

function lengthsOf(values) {
  const [rows, weights] = values.shape;
  return Array.from({ length: rows }, (_, i) => hypot(values[i * weights], weights > 1 ? values[i * weights + 1] : 0));
}

function standsStill(/** @type {Measured} */ path, /** @type {Run} */ run) {
  if (path.steps !== null || endsAtOne(path, run)) return false;
  const lengths = stepsOf(path);
  const last = lengths.at(-1);
  const isSlow = last * run.scenario.num_steps < STANDING * (path.distance ?? run.side);
  return isSlow && (isFlat(path) || last < STANDING * Math.max(...lengths));
}

function isFlat(/** @type {Measured} */ path) {
  const { distance, finalLoss, minimum } = path;
  if (distance === null) return slopeOf(path) <= (FLAT / 10) * Math.max(...slopesOf(path));
  return slopeOf(path) * distance < FLAT * (finalLoss - minimum.value);
}

function departure(/** @type {Run} */ { good, tolerance }) {
  const left = good.filter(({ steps, touched }) => steps === null && touched !== null);
  if (!left.length) return null;
  const step = Math.min(...left.map(({ touched }) => touched));
  return words("left_again", { names: named(left.filter(({ touched }) => touched === step)), tolerance, step });
}

function sameness(/** @type {Run} */ { all, side }) {
  for (const path of all) {
    const alike = all.filter((other) => isSame(path, other, SAME * side));
    if (alike.length > 1) return words("same_path", { names: named(alike) });
  }
  return null;
}

function isSame(/** @type {Measured} */ { points, diverged_at }, /** @type {Measured} */ other, apart) {
  if (diverged_at !== other.diverged_at) return false;
  for (let i = points.length - 1; i >= 0; i -= 1) if (!(Math.abs(points[i] - other.points[i]) <= apart)) return false;
  return true;
}

function turning(/** @type {Run} */ { good, scenario, weights }) {
  if (!good.length || scenario.noise.key !== "none") return null;
  const turns = good.map(turnsOf);
  const weight = weights
    .map((_, i) => Math.max(...turns.map((of) => of[i])))
    .reduce((best, count, i, all) => (count > all[best] ? i : best), 0);
  const counts = turns.map((of) => of[weight]);
  const [many, few] = [Math.max(...counts), Math.min(...counts)];
  if (many < TURNS || (good.length > 1 && many < 2 * few)) return null;
  const [names, others] = [many, few].map((wanted) => named(good.filter((_, i) => counts[i] === wanted)));
  const said = { names, most: many, weight: weights[weight] };
  if (good.length === 1) return words("turned", said);
  return few === 0 ? words("turned_and_never", { ...said, others }) : words("turned_and_less", { ...said, others, fewest: few });
}

/** For each weight, how often its step changed direction; steps that are nothing but rounding have none. @returns {number[]} */
function turnsOf({ points }) {
  const [rows, weights] = points.shape;
  const turns = Array(weights).fill(0);
  const before = Array(weights).fill(0);
  for (let t = 1; t < rows; t += 1) {
    const row = points.subarray(t * weights, (t + 1) * weights);
    const rounding = ROUNDING * Math.max(...row.map(Math.abs));
    for (let i = 0; i < weights; i += 1) {
      const step = row[i] - points[(t - 1) * weights + i];
      if (!(Math.abs(step) > rounding)) continue;
      if (before[i] && Math.sign(step) !== before[i]) turns[i] += 1;
      before[i] = Math.sign(step);
    }
  }
  return turns;
}

function overshooting(/** @type {Run} */ run) {
  const ended = run.good.filter((path) => endsAtOne(path, run));
  const found = ended.map((path) => ({ path, far: overshootOf(path), ways: waysOf(path) }));
  const shares = found.flatMap(({ path, far, ways }) =>
    far.map((beyond, weight) => ({ path, weight, share: ways[weight] > 0 ? beyond / ways[weight] : 0 })),
  );
  if (!shares.length) return null;
  const { path, weight, share } = most(shares, (one) => one.share);
  if (share < OVERSHOT) return null;
  const beyond = ({ far }) => far[weight];
  const little = least(found, beyond);
  const farthest = written(beyond(found.find((one) => one.path === path)));
  const said = { names: path.label, most: farthest, weight: run.weights[weight] };
  if (farthest === written(beyond(little))) return words("overshot", said);
  const others = little.path.label;
  return beyond(little) === 0
    ? words("overshot_and_not", { ...said, others })
    : words("overshot_and_less", { ...said, others, least: written(beyond(little)) });
}

/** How far each weight had to go to the minimum. */
const waysOf = ({ points, minimum }) => minimum.point.map((place, i) => Math.abs(points[i] - place));

/** For each weight, how far the path went beyond the minimum, seen from the start. @returns {number[]} */
function overshootOf({ points, minimum }) {
  return minimum.point.map((place, i) => {
    const side = Math.sign(place - points[i]);
    let far = 0;
    for (let at = i; at < points.length; at += minimum.point.length) {
      far = Math.max(far, (points[at] - place) * side);
    }
    return far;
  });
}
