// The player's arithmetic, by node's own test runner: no page, no server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { optionsOf, parseDisplay, toQuery, withChange } from "../../../optviz/player/core/display.mjs";
import { columnsFor, fitRanges, pointAt, toPixels, toWeights } from "../../../optviz/player/core/geometry.mjs";
import { fromPosition, parseNumber, toPosition } from "../../../optviz/player/core/numbers.mjs";
import { decode, row } from "../../../optviz/player/core/payload.mjs";
import * as edit from "../../../optviz/player/core/scenario.mjs";
import { viewFor } from "../../../optviz/player/core/view.mjs";
import { inspect, quadratic } from "../../../optviz/player/layers/arrows.mjs";
import { inverseOf } from "../../../optviz/player/layers/taylor.mjs";
import { variableAt } from "../../../optviz/player/parts/stepper.mjs";

const linear = { title: "momentum", low: 0, high: 0.999, scale: "linear", integer: false };
const log = { title: "learning rate", low: 1e-5, high: 10, scale: "log", integer: false };
const whole = { title: "memory", low: 1, high: 20, scale: "linear", integer: true };

test("a slider's ends are the range's ends", () => {
  for (const parameter of [linear, log, whole]) {
    assert.equal(fromPosition(parameter, 0), parameter.low);
    assert.equal(fromPosition(parameter, 1), parameter.high);
    assert.equal(toPosition(parameter, parameter.low), 0);
    assert.equal(toPosition(parameter, parameter.high), 1);
  }
});

test("a logarithmic slider multiplies, a linear one adds", () => {
  assert.ok(Math.abs(toPosition(log, 0.01) - 0.5) < 1e-12);
  assert.equal(fromPosition(log, 0.5), 0.01);
  assert.equal(fromPosition({ ...linear, high: 1 }, 0.25), 0.25);
  assert.equal(fromPosition(whole, 0.5), 11);
});

test("whole numbers stay whole on a logarithmic slider", () => {
  const steps = { title: "steps", low: 1, high: 2000, scale: "log", integer: true };
  for (let i = 0; i <= 100; i++) assert.ok(Number.isInteger(fromPosition(steps, i / 100)));
  assert.equal(fromPosition(steps, 1), 2000);
  assert.equal(fromPosition(steps, toPosition(steps, 200)), 200);
});

test("another noise takes over numbers that it has as well, and no others", () => {
  const scale = { key: "scale", default: 0.5 };
  const noises = { none: { parameters: [] }, gaussian: { parameters: [scale] }, uniform: { parameters: [scale] } };
  const scenario = { noise: { key: "gaussian", scale: 2 }, seed: 3 };
  assert.deepEqual(edit.setNoise(scenario, "uniform", noises), { noise: { key: "uniform", scale: 2 }, seed: 3 });
  assert.deepEqual(edit.setNoise(scenario, "none", noises).noise, { key: "none" });
});

test("place and value agree to a pixel of the slider", () => {
  for (const parameter of [linear, log]) {
    for (let i = 0; i <= 1000; i++) {
      const back = toPosition(parameter, fromPosition(parameter, i / 1000));
      assert.ok(Math.abs(back - i / 1000) < 1e-3, `${parameter.title} at ${i}: ${back}`);
    }
  }
});

test("typed numbers are taken as they are, or refused with what is allowed", () => {
  assert.deepEqual(parseNumber(log, " 0,5 "), { value: 0.5 });
  assert.deepEqual(parseNumber(log, "1e-3"), { value: 0.001 });
  for (const bad of ["", "abc", "NaN", "Infinity", "11", "-1"]) {
    assert.match(parseNumber(log, bad).problem, /learning rate: a number from 0.00001 to 10 is allowed/);
  }
  assert.match(parseNumber(whole, "2.5").problem, /whole number from 1 to 20/);
});

test("ranges hold the domain at equal scales", () => {
  const [x, y] = fitRanges(
    [
      [-1, 1],
      [-1, 1],
    ],
    300,
    200,
  );
  assert.deepEqual(y, [-1, 1]);
  assert.deepEqual(x, [-1.5, 1.5]);
  assert.equal(300 / (x[1] - x[0]), 200 / (y[1] - y[0]));
});

