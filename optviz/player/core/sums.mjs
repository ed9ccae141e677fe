// Lengths and sums that round as NumPy's do, so that what is written of them is what the server writes, in every browser.

const FEW = 8; // numbers that NumPy adds up side by side
const BLOCK = 128; // more than these it adds up half by half
const [TINY, HUGE] = [2 ** -450, 2 ** 500]; // beyond these a square may be too small or too large for a number
const LOST = 2 ** -54; // the share of a number that is nothing beside it

/**
 * The length of (a, b), to little more than half a unit in its last place: the root of the squares, less what that is too long
 * by (C. F. Borges, An Improved Algorithm for hypot(x, y), 2019, arXiv:1904.09481), as the library of C has it on Linux.
 * `Math.hypot` is another one in each browser.
 */
export function hypot(a, b) {
  const long = Math.max(Math.abs(a), Math.abs(b));
  const short = Math.min(Math.abs(a), Math.abs(b));
  if (short <= LOST * long) return long + short;
  const scale = long > HUGE ? 2 ** -600 : short < TINY ? 2 ** 600 : 1;
  return corrected(scale * long, scale * short) / scale;
}

function corrected(long, short) {
  const length = Math.sqrt(long * long + short * short);
  const beyond = length - (length <= 2 * short ? short : long);
  const excess =
    length <= 2 * short
      ? long * (2 * beyond - long) + (beyond - 2 * (long - short)) * beyond
      : 2 * beyond * (long - 2 * short) + ((4 * beyond - short) * short + beyond * beyond);
  return length - excess / (2 * length);
}

/**
 * The sum of the numbers from one place up to another: eight side by side in each block, and the blocks half by half.
 * @param {Float64Array} values
 * @returns {number}
 */
export function sum(values, from = 0, to = values.length) {
  const count = to - from;
  if (count > BLOCK) {
    const middle = from + FEW * Math.floor(count / 2 / FEW);
    return sum(values, from, middle) + sum(values, middle, to);
  }
  const together = count - (count % FEW);
  const [a, b, c, d, e, f, g, h] = sideBySide(values, from, from + together);
  let total = a + b + (c + d) + (e + f + (g + h));
  for (let i = from + together; i < to; i += 1) total += values[i];
  return total;
}

function sideBySide(values, from, to) {
  const totals = new Float64Array(FEW);
  for (let i = from; i < to; i += 1) totals[(i - from) % FEW] += values[i];
  return totals;
}
