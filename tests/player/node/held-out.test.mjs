// The ground of held-out losses that are known in closed form, beside a bowl that is trained on. That it is the server's on all
// surfaces is compared in tests/browser_programs/test_held_out_grounds.py.

import assert from "node:assert/strict";
import test from "node:test";
import { heldOutSaid, withHeldOut } from "../../../optviz/player/core/held-out.mjs";
import { landscapeOf } from "../../../optviz/player/core/landscape.mjs";
import { CATALOGUE, MODULES } from "./descent.mjs";

const search = { near: 0.02, most: 8, again: 0.125, small: 1e-6, turns: 300, alike: 1e-6, flat: 1e-9, narrow: 1e-9 };
const ground = { ...CATALOGUE.ground, search };
const record = { ...CATALOGUE.surfaces.bowl, spacing: "log" };
const catalogue = { ...CATALOGUE, ground, surfaces: { bowl: record } };
const near = (found, expected, most = 1e-6) =>
  assert.ok(Math.abs(found - expected) <= most * Math.max(1, Math.abs(expected)), `${found} is not ${expected}`);

/** What is told of a held-out loss, beside a bowl of curvature 2 whose lowest loss is 0. */
function told(held_out, isMoving = false) {
  const programs = { catalogue, modules: { "surfaces/bowl": { ...MODULES["surfaces/bowl"], held_out } }, examplesOf: () => ({}) };
  const shown = landscapeOf(MODULES["surfaces/bowl"], [2], record, [], ground);
  const own = { header: { surface: { tints: [] } }, arrays: { axis_0: [] }, shown };
  const { header, arrays } = withHeldOut(
    /** @type {any} */ (programs),
    { key: "bowl", curvature: 2 },
    /** @type {any} */ (own),
    isMoving,
  );
  assert.deepEqual([header.surface.tints, arrays.axis_0], [[], []]); // what is there stays
  return { ...header.surface.held_out, shares: arrays.held_shares, training: shown };
}

test("a bowl has its own minimum, and one scale is that of both", () => {
  const bowl = (x, y) => 0.5 + (x - 0.3) ** 2 + 3 * (y + 0.2) ** 2 + (x - 0.3) * (y + 0.2);
  for (const isMoving of [false, true]) {
    const { minima, lowest, highest, training, shares, levels } = told(bowl, isMoving);
    assert.equal(minima.length, 1);
    near(minima[0].point[0], 0.3);
    near(minima[0].point[1], -0.2);
    near(minima[0].value, 0.5);
    assert.deepEqual([lowest, training.highest < highest], [0, true]);
    const [xs, ys] = training.axes;
    near(lowest + shares[5 * xs.length + 9] * (highest - lowest), bowl(xs[9], ys[5]));
    assert.deepEqual(shares.shape, [129, 129]);
    assert.ok(levels.coarse.length > 5);
    assert.ok(levels.coarse.some(({ loss }) => loss < 0.5)); // which the held-out loss does not reach
  }
});

test("one that lies lower than all that is trained on sets the scale", () => {
  const { minima, lowest } = told((x, y) => (x - 0.1) ** 2 + y ** 2 - 2);
  near(minima[0].value, -2);
  near(lowest, -2);
});

test("a loss with creases has its minimum where they meet", () => {
  const { minima } = told((x, y) => 2 * Math.abs(x - 0.41) + Math.abs(y + 0.17 - 0.5 * x));
  assert.equal(minima.length, 1);
  near(minima[0].point[0], 0.41);
  near(minima[0].point[1], 0.035);
});

test("two that are alike are both minima; of two that are not the lower one is", () => {
  const wells = (tilt) => (x, y) => (x ** 2 - 0.25) ** 2 + y ** 2 + tilt * x;
  const places = ({ minima }) => minima.map(({ point: [x] }) => x).sort((one, other) => one - other);
  const [left, right] = places(told(wells(0)));
  near(left, -0.5);
  near(right, 0.5);
  const [only, ...others] = places(told(wells(1e-3)));
  assert.deepEqual([only < 0, others], [true, []]);
});

test("there is none where it falls on beyond the picture, is as low along a line, or everywhere", () => {
  assert.deepEqual(told((x, y) => x + y ** 2).minima, []);
  assert.deepEqual(told((x, y) => (x - 0.37 * y) ** 2).minima, []);
  assert.deepEqual(told(() => 1).minima, []);
  const wells = (x, y) =>
    -0.5 * Math.exp(-((x - 0.2) ** 2 + y ** 2) / 0.05) - 0.503 * Math.exp(-((x + 1.5) ** 2 + y ** 2) / 0.05);
  assert.deepEqual(told(wells).minima, []); // the lower one lies on an edge
});

test("it is told where none stands alone, and of a path that diverges up to there", () => {
  const track = (label, diverged_at, held_out) => ({ path: { label, diverged_at }, curves: { held_out } });
  const tracks = [track("SGD", 2, [4, 3, 9, 9]), track("Adam", null, [4, 2, 1, 0.5]), track("new", null, undefined)];
  const square = /** @type {[number, number][]} */ ([
    [-1, 1],
    [-1, 1],
  ]);
  const said = (minima) => heldOutSaid("loss on held-out examples", minima, /** @type {any} */ (tracks), square);
  const ways = "The loss on held-out examples, from the first row to the last: SGD from 4 to 3, Adam from 4 to 0.5.";
  assert.equal(said([]), `No minimum of the loss on held-out examples stands alone in the picture. ${ways}`);
  const minima = [{ point: [0.5, 1e-12], value: 0.25 }];
  assert.equal(said(minima), `Minima of the loss on held-out examples: a loss of 0.25 at (0.5, 0). ${ways}`);
});
