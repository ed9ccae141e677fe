// The runner of programs, on programs written by hand: gradient descent on a parabola, whose paths are known in closed form.

import assert from "node:assert/strict";
import test from "node:test";
import { modulesOf, Programs } from "../../../optviz/player/core/programs.mjs";

const number = (key, usual) => ({ key, default: usual, choices: [] });
const REGULARISATION = [
  number("weight_decay", 0),
  { key: "decay_form", default: 0, choices: ["decoupled", "l2"] },
  number("clip_norm", 0),
];
const CATALOGUE = {
  surfaces: {
    bowl: {
      domain: [
        [-1, 1],
        [-1, 1],
      ],
      parameters: [number("curvature", 1)],
    },
    curve: { domain: [[-1, 1]], parameters: [number("curvature", 1)] },
  },
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

let drawn = 0; // how often draws were made

function push(width) {
  return {
    width,
    steps: 5,
    all(out, seed) {
      drawn += 1;
      out.fill(seed);
    },
    one: (out, draws, step, [scale]) => out.fill(scale * draws[step * width]),
    value: (x, y, _, loss) => loss.value(x, y),
    gradient(x, y, out, _, loss, draw) {
      const value = loss.gradient(x, y, out);
      for (let i = 0; i < out.length; i += 1) out[i] += draw[i];
      return value;
    },
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
  value: (x, y, _, loss) => loss.value(x, y) + 100,
  gradient: (x, y, out, _, loss) => loss.gradient(x, y, out) + 100,
  decay: (x, y, out, rate, [decay]) => out.set([rate * decay * x, rate * decay * y]),
};

const batch = {
  ...push(4),
  gradient(_x, _y, out, [curvature, scale], _loss, [draw]) {
    out.set([curvature, scale]);
    return draw;
  },
};
const MODULES = {
  "surfaces/bowl": bowl,
  "surfaces/curve": { ...bowl, gradient: (x, _, out, [c]) => bowl.gradient(x, 0, out, [c]) },
  "noises/none-1": { width: 0 },
  "noises/none-2": { width: 0 },
  "noises/push-2": push(2),
  "noises/batch-bowl": batch,
  "schedules/constant": { factor: () => 1 },
  "schedules/halved": { factor: (step, steps, [warmUp]) => (step < warmUp ? 0 : 1 - step / (2 * steps)) },
  "regularisation/2": regularisation,
  "optimizers/descent-1": descent(1, false),
  "optimizers/descent-2": descent(2, false),
  "optimizers/counting-2": descent(2, true),
};

const SCENARIO = {
  surface: { key: "bowl", curvature: 2 },
  noise: { key: "none" },
  start: [1, -0.5],
  optimizers: [{ key: "descent", learning_rate: 0.25 }],
  num_steps: 4,
  seed: 3,
  tolerance: 1e-3,
};
const run = (changes) => new Programs(CATALOGUE, MODULES).run({ ...SCENARIO, ...changes });

test("a parabola is gone down by a factor a step, and each row has what its step met", () => {
  const [path] = run({});
  assert.deepEqual([...path.points], [1, -0.5, 0.5, -0.25, 0.25, -0.125, 0.125, -0.0625, 0.0625, -0.03125]);
  assert.deepEqual(path.points.shape, [5, 2]);
  assert.deepEqual([...path.losses].slice(0, 2), [1.25, 0.3125]);
  assert.deepEqual([...path.gradients].slice(0, 4), [2, -1, 1, -0.5]);
  assert.deepEqual([...path.learning_rates], [0.25, 0.25, 0.25, 0.25]);
  assert.deepEqual([...path.state.before].slice(0, 4), [-1, -1, 2, -1]);
  assert.deepEqual([...path.evaluations].slice(-3), [0, 4, 0]);
  assert.equal(path.diverged_at, null);
});

test("one weight, and a schedule with numbers of its own", () => {
  const schedule = { key: "halved", warm_up: 1 };
  const [path] = run({ surface: { key: "curve" }, start: [1], optimizers: [{ key: "descent", schedule }], num_steps: 2 });
  assert.deepEqual([...path.learning_rates], [0, 0.1 * 0.75]);
  assert.deepEqual([...path.points], [1, 1, 1 - 0.1 * 0.75]);
});

test("what a rule counts itself is told as it counts it", () => {
  const [path] = run({ optimizers: [{ key: "counting" }], num_steps: 2 });
  assert.deepEqual([...path.evaluations], [0, 0, 0, 1, 1, 2, 2, 2, 4]);
  assert.deepEqual(Object.keys(path.state), ["before"]);
});

test("a path that leaves the domain by far holds its last good row", () => {
  const [path] = run({ optimizers: [{ key: "descent", learning_rate: 10 }] }); // times -19 a step, 100 is the limit
  assert.equal(path.diverged_at, 2);
  assert.deepEqual([...path.points].slice(0, 6), [1, -0.5, -19, 9.5, -19, 9.5]);
  assert.deepEqual([...path.evaluations], [0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]);
  assert.deepEqual([...path.losses].slice(1), Array(4).fill(19 ** 2 * 1.25));
});

test("a start that is not good is held, with the largest number for what is not finite", () => {
  const [path] = run({ start: [1e200, -1e200] });
  assert.equal(path.diverged_at, 0);
  assert.equal(path.losses[4], Number.MAX_VALUE);
  assert.deepEqual([...path.points].slice(-2), [1e200, -1e200]);
});

test("noise pushes the gradient, and its draws are made once for a seed", () => {
  const programs = new Programs(CATALOGUE, MODULES);
  const noisy = { ...SCENARIO, noise: { key: "push" } };
  drawn = 0;
  const [path] = programs.run(noisy);
  assert.deepEqual([...path.gradients].slice(0, 2), [2 + 1.5, -1 + 1.5]);
  assert.equal(path.losses[0], 1.25);
  programs.run({ ...noisy, noise: { key: "push", scale: 1 } });
  assert.equal(drawn, 1);
  programs.run({ ...noisy, seed: 4 });
  assert.equal(drawn, 2);
});

test("a noise of batches has the numbers of the surface and its own", () => {
  const [path] = run({ noise: { key: "batch" } });
  assert.deepEqual([...path.gradients].slice(0, 2), [2, 2]);
  assert.equal(path.losses[0], 6);
});

test("regularisation: the true loss is kept, and decay is taken off beside the step", () => {
  const [path] = run({ optimizers: [{ key: "descent", learning_rate: 0.25, weight_decay: 0.4 }] });
  assert.equal(path.losses[0], 1.25);
  assert.deepEqual([...path.points].slice(2, 4), [0.5 - 0.25 * 0.4, -0.25 + 0.25 * 0.4 * 0.5]);
  const [clipped] = run({ optimizers: [{ key: "descent", decay_form: "l2" }] });
  assert.equal(clipped.losses[0], 1.25);
});

test("the modules of a scenario: each once, and regularisation only where it is on", () => {
  const optimizers = [{ key: "descent" }, { key: "descent", schedule: { key: "halved" } }];
  const names = ["surfaces/bowl", "noises/none-2", "optimizers/descent-2", "schedules/constant", "schedules/halved"];
  assert.deepEqual(modulesOf(CATALOGUE, { ...SCENARIO, optimizers }), names);
  const regularised = { ...SCENARIO, noise: { key: "batch" }, optimizers: [{ key: "descent", clip_norm: 1 }] };
  assert.deepEqual(modulesOf(CATALOGUE, regularised).slice(1, 2), ["noises/batch-bowl"]);
  assert.ok(modulesOf(CATALOGUE, regularised).includes("regularisation/2"));
});
