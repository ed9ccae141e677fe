// The axes of a plot: frame, ticks, their labels, a grid and titles, as one picture of vectors. It is drawn when a range, a
// size or the theme changes, and no frame in between has anything to do with it.

import { linearTicks, logarithmicTicks, ticksThatFit } from "../core/ticks.mjs";
import { h, setText } from "../dom/elements.mjs";

/** @import { Tick, TickRules } from "../core/ticks.mjs" */
/** @typedef {{ l: number, r: number, t: number, b: number }} Margin */
/**
 * `range`: of values, or of their decimal logarithms on a `logarithmic` axis; `whole`: whether only whole numbers mean
 * something; `most`: ticks at most; `short`: the title where the other one has no room; `over`: marks across the plot, with a
 * text over each.
 * @typedef {{ range: number[], most: number, logarithmic?: boolean, whole?: boolean, grid?: boolean, title?: string, short?: string,
 *   over?: import("../core/epochs.mjs").EpochEnd[] }} Axis
 */

const SVG = "http://www.w3.org/2000/svg";
const INSIDE = 0.5; // of a type size: from a corner to a title there
const TITLE = 0.4; // of a type size: the least between labels and title

/**
 * The margins of a plot in pixels, from sizes of the type that its labels are written in.
 * @param {Element} element that is on the page @param {Margin} sizes @returns {Margin}
 */
export function marginOf(element, { l, r, t, b }) {
  const size = typeSize(element);
  return { l: Math.round(l * size), r: Math.round(r * size), t: Math.round(t * size), b: Math.round(b * size) };
}

const typeSize = (element) => Number.parseFloat(getComputedStyle(element).fontSize);

export class Axes {
  constructor() {
    this.element = svg("svg", "ov-axes");
    this.element.setAttribute("aria-hidden", "true");
    this.grid = svg("path", "ov-axes-grid");
    this.lines = svg("path", "ov-axes-lines");
    this.marks = svg("path", "ov-axes-marks");
    this.titles = svg("g");
    this.labels = svg("g", "ov-axes-labels");
    this.inside = svg("g", "ov-axes-inside");
    this.over = svg("path", "ov-axes-over");
    this.element.append(this.grid, this.over, this.lines, this.marks, this.titles, this.labels, this.inside);
    /** @type {CanvasRenderingContext2D} */
    this.ruler = h("canvas").getContext("2d");
  }

