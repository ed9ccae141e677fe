// What can be plotted under the panels: one number of a run at each of its rows.

import { row } from "./payload.mjs";

/**
 * `title`; `inner`: whether it needs what goes on inside the method; `of(track, context)`: one value a row.
 * A track has `points`, `losses` and `detail` (all rows); the context `minima` as flat points and `floor`.
 */
export const QUANTITIES = {
  loss: { title: "Loss", inner: false, of: ({ losses }) => losses },
  gradient_norm: { title: "Gradient norm ‖g‖", inner: true, of: ({ detail }) => norms(detail.gradients) },
  step_length: { title: "Step length", inner: false, of: ({ points }) => stepLengths(points) },
  rate_x: { title: "Effective learning rate of x", inner: true, of: (track) => effectiveRates(track, 0) },
  rate_y: { title: "Effective learning rate of y", inner: true, of: (track) => effectiveRates(track, 1) },
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

/** The length of the step that leaves each row; the last row has none, and repeats the one before. */
export function stepLengths(points) {
  const last = points.shape[0] - 2;
  return Float64Array.from({ length: points.shape[0] }, (_, i) => {
    const from = row(points, Math.min(i, last));
    const to = row(points, Math.min(i, last) + 1);
    return Math.hypot(...from.map((value, j) => to[j] - value));
  });
}

/** How far one coordinate moves for each unit of its gradient; not a number where the gradient is zero. */
export function effectiveRates({ points, detail }, coordinate) {
  const weights = points.shape[1];
  if (coordinate >= weights) return null;
  const last = points.shape[0] - 2;
  return Float64Array.from({ length: points.shape[0] }, (_, i) => {
    const at = Math.min(i, last);
    const moved = points[(at + 1) * weights + coordinate] - points[at * weights + coordinate];
    const gradient = detail.gradients[at * weights + coordinate];
    return gradient === 0 ? NaN : Math.abs(moved / gradient);
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
