// What goes on inside a method at the playhead: arrows to scale, and the shape of the per-coordinate rates.

import { rowOf } from "../core/payload.mjs";
import { ellipseLine } from "../core/shapes.mjs";
import { h } from "../dom/elements.mjs";

// Lengths are in pixels at the type that looks are made for.
const ELLIPSE = 26; // of the longer half-axis
const SHORTEST = 2; // a shorter arrow is not drawn
/** Of a quadratic: their sizes, as shares of the one through the place that it is seen from. */
const CONTOURS = [1, 2 / 3, 1 / 3];
const FORMS = {
  gradient: { width: 2.25, dash: [], head: 8, hollow: false },
  velocity: { width: 2.25, dash: [5, 3], head: 10, hollow: true },
  step: { width: 4, dash: [], head: 12, hollow: false },
};
const ORDER = ["step", "gradient", "velocity"]; // the widest is under the others

/** What an inspector shows of a track at a row: displacements in weights, or null where the rows are not at hand. */
export function inspect(track, row) {
  const { detail, coordinates, path } = track;
  const last = coordinates.length / 2 - 1;
  const gradient = rowOf(detail?.gradients, row, detail);
  if (gradient?.length !== 2) return null;
  const at = Math.min(row, last - 1);
  const rate = rowOf(detail.learning_rates, at, detail)?.[0] ?? 0;
  const next = Math.min(row + 1, last);
  const step = [coordinates[2 * next] - coordinates[2 * row], coordinates[2 * next + 1] - coordinates[2 * row + 1]];
  const arrows = [{ name: "gradient", of: downhill(gradient, rate) }];
  for (const [field, direction] of Object.entries(path.arrows)) {
    const value = rowOf(detail.state[field], row, detail);
    if (value) arrows.push({ name: "velocity", of: direction === "uphill" ? downhill(value, rate) : [...value] });
  }
  arrows.push({ name: "step", of: step });
  const squares = path.accumulator && rowOf(detail.state[path.accumulator], row, detail);
  const updates = path.updates && rowOf(detail.state[path.updates], row, detail);
  const ellipse = squares?.length === 2 && squares[0] > 0 && squares[1] > 0 ? halfAxes(squares, updates, path.epsilon) : null;
  const inverse = rowOf(detail.state.inverse_hessian ?? detail.inverse_hessian, row, detail);
  return { arrows, ellipse, gradient, inverse, model: inverse && quadratic(gradient, inverse) };
}

function downhill(gradient, rate) {
  return [...gradient].map((value) => -rate * value);
}

/** Half-axes of the ellipse of per-coordinate rates, 1/√s or √(u + ε)/√(s + ε), the longer one being 1. */
function halfAxes(squares, updates, epsilon) {
  const rate = (i) => (updates ? Math.sqrt(updates[i] + epsilon) / Math.sqrt(squares[i] + epsilon) : 1 / Math.sqrt(squares[i]));
  const [a, b] = [rate(0), rate(1)];
  return [a / Math.max(a, b), b / Math.max(a, b)];
}

/**
 * The quadratic that a method of second order sees from a point: where its minimum lies from there, and the ellipse of its
 * contour through the point. Null where it has no minimum.
 */
export function quadratic(/** @type {Iterable<number>} */ [g1, g2], /** @type {Iterable<number>} */ [a, b, , d]) {
  const half = (a + d) / 2;
  const spread = Math.hypot((a - d) / 2, b);
  const [large, small] = [half + spread, half - spread];
  const centre = [-(a * g1 + b * g2), -(b * g1 + d * g2)];
  const through = -(centre[0] * g1 + centre[1] * g2);
  if (!(small > 0) || !(through > 0)) return null;
  return { centre, axes: [Math.sqrt(large * through), Math.sqrt(small * through)], angle: Math.atan2(2 * b, a - d) / 2 };
}

/**
 * Draws what `inspect` says of the playhead's row; displacements are magnified by `scale`. Returns what is drawn.
 * @returns {import("../core/shapes.mjs").Shape[]}
 */
export function drawArrows(context, track, step, view, theme, scale) {
  const shown = inspect(track, Math.floor(step));
  if (!shown) return [];
  const shapes = [];
  const [[x0, x1], [y0, y1]] = view.ranges;
  const unit = [(scale * view.width) / (x1 - x0), (-scale * view.height) / (y1 - y0)];
  const [x, y] = track.head;
  if (shown.model) {
    const pixels = [unit[0] / scale, unit[1] / scale];
    drawModel(context, x, y, pixels, shown.model, track.colour, theme);
    shapes.push(...modelShapes("belief", [x, y], pixels, shown.model));
  }
  if (shown.ellipse) {
    const axes = shown.ellipse.map((axis) => theme.unit * Math.max(1.5, ELLIPSE * axis));
    context.beginPath();
    context.ellipse(x, y, axes[0], axes[1], 0, 0, 2 * Math.PI);
    context.lineWidth = 1.25 * theme.unit;
    context.strokeStyle = theme.ink;
    context.globalAlpha = 0.6;
    context.stroke();
    context.globalAlpha = 1;
    shapes.push({ name: "rates", line: ellipseLine([x, y], axes, 0, [1, 1]) });
  }
  for (const { name, of } of inOrder(shown.arrows)) {
    const tip = [x + of[0] * unit[0], y + of[1] * unit[1]];
    if (drawArrow(context, name, [x, y], tip, theme)) shapes.push({ name, line: [x, y, ...tip] });
  }
  return shapes;
}

