// What is drawn at the playhead: arrows, and the local quadratic.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inverseOf } from "../../../optviz/player/core/models.mjs";
import { inspect, quadratic } from "../../../optviz/player/layers/arrows.mjs";

test("the arrows of a row are steps: the gradient's share, the velocity, the step that is taken", () => {
  const shaped = (values, ...shape) => Object.assign(Float32Array.from(values), { shape });
  const detail = {
    from: 1,
    gradients: shaped([1, -2], 1, 2),
    learning_rates: shaped([0.5], 1),
    state: { velocity: shaped([4, 0], 1, 2), second_moment: shaped([1, 4], 1, 2) },
  };
  const coordinates = Float32Array.from([0, 0, 1, 1, 3, 0]);
  const track = { detail, coordinates, path: { arrows: { velocity: "uphill" }, accumulator: "second_moment" } };
  const { arrows, ellipse } = inspect(track, 1);
  assert.deepEqual(arrows, [
    { name: "gradient", of: [-0.5, 1] },
    { name: "velocity", of: [-2, -0] },
    { name: "step", of: [2, -1] },
  ]);
  assert.deepEqual(ellipse, [1, 0.5]);
  assert.equal(inspect(track, 0), null);
});

test("the local quadratic has its minimum at the Newton step, and its contour runs through the point", () => {
  const inverse = [2, 0.5, 0.5, 1];
  const gradient = [0.3, -0.7];
  const { centre, axes, angle } = quadratic(gradient, inverse);
  assert.ok(Math.abs(centre[0] + 2 * 0.3 - 0.5 * 0.7) < 1e-12);
  const [u, v] = [-centre[0], -centre[1]];
  const along = (u * Math.cos(angle) + v * Math.sin(angle)) / axes[0];
  const across = (v * Math.cos(angle) - u * Math.sin(angle)) / axes[1];
  assert.ok(Math.abs(along ** 2 + across ** 2 - 1) < 1e-12);
  assert.equal(quadratic(gradient, [1, 0, 0, -1]), null);
});

test("a matrix has an inverse here only if it is positive definite", () => {
  const [a, b, c, d] = inverseOf([4, 1, 1, 2]);
  assert.ok(Math.abs(4 * a + c - 1) < 1e-12 && Math.abs(4 * b + d) < 1e-12);
  assert.equal(inverseOf([1, 0, 0, -1]), null);
  assert.equal(inverseOf([-1, 0, 0, -1]), null);
});

test("The loss does not curve upwards in every direction here, so the model of second order has no minimum.", () => {
  for (let turn = 0; turn < 6; turn++) {
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    for (const [along, across] of [
      [2, 1],
      [2, -1],
      [-2, -1],
    ]) {
      const mixed = (along - across) * c * s;
      const hessian = [along * c * c + across * s * s, mixed, mixed, along * s * s + across * c * c];
      assert.equal(inverseOf(hessian) !== null, along > 0 && across > 0);
    }
  }
});
