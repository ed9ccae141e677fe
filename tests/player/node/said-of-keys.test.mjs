// What the sheet of keys and the tooltips say of a key is what the key does, and the sheet has every key.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { copyAddress } from "../../../optviz/player/dom/address.mjs";
import { listenToTurntable } from "../../../optviz/player/dom/turntable.mjs";
import { keyRows, pointerRows } from "../../../optviz/player/parts/help.mjs";
import { listenToKeys } from "../../../optviz/player/parts/keys.mjs";

const PLAYER = fileURLToPath(new URL("../../../optviz/player", import.meta.url));
const SWITCH = { on: "on", off: "off" };
const OPTIONS = [
  { key: "view", group: "view", choices: { panels: "side by side", overlaid: "overlaid", space: "3D" } },
  { key: "arrows", group: "view", choices: { 0: "off", 1: "to scale", 3: "three times" } },
  { key: "stepwise", group: "view", choices: SWITCH },
  { key: "taylor", group: "view", choices: SWITCH },
  { key: "sliders", title: "sliders", group: "parts", choices: SWITCH },
  { key: "table", title: "table", group: "parts", choices: SWITCH },
];
const OFFLINE = OPTIONS.filter(({ key }) => key !== "taylor");
const DISPLAY = { view: "panels", arrows: "3", stepwise: "off", taylor: "off", sliders: "on", table: "on" };

/** What a page does when keys are pressed on it. */
function listening(displayOptions, hasLessons = false, offers = (/** @type {string} */ _view) => true) {
  const done = [];
  const act =
    (name) =>
    (/** @type {any[]} */ ...given) =>
      done.push([name, ...given].join(" "));
  const each = (names) => Object.fromEntries(names.map((name) => [name, act(name)]));
  const clock = { numSteps: 200, ...each(["toggle", "toggleLoop", "faster", "nudge", "seek"]) };
  const bare = (name) => [name, () => done.push(name)];
  const on = {
    show: act("show"),
    offers,
    ...(hasLessons && { turn: act("turn") }),
    ...Object.fromEntries(["undo", "redo", "present", "leave", "help", "again"].map(bare)),
  };
  let pressed;
  globalThis.document = /** @type {any} */ ({
    addEventListener: (_, hear) => (pressed = hear),
    querySelector: () => null,
  });
  listenToKeys(/** @type {any} */ ({ clock, displayOptions, display: () => DISPLAY, on }), new AbortController().signal);
  return (/** @type {string} */ name) => {
    const parts = name.length > 1 ? name.split("+") : [name];
    const key = parts.at(-1);
    const held = { shiftKey: parts.includes("Shift"), ctrlKey: parts.includes("Ctrl") };
    done.length = 0;
    pressed({ key, code: "", target: {}, preventDefault() {}, ...held });
    return done.join();
  };
}

/** Of each row of the sheet: what each of its keys does. */
const CLAIMS = {
  "Space: play, pause": { " ": "toggle" },
  "← →: one step (Shift: ten)": {
    ...{ ArrowLeft: "nudge -1", ArrowRight: "nudge 1" },
    ...{ "Shift+ArrowLeft": "nudge -10", "Shift+ArrowRight": "nudge 10" },
  },
  "Home, End: first, last step": { Home: "seek 0", End: "seek 200" },
  "+ −: faster, slower": { "+": "faster 1", "-": "faster -1" },
  "L: repeat": { l: "toggleLoop" },
  "V: side by side, overlaid, 3D": { v: "show view overlaid" },
  "A: arrows: off, to scale, three times": { a: "show arrows 0" }, // after the last one the first one
  "S: step by step through the pseudo-code": { s: "show stepwise on" },
  "T: Taylor models at the playhead": { t: "show taylor on" },
  "F: present: full screen, large type; F or Esc ends it": { f: "present", Escape: "leave" },
  "1 2: sliders, table": { 1: "show sliders off", 2: "show table off" },
  "Ctrl+Z, Ctrl+Shift+Z: undo, redo": { "Ctrl+z": "undo", "Ctrl+Shift+z": "redo" },
  "N, P: next, previous lesson": { n: "turn after", p: "turn before" },
  "H: hide a lesson's answers and picture, and ask again": { h: "again" },
  "?: this sheet": { "?": "help" },
};
const NO_LETTERS = ["Home", "End", "Escape", "Enter", "Tab", "Delete", "Backspace", "PageUp", "PageDown", "F1", "F5"];
const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

