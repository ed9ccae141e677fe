// What can be plotted under the panels: one number of a run at each of its rows.

import { row } from "./payload.mjs";

/**
 * `title`; `inner`: whether it needs what goes on inside the method; `of(track, context)`: one value a row.
 * A track has `points`, `losses` and `detail` (all rows); the context `minima` as flat points and `floor`.
 */
export const QUANTITIES = {
  loss: { title: "Loss", inner: false, of: ({ losses }) => losses },
  gradient_norm: { title: "Gradient norm ‖g‖", inner: true, of: ({ detail }) => norms(detail.gradients) },
  step_length: { title: "Step length", inner: true, of: ({ detail }) => norms(detail.steps) },
  rate_x: { title: "Effective learning rate of x", inner: true, of: ({ detail }) => effectiveRates(detail, 0) },
  rate_y: { title: "Effective learning rate of y", inner: true, of: ({ detail }) => effectiveRates(detail, 1) },
  distance: { title: "Distance to the nearest minimum", inner: false, of: ({ points }, { minima }) => distances(points, minima) },
  learning_rate: { title: "Learning rate after the schedule", inner: true, of: ({ detail }) => detail.learning_rates },
};

/** The quantity of a key; those of states are called `state.` and the field, and show its norm. */
export function quantityOf(key) {
  if (key in QUANTITIES) return QUANTITIES[key];
  const field = key.slice("state.".length);
  const title = `State: ${field.replaceAll("_", " ")} (norm)`;
  return { title, inner: true, of: ({ detail }) => (detail.state[field] ? norms(detail.state[field]) : null) };
}

export function norms(array) {
  return Float64Array.from({ length: array.shape[0] }, (_, i) => Math.hypot(...row(array, i)));
}

/** How far one coordinate moves for each unit of its gradient; not a number where the gradient is zero. */
function effectiveRates({ steps, gradients }, coordinate) {
  const [rows, weights] = steps.shape;
  if (coordinate >= weights) return null;
  return Float64Array.from({ length: rows }, (_, i) => {
    const at = Math.min(i, rows - 2) * weights + coordinate; // no step leaves the last row
    return gradients[at] === 0 ? NaN : Math.abs(steps[at] / gradients[at]);
  });
}

/** From each row to the nearest of the minima; null where none is known. */
export function distances(points, minima) {
  if (!minima.length) return null;
  return Float64Array.from({ length: points.shape[0] }, (_, i) => {
    const point = row(points, i);
    return Math.min(...minima.map((minimum) => Math.hypot(...minimum.map((value, j) => point[j] - value))));
  });
}
