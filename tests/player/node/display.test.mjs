// How the picture is shown.

import assert from "node:assert/strict";
import { test } from "node:test";

import { displayOptionsOf, parseDisplay, toQuery } from "../../../optviz/player/core/display.mjs";

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

test("numbers within their bounds are read, a few of them or none", () => {
  const camera = {
    ...option("camera", "", {}),
    bounds: [
      [-180, 180],
      [5, 90],
      [0.5, 8],
    ],
  };
  const catalogue = { ...CATALOGUE, display: [...CATALOGUE.display, camera] };
  const read = (text) => parseDisplay({ "show.camera": text }, catalogue);
  for (const text of ["-137.5,42", "10", "0,5,2.594", ""]) {
    const { display, problems } = read(text);
    assert.deepEqual([display.camera, problems], [text, []]);
  }
  for (const text of ["-137.5,4", "x", "1,,2", "1,6,1,1", "1e1,6", "NaN", "181"]) {
    assert.equal(read(text).display.camera, "");
    assert.deepEqual(read(text).problems, ["show.camera: numbers from -180 to 180, 5 to 90, 0.5 to 8 are allowed"]);
  }
});

test("a display knows the parts of its page, and the names of old addresses", () => {
  assert.deepEqual(
    displayOptionsOf(CATALOGUE.display, "parts").map(({ key }) => key),
    ["sidebar", "table"],
  );
  const hidden = parseDisplay({ "show.table": "off" }, CATALOGUE).display;
  assert.equal(toQuery(hidden, CATALOGUE.display), "show.table=off");
  const former = parseDisplay({ "show.view": "side" }, CATALOGUE);
  assert.deepEqual([former.display.view, former.problems], ["panels", []]);
});