for (const [where, options, isAlive, hasLessons] of /** @type {const} */ ([
  ["with a server", OPTIONS, true, true],
  ["without one", OFFLINE, true, false],
  ["without programs either", OFFLINE, false, false],
])) {
  test(`every key on the sheet does what it says, ${where}`, () => {
    const press = listening(options, hasLessons);
    for (const row of keyRows(/** @type {any} */ (options), isAlive, hasLessons)) {
      const claim = CLAIMS[row.join(": ")];
      assert.ok(claim, `no test holds: ${row.join(": ")}`);
      for (const [key, does] of Object.entries(claim)) assert.equal(press(key), does, key);
    }
  });

  test(`every key that does something is on the sheet, ${where}`, () => {
    const press = listening(options, hasLessons);
    const said = keyRows(/** @type {any} */ (options), isAlive, hasLessons).flatMap((row) => Object.keys(CLAIMS[row.join(": ")]));
    const signs = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter((sign) => !/[A-Z]/.test(sign));
    for (const key of [...signs, ...NO_LETTERS, ...ARROWS]) assert.equal(press(key) !== "", said.includes(key), key);
  });
}

test("where nothing can be changed, nothing is said of what changes the run", () => {
  const changing = /start|slider|undo/;
  const rows = [...keyRows(/** @type {any} */ (OFFLINE), false, false), ...pointerRows(false)];
  assert.deepEqual(
    rows.filter((row) => changing.test(row.join()) && row[1] !== "sliders, table"),
    [],
  );
});

const TOOLTIPS = {
  ...{ Play: "toggle", Pause: "toggle", "One step back": "nudge -1", "One step forward": "nudge 1" },
  ...{ Undo: "undo", Redo: "redo", Present: "present", Keys: "help" },
};
const NAMES = { space: " ", "arrow left": "ArrowLeft", "arrow right": "ArrowRight" };

test("a key that is named on a button does what the button does", () => {
  const press = listening(OPTIONS);
  const named = globSync(`${PLAYER}/**/*.mjs`).flatMap((file) => {
    const text = readFileSync(file, "utf-8");
    return [...text.matchAll(/"([A-Z][\w ]*) \(([a-z ]+|[A-Z?]|Ctrl\+[A-Za-z+]+)\)"/g)];
  });
  assert.deepEqual(new Set(named.map(([, name]) => name)), new Set(Object.keys(TOOLTIPS)));
  for (const [, name, key] of named) {
    const pressed = NAMES[key] ?? key.replace(/[A-Z]$/, (letter) => letter.toLowerCase());
    assert.equal(press(pressed), TOOLTIPS[name], name);
  }
});

test("what the scene is called names its keys", () => {
  const [said] = readFileSync(`${PLAYER}/views/space.mjs`, "utf-8").match(/(?<=say\(")The picture in 3D[^"]*/);
  assert.equal(said, "The picture in 3D. Arrow keys turn it, plus and minus go nearer and farther, Home goes back.");
  const looks = [];
  const plot = new EventTarget();
  const viewpoint = { azimuth: 10, elevation: 40, zoom: 1, right: 0, down: 0 };
  const look = (now) => looks.push(now);
  globalThis.window = /** @type {any} */ ({ setTimeout: () => 0 });
  const end = listenToTurntable(
    /** @type {any} */ (plot),
    /** @type {any} */ ({ viewpoint: () => viewpoint, elevations: [5, 90], look }),
  );
  const press = (key) => {
    plot.dispatchEvent(Object.assign(new Event("keydown"), { key }));
    return looks.pop();
  };
  const [left, right, up, down] = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map(press);
  assert.ok((left.azimuth - 10) * (right.azimuth - 10) < 0);
  assert.ok((up.elevation - 40) * (down.elevation - 40) < 0);
  assert.ok(press("+").zoom > 1 && press("-").zoom < 1);
  assert.equal(press("Home"), null);
  end();
});

test("a link is said to be copied when it is", async () => {
  let copied = "";
  const writeText = async (text) => {
    copied = text;
  };
  globalThis.location = /** @type {any} */ ({ origin: "http://here", pathname: "/optviz" });
  Object.defineProperty(globalThis, "navigator", { value: { clipboard: { writeText } }, configurable: true });
  assert.equal(await copyAddress("surface=ravine"), "The link is copied.");
  assert.equal(copied, "http://here/optviz?surface=ravine");
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  assert.equal(await copyAddress("surface=ravine"), copied); // to be copied by hand
});

test("the key of views passes over those that are not for what is shown", () => {
  const press = listening(OPTIONS, false, (view) => view !== "overlaid");
  assert.equal(press("v"), "show view space");
});
