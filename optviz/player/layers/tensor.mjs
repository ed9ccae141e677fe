// A small still picture of a tensor: a grid of channels by positions for each of some examples, with the elements that share a
// mean and a deviation filled.

import { say } from "../core/say.mjs";
import { h } from "../dom/elements.mjs";

const CELL = 5; // pixels from one element to the next
const GAP = 5; // between two examples

/** A picture, which is empty where there is nothing to share. It has `show(mask)`. */
export function tensorPicture() {
  const element = h("span", { className: "ov-tensor" });
  element.show = (/** @type {number[][][] | null} */ mask) => {
    const text = mask ? tensorSvg(mask) : "";
    if (element.dataset.shown === text) return;
    element.dataset.shown = text;
    element.innerHTML = text;
    if (mask) element.prepend(say("share a mean:"));
  };
  return element;
}

/** The picture of a mask (examples, channels, positions) as SVG. @param {number[][][]} mask */
export function tensorSvg(mask) {
  const [channels, positions] = [mask[0].length, mask[0][0].length];
  const width = CELL * positions + GAP;
  const cells = mask.flatMap((example, i) =>
    example.flatMap((channel, j) => channel.map((is, k) => cellOf(i * width + k * CELL, j * CELL, is))),
  );
  const size = [mask.length * width - GAP, CELL * channels];
  return `<svg width="${size[0]}" height="${size[1]}" viewBox="0 0 ${size.join(" ")}" aria-hidden="true">${cells.join("")}</svg>`;
}

function cellOf(x, y, isFilled) {
  const name = isFilled ? "ov-shares" : "ov-shares-not";
  return `<rect class="${name}" x="${x + 0.5}" y="${y + 0.5}" width="${CELL - 1}" height="${CELL - 1}"/>`;
}
