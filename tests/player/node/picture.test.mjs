// From a payload to what is to be seen.

import assert from "node:assert/strict";
import { test } from "node:test";

import { withChange } from "../../../optviz/player/core/display.mjs";
import { nearestRow } from "../../../optviz/player/core/geometry.mjs";
import { liveAddress } from "../../../optviz/player/core/link.mjs";
import { decode } from "../../../optviz/player/core/payload.mjs";
import { needsOf, pictureOf } from "../../../optviz/player/core/picture.mjs";
import { runOf } from "../../../optviz/player/core/run.mjs";
import * as edit from "../../../optviz/player/core/scenario.mjs";
import { answerTo, SCENARIO } from "./server.mjs";

const array = (shape, values) => Object.assign(Float32Array.from(values), { shape });

test("a run on two weights has its surface, its minima and the inner life of its methods", () => {
  const data = decode(answerTo(`\n${JSON.stringify(SCENARIO)}`));
  const { surface, numSteps, tracks } = runOf(data, data.header.catalogue);
  assert.deepEqual([surface.id, surface.shades.length, surface.minima, surface.graph], ["bowl", 2, [0, 0], undefined]);
  assert.deepEqual(surface.levels, [0.5, 1]);
  assert.equal(numSteps, 100);
  assert.equal(tracks[0].coordinates, tracks[0].points);
  assert.deepEqual([tracks[1].detail.from, tracks[1].detail.complete, tracks[1].detail.taylor], [0, true, undefined]);
});

test("a run on one weight is drawn on the graph of its loss, and its steps follow from its points", () => {
  const header = {
    scenario: { surface: { key: "line" }, start: [3], num_steps: 2, optimizers: [{ key: "sgd" }] },
    url: "",
    surface_id: "line",
    surface: { levels: [], graph_range: [-0.8, 10.8], rates: {} },
    curves: { loss: { base: -2, absent: [], ranges: {} }, "state.speed": { base: 0, absent: [0], ranges: {} } },
    minima: [{ point: [1], value: -2 }],
    paths: [{ label: "SGD", gradients_a_step: 3, diverged_at: 2 }],
    sent: [0],
    sent_inside: [0],
    detail_from: 0,
  };
  const arrays = {
    axis_0: array([2], [-4, 4]),
    graph: array([2], [8, 9]),
    points: array([1, 3, 1], [3, 1, 2]),
    losses: array([1, 3], [9, 1, 4]),
    "curve.loss": array([1, 3], [11, 3, 6]),
    "curve.state.speed": array([1, 3], [0, 0, 0]),
    gradients: array([1, 3, 1], [0, 0, 0]),
    learning_rates: array([1, 3], [0, 0, 0]),
    evaluations: array([1, 3, 3], [0, 0, 0, 0, 0, 0, 0, 0, 0]),
    "state.0.velocity": array([3, 1], [5, 6, 7]),
    "state.1.velocity": array([3, 1], [0, 0, 0]),
  };
  const { surface, tracks } = runOf({ header, arrays }, { surfaces: { line: { domain: [[-4, 4]] } } });
  assert.deepEqual(surface.minima, [1, -2]);
  assert.deepEqual(surface.view, [
    [-4, 4],
    [-0.8, 10.8],
  ]);
  assert.deepEqual([...tracks[0].curves.loss], [11, 3, 6]);
  assert.equal(tracks[0].curves["state.speed"], null);
  assert.deepEqual([...tracks[0].gradientsTaken], [0, 3, 3]); // none after it has diverged
  assert.deepEqual([...tracks[0].coordinates], [3, 9, 1, 1, 2, 4]);
  assert.deepEqual([...tracks[0].detail.steps], [-2, 1, 1]); // the last row repeats the one before
  assert.deepEqual([...tracks[0].detail.state.velocity], [5, 6, 7]);
});

