// Where a curve runs: from the values of a quantity to pixels, and into how many pieces it falls.

const FARTHEST = 1e4; // pixels beyond an edge: farther out nobody sees where a line goes
const SQUARES = 12; // between so many pieces of a line that is drawn beside another one stand squares
const UNDER = 5; // pixels: room for half a mark

/**
 * The axis of a chart, as optviz/picture/curves.py makes it, with how far it reaches across, and where its size in pixels.
 * @typedef {{ low: number, high: number, logarithmic: boolean, base: number, end: number, width: number, height: number }} Chart
 */

/**
 * The pixels of the first `rows` values, as flat pairs. What is above the axis lies over it, however large it is; what has no
 * logarithm lies a decade under it, as in optviz/picture/curves.py; what is not a number lies nowhere.
 * @param {{ values: ArrayLike<number>, across: ArrayLike<number> | null, rows: number }} curve `across` null: the steps
 * @param {Chart} chart
 */
export function curvePixels({ values, across, rows }, { low, high, logarithmic, base, end, width, height }) {
  const pixels = new Float32Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    const value = logarithmic ? (values[i] <= 0 ? low - 1 : Math.log10(values[i])) : values[i] + base;
    const y = ((high - value) / (high - low)) * height;
    pixels[2 * i] = ((across ? across[i] : i) / end) * width;
    pixels[2 * i + 1] = Math.min(height + FARTHEST, Math.max(-FARTHEST, y));
  }
  return pixels;
}

/** Which quantity is drawn beside another one, as in optviz/picture/quantities.py. */
export const BESIDE = { losses: "held_out" };

/** The rows, of so many, at which a line beside another has a square. @param {number} rows */
export function rowsOfSquares(rows) {
  const places = Array.from({ length: SQUARES - 1 }, (_, k) => Math.floor(((k + 1) * (rows - 1)) / SQUARES + 0.5));
  return [...new Set(places)].filter((row) => row > 0);
}

/** The pieces of a line, of flat pairs, between its gaps: the first and the last row of each. */
export function piecesOf(pixels) {
  const pieces = [];
  let from = -1;
  for (let row = 0; row <= pixels.length / 2; row++) {
    const isThere = 2 * row < pixels.length && !Number.isNaN(pixels[2 * row + 1]);
    if (isThere && from < 0) from = row;
    if (!isThere && from >= 0) {
      pieces.push([from, row - 1]);
      from = -1;
    }
  }
  return pieces;
}

/**
 * The place of a curve's head: on the curve, or just under the upper edge where that has left the axis upwards. Null where the
 * curve is not there, or under the axis.
 * @param {ArrayLike<number>} place @param {number} height @returns {number[] | null}
 */
export function headAt({ 0: x, 1: y }, height) {
  return y <= height ? [x, y < 0 ? UNDER : y] : null;
}