test("pixels and weights are inverse", () => {
  const view = {
    ranges: [
      [-2, 2],
      [-1, 3],
    ],
    width: 400,
    height: 200,
  };
  const pixels = toPixels([1, 2], 1, view);
  assert.deepEqual([...pixels], [300, 50]);
  assert.deepEqual(toWeights(300, 50, view), [1, 2]);
});

test("between two rows the point is between their points", () => {
  const pairs = [0, 0, 2, 4, 4, 4];
  assert.deepEqual(pointAt(pairs, 0.5), [1, 2]);
  assert.deepEqual(pointAt(pairs, 2), [4, 4]);
  assert.deepEqual(pointAt(pairs, 9), [4, 4]);
});

test("panels stand in even rows that suit the width", () => {
  assert.equal(columnsFor(4, 1100), 4);
  assert.equal(columnsFor(8, 1650), 4);
  assert.equal(columnsFor(6, 1100), 3);
  assert.equal(columnsFor(12, 1650), 6);
  assert.equal(columnsFor(4, 360), 1);
  assert.equal(columnsFor(1, 2000), 1);
});

test("edits leave the old scenario as it was", () => {
  const scenario = Object.freeze({
    start: [0, 0],
    surface: { key: "ravine", tilt: 0 },
    noise: { key: "none" },
    optimizers: Object.freeze([Object.freeze({ key: "sgd", learning_rate: 0.1, label: "mine" }), { key: "adam" }]),
  });
  const before = JSON.stringify(scenario);
  assert.equal(edit.setHyperparameter(scenario, 0, "learning_rate", 0.5).optimizers[0].learning_rate, 0.5);
  assert.deepEqual(
    edit.duplicateOptimizer(scenario, 0).optimizers.map((o) => o.key),
    ["sgd", "sgd", "adam"],
  );
  assert.equal(edit.duplicateOptimizer(scenario, 0).optimizers[1].label, undefined);
  assert.deepEqual(
    edit.moveOptimizer(scenario, 0, 1).optimizers.map((o) => o.key),
    ["adam", "sgd"],
  );
  assert.deepEqual(
    edit.removeOptimizer(scenario, 0).optimizers.map((o) => o.key),
    ["adam"],
  );
  assert.deepEqual(edit.addOptimizer(scenario, "rmsprop", 0.3).optimizers.at(-1), { key: "rmsprop", learning_rate: 0.3 });
  assert.equal(edit.setSurfaceNumber(scenario, "tilt", 5).surface.tilt, 5);
  assert.equal(JSON.stringify(scenario), before);
});

test("undo and redo walk over what was settled", () => {
  const history = new edit.History(3);
  for (const n of [1, 2, 2, 3]) history.note({ n });
  assert.equal(history.past.length, 3);
  assert.deepEqual(history.undo(), { n: 2 });
  assert.deepEqual(history.undo(), { n: 1 });
  assert.equal(history.canUndo, false);
  assert.deepEqual(history.redo(), { n: 2 });
  history.note({ n: 9 });
  assert.equal(history.canRedo, false);
  for (const n of [10, 11, 12]) history.note({ n });
  assert.equal(history.past.length, 3);
});

test("a payload is read as it was written, at any alignment of its bytes", () => {
  const header = JSON.stringify({ arrays: [{ name: "points", dtype: "float32", shape: [2, 2], offset: 0 }] });
  const padded = header + " ".repeat((8 - ((4 + header.length) % 8)) % 8);
  const bytes = new Uint8Array(4 + padded.length + 16 + 3);
  const body = bytes.subarray(3);
  new DataView(body.buffer, 3).setUint32(0, padded.length, true);
  body.set(new TextEncoder().encode(padded), 4);
  body.set(new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer), 4 + padded.length);
  const { arrays } = decode(body);
  assert.deepEqual([...row(arrays.points, 1)], [3, 4]);
});

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

test("pseudo-code's variables are found in the run", () => {
  const shaped = (values, ...shape) => Object.assign(Float32Array.from(values), { shape });
  const track = {
    points: shaped([0, 0, 1, 1, 3, 0], 3, 2),
    detail: { from: 0, gradients: shaped([1, 2, 3, 4, 5, 6], 3, 2), state: { velocity: shaped([0, 0, 7, 8, 9, 9], 3, 2) } },
  };
  const fields = { v: "velocity" };
  assert.deepEqual([...variableAt("g", fields, track, 0)], [1, 2]);
  assert.deepEqual([...variableAt("v", fields, track, 0)], [7, 8]);
  assert.deepEqual([...variableAt("x", fields, track, 1)], [3, 0]);
  assert.equal(variableAt("m_hat", fields, track, 0), null);
});

