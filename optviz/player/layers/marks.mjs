// The shape of a path's head, the same on canvas and in a legend: what tells paths apart without their colour.

import { h } from "../dom/elements.mjs";

const SHAPES = {
  circle: "M5 0A5 5 0 1 1-5 0A5 5 0 1 1 5 0Z",
  square: "M-4.6-4.6H4.6V4.6H-4.6Z",
  triangle: "M0-5.8L5.6 4.2H-5.6Z",
  "inverted triangle": "M0 5.8L5.6-4.2H-5.6Z",
  diamond: "M0-6.3L6.3 0L0 6.3L-6.3 0Z",
  pentagon: "M0-5.7L5.6-1.6L3.5 5H-3.5L-5.6-1.6Z",
};
const CROSS = "M-5-5L5 5M5-5L-5 5";
const HOLLOW = "hollow ";

const outlines = new Map();

function outline(shape) {
  if (!outlines.has(shape)) outlines.set(shape, new Path2D(shape));
  return outlines.get(shape);
}

/** The outline of a mark, as an SVG path around 0, and whether it is hollow. */
function shapeOf(mark) {
  const hollow = mark.startsWith(HOLLOW);
  return { shape: SHAPES[hollow ? mark.slice(HOLLOW.length) : mark], hollow };
}

/** Where the run is: its mark, or a cross once it has diverged. */
export function drawMark(context, x, y, { mark, colour, paper, diverged = false, size = 1 }) {
  const { shape, hollow } = shapeOf(mark);
  context.save();
  context.translate(x, y);
  context.scale(size, size);
  const path = outline(diverged ? CROSS : shape);
  const stroke = (width, style) => {
    context.lineWidth = width;
    context.strokeStyle = style;
    context.stroke(path);
  };
  if (diverged) stroke(2.5, colour);
  else if (hollow) {
    stroke(4.5, paper);
    context.fillStyle = paper;
    context.fill(path);
    stroke(2, colour);
  } else {
    stroke(3, paper);
    context.fillStyle = colour;
    context.fill(path);
  }
  context.restore();
}

/** A sample of a path: its line with its dash, and its mark at the end. It has `show(path, colour)`. */
export function swatch() {
  const element = h("span", { className: "ov-swatch", "aria-hidden": "true" });
  element.show = ({ dash, mark }, colour) => {
    const look = `${dash} ${mark} ${colour}`;
    if (element.dataset.look === look) return;
    element.dataset.look = look;
    const { shape, hollow } = shapeOf(mark);
    const pattern = dash.map((length) => 1.5 * length).join(" "); // short enough for one repeat
    const fill = hollow ? "var(--ov-paper)" : colour;
    element.innerHTML =
      `<svg viewBox="3 0 31 14"><path d="M3 7H${hollow ? 21 : 27}" stroke="${colour}" stroke-width="2" stroke-dasharray="${pattern}"/>` +
      `<path d="${shape}" transform="translate(27 7)" fill="${fill}" stroke="${colour}" stroke-width="${hollow ? 1.8 : 0}"/></svg>`;
  };
  return element;
}
