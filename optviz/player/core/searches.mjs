// Searches on a map, as engine/searches.py has them: the same draws, the same tries, the same best so far.

export const WAYS = ["grid", "random", "coarse_to_fine"];
export const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95];
export const ROUNDS = 3;
export const SHRUNK = 0.5;
const CYCLE = 2 ** 32;

/**
 * @typedef {{ low: number, high: number, scale: string, cells: number, isStretched: boolean }} Side of the box that is searched
 * @typedef {{ tries: number, repeats: number, seed: number, spacing: string }} Asked
 * @typedef {{ values: ArrayLike<number>, shape: number[] }} Field what is searched, the less the better, the first row below
 */

/** A hash of a whole number of 32 bits, one to one. C. Wellons, Prospecting for Hash Functions, 2018. @param {number} number */
export function mixed(number) {
  let found = number | 0;
  found ^= found >>> 16;
  found = Math.imul(found, 0x7feb352d);
  found ^= found >>> 15;
  found = Math.imul(found, 0x846ca68b);
  found ^= found >>> 16;
  return found >>> 0;
}

/** Numbers from 0 to below 1, two for each try of each repeat. @param {number} seed @param {number} count */
export function uniforms(seed, count) {
  const key = mixed(seed + 1);
  return Float64Array.from({ length: count }, (_, i) => mixed(mixed(i) ^ key) / CYCLE);
}

/** @param {{ low: number, high: number, scale: string }} axis @param {number} cells @param {string} spacing @returns {Side} */
export const sideOf = ({ low, high, scale }, cells, spacing) => ({
  low,
  high,
  scale,
  cells,
  isStretched: spacing === "linear" && scale !== "linear",
});

const stretched = (/** @type {string} */ scale, /** @type {number} */ value) =>
  scale === "log" ? Math.log10(value) : -Math.log10(1 - value);

/** The cell at a place of a side, from 0 to 1. @param {Side} side @param {number} place */
export function cellOf({ low, high, scale, cells, isStretched }, place) {
  if (!isStretched) return Math.min(Math.floor(place * cells), cells - 1);
  const first = stretched(scale, low);
  const share = (stretched(scale, low + place * (high - low)) - first) / (stretched(scale, high) - first);
  return Math.floor(share * (cells - 1) + 0.5);
}

/** How likely a random place is to lie in each cell of a side. @param {Side} side */
export function oddsOf({ low, high, scale, cells, isStretched }) {
  if (!isStretched) return Array(cells).fill(1 / cells);
  const [first, last] = [stretched(scale, low), stretched(scale, high)];
  const borders = Array.from({ length: cells - 1 }, (_, i) => {
    const at = first + ((i + 0.5) / (cells - 1)) * (last - first);
    return ((scale === "log" ? 10 ** at : 1 - 10 ** -at) - low) / (high - low);
  });
  return [...borders, 1].map((border, i) => border - (i ? borders[i - 1] : 0));
}

/**
 * The tries of one repeat of each way: for each the places (row, column) from 0 to 1 and the cells, in their order.
 * @param {Field} field @param {Side[]} sides along y and x @param {Asked} asked @param {ArrayLike<number>} draws of this repeat
 */
export function triesOf(field, sides, asked, draws) {
  const count = asked.tries;
  const drawn = Array.from({ length: count }, (_, k) => [draws[2 * k], draws[2 * k + 1]]);
  const inCells = (/** @type {number[][]} */ places) => places.map((place) => place.map((share, i) => cellOf(sides[i], share)));
  const valueAt = (/** @type {number[]} */ [row, column]) => field.values[row * field.shape[1] + column];
  const side = Math.round(Math.sqrt(count));
  const middles = Array.from({ length: count }, (_, k) => [(Math.floor(k / side) + 0.5) / side, ((k % side) + 0.5) / side]);
  const order = drawn.map(([share], k) => ({ share, k })).sort((a, b) => a.share - b.share || a.k - b.k);
  const grid = order.map(({ k }) => middles[k]);
  const fine = [...drawn];
  const corners = [[0, 0]];
  const begins = roundsOf(count);
  for (let i = 1; i < ROUNDS; i += 1) {
    const values = inCells(fine.slice(0, begins[i])).map(valueAt);
    const best = fine[values.indexOf(least(values))];
    const size = SHRUNK ** i;
    const corner = best.map((share) => Math.min(1 - size, Math.max(0, share - size / 2)));
    corners.push(corner);
    for (let k = begins[i]; k < begins[i + 1]; k += 1) fine[k] = drawn[k].map((share, j) => corner[j] + size * share);
  }
  return { cells: [grid, drawn, fine].map(inCells), corners };
}

