// Taylor models at the playhead: what a rule of first order and one of second order believe the loss to be.

import { inverseOf } from "../core/models.mjs";
import { rowOf } from "../core/payload.mjs";
import { quadratic } from "./arrows.mjs";

/** Draws the models of a track at the playhead's row; `weights` is 1 or 2. */
export function drawTaylor(context, track, step, view, theme, weights) {
  const { detail } = track;
  const row = Math.floor(step);
  const gradient = rowOf(detail.taylor?.gradients, row, detail);
  const hessian = rowOf(detail.taylor?.hessians, row, detail);
  if (!gradient || !hessian) return;
  context.save();
  context.strokeStyle = theme.ink;
  context.fillStyle = theme.ink;
  context.lineWidth = 1.25;
  if (weights === 1) drawOnGraph(context, track, row, view, gradient[0], hessian[0]);
  else drawOnContours(context, track, view, gradient, hessian);
  context.restore();
}

/** One weight: the tangent, dashed, and the parabola, with a mark at its minimum. */
function drawOnGraph(context, track, row, view, slope, curvature) {
  const [[x0, x1], [y0, y1]] = view.ranges;
  const weight = track.coordinates[2 * row];
  const loss = track.coordinates[2 * row + 1];
  const plot = (value) => {
    context.beginPath();
    for (let x = 0; x <= view.width; x += 2) {
      const offset = x0 + (x / view.width) * (x1 - x0) - weight;
      const y = ((y1 - value(offset)) / (y1 - y0)) * view.height;
      context.lineTo(x, Math.min(2 * view.height, Math.max(-view.height, y)));
    }
    context.stroke();
  };
  context.setLineDash([5, 4]);
  plot((offset) => loss + slope * offset);
  context.setLineDash([]);
  plot((offset) => loss + slope * offset + (curvature / 2) * offset ** 2);
  if (curvature > 0) {
    const lowest = weight - slope / curvature;
    const depth = loss - slope ** 2 / (2 * curvature);
    cross(context, ((lowest - x0) / (x1 - x0)) * view.width, ((y1 - depth) / (y1 - y0)) * view.height);
  } else note(context, "no minimum", ...track.head, view);
}

/** Two weights: the contour of the plane, dashed; the contours of the quadratic, with a cross at its minimum. */
function drawOnContours(context, track, view, gradient, hessian) {
  const [[x0, x1], [y0, y1]] = view.ranges;
  const unit = [view.width / (x1 - x0), -view.height / (y1 - y0)];
  const [x, y] = track.head;
  const along = [-gradient[1] * unit[0], gradient[0] * unit[1]];
  const length = Math.hypot(...along);
  if (length > 0) {
    const reach = (view.width + view.height) / length;
    context.setLineDash([5, 4]);
    context.beginPath();
    context.moveTo(x - along[0] * reach, y - along[1] * reach);
    context.lineTo(x + along[0] * reach, y + along[1] * reach);
    context.stroke();
    context.setLineDash([]);
  }
  const inverse = inverseOf(hessian);
  if (!inverse) return note(context, "no minimum", x, y, view);
  const model = quadratic(gradient, inverse);
  if (!model) return undefined;
  const centre = [x + model.centre[0] * unit[0], y + model.centre[1] * unit[1]];
  for (const share of [1, 2 / 3, 1 / 3]) {
    context.save();
    context.translate(...centre);
    context.scale(...unit);
    context.beginPath();
    context.ellipse(0, 0, share * model.axes[0], share * model.axes[1], model.angle, 0, 2 * Math.PI);
    context.restore();
    context.stroke();
  }
  return cross(context, ...centre);
}

export function cross(context, x, y) {
  context.beginPath();
  context.moveTo(x - 5, y - 5);
  context.lineTo(x + 5, y + 5);
  context.moveTo(x + 5, y - 5);
  context.lineTo(x - 5, y + 5);
  context.lineWidth = 2;
  context.stroke();
}

export function note(context, text, x, y, view) {
  context.font = "12px system-ui, sans-serif";
  context.textAlign = x > view.width / 2 ? "right" : "left";
  context.fillText(text, x + (x > view.width / 2 ? -10 : 10), Math.max(14, y - 10));
}
