// From a payload to what is to be seen.

import assert from "node:assert/strict";
import { test } from "node:test";

import { decode } from "../../../optviz/player/core/payload.mjs";
import { needsOf, pictureOf } from "../../../optviz/player/core/picture.mjs";
import { runOf } from "../../../optviz/player/core/run.mjs";
import { records } from "./records.mjs";
import { answerTo, SCENARIO } from "./server.mjs";

const array = (shape, values) => Object.assign(Float32Array.from(values), { shape });

test("a run on two weights has its surface, its minima and the inner life of its methods", () => {
  const data = decode(answerTo(`\n${JSON.stringify(SCENARIO)}`));
  const { surface, numSteps, tracks } = runOf(data, data.header.catalogue);
  assert.deepEqual([surface.id, surface.shades.length, surface.minima, surface.graph], ["bowl", 2, [0, 0], undefined]);
  assert.deepEqual(surface.knownMinima, [{ point: [0, 0], value: 0 }]);
  assert.deepEqual(
    surface.levels.coarse.map(({ text }) => text),
    ["1"],
  );
  assert.deepEqual([...surface.shades[1]], [1, 1]);
  assert.equal(numSteps, 100);
  assert.equal(tracks[0].coordinates, tracks[0].points);
  assert.deepEqual([tracks[1].detail.from, tracks[1].detail.complete, tracks[1].detail.taylor], [0, true, undefined]);
});

test("a run on one weight is drawn on the graph of its loss", () => {
  const header = {
    scenario: {
      surface: { key: "line" },
      start: [3],
      num_steps: 2,
      optimizers: [{ key: "twice" }, { key: "search" }, { key: "once" }],
    },
    url: "",
    surface_id: "line",
    surface: {
      graph_range: [-3, 9],
      rates: {},
      curve_heights: [],
      minima: [{ point: [1], value: -2 }],
      minima_stand_alone: false,
    },
    paths: [
      { label: "SGD", diverged_at: null },
      { label: "line search", diverged_at: null },
      { label: "too fast", diverged_at: 2 },
    ],
    curves: { distance: { absent: [1] } },
    sent: [0, 1, 2],
    sent_inside: [0, 1, 2],
    detail_from: 0,
  };
  const arrays = {
    axis_0: array([2], [-4, 4]),
    graph: array([2], [8, 9]),
    points: array([3, 3, 1], [3, 1, 2, 0, 0, 0, 0, 0, 0]),
    losses: array([3, 3], [9, 1, 4, 0, 0, 0, 0, 0, 0]),
    "curve.distance": array([3, 3], [2, 0, 1, NaN, NaN, NaN, 1, 1, 1]),
    "gradients.1": array([3], [0, 1, 7]),
    gradients: array([3, 3, 1], new Array(9).fill(0)),
    learning_rates: array([3, 3], new Array(9).fill(0)),
    evaluations: array([3, 3, 3], new Array(27).fill(0)),
    "state.0.velocity": array([3, 1], [5, 6, 7]),
    "state.1.velocity": array([3, 1], [0, 0, 0]),
  };
  const rules = { twice: { gradients_a_step: 2 }, search: { gradients_a_step: null }, once: {} };
  const catalogue = { ...records(rules), surfaces: { line: { domain: [[-4, 4]] } } };
  const { surface, tracks } = runOf({ header, arrays }, catalogue);
  assert.deepEqual([surface.minima, surface.knownMinima], [[1, -2], null]);
  assert.deepEqual(surface.view, [
    [-4, 4],
    [-3, 9],
  ]);
  assert.deepEqual([...tracks[0].coordinates], [3, 9, 1, 1, 2, 4]);
  assert.deepEqual([...tracks[0].detail.state.velocity], [5, 6, 7]);
  assert.deepEqual([...tracks[0].curves.distance], [2, 0, 1]);
  assert.equal(tracks[1].curves.distance, null); // it has none
  assert.deepEqual(
    tracks.map(({ gradientsTaken }) => [...gradientsTaken]),
    [
      [0, 2, 4], // as many in each step
      [0, 1, 7], // as it was sent
      [0, 1, 1], // none any more once it has diverged
    ],
  );
});

test("a picture has the colours of its theme, and shares the numbers of the run", () => {
  const paths = [
    { light: "#111111", dark: "#eeeeee" },
    { light: "#222222", dark: "#dddddd" },
  ];
  const data = { header: { curves: { loss: { base: 0 } }, offered: { loss: "loss" } } };
  const run = { scenario: SCENARIO, numSteps: 100, data, tracks: paths.map((path) => ({ path, points: [path] })) };
  const shares = { large: 1.5 };
  const strokes = { walked: 2 };
  const [light, dark] = ["white", "black"].map((paper) => ({ paper, strokes, shares, unit: 1 }));
  const catalogue = { themes: { light, dark }, ticks: { gap: 3 }, drawing: { levels: {} } };
  const picture = (theme, display = {}) => pictureOf(run, { catalogue, display, theme, settled: false });
  assert.deepEqual(
    picture("dark").tracks.map(({ colour }) => colour),
    ["#eeeeee", "#dddddd"],
  );
  const { tracks, theme, rules, start, settled, curves, offered } = picture("light");
  assert.deepEqual([curves, offered], [{ loss: { base: 0 } }, { loss: "loss" }]);
  assert.equal(tracks[1].colour, "#222222");
  assert.equal(tracks[1].points, run.tracks[1].points);
  assert.equal("colour" in run.tracks[1], false); // the run is nobody's to write into
  assert.deepEqual([theme, rules, start, settled], [light, { gap: 3 }, [1, -1], false]);
  assert.deepEqual(picture("light").together, run.tracks);
  const large = picture("light", { large: "on" }).theme;
  assert.deepEqual([large.strokes.walked, large.unit, large.paper], [3, 1.5, "white"]);
  assert.equal(picture("light", { large: "on" }).theme, large); // the same object, so that nothing is drawn anew
});

test("what is needed of a run is what the display shows of it", () => {
  const needs = (display) => needsOf({ curve: "loss", taylor: "off", stepwise: "off", ...display }, 5);
  assert.deepEqual(needs({}), { row: 5, taylor: false, lines: false, curves: ["loss"] });
  assert.equal(needs({ stepwise: "on" }).lines, true);
  assert.equal(needs({ taylor: "on" }).taylor, true);
  assert.deepEqual(needs({ curve: "state.velocity" }).curves, ["state.velocity"]);
  const lesson = { curves: ["held_out", "loss"] };
  assert.deepEqual(needsOf({ curve: "loss", taylor: "off", stepwise: "off" }, 5, lesson).curves, ["loss", "held_out"]);
});
