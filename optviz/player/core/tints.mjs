// How dark the ground is at each shade of a landscape: the rules of optviz/picture/tint.py, whose numbers come with the catalogue.

import { countBelow, finiteOf, shadesBy } from "./landscape.mjs";

const DONE = 1e-12; // what may be missing from 1
const DIGITS = 1e5;

/**
 * Places on the ramp, 0 to 1, of evenly spaced shades from 0 to 1.
 * @param {import("./landscape.mjs").Landscape} shown @param {any} rules
 */
export function tintsOf(shown, { tint: { places, by_area: byArea, steepest } }) {
  const [shade, count, last] = [shadesBy(shown), finiteOf(shown), places - 1];
  const below = (share) => countBelow(count, (i) => shade(shown.sorted[i]) < share) / Math.max(count, 1);
  const wished = Array.from({ length: places }, (_, i) => (1 - byArea) * (i / last) + byArea * below(i / last));
  const steps = cutOff(
    wished.slice(1).map((value, i) => value - wished[i]),
    steepest / last,
  );
  const found = new Float64Array(places);
  for (const [i, step] of steps.entries()) found[i + 1] = found[i] + step;
  return Array.from(found, (tint) => Math.round(DIGITS * Math.min(1, Math.max(0, tint))) / DIGITS);
}

/** Steps none of which is longer than the longest that may be: what is cut off goes to the others. */
function cutOff(steps, most) {
  for (let round = 0; round <= steps.length; round += 1) {
    const isFull = steps.map((step) => step >= most);
    steps = steps.map((step, i) => (isFull[i] ? most : step));
    const missing = 1 - steps.reduce((sum, step) => sum + step, 0);
    const others = isFull.filter((full) => !full).length;
    if (Math.abs(missing) < DONE || others === 0) break;
    steps = steps.map((step, i) => (isFull[i] ? step : step + missing / others));
  }
  return steps;
}
