import assert from "node:assert/strict";
import { test } from "node:test";

import {
  anglesOf,
  asShown,
  groupsOf,
  parseChosen,
  requestOptions,
  textOf,
  withoutOwnData,
  withValue,
} from "../../../optviz/player/core/export-options.mjs";

const VIEW = { key: "view", kind: "choice", choices: ["panels", "overlaid", "curves"], default: "panels" };
const STYLE = { key: "style", kind: "choice", choices: ["light", "dark"], default: "light" };
const WIDTH = { key: "width", kind: "length", choices: [], default: "1920px" };
const CURVES = { key: "curves", kind: "flag", choices: [], default: "yes" };
const STEP = { key: "step", kind: "whole number", choices: [], default: "" };
const PNG = { key: "png", group: "figure", options: [WIDTH, STYLE, VIEW, CURVES, STEP] };
const GIF = { key: "gif", group: "clip", options: [{ ...WIDTH, default: "1280px" }, STYLE, VIEW] };
const FORMATS = [PNG, GIF, { key: "pdf", group: "figure", options: [] }];
const SHOWN = { view: "panels", curves: "on", step: null };
const EMPTY = { format: "png", shared: {}, own: {} };

test("formats come in their groups", () => {
  assert.deepEqual(
    groupsOf(FORMATS).map(([group, list]) => [group, list.map(({ key }) => key)]),
    [
      ["figure", ["png", "pdf"]],
      ["clip", ["gif"]],
    ],
  );
});

test("what was chosen comes back, and nonsense is the first format with nothing chosen", () => {
  const chosen = { format: "gif", shared: { style: "dark" }, own: { gif: { width: "3cm" } } };
  assert.deepEqual(parseChosen(JSON.stringify(chosen), FORMATS), chosen);
  for (const text of [null, "", "not JSON", "[]", "7", '{"format": "floppy", "shared": 3, "own": []}']) {
    assert.deepEqual(parseChosen(text, FORMATS), EMPTY);
  }
});

test("nothing chosen asks for nothing", () => {
  assert.deepEqual(requestOptions(EMPTY, PNG, SHOWN), {});
});

test("a choice means the same in every format, a length does not", () => {
  let chosen = withValue(EMPTY, PNG, STYLE, "dark");
  chosen = withValue(chosen, PNG, WIDTH, "12cm");
  assert.deepEqual(requestOptions(chosen, PNG, SHOWN), { style: "dark", width: "12cm" });
  assert.deepEqual(requestOptions(chosen, GIF, SHOWN), { style: "dark" });
  assert.deepEqual(EMPTY, { format: "png", shared: {}, own: {} });
});

test("what is not chosen does as the page does, what is chosen does not", () => {
  const shown = { view: "overlaid", curves: "off", step: null };
  assert.deepEqual(requestOptions(EMPTY, PNG, shown), { view: "overlaid", curves: "no" });
  const chosen = withValue(withValue(EMPTY, PNG, VIEW, "curves"), PNG, CURVES, "yes");
  assert.deepEqual(requestOptions(chosen, PNG, shown), { view: "curves" });
});

test("a view that files do not have is the default one", () => {
  assert.equal(asShown(VIEW, { view: "space" }), "panels");
  assert.equal(asShown(VIEW, { view: "panels" }), "panels");
  assert.equal(asShown({ ...VIEW, choices: [...VIEW.choices, "space"] }, { view: "space" }), "space");
});

test("a choice that is no longer there, or no text, is as if it had not been made", () => {
  assert.equal(textOf({ ...EMPTY, shared: { style: "sepia" } }, PNG, STYLE, SHOWN), "light");
  assert.equal(textOf({ ...EMPTY, shared: { view: "sepia" } }, PNG, VIEW, SHOWN), "");
  assert.equal(textOf({ ...EMPTY, own: { png: { width: 7 } } }, PNG, WIDTH, SHOWN), "1920px");
});

test("the step is the playhead's, never a chosen one, and only where a format has it", () => {
  const chosen = withValue(EMPTY, PNG, STEP, "99");
  assert.deepEqual(requestOptions(chosen, PNG, { ...SHOWN, step: 57 }), { step: "57" });
  assert.deepEqual(requestOptions(chosen, PNG, { ...SHOWN, step: 0 }), { step: "0" });
  assert.deepEqual(requestOptions(chosen, PNG, SHOWN), {});
  assert.deepEqual(requestOptions(chosen, GIF, { ...SHOWN, step: 57 }), {});
});

test("an emptied text asks for the default", () => {
  assert.deepEqual(requestOptions(withValue(EMPTY, PNG, WIDTH, "  "), PNG, SHOWN), {});
});

test("a camera is two whole angles", () => {
  assert.deepEqual(anglesOf({ azimuth: -137.46, elevation: 5 }), { azimuth: -137, elevation: 5 });
  assert.deepEqual(anglesOf(null), { azimuth: null, elevation: null });
});

test("that a file may have one's own data inside is not remembered", () => {
  const json = { key: "json", group: "data", options: [{ key: "own", kind: "flag", choices: [], default: "no" }] };
  const chosen = parseChosen('{"format":"json","shared":{"dpi":"300"}}', [json]);
  const ticked = withValue(chosen, json, json.options[0], "yes");
  assert.deepEqual(requestOptions(ticked, json, {}), { own: "yes" });
  assert.deepEqual(withoutOwnData(ticked), chosen);
});