test("a picture has the colours of its theme, and shares the numbers of the run", () => {
  const paths = [
    { light: "#111111", dark: "#eeeeee" },
    { light: "#222222", dark: "#dddddd" },
  ];
  const data = { header: { curves: { loss: {} }, offered: { loss: "loss" } } };
  const run = { scenario: SCENARIO, numSteps: 100, data, tracks: paths.map((path) => ({ path, points: [path] })) };
  const catalogue = { themes: { light: { paper: "white" }, dark: { paper: "black" } }, ticks: { gap: 3 } };
  const picture = (theme) => pictureOf(run, { catalogue, display: {}, theme, settled: false });
  assert.deepEqual(
    picture("dark").tracks.map(({ colour }) => colour),
    ["#eeeeee", "#dddddd"],
  );
  const { tracks, theme, rules, start, settled, curves, offered } = picture("light");
  assert.deepEqual([curves, offered], [{ loss: {} }, { loss: "loss" }]);
  assert.equal(tracks[1].colour, "#222222");
  assert.equal(tracks[1].points, run.tracks[1].points);
  assert.equal("colour" in run.tracks[1], false); // the run is nobody's to write into
  assert.deepEqual([theme, rules, start, settled], [{ paper: "white" }, { gap: 3 }, [1, -1], false]);
});

test("what of a run a display shows", () => {
  const needs = (display) => needsOf({ view: "panels", curve: "loss", taylor: "off", ...display }, 5);
  assert.deepEqual(needs({}), { row: 5, taylor: false, curve: "loss", heights: false });
  assert.equal(needs({ taylor: "on" }).taylor, true);
  assert.equal(needs({ curve: "step_length" }).curve, "step_length");
  assert.equal(needs({ view: "space" }).heights, true);
});

test("who goes step by step sees the arrows", () => {
  assert.equal(withChange({ arrows: "0", stepwise: "off" }, "stepwise", "on").arrows, "1");
  assert.equal(withChange({ arrows: "10", stepwise: "off" }, "stepwise", "on").arrows, "10");
  assert.equal(withChange({ arrows: "0", stepwise: "on" }, "stepwise", "off").arrows, "0");
  const before = { arrows: "0" };
  assert.deepEqual([withChange(before, "arrows", "3"), before], [{ arrows: "3" }, { arrows: "0" }]);
});

test("each edit changes what it says, and nothing else", () => {
  const keys = ({ optimizers }) => optimizers.map(({ key }) => key);
  assert.deepEqual(keys(edit.addOptimizer(SCENARIO, "adam", 0.5)), ["sgd", "adam", "adam"]);
  assert.equal(edit.addOptimizer(SCENARIO, "adam", 0.5).optimizers[2].learning_rate, 0.5);
  assert.deepEqual(keys(edit.removeOptimizer(SCENARIO, 0)), ["adam"]);
  assert.deepEqual(keys(edit.moveOptimizer(SCENARIO, 0, 1)), ["adam", "sgd"]);
  const labelled = { ...SCENARIO, optimizers: [{ key: "sgd", label: "mine", learning_rate: 1 }, { key: "adam" }] };
  const doubled = edit.duplicateOptimizer(labelled, 0).optimizers;
  assert.deepEqual(doubled.slice(0, 2), [labelled.optimizers[0], { key: "sgd", learning_rate: 1 }]);
  assert.deepEqual(edit.setSchedule(SCENARIO, 1, { key: "cosine" }).optimizers[1].schedule, { key: "cosine" });
  assert.deepEqual(edit.setSurfaceNumber(SCENARIO, "tilt", 30).surface, { key: "bowl", tilt: 30 });
  assert.deepEqual(edit.setNoiseNumber(SCENARIO, "scale", 2).noise, { key: "none", scale: 2 });
});

test("a start stays within reach of the domain, in four digits", () => {
  assert.deepEqual(edit.startRange([1, 3], 2), [0, 4]);
  const domain = [
    [-2, 2],
    [1, 3],
  ];
  assert.deepEqual(edit.boundedStart([0.123456, 9], domain, 2), [0.1235, 4]);
  assert.deepEqual(edit.boundedStart([-9, 1.5], domain, 2), [-4, 1.5]);
});

test("the history is bounded, and forgets what is oldest", () => {
  const history = new edit.History(3);
  for (const seed of [1, 2, 3, 4]) history.note({ ...SCENARIO, seed });
  assert.deepEqual(
    history.past.map(({ seed }) => seed),
    [2, 3, 4],
  );
  assert.equal(history.present.seed, 4);
});

test("the nearest row of a path to a pixel", () => {
  assert.deepEqual(nearestRow([0, 0, 10, 0, 10, 10], 13, 6), { row: 2, distance: 5 });
});

test("the line to a server stands beside its other routes", () => {
  assert.equal(String(liveAddress("http://a.example/teach/")), "ws://a.example/teach/api/live");
  assert.equal(String(liveAddress("https://a.example/?surface=bowl")), "wss://a.example/api/live");
});
