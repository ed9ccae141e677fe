// What is said of what is under the pointer.

import { written } from "../core/numbers.mjs";
import { say } from "../core/say.mjs";
import { h, setText } from "./elements.mjs";

export function newTip() {
  return h("div", { className: "ov-tip", role: "tooltip", hidden: true });
}

/** Optimizer, step, point and loss of a track's row. */
export function rowInWords({ path, points, losses }, row) {
  const weights = points.subarray(row * points.shape[1], (row + 1) * points.shape[1]);
  const place = [...weights].map((weight) => written(weight, 4)).join(", ");
  return `${say("{name}, step {step}", { name: path.label, step: row })}\n(${place})\n${say("loss {loss}", { loss: written(losses[row], 4) })}`;
}

/**
 * Says a text beside a pixel on a stage of a width.
 * @param {string} text @param {number[]} pixel
 */
export function showTip(tip, text, pixel, width) {
  const [x, y] = pixel;
  setText(tip, text);
  const left = x > width / 2;
  tip.style.transform = `translate(${x + (left ? -12 : 12)}px, ${y - 8}px) translate(${left ? "-100%" : "0"}, -100%)`;
  tip.hidden = false;
}
