// Taylor models at the playhead: what a rule of first order and one of second order believe the loss to be.

import { rowOf } from "../core/payload.mjs";
import { modelShapes, quadratic, strokeQuadratic } from "./arrows.mjs";

const DASH = [5, 4];

/** The inverse of a symmetric 2 × 2 matrix, or null where it is not positive definite. */
export function inverseOf(/** @type {Iterable<number>} */ [a, b, , d]) {
  const determinant = a * d - b * b;
  return a > 0 && determinant > 0 ? [d / determinant, -b / determinant, -b / determinant, a / determinant] : null;
}

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
  const pen = new Pen(context, view, theme, none);
  if (weights === 1) drawOnGraph(pen, track, row, gradient[0], hessian[0]);
  else drawOnContours(pen, track, gradient, hessian);
  context.restore();
  return pen.shapes;
}

/** What draws on a view, and remembers what. */
class Pen {
  constructor(context, view, theme, none) {
    this.context = context;
    this.view = view;
    this.theme = theme;
    this.none = none;
    /** @type {import("../core/shapes.mjs").Shape[]} */
    this.shapes = [];
  }

  /** A line through flat pairs of pixels. */
  line(name, line, dash = []) {
    const { context, theme } = this;
    context.setLineDash(dash.map((part) => theme.unit * part));
    context.beginPath();
    for (let i = 0; i < line.length; i += 2) context.lineTo(line[i], line[i + 1]);
    context.stroke();
    context.setLineDash([]);
    this.shapes.push({ name, line });
  }

  /** A cross: the minimum of a model. */
  cross(name, x, y) {
    const { context } = this;
    const reach = 5 * this.theme.unit;
    context.beginPath();
    context.moveTo(x - reach, y - reach);
    context.lineTo(x + reach, y + reach);
    context.moveTo(x + reach, y - reach);
    context.lineTo(x - reach, y + reach);
    context.lineWidth = 2 * this.theme.unit;
    context.stroke();
    this.shapes.push({ name, line: [x, y] });
  }

  /** That a model has no minimum, beside a place. */
  note(x, y) {
    const { context, view, theme, none: text } = this;
    const size = theme.type.ticks * theme.unit;
    const [left, gap] = [x > view.width / 2, 10 * theme.unit];
    const [at, middle] = [x + (left ? -gap : gap), Math.max(size, y - gap)];
    context.font = `${size}px ${theme.type.family}`;
    context.textAlign = left ? "right" : "left";
    context.lineWidth = size / 4;
    context.lineJoin = "round";
    context.strokeStyle = theme.paper;
    context.strokeText(text, at, middle);
    context.fillText(text, at, middle);
    const { width } = context.measureText(text);
    this.shapes.push({ name: "no_minimum", line: [at, middle - size / 3, at + (left ? -width : width), middle - size / 3] });
  }
}

/** One weight: the tangent, dashed, and the parabola, with a mark at its minimum. */
function drawOnGraph(pen, track, row, slope, curvature) {
  const { view } = pen;
  const [[x0, x1], [y0, y1]] = view.ranges;
  const weight = track.coordinates[2 * row];
  const loss = track.coordinates[2 * row + 1];
  const graph = (value) => {
    const line = [];
    for (let x = 0; x <= view.width; x += 2) {
      const offset = x0 + (x / view.width) * (x1 - x0) - weight;
      const y = ((y1 - value(offset)) / (y1 - y0)) * view.height;
      line.push(x, Math.min(2 * view.height, Math.max(-view.height, y)));
    }
    return line;
  };
  const tangent = graph((offset) => loss + slope * offset);
  pen.line("tangent", tangent, DASH);
  const parabola = graph((offset) => loss + slope * offset + (curvature / 2) * offset ** 2);
  pen.line("parabola", parabola);
  if (curvature > 0) {
    const lowest = weight - slope / curvature;
    const depth = loss - slope ** 2 / (2 * curvature);
    pen.cross("parabola", ((lowest - x0) / (x1 - x0)) * view.width, ((y1 - depth) / (y1 - y0)) * view.height);
  } else pen.note(track.head[0], track.head[1]);
}

/** Two weights: the contour of the plane, dashed; the contours of the quadratic, with a cross at its minimum. */
function drawOnContours(pen, track, gradient, hessian) {
  const { view } = pen;
  const [[x0, x1], [y0, y1]] = view.ranges;
  const unit = [view.width / (x1 - x0), -view.height / (y1 - y0)];
  const [x, y] = track.head;
  const along = [-gradient[1] * unit[0], gradient[0] * unit[1]];
  const length = Math.hypot(...along);
  if (length > 0) {
    const reach = (view.width + view.height) / length;
    const ends = [x - along[0] * reach, y - along[1] * reach, x + along[0] * reach, y + along[1] * reach];
    pen.line("plane", ends, DASH);
  }
  const inverse = inverseOf(hessian);
  if (!inverse) return pen.note(x, y);
  const model = quadratic(gradient, inverse);
  if (!model) return undefined;
  strokeQuadratic(pen.context, x, y, unit, model);
  pen.shapes.push(...modelShapes("bowl", [x, y], unit, model));
  return pen.cross("bowl", x + model.centre[0] * unit[0], y + model.centre[1] * unit[1]);
}
