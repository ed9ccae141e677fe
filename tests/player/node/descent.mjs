// Programs written by hand: gradient descent on a parabola, whose paths are known in closed form.

import assert from "node:assert/strict";

const number = (key, usual) => ({ key, default: usual, choices: [] });
const REGULARISATION = [
  number("weight_decay", 0),
  { key: "decay_form", default: 0, choices: ["decoupled", "l2"], choices_said: ["decoupled", "l2"] },
  number("clip_norm", 0),
];
export const CATALOGUE = {
  surfaces: {
    bowl: {
      domain: [
        [-1, 1],
        [-1, 1],
      ],
      parameters: [number("curvature", 1)],
      ...{ has_ground: true, spacing: "linear" },
    },
    curve: { domain: [[-1, 1]], parameters: [number("curvature", 1)], spacing: "linear" },
  },
  ground: {
    ...{ reach: 1.5, cells: 128, huge: 1e30, graph_room: 0.08 },
    deep: { quantile: 0.05, smallest: 1e-7, least: 30, most: 1e7 },
    levels: {
      ...{ most: { coarse: 18, dense: 30 }, parts: { coarse: 5, dense: 10 } },
      ...{ figures: 9, depth: 1e-3, rounding: 1e-9, quantile: 0.05 },
    },
    tint: { places: 65, by_area: 0.35, steepest: 2.5 },
    scene: { most: 6, decades: 12, apart: 0.1 },
    quadratic: { exact: 1e-10, every: 8 },
  },
  ticks: { steps: [1, 2, 5], touch: 1e-6, countable: 1e15, powers: [-4, 4] },
  noises: {
    none: { needs_examples: false, parameters: [] },
    push: { needs_examples: false, parameters: [number("scale", 0.5)] },
    batch: { needs_examples: true, parameters: [number("scale", 2)] },
  },
  schedules: {
    constant: { parameters: [number("warm_up", 0)] },
    halved: { parameters: [number("warm_up", 0)] },
  },
  optimizers: {
    descent: { parameters: [number("learning_rate", 0.1), ...REGULARISATION] },
    counting: { parameters: [number("learning_rate", 0.1)] },
  },
};

const bowl = {
  value: (x, y, [c]) => (c * (x * x + y * y)) / 2,
  gradient(x, y, out, [c]) {
    out.set([c * x, c * y].slice(0, out.length));
    return (c * (x * x + y * y)) / 2;
  },
  hessian: (_x, _y, out, [c]) => out.set([c, 0, 0, c].slice(0, out.length)),
};

export const drawn = { count: 0 }; // draws that were made

function push(width) {
  return {
    width,
    steps: 5,
    all(out, seed) {
      drawn.count += 1;
      out.fill(seed);
    },
    one: (out, draws, step, [scale]) => out.fill(scale * draws[step * width]),
    value: (x, y, _numbers, _table, loss) => loss.value(x, y),
    gradient(x, y, out, _numbers, _table, loss, draw) {
      const value = loss.gradient(x, y, out);
      for (let i = 0; i < out.length; i += 1) out[i] += draw[i];
      return value;
    },
    hessian: (x, y, out, _numbers, _table, loss) => loss.hessian(x, y, out),
  };
}

/** Its row: point, loss, gradient, rate, and as state the gradient before and how often a loss, gradient, Hessian was taken. */
function descent(weights, counts) {
  const at = 2 * weights + 2;
  return {
    width: at + weights + (counts ? 3 : 0),
    fields: [["before", [weights], at], ...(counts ? [["evaluations", [3], at + weights]] : [])],
    evaluations: [0, 1, 0],
    hyperparameters: 1,
    init: (rows) => rows.fill(-1, at, at + weights),
    step(rows, from, rate, _numbers, loss) {
      const next = from + this.width;
      const out = new Float64Array(weights);
      const curvature = new Float64Array(weights * weights);
      rows[from + weights] = loss.gradient(rows[from], rows[from + 1], out);
      rows.set(out, from + weights + 1);
      rows.set(out, next + at);
      if (counts) {
        loss.hessian(rows[from], rows[from + 1], curvature);
        assert.equal(loss.value(rows[from], rows[from + 1]), rows[from + weights]);
        rows.set(
          [1, 1, curvature[0]].map((taken, i) => rows[from + at + weights + i] + taken),
          next + at + weights,
        );
      }
      for (let i = 0; i < weights; i += 1) rows[next + i] = rows[from + i] - rate * out[i];
    },
  };
}

const regularisation = {
  value: (x, y, _numbers, _table, loss) => loss.value(x, y) + 100,
  gradient: (x, y, out, _numbers, _table, loss) => loss.gradient(x, y, out) + 100,
  decay: (x, y, out, rate, [decay]) => out.set([rate * decay * x, rate * decay * y]),
};

/** Its four examples mean nothing. */
export const WITH_TABLE = { ...CATALOGUE, surfaces: { ...CATALOGUE.surfaces, bowl: { ...CATALOGUE.surfaces.bowl, data: {} } } };

const batch = {
  ...push(4),
  width: undefined,
  ...{ examples: 4, one: (out, draws, step, [scale]) => out.fill(scale * draws[step * 4]) },
  gradient(_x, _y, out, [curvature, scale], _table, _loss, [draw]) {
    out.set([curvature, scale]);
    return draw;
  },
};
export const MODULES = {
  "surfaces/bowl": bowl,
  "surfaces/curve": { ...bowl, gradient: (x, _, out, [c]) => bowl.gradient(x, 0, out, [c]) },
  "minima/bowl": { count: 1, minima: (out) => out.fill(0) },
  "minima/curve": { count: 1, minima: (out) => out.fill(0) },
  "models/bowl": {
    tables: [
      {
        rows: [
          [0, 1],
          [1, 2],
          [2, 3],
          [3, 4],
        ],
        heldOut: [],
      },
    ],
    choice: "",
  },
  "noises/none-1": { width: 0 },
  "noises/none-2": { width: 0 },
  "noises/push-1": push(1),
  "noises/push-2": push(2),
  "noises/batch-bowl": batch,
  "schedules/constant": { factor: () => 1 },
  "schedules/halved": { factor: (step, steps, [warmUp]) => (step < warmUp ? 0 : 1 - step / (2 * steps)) },
  "regularisation/2": regularisation,
  "optimizers/descent-1": descent(1, false),
  "optimizers/descent-2": descent(2, false),
  "optimizers/counting-2": descent(2, true),
};

export const SCENARIO = {
  surface: { key: "bowl", curvature: 2 },
  noise: { key: "none" },
  start: [1, -0.5],
  optimizers: [{ key: "descent", learning_rate: 0.25 }],
  num_steps: 4,
  seed: 3,
  tolerance: 1e-3,
};