const least = (/** @type {number[]} */ values) => values.reduce((a, b) => Math.min(a, b), Infinity);

/** With which try each round from coarse to fine begins; last, how many there are. @param {number} tries */
export const roundsOf = (tries) => Array.from({ length: ROUNDS + 1 }, (_, i) => Math.floor((tries * i) / ROUNDS));

/** The least value up to each try. @param {Field} field @param {number[][]} cells */
export function bestSoFar({ values, shape }, cells) {
  let best = Infinity;
  return cells.map(([row, column]) => {
    best = Math.min(best, values[row * shape[1] + column]);
    return best;
  });
}

/**
 * All repeats: for each way and each of `LEVELS` that quantile of the best so far, (tries,); the share of the repeats whose
 * random tries found something better than the grid; and the first repeat itself.
 * @param {Field} field @param {Side[]} sides @param {Asked} asked
 */
export function searched(field, sides, asked) {
  const { tries, repeats } = asked;
  const draws = uniforms(asked.seed, repeats * tries * 2);
  const best = WAYS.map(() => Array.from({ length: tries }, () => new Float64Array(repeats)));
  let wins = 0;
  let first = null;
  for (let r = 0; r < repeats; r += 1) {
    const own = triesOf(field, sides, asked, draws.subarray(r * tries * 2, (r + 1) * tries * 2));
    first ??= own;
    for (const [way, cells] of own.cells.entries()) {
      for (const [k, value] of bestSoFar(field, cells).entries()) best[way][k][r] = value;
    }
    wins += Number(best[1][tries - 1][r] < best[0][tries - 1][r]);
  }
  const ranks = LEVELS.map((level) => Math.ceil(level * repeats) - 1);
  const sorted = best.map((own) => own.map((values) => values.sort()));
  const quantiles = sorted.map((own) => ranks.map((rank) => own.map((values) => values[rank])));
  return { quantiles, wins: wins / repeats, first };
}

/** The median of the best of 1, 2, … random tries, by its closed form. @param {Field} field @param {Side[]} sides @param {number} tries */
export function mediansOf({ values, shape }, sides, tries) {
  const [rows, columns] = sides.map(oddsOf);
  const cells = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b] || a - b);
  const wanted = Array.from({ length: tries }, (_, i) => 1 - 0.5 ** (1 / (i + 1)));
  const found = Array(tries).fill(values[cells[cells.length - 1]]);
  let below = 0;
  let next = tries - 1; // the more tries, the less is wanted
  for (const cell of cells) {
    below += rows[Math.floor(cell / shape[1])] * columns[cell % shape[1]];
    for (; next >= 0 && below >= wanted[next]; next -= 1) found[next] = values[cell];
    if (next < 0) break;
  }
  return found;
}

/** What is searched on a map, infinite where it never came about. @param {any} arrays @param {string} outcome @returns {Field} */
export function fieldOf({ losses, distances, steps, diverged_at: divergedAt, shape }, outcome) {
  const known = (numbers) => (_, i) => (divergedAt[i] >= 0 || Number.isNaN(numbers[i]) ? Infinity : numbers[i]);
  if (outcome === "steps") return { values: Float64Array.from(steps, (step) => (step < 0 ? Infinity : step)), shape };
  const numbers = outcome === "distance" ? distances : losses;
  return { values: Float64Array.from(numbers, known(numbers)), shape };
}