/** Arrows in the order in which they are drawn. */
export function inOrder(arrows) {
  return arrows.toSorted((one, other) => ORDER.indexOf(one.name) - ORDER.indexOf(other.name));
}

function drawModel(context, x, y, unit, model, colour, theme) {
  context.lineWidth = theme.unit;
  context.strokeStyle = colour;
  context.globalAlpha = 0.65;
  strokeQuadratic(context, x, y, unit, model);
  context.globalAlpha = 1;
}

/** The contours of a quadratic that is seen from a place. */
export function strokeQuadratic(context, x, y, unit, { centre, axes, angle }) {
  for (const share of CONTOURS) {
    context.save();
    context.translate(x + centre[0] * unit[0], y + centre[1] * unit[1]);
    context.scale(...unit);
    context.beginPath();
    context.ellipse(0, 0, share * axes[0], share * axes[1], angle, 0, 2 * Math.PI);
    context.restore();
    context.stroke();
  }
}

/** The same as shapes, all of one name. */
export function modelShapes(name, [x, y], unit, { centre, axes, angle }) {
  const middle = [x + centre[0] * unit[0], y + centre[1] * unit[1]];
  return CONTOURS.map((share) => {
    const shrunk = axes.map((axis) => share * axis);
    return { name, line: ellipseLine(middle, shrunk, angle, unit) };
  });
}

/** Draws an arrow of a kind, of which each has a form of its own besides its colour. Returns whether it is long enough. */
export function drawArrow(
  context,
  name,
  /** @type {Iterable<number>} */ [x, y],
  /** @type {Iterable<number>} */ [tipX, tipY],
  theme,
) {
  const { dash, hollow, ...form } = FORMS[name];
  const { unit } = theme;
  const [width, most] = [unit * form.width, unit * form.head];
  const length = Math.hypot(tipX - x, tipY - y);
  if (!(length >= SHORTEST * unit) || length > 1e5) return false;
  const head = Math.min(most, 0.6 * length);
  const [ux, uy] = [(tipX - x) / length, (tipY - y) / length];
  const neck = [tipX - 0.85 * head * ux, tipY - 0.85 * head * uy];
  const stroke = (strokeWidth, style) => {
    context.lineWidth = strokeWidth;
    context.strokeStyle = style;
    context.stroke();
  };
  const drawHead = () => {
    context.beginPath();
    context.moveTo(tipX, tipY);
    context.lineTo(tipX - head * ux - 0.5 * head * uy, tipY - head * uy + 0.5 * head * ux);
    context.lineTo(tipX - head * ux + 0.5 * head * uy, tipY - head * uy - 0.5 * head * ux);
    context.closePath();
  };
  context.lineCap = "butt";
  context.setLineDash(dash.map((part) => unit * part));
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(...neck);
  stroke(width + 2.5 * unit, theme.paper);
  stroke(width, theme[name]);
  context.setLineDash([]);
  drawHead();
  stroke(2.5 * unit, theme.paper);
  context.fillStyle = hollow ? theme.paper : theme[name];
  context.fill();
  if (hollow) stroke(1.5 * unit, theme[name]);
  context.lineCap = "round";
  return true;
}

/** An arrow of a kind for a legend, as SVG. */
export function arrowSample(name) {
  const { width, dash, head, hollow } = FORMS[name];
  const [neck, half] = [33 - head, head / 2];
  return (
    `<svg viewBox="0 0 34 14" aria-hidden="true"><path d="M1 7H${neck}" stroke-width="${width}" stroke-dasharray="${dash.join(" ")}"/>` +
    `<path d="M33 7L${neck} ${7 - half}V${7 + half}Z" class="${hollow ? "ov-hollow" : "ov-full"}"/></svg>`
  );
}

/** The arrows' forms with their names, and what they are. @param {Record<string, { word: string, said: string }>} drawn */
export function arrowKey(drawn) {
  const sample = (name) => {
    const element = h("span", { className: `ov-key ov-key-${name}`, title: drawn[name].said });
    element.innerHTML = arrowSample(name);
    element.append(drawn[name].word);
    return element;
  };
  return h("span", { className: "ov-arrow-key" }, ...Object.keys(FORMS).map(sample));
}