  /**
   * Draws them. `size` of the whole stage in pixels, `margin` around the plot, `x` and `y`: an axis each; `inside`: their
   * titles, for the plot's corners.
   * @param {{
   *   size: { width: number, height: number }, margin: Margin, x: Axis, y: Axis, inside?: string[],
   *   theme: { muted: string, grid: string, paper: string, label: string }, rules: TickRules,
   * }} picture
   */
  draw({ size, margin, x, y, inside = [], theme, rules }) {
    const { fontSize, fontFamily } = getComputedStyle(this.element);
    const em = Number.parseFloat(fontSize);
    this.ruler.font = `${fontSize} ${fontFamily}`;
    const [left, top] = [margin.l, margin.t];
    const [right, bottom] = [size.width - margin.r, size.height - margin.b];
    const length = Math.round(rules.length * em);
    const off = length + rules.pad * em;
    const upwards = this.placed(
      y,
      rules,
      (share) => bottom - share * (bottom - top),
      (ticks) => {
        const tall = ticks.map((tick) => ({ ...tick, half: em / 2 }));
        const widest = Math.max(0, ...ticks.map(({ width }) => width));
        return areApart(tall, rules.gap * em) && (widest <= left - off || ticks.length < 2);
      },
    );
    const across = this.placed(
      x,
      rules,
      (share) => left + share * (right - left),
      (ticks) =>
        areApart(
          ticks.map((tick) => ({ ...tick, half: tick.width / 2 })),
          rules.gap * em,
        ),
    );
    const isLow = upwards.some(({ place }) => place > bottom - em); // a label that one across would touch in the corner
    const leftmost = isLow ? left - length : 0;
    const isInside = ({ place, width }) => place - width / 2 >= leftmost && place + width / 2 <= size.width;

    this.element.setAttribute("width", String(size.width));
    this.element.setAttribute("height", String(size.height));
    this.element.style.color = theme.muted;
    this.element.style.stroke = theme.grid;
    this.grid.setAttribute(
      "d",
      (x.grid ? across.map(({ place }) => `M${crisp(place)} ${top}V${bottom}`).join("") : "") +
        (y.grid ? upwards.map(({ place }) => `M${left} ${crisp(place)}H${right}`).join("") : ""),
    );
    const frame = `M${left - 0.5} ${top}V${bottom + 0.5}H${right}`;
    const marks = [
      ...across.map(({ place }) => `M${crisp(place)} ${bottom + 0.5}v${length}`),
      ...upwards.map(({ place }) => `M${left - 0.5} ${crisp(place)}h${-length}`),
    ];
    this.lines.setAttribute("d", frame);
    const over = (x.over ?? []).map(({ place, text }) => ({ text, x: left + (place / x.range[1]) * (right - left) }));
    this.over.setAttribute("d", over.map((mark) => `M${crisp(mark.x)} ${top - em}V${bottom}`).join(""));
    this.marks.setAttribute("d", marks.join(""));
    show(this.labels, [
      ...across.filter(isInside).map(({ text, place }) => ({ text, x: place, y: bottom + off + 0.75 * em, anchor: "middle" })),
      ...upwards.map(({ text, place }) => ({ text, x: left - off, y: place + 0.35 * em, anchor: "end" })),
      ...over.map(({ text, x }) => ({ text, x: x - rules.pad * em, y: top - rules.pad * em, anchor: "end" })),
    ]);
    this.inside.style.fill = theme.label;
    this.inside.style.stroke = theme.paper;
    const corners = [
      { x: right - INSIDE * em, y: bottom - INSIDE * em, anchor: "end" },
      { x: left + INSIDE * em, y: top + (INSIDE + 0.75) * em, anchor: "start" },
    ];
    show(
      this.inside,
      corners.map((corner, i) => ({ ...corner, text: inside[i] ?? "" })).filter(({ text }) => text),
    );
    const below = bottom + off + (0.75 + TITLE + 1) * em;
    const isLong = x.short && this.ruler.measureText(x.title).width > right - left + 2 * margin.r;
    const text = isLong ? x.short : x.title;
    show(this.titles, text ? [{ text, x: (left + right) / 2, y: below, anchor: "middle" }] : []);
  }

  /**
   * The ticks of an axis that fit, with their places in pixels and the widths of their labels.
   * @param {Axis} axis @param {TickRules} rules @param {(share: number) => number} at
   * @param {(ticks: (Tick & { place: number, width: number })[]) => boolean} fit
   */
  placed({ range, most, logarithmic, whole }, rules, at, fit) {
    const [low, high] = range;
    const place = (tick) => ({
      ...tick,
      place: at(((logarithmic ? Math.log10(tick.value) : tick.value) - low) / (high - low)),
      width: this.ruler.measureText(tick.text).width,
    });
    const list = (count) =>
      (logarithmic ? logarithmicTicks(low, high, count, rules) : linearTicks(low, high, count, rules, whole)).map(place);
    return ticksThatFit(most, list, fit);
  }
}

/** Whether labels that reach `half` of their size to both sides leave a gap between them. */
function areApart(labels, gap) {
  return labels.every(
    (label, i) => i === 0 || Math.abs(label.place - labels[i - 1].place) >= label.half + labels[i - 1].half + gap,
  );
}

/** The middle of a pixel, where a thin line is sharp. */
const crisp = (place) => Math.floor(place) + 0.5;

/** Shows texts in a group, in the elements that are there where it can. */
export function show(group, texts) {
  while (group.children.length > texts.length) group.lastChild.remove();
  while (group.children.length < texts.length) group.append(svg("text"));
  texts.forEach(({ text, x, y, anchor }, i) => {
    const element = group.children[i];
    setText(element, text);
    element.setAttribute("x", x.toFixed(2));
    element.setAttribute("y", y.toFixed(2));
    element.setAttribute("text-anchor", anchor);
  });
}

/**
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 */
export function svg(name, className = "") {
  const element = document.createElementNS(SVG, name);
  if (className) element.setAttribute("class", className);
  return element;
}
