// Taylor models at the playhead: what a rule of first order and one of second order believe the loss to be.

import { inverseOf } from "../core/models.mjs";
import { rowOf } from "../core/payload.mjs";
import { modelShapes, quadratic, strokeQuadratic } from "./arrows.mjs";

const DASH = [5, 4];

/**
 * Draws the models of a track at the playhead's row; `weights` is 1 or 2, `none` what is said where one has no minimum.
 * Returns what is drawn.
 * @returns {import("../core/shapes.mjs").Shape[]}
 */
export function drawTaylor(context, track, step, { view, theme, weights, none }) {
  const { detail } = track;
  const row = Math.floor(step);
  const gradient = rowOf(detail.taylor?.gradients, row, detail);
  const hessian = rowOf(detail.taylor?.hessians, row, detail);
  if (!gradient || !hessian) return [];
  context.save();
  context.strokeStyle = theme.ink;
  context.fillStyle = theme.ink;
  context.lineWidth = 1.25 * theme.unit;
  const look = { view, theme, none };
  const shapes =
    weights === 1
      ? drawOnGraph(context, track, row, look, gradient[0], hessian[0])
      : drawOnContours(context, track, look, gradient, hessian);
  context.restore();
  return shapes;
}

/** One weight: the tangent, dashed, and the parabola, with a mark at its minimum. */
function drawOnGraph(context, track, row, { view, theme, none }, slope, curvature) {
  const [[x0, x1], [y0, y1]] = view.ranges;
  const weight = track.coordinates[2 * row];
  const loss = track.coordinates[2 * row + 1];
  const graph = (value) => {
    const line = [];
    for (let x = 0; x < view.width + 2; x += 2) {
      const offset = x0 + (x / view.width) * (x1 - x0) - weight;
      const y = ((y1 - value(offset)) / (y1 - y0)) * view.height;
      line.push(x, Math.min(2 * view.height, Math.max(-view.height, y)));
    }
    return line;
  };
  const tangent = graph((offset) => loss + slope * offset);
  const parabola = graph((offset) => loss + slope * offset + (curvature / 2) * offset ** 2);
  const shapes = [
    { name: "tangent", line: tangent },
    { name: "parabola", line: parabola },
  ];
  strokeLine(context, tangent, theme, DASH);
  strokeLine(context, parabola, theme);
  if (!(curvature > 0)) {
    const [x, y] = track.head;
    return [...shapes, { name: "no_minimum", line: note(context, none, x, y, view, theme) }];
  }
  const lowest = weight - slope / curvature;
  const depth = loss - slope ** 2 / (2 * curvature);
  cross(context, ((lowest - x0) / (x1 - x0)) * view.width, ((y1 - depth) / (y1 - y0)) * view.height, theme);
  return shapes;
}

/** Two weights: the contour of the plane, dashed; the contours of the quadratic, with a cross at its minimum. */
function drawOnContours(context, track, { view, theme, none }, gradient, hessian) {
  const [[x0, x1], [y0, y1]] = view.ranges;
  const unit = [view.width / (x1 - x0), -view.height / (y1 - y0)];
  const [x, y] = track.head;
  const along = [-gradient[1] * unit[0], gradient[0] * unit[1]];
  const length = Math.hypot(...along);
  const shapes = [];
  if (length > 0) {
    const reach = (view.width + view.height) / length;
    const line = [x - along[0] * reach, y - along[1] * reach, x + along[0] * reach, y + along[1] * reach];
    strokeLine(context, line, theme, DASH);
    shapes.push({ name: "plane", line });
  }
  const inverse = inverseOf(hessian);
  if (!inverse) return [...shapes, { name: "no_minimum", line: note(context, none, x, y, view, theme) }];
  const model = quadratic(gradient, inverse);
  if (!model) return shapes;
  strokeQuadratic(context, x, y, unit, model);
  cross(context, x + model.centre[0] * unit[0], y + model.centre[1] * unit[1], theme);
  return [...shapes, ...modelShapes("bowl", [x, y], unit, model)];
}

/** A line through flat pairs of pixels. */
function strokeLine(context, line, { unit }, dash = []) {
  context.setLineDash(dash.map((part) => unit * part));
  context.beginPath();
  for (let i = 0; i < line.length; i += 2) context.lineTo(line[i], line[i + 1]);
  context.stroke();
  context.setLineDash([]);
}

/** A cross: the minimum of a model. */
export function cross(context, x, y, { unit }) {
  const reach = 5 * unit;
  context.beginPath();
  context.moveTo(x - reach, y - reach);
  context.lineTo(x + reach, y + reach);
  context.moveTo(x + reach, y - reach);
  context.lineTo(x - reach, y + reach);
  context.lineWidth = 2 * unit;
  context.stroke();
}

/** A text beside a place; returns the line on which it stands. */
export function note(context, text, x, y, view, { type, unit, paper }) {
  const size = type.ticks * unit;
  const [left, gap] = [x > view.width / 2, 10 * unit];
  const [at, foot] = [x + (left ? -gap : gap), Math.max(size, y - gap)];
  context.font = `${size}px ${type.family}`;
  context.textAlign = left ? "right" : "left";
  Object.assign(context, { lineWidth: size / 4, lineJoin: "round", strokeStyle: paper });
  context.strokeText(text, at, foot);
  context.fillText(text, at, foot);
  const { width } = context.measureText(text);
  return [at, foot - size / 3, at + (left ? -width : width), foot - size / 3];
}
