// The key of a map: the colour bar with its numbers, and what else looks like something.

import { pixelsOf } from "../core/map.mjs";
import { h } from "../dom/elements.mjs";
import { pixelRatio } from "../dom/paper.mjs";

const [WIDTH, HEIGHT] = [24, 14]; // of a sample

/**
 * The elements of a key. @param {import("../core/map-looks.mjs").Looks} looks @param {Record<string, string[]>} patterns
 * @param {boolean} hasBar whether the colours of the map stand for numbers that are told
 */
export function keyOfMap({ looks, bar, marks, key }, patterns, hasBar) {
  const stops = bar.map((look) => looks[look][0]).join(", ");
  const numbers = marks.map(([share, text]) => h("span", { className: "ov-map-tick", style: `left: ${100 * share}%` }, text));
  const scale =
    hasBar && bar.length
      ? [h("div", { className: "ov-map-bar", style: `--stops: ${stops}` }), h("div", { className: "ov-map-marks" }, ...numbers)]
      : [];
  const entries = key.map(([look, text]) => h("span", { className: "ov-map-entry" }, sampleOf(looks, patterns, look), text));
  return [...scale, ...entries];
}

function sampleOf(looks, patterns, look) {
  const ratio = pixelRatio();
  const [width, height] = [Math.round(WIDTH * ratio), Math.round(HEIGHT * ratio)];
  const canvas = h("canvas", { width, height, className: "ov-map-sample", "aria-hidden": "true" });
  const places = Object.assign([look], { shape: [1, 1] });
  const pixels = pixelsOf({ looks, patterns }, places, { width, height, unit: ratio, finest: [1, 1] });
  canvas.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}
