// The arithmetic of sliders: where a value stands on its track, which value stands at a place, and what a key makes of one.
//
// A track shows a range of a scale, on which each number has a place: itself, its logarithm, or that of what it leaves to 1.

/**
 * What a slider knows of its number; `home` are the ends that its track begins with, where these are not `low` and `high`.
 * @typedef {object} Scale
 * @property {number} low
 * @property {number} high
 * @property {"linear" | "log" | "complement"} scale
 * @property {boolean} [integer]
 * @property {[number, number] | null} [home]
 */

/** @typedef {[number, number]} Ends the lowest and the highest number of a track */

const COARSE = 3; // digits that a drag tells apart
const FINE = 4; // and a fine one
const PAGE = 10; // steps of an arrow key
export const FINER = 10; // times, with Shift or away from the track
const NEARLY = 1 + 1e-9;

const PLACES = {
  linear: { place: (value) => value, value: (place) => place },
  log: { place: Math.log10, value: (place) => 10 ** place },
  complement: { place: (value) => -Math.log10(1 - value), value: (place) => 1 - 10 ** -place },
};

/** @param {Scale} scale @param {number} value @returns {number} the nearest number that is allowed */
export function bounded({ low, high }, value) {
  return Math.min(high, Math.max(low, value));
}

/** How far along a range a number stands, 0 to 1, and beyond where it lies outside. @param {Scale} scale @param {Ends} range */
export function shareOf({ scale }, range, value) {
  const { place } = PLACES[scale];
  const [first, last] = range.map(place);
  return (place(value) - first) / (last - first);
}

/** The number at a share of a range, in as many digits as a hand tells apart. @param {Scale} scale @param {Ends} range */
export function valueAt(scale, range, share, fine = false) {
  const { place, value } = PLACES[scale.scale];
  const [first, last] = range.map(place);
  if (share === 0 || share === 1) return range[share];
  return bounded(scale, rounded(scale, range, value(first + share * (last - first)), fine));
}

/** @param {Scale} scale @param {Ends} range @param {number} value @param {boolean} fine */
function rounded({ scale, integer }, [low, high], value, fine) {
  if (integer) return Math.round(value);
  if (scale === "log") return Number(value.toPrecision(fine ? FINE : COARSE));
  if (scale === "complement") return withoutNoise(1 - Number((1 - value).toPrecision((fine ? FINE : COARSE) - 1)));
  const digits = Math.ceil(-Math.log10((high - low) / 1000)) + (fine ? 1 : 0);
  return Number(value.toFixed(Math.min(20, Math.max(0, digits))));
}

/** A number without what the arithmetic of floats has left behind its last digit. */
const withoutNoise = (value) => Number(value.toPrecision(12));

/** The range that a number is shown in: where it begins, and as far beyond that as it has to go, with room to go on. @param {Scale} scale @param {number} value @returns {Ends} */
export function rangeOf(scale, value) {
  const { low, high, home } = scale;
  if (!home) return [low, high];
  let [first, last] = home;
  while (value < first * NEARLY && first > low) first = Math.max(low, neighbour(first, -1));
  while (value > last / NEARLY && last < high) last = Math.min(high, neighbour(last, 1));
  return [first, last];
}

/** The next of the numbers … 0.1, 0.3, 1, 3 … under one (−1) or over it (1). */
function neighbour(value, direction) {
  const place = Math.floor(Math.log10(value) + 1e-9);
  const near = [-1, 0, 1].flatMap((ten) => [Number(`1e${place + ten}`), Number(`3e${place + ten}`)]);
  if (direction < 0) return near.filter((one) => one * NEARLY < value).at(-1);
  return near.find((one) => one > value * NEARLY);
}

/** A range with a number in it, whatever lies between: what is shown while a hand is beyond its end. @param {Ends} range @returns {Ends} */
export function reaching([first, last], value) {
  return [Math.min(first, value), Math.max(last, value)];
}

/** A number so many steps of an arrow key on, or back; a fine step is a tenth. @param {Scale} scale @param {number} value @param {number} steps @param {boolean} fine */
export function nudged(scale, value, steps, fine = false) {
  const unit = scale.integer ? 1 : unitOf(scale, value, steps) / (fine ? FINER : 1);
  const moved = withoutNoise(Math.round(value / unit + steps) * unit);
  return bounded(scale, moved);
}

/** The step of an arrow key: one of the third digit, of the second of what is left to 1, or about a hundredth of the range. */
function unitOf({ scale, low, high }, value, steps) {
  const tens = (number) => 10 ** Math.floor(Math.log10(number));
  if (scale === "linear") return tens(((high - low) / 100) * NEARLY);
  const towards = steps < 0 ? 1 / NEARLY : NEARLY;
  if (scale === "log") return tens(value * towards) / 100;
  return tens((1 - value) / towards) / 10;
}

/** What a key of a slider makes of its number; undefined for a key that it does not know. @param {Scale} scale @param {Ends} range @param {number} value @param {{ key: string, shiftKey?: boolean }} event */
export function keyed(scale, [first, last], value, { key, shiftKey }) {
  const page = Math.max(PAGE, scale.integer && scale.scale === "log" ? 10 ** Math.floor(Math.log10(value) - 1) : 0);
  const small = scale.integer && scale.scale === "linear" && scale.high - scale.low < 10 * PAGE;
  const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[key];
  const pages = { PageUp: 1, PageDown: -1 }[key];
  if (steps) return nudged(scale, value, steps, shiftKey);
  if (pages) return nudged(scale, value, pages * (small ? Math.ceil((scale.high - scale.low) / 10) : page));
  if (key === "Home") return first;
  if (key === "End") return last;
  return undefined;
}

/** A hand on a track: where it has the slider, with a finer movement in between wherever it was. */
export class Grip {
  /** @param {number} x of the pointer, in pixels @param {number} share where the slider stands @param {number} width of the track, in pixels */
  constructor(x, share, width) {
    this.anchor = { x, share, fine: false };
    this.width = width;
  }

  /** The share at a place of the pointer. @param {number} x @param {boolean} fine */
  at(x, fine) {
    const share = this.#shareAt(x);
    if (fine !== this.anchor.fine) this.anchor = { x, share, fine };
    return share;
  }

  #shareAt(x) {
    const { anchor, width } = this;
    return anchor.share + (x - anchor.x) / width / (anchor.fine ? FINER : 1);
  }
}

/** A share of a track on which the hand may overshoot a little at either end before it goes on beyond. */
export function withEnds(share, slack) {
  if (share < 0) return Math.min(0, share + slack);
  return share > 1 ? Math.max(1, share - slack) : share;
}

/** Where a mark is on a range: from a share to another one, within it; null where it is not. @param {Scale} scale @param {Ends} range @param {{ low: number, high: number | null }} mark */
export function stretchOf(scale, range, { low, high }) {
  const first = shareOf(scale, range, low);
  const last = high === null ? 1 : shareOf(scale, range, high);
  if (first > 1 || last < 0) return null;
  return [Math.max(0, first), Math.min(1, last)];
}
