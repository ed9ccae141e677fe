// A chart: lines and bands in an SVG that grows with its place, with ticks, titles and a key around it.

import { bandOf, pathOf } from "../core/chart.mjs";
import { h, setText } from "../dom/elements.mjs";

const SVG = "http://www.w3.org/2000/svg";

/** An element of an SVG with attributes. @param {string} tag @param {Record<string, string | number>} attributes */
export function drawn(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** A square of side 1, whose lines keep their width. @param {string} className */
export const square = (className) =>
  drawn("svg", { viewBox: "0 0 1 1", preserveAspectRatio: "none", class: className, "aria-hidden": "true" });

/** A line of an SVG path. @param {string} d @param {string} stroke @param {number} width @param {number[]} dash */
export const stroke = (d, stroke, width, dash = []) =>
  drawn("path", { d, stroke, fill: "none", "stroke-width": width, "stroke-dasharray": dash.map((one) => one * width).join(" ") });

/** A place for dots over a square: they are round whatever its shape is. @param {string} className */
export const dotted = (className) => drawn("svg", { class: className, "aria-hidden": "true" });

/** A dot at shares of the width and, from above, the height. @param {number} x @param {number} y */
export const dot = (x, y, colour, width) => drawn("circle", { cx: `${100 * x}%`, cy: `${100 * y}%`, r: width / 2, fill: colour });

/** Ticks along a side. @param {[number, string][]} ticks @param {"left" | "bottom"} side */
export const tickElements = (ticks, side) =>
  ticks.map(([share, text]) => h("span", { className: "ov-map-tick", style: `${side}: ${100 * share}%` }, text));

export class ChartView {
  constructor() {
    this.title = h("h3", { className: "ov-chart-title" });
    this.unit = h("p", { className: "ov-chart-unit" });
    this.svg = square("ov-chart-lines");
    this.dots = dotted("ov-chart-lines");
    this.playhead = h("div", { className: "ov-chart-playhead", hidden: true });
    this.frame = h("div", { className: "ov-chart-frame", role: "img" }, this.svg, this.dots, this.playhead);
    this.upwards = h("div", { className: "ov-map-upwards", "aria-hidden": "true" });
    this.across = h("div", { className: "ov-map-across", "aria-hidden": "true" });
    this.name = h("div", { className: "ov-map-name" });
    this.key = h("ul", { className: "ov-chart-key" });
    const sheet = h("div", { className: "ov-chart-sheet" }, this.upwards, this.frame, this.across, this.name);
    this.root = h("div", { className: "ov-chart" }, this.title, this.unit, sheet, this.key);
  }

  /** @param {any} chart as chart_payload.py writes it */
  show({ title, x, y, bands, lines, dots, key }) {
    setText(this.title, title);
    setText(this.unit, y.title);
    setText(this.name, x.title);
    this.frame.setAttribute("aria-label", `${title}: ${y.title}`);
    this.upwards.replaceChildren(...tickElements(y.ticks, "bottom"));
    this.across.replaceChildren(...tickElements(x.ticks, "left"));
    const rules = [
      ...x.ticks.map(([share]) => drawn("path", { d: `M${share} 0V1`, class: "ov-chart-rule" })),
      ...y.ticks.map(([share]) => drawn("path", { d: `M0 ${1 - share}H1`, class: "ov-chart-rule" })),
    ];
    this.svg.replaceChildren(
      ...rules,
      ...bands.map((band) => drawn("path", { d: bandOf(band), fill: band.colour, "fill-opacity": band.opacity })),
      ...lines.map((line) => stroke(pathOf(line), line.colour, line.width, line.dash)),
    );
    this.dots.replaceChildren(...dots.map(([across, height, colour]) => dot(across, 1 - height, colour, 10)));
    this.key.replaceChildren(...key.map(([colour, text, dash, opacity, isBand]) => entry(colour, text, dash, opacity, isBand)));
  }

  /** A line at a share of the axis across. @param {number} share */
  mark(share) {
    this.playhead.hidden = false;
    this.playhead.style.left = `${100 * share}%`;
  }
}

function entry(colour, text, dash, opacity, isBand) {
  const sample = drawn("svg", { viewBox: "0 0 28 12", class: "ov-chart-sample", "aria-hidden": "true" });
  if (isBand) sample.append(drawn("rect", { width: 28, height: 12, fill: colour, "fill-opacity": opacity }));
  else sample.append(stroke("M0 6H28", colour, 2.4, dash));
  return h("li", {}, sample, text);
}
