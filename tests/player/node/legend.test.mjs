// What is drawn, and what of it is under a pixel.

import assert from "node:assert/strict";
import { test } from "node:test";

import { drawnNow } from "../../../optviz/player/core/legend.mjs";
import { distanceTo, ellipseLine, shapeAt } from "../../../optviz/player/core/shapes.mjs";
import { strokeFaint } from "../../../optviz/player/layers/paths.mjs";

const ALL = [
  ...[
    "start",
    "minimum",
    "minima_curve",
    "held_out_minimum",
    "contour",
    "best",
    "ahead",
    "diverged",
    "gradient",
    "velocity",
    "step",
    "rates",
    "belief",
  ],
  ...["tangent", "parabola", "plane", "bowl", "no_minimum"],
  ...["example", "held_out", "batch", "epoch", "fit", "border", "mean", "residual"],
];
const NAMED = Object.fromEntries(ALL.map((key) => [key, {}]));
const track = ({ diverged_at = null, best = null, arrows = {}, accumulator = null, state = {} } = {}) => ({
  path: { diverged_at, best, arrows, accumulator },
  detail: { state },
});
const picture = ({
  arrows = "0",
  taylor = "off",
  residuals = "off",
  beside = "on",
  curves = "on",
  weights = 2,
  minima = [],
  curvesOfMinima = [],
  tracks = [track()],
  data = null,
  hasBatches = false,
  hasEpochs = false,
  view = "panels",
}) => ({
  display: { arrows, taylor, residuals, curves, data: beside, view },
  data,
  hasBatches,
  hasEpochs,
  surface: { domain: Array(weights).fill([0, 1]), minima, curvesOfMinima },
  tracks,
});
const drawn = (what) => drawnNow(picture(what), NAMED).join(" ");

test("a legend has what is drawn, and nothing else", () => {
  assert.equal(drawn({}), "start contour ahead");
  assert.equal(drawn({ minima: [0, 0], tracks: [track(), track({ diverged_at: 3 })] }), "start minimum contour ahead diverged");
  assert.equal(drawn({ curvesOfMinima: [[0, 0, 1, 1]] }), "start minima_curve contour ahead");
  assert.equal(drawn({ arrows: "1" }), "start contour ahead gradient step");
  const all = [track({ arrows: { velocity: "uphill" } }), track({ accumulator: "s" }), track({ state: { inverse_hessian: [] } })];
  assert.equal(drawn({ arrows: "10", tracks: all }), "start contour ahead gradient velocity step rates belief");
  assert.equal(drawn({ arrows: "10", tracks: all, weights: 1 }), "start ahead");
  assert.equal(drawn({ taylor: "on" }), "start contour ahead plane bowl no_minimum");
  assert.equal(drawn({ taylor: "on", weights: 1 }), "start ahead tangent parabola no_minimum");
});

test("of data it has what their kind of picture has", () => {
  const data = { is_plane: false, has_classes: true, holds_out: false };
  const ground = "start contour ahead";
  assert.equal(drawn({ data }), `${ground} example fit`);
  assert.equal(drawn({ data, residuals: "on", hasBatches: true }), `${ground} example batch fit residual`);
  assert.equal(drawn({ data, beside: "off", residuals: "on" }), ground);
  assert.equal(drawn({ data, hasBatches: true, hasEpochs: true }), `${ground} example batch epoch fit`);
  assert.equal(drawn({ data, beside: "off", hasEpochs: true }), `${ground} epoch`);
  assert.equal(drawn({ data, beside: "off", curves: "off", hasEpochs: true }), ground);
  const plane = { is_plane: true, has_classes: true, holds_out: true };
  assert.equal(drawn({ data: plane, residuals: "on" }), `${ground} example held_out border`);
  assert.equal(drawn({ data: { ...plane, has_classes: false } }), `${ground} example held_out mean`);
  assert.equal(drawn({ data, beside: "off", tracks: [track({ best: 7 })] }), "start contour best ahead");
});

test("the minimum on held-out examples is there in the view that has its ground", () => {
  const data = { is_plane: true, has_classes: false, holds_out: true };
  const shown = { data, beside: "off", view: "held_out" };
  assert.equal(drawn(shown), "start held_out_minimum contour ahead");
  assert.equal(drawn({ ...shown, view: "panels" }), "start contour ahead");
  assert.equal(drawn({ ...shown, data: { ...data, holds_out: false } }), "start contour ahead");
});

test("a pixel is as far from a line as from its nearest place", () => {
  assert.equal(distanceTo([3, 4], [0, 0]), 5);
  assert.equal(distanceTo([5, 2], [0, 0, 10, 0]), 2);
  assert.equal(distanceTo([13, 4], [0, 0, 10, 0]), 5);
  assert.equal(distanceTo([0, 7], [0, 0, 10, 0, 10, 6, 0, 6]), 1);
  assert.equal(distanceTo([0, 0], [Number.NaN, 0, 1, 1]), Infinity);
});

test("an ellipse is a line through all of its places", () => {
  const line = ellipseLine([100, 50], [2, 1], Math.PI / 2, [10, -10]);
  assert.ok(distanceTo([100, 30], line) < 1e-9); // turned upwards
  assert.ok(distanceTo([90, 50], line) < 1e-9);
  assert.ok(Math.abs(distanceTo([100, 50], line) - 10) < 0.1);
});

test("the nearest shape within reach is the one that is meant", () => {
  const shapes = [
    { name: "gradient", line: [0, 0, 10, 0] },
    { name: "step", line: [0, 6, 10, 6] },
  ];
  assert.equal(shapeAt([5, 2], shapes, 4).name, "gradient");
  assert.equal(shapeAt([5, 4], shapes, 4).name, "step");
  assert.equal(shapeAt([5, 12], shapes, 4), null);
});

test("The thin line is where the run will go.", () => {
  const corners = [];
  const context = new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...at) =>
          name.endsWith("To") && corners.push(at),
      set: () => true,
    },
  );
  const theme = { strokes: { ahead: 1 }, shares: { ahead: 0.5 } };
  strokeFaint(context, Float32Array.from([0, 0, 10, 0, 10, 20, 40, 20]), "red", [], theme);
  assert.deepEqual(corners, [
    [0, 0],
    [10, 0],
    [10, 20],
    [40, 20],
  ]);
});
