// The axes around a scene: the floor, the two walls behind it, and where numbers and titles stand.

import { pixelOf } from "./camera.mjs";

const APART = 1.15; // sizes of the type between numbers on the upright edge
const OFF = { number: 0.9, title: 2.6 }; // how far they are from their edge, in sizes of the type
const SLANTED = 0.35; // of a direction's part: below it a text is centred

/** @typedef {{ x: number, y: number, text: string, anchor: "start" | "middle" | "end" }} Label with its middle's height */

/**
 * The lines of the grid, as pairs of places, and the labels with their pixels.
 * @param {import("./camera.mjs").Camera} camera @param {number} azimuth
 * @param {{
 *   domain: number[][], floor: number, weights: { value: number, text: string }[][], losses: { height: number, text: string }[],
 *   names: string[], title: string,
 * }} axes
 * @param {number} em the size of the type in pixels
 */
export function frameOf(camera, azimuth, axes, em) {
  const around = (azimuth * Math.PI) / 180;
  const front = [Math.cos(around), Math.sin(around)].map((part, k) => axes.domain[k][part > 0 ? 1 : 0]);
  const back = front.map((value, k) => axes.domain[k].find((end) => end !== value));
  return { lines: linesOf(axes, back), labels: [...floorLabels(camera, axes, front, em), ...uprightLabels(camera, axes, em)] };
}

function linesOf({ domain, floor, weights, losses }, back) {
  const lines = [];
  for (const k of [0, 1]) {
    for (const value of [...weights[k].map((tick) => tick.value), ...domain[k]]) {
      const [near, far] = domain[1 - k].map((end) => at(k, value, end, floor));
      lines.push([near, far]);
      const foot = at(k, value, back[1 - k], floor);
      lines.push([foot, [foot[0], foot[1], 1]]);
    }
    for (const height of [...losses.map((tick) => tick.height), 1]) {
      lines.push(domain[k].map((end) => at(k, end, back[1 - k], height)));
    }
  }
  return lines;
}

/** The place with `value` along the weight `k` and `other` along the other one. */
const at = (k, value, other, height) => (k === 0 ? [value, other, height] : [other, value, height]);

/** Numbers and titles at the edges of the floor that are in front. @returns {Label[]} */
function floorLabels(camera, { domain, floor, weights, names }, front, em) {
  const middle = pixelOf(camera, [...domain.map(([low, high]) => (low + high) / 2), floor]);
  return [0, 1].flatMap((k) => {
    const pixel = (value) => pixelOf(camera, at(k, value, front[1 - k], floor));
    const [from, to] = domain[k].map(pixel);
    const outwards = outward(from, to, middle);
    const numbers = weights[k].map(({ value, text }) => label(pixel(value), outwards, OFF.number * em, text));
    const half = pixel((domain[k][0] + domain[k][1]) / 2);
    return [...numbers, label(half, outwards, OFF.title * em, names[k])];
  });
}

/** Numbers and the title at the upright edge that is farthest to the left; of numbers that would touch, the lower one. @returns {Label[]} */
function uprightLabels(camera, { domain, floor, losses, title }, em) {
  const corners = domain[0].flatMap((x) => domain[1].map((y) => [x, y]));
  const leftmost = (corner) => pixelOf(camera, [...corner, floor])[0];
  const [x, y] = corners.reduce((one, other) => (leftmost(other) < leftmost(one) ? other : one));
  const labels = [];
  for (const { height, text } of losses) {
    const number = label(pixelOf(camera, [x, y, height]), [-1, 0], OFF.number * em, text);
    if (!labels.length || Math.abs(number.y - labels[labels.length - 1].y) >= APART * em) labels.push(number);
  }
  return [...labels, label(pixelOf(camera, [x, y, 1]), [-0.5, -1.2], OFF.number * em, title)];
}

/** The direction, across an edge, that leads away from the middle. */
function outward(from, to, middle) {
  const [fromX, fromY] = from;
  const [toX, toY] = to;
  const [middleX, middleY] = middle;
  const length = Math.hypot(toX - fromX, toY - fromY) || 1;
  const across = [(fromY - toY) / length, (toX - fromX) / length];
  const away = across[0] * ((fromX + toX) / 2 - middleX) + across[1] * ((fromY + toY) / 2 - middleY);
  return away > 0 ? across : across.map((part) => -part);
}

/** @returns {Label} */
function label(/** @type {Iterable<number>} */ [x, y], /** @type {Iterable<number>} */ [across, down], distance, text) {
  const anchor = Math.abs(across) < SLANTED ? "middle" : across < 0 ? "end" : "start";
  return { x: x + distance * across, y: y + distance * down, text, anchor };
}
