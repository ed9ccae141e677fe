// The shape of a path's head, the same on canvas and in a legend: what tells paths apart without their colour.

import { h } from "../dom/elements.mjs";

/** @typedef {{ outline: number[][][], kind: "full" | "hollow" | "open" }} Mark see optviz/picture/looks.py */

/** A mark as an SVG path around 0. */
const written = ({ outline, kind }) =>
  outline.map((corners) => `M${corners.map((corner) => corner.join(" ")).join("L")}${kind === "open" ? "" : "Z"}`).join("");

/** @type {WeakMap<Mark, Path2D>} */
const outlines = new WeakMap();

/** @param {Mark} mark */
function outlineOf(mark) {
  if (!outlines.has(mark)) outlines.set(mark, new Path2D(written(mark)));
  return outlines.get(mark);
}

/** Where the run is: its mark, or another one once it has diverged. */
export function drawMark(context, x, y, { mark, colour, theme, diverged = false, size = 1 }) {
  const { paper, strokes, marks, unit } = theme;
  const shape = marks[diverged ? theme.diverged : mark];
  const path = outlineOf(shape);
  context.save();
  context.translate(x, y);
  context.scale(size * unit, size * unit);
  const stroke = (width, style) => {
    context.lineWidth = width / unit;
    context.strokeStyle = style;
    context.stroke(path);
  };
  const line = shape.kind === "full" ? 0 : strokes.mark;
  if (shape.kind !== "open") {
    stroke(line + 2 * strokes.mark_casing, paper);
    context.fillStyle = shape.kind === "hollow" ? paper : colour;
    context.fill(path);
  }
  if (line) stroke(line, colour);
  context.restore();
}

/** A sample of a path: its line with its dash, and its mark at the end. It has `show(path, colour, theme)`. */
export function swatch() {
  const element = h("span", { className: "ov-swatch", "aria-hidden": "true" });
  element.show = ({ dash, mark }, colour, { marks, strokes, shares, unit }) => {
    const width = strokes.walked / unit; // it grows with the element
    const shown = `${dash} ${mark} ${colour}`;
    if (element.dataset.look === shown) return;
    element.dataset.look = shown;
    const hollow = marks[mark].kind === "hollow";
    const pattern = dash.map((length) => shares.sample * width * length).join(" ");
    const fill = hollow ? "var(--ov-paper)" : colour;
    element.innerHTML =
      `<svg viewBox="3 0 31 14"><path d="M3 7H${hollow ? 21 : 27}" stroke="${colour}" stroke-width="${width}" stroke-dasharray="${pattern}"/>` +
      `<path d="${written(marks[mark])}" transform="translate(27 7)" fill="${fill}" stroke="${colour}" stroke-width="${hollow ? 1.8 : 0}"/></svg>`;
  };
  return element;
}