const VIEWS = [
  { key: "panels", title: "side by side", place: "panels", weights: null },
  { key: "overlaid", title: "overlaid", place: "shared", weights: null },
  { key: "space", title: "3D", place: "shared", weights: 2 },
  { key: "curves", title: "curves", place: "below", weights: null },
];

const ON_OFF = { on: "on", off: "off" };
const option = (key, usual, choices, group = "", former = {}) => ({ key, title: key, default: usual, choices, group, former });
const CATALOGUE = {
  quantities: { loss: "loss", distance: "distance" },
  display: [
    option("view", "panels", { panels: "side by side", overlaid: "overlaid" }, "view", { side: "panels" }),
    option("curve", "loss", {}, "curves"),
    option("sidebar", "on", ON_OFF, "parts"),
    option("table", "on", ON_OFF, "parts"),
  ],
};

test("a display is read from the URL, and what is wrong with it is named", () => {
  const { display, problems } = parseDisplay({ "show.view": "overlaid", "show.curve": "state.velocity" }, CATALOGUE);
  assert.deepEqual(problems, []);
  assert.equal(toQuery(display, CATALOGUE.display), "show.view=overlaid&show.curve=state.velocity");
  assert.equal(toQuery(parseDisplay({}, CATALOGUE).display, CATALOGUE.display), "");
  const bad = parseDisplay({ "show.view": "<b>", "show.colour": "red", "show.curve": "x" }, CATALOGUE);
  assert.deepEqual(bad.problems, [
    "show.view: panels, overlaid are allowed",
    "show.colour: no such field; view, curve, sidebar, table are allowed",
    "show.curve: loss, distance are allowed",
  ]);
  assert.deepEqual(bad.display, parseDisplay({}, CATALOGUE).display);
});

test("step by step shows arrows, unless they are shown already", () => {
  const display = { arrows: "0", stepwise: "off" };
  assert.deepEqual(withChange(display, "stepwise", "on"), { arrows: "1", stepwise: "on" });
  assert.equal(withChange({ ...display, arrows: "3" }, "stepwise", "on").arrows, "3");
  assert.equal(withChange(display, "stepwise", "off").arrows, "0");
});

test("a display knows the parts of its page, and the names of old links", () => {
  assert.deepEqual(
    optionsOf(CATALOGUE.display, "parts").map(({ key }) => key),
    ["sidebar", "table"],
  );
  const hidden = parseDisplay({ "show.table": "off" }, CATALOGUE).display;
  assert.equal(toQuery(hidden, CATALOGUE.display), "show.table=off");
  const former = parseDisplay({ "show.view": "side" }, CATALOGUE);
  assert.deepEqual([former.display.view, former.problems], ["panels", []]);
});

test("a view that cannot be shown gives way to the first, with a word on it", () => {
  const shown = (wished, weights, obstacles = {}) => {
    const { view, word } = viewFor(wished, { views: VIEWS.slice(0, 3), obstacles, weights });
    return [view.key, word];
  };
  assert.deepEqual(shown("overlaid", 1), ["overlaid", ""]);
  assert.deepEqual(shown("space", 2), ["space", ""]);
  assert.deepEqual(shown("space", 1), ["panels", "3D is for surfaces of two weights; this one is shown side by side."]);
  const obstacle = () => "This browser draws nothing in 3D";
  const word = "This browser draws nothing in 3D; the picture is shown side by side.";
  assert.deepEqual(shown("space", 2, { space: obstacle }), ["panels", word]);
  assert.deepEqual(shown("space", 2, { space: () => "" }), ["space", ""]);
});

test("a matrix has an inverse here only if it is positive definite", () => {
  const [a, b, c, d] = inverseOf([4, 1, 1, 2]);
  assert.ok(Math.abs(4 * a + c - 1) < 1e-12 && Math.abs(4 * b + d) < 1e-12);
  assert.equal(inverseOf([1, 0, 0, -1]), null);
  assert.equal(inverseOf([-1, 0, 0, -1]), null);
});
