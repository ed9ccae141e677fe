// Starts that optimizers share, and their own ones: in edits, in pictures, on maps; and one rule from several.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setOutOfSight } from "../../../optviz/player/core/choices.mjs";
import { scenarioQuery } from "../../../optviz/player/core/fields.mjs";
import { fromStarts } from "../../../optviz/player/core/from-starts.mjs";
import * as wishes from "../../../optviz/player/core/map-wish.mjs";
import * as edit from "../../../optviz/player/core/scenario.mjs";
import { startFor, startOfPath, startParameters, startsOf } from "../../../optviz/player/core/starts.mjs";

/** @type {any} */
const SCENARIO = Object.freeze({
  surface: { key: "bowl" },
  noise: { key: "none" },
  start: [1, -1],
  optimizers: [{ key: "sgd" }, { key: "sgd", label: "mine", start: [0.5, 0.25] }, { key: "adam" }],
  ...{ num_steps: 3, seed: 2, tolerance: 1e-3 },
});
const BOWL = /** @type {any} */ ({
  domain: [
    [-1, 3],
    [-2, 2],
  ],
  start: [1, 1],
  weights: ["x", "y"],
});
const CATALOGUE = { surfaces: { bowl: BOWL }, max_optimizers: 12, start_reach: 2 };
const starts = ({ optimizers }) => optimizers.map(({ start }) => start);

test("a start is given, moved and taken back, and the old scenario stays as it was", () => {
  const before = JSON.stringify(SCENARIO);
  const given = edit.toggleOwnStart(SCENARIO, 2);
  assert.deepEqual(starts(given), [undefined, [0.5, 0.25], [1, -1]]);
  assert.deepEqual(starts(edit.moveStart(given, [0, 0], 2)), [undefined, [0.5, 0.25], [0, 0]]);
  assert.deepEqual(edit.moveStart(given, [0, 0], 2).start, [1, -1]);
  const shared = edit.moveStart(given, [0, 0], null);
  assert.deepEqual([shared.start, starts(shared)], [[0, 0], starts(given)]);
  assert.deepEqual(edit.toggleOwnStart(SCENARIO, 1).optimizers[1], { key: "sgd", label: "mine" });
  assert.deepEqual(
    [0, 1, 2].map((i) => edit.startOf(SCENARIO, i)),
    [
      [1, -1],
      [0.5, 0.25],
      [1, -1],
    ],
  );
  assert.deepEqual(edit.duplicateOptimizer(SCENARIO, 1).optimizers[2], { key: "sgd", start: [0.5, 0.25] });
  assert.equal(JSON.stringify(SCENARIO), before);
});

test("a path stays where the start of another one moves", () => {
  const moved = edit.moveStart(SCENARIO, [0, 0], null);
  assert.deepEqual(edit.placesIn(moved, SCENARIO), [-1, 1, -1]);
  assert.deepEqual(edit.unchangedPaths(edit.moveStart(SCENARIO, [0, 0], 1), SCENARIO), [0, 2]);
  const same = edit.toggleOwnStart(SCENARIO, 2); // in the same place
  assert.deepEqual(edit.placesIn(same, SCENARIO), [0, 1, 2]);
  assert.deepEqual(edit.placesIn({ ...same, num_steps: 4 }, SCENARIO), [-1, -1, -1]);
});

test("a start on another surface is as far along its domain, and none where weights are more or fewer", () => {
  const other = /** @type {[number, number][]} */ ([
    [0, 10],
    [-1, 0],
  ]);
  assert.deepEqual(edit.movedStart([0, 1], BOWL.domain, other, 2), [2.5, -0.25]);
  assert.deepEqual(edit.movedStart([7, -6], BOWL.domain, other, 2), [15, -1.5]); // the farthest that is allowed
  assert.deepEqual(edit.movedStart([0.123456, 1], BOWL.domain, BOWL.domain, 2), [0.123456, 1]);
  assert.equal(edit.movedStart([0, 1], BOWL.domain, [[0, 1]], 2), null);
});

test("a picture has each start once: that which paths share comes first", () => {
  const tracks = (/** @type {any} */ scenario) =>
    ["a", "b", "c"].map((name, i) => ({
      start: startOfPath(scenario, i, name),
      coordinates: Float64Array.of(...edit.startOf(scenario, i), 9, 9),
    }));
  const found = startsOf(tracks(SCENARIO));
  assert.deepEqual(
    found.map(({ place, name, at, shared }) => [place, name, at, shared]),
    [
      [null, "a", [1, -1], [1, -1]],
      [1, "b", [0.5, 0.25], [1, -1]],
    ],
  );
  assert.equal(startFor(found, [9, 1]).place, null);
  const own = edit.toggleOwnStart(edit.toggleOwnStart(SCENARIO, 0), 2);
  const each = startsOf(tracks(own));
  assert.deepEqual(
    each.map(({ place }) => place),
    [0, 1, 2],
  );
  assert.equal(startFor(each, [9, 4, 5]).place, 1);
});

test("the numbers of a start reach as far as they may", () => {
  assert.deepEqual(
    startParameters(BOWL, 2).map(({ key, title, default: usual, low, high }) => [key, title, usual, low, high]),
    [
      ["start.0", "start x", 1, -3, 5],
      ["start.1", "start y", 1, -4, 4],
    ],
  );
});

test("one rule from several starts stands alone, the first as it is", () => {
  const found = fromStarts(SCENARIO, 1, 5, CATALOGUE);
  const [first, ...others] = found.optimizers;
  assert.equal(first, SCENARIO.optimizers[1]);
  assert.deepEqual(
    others.map(({ start, ...rest }) => rest),
    Array(4).fill({ key: "sgd" }),
  );
  const isInside = ([x, y]) => x > -0.6 && x < 2.6 && y > -1.6 && y < 1.6;
  assert.ok(others.every(({ start }) => isInside(start)));
  assert.equal(new Set(others.map(({ start }) => start.join())).size, 4);
  const again = fromStarts({ ...SCENARIO, seed: 3 }, 1, 5, CATALOGUE);
  assert.notDeepEqual(starts(again), starts(found));
});

test("an address has a start of a rule's own behind all else of the rule", () => {
  assert.ok(
    scenarioQuery(SCENARIO).includes(
      "&optimizers.1=sgd&optimizers.1.label=mine&optimizers.1.start.0=0.5&optimizers.1.start.1=0.25&",
    ),
  );
});

test("a start of a rule's own leaves a trace", () => {
  const records = { optimizers: { sgd: { parameters: [] } }, schedules: { constant: { title: "constant", parameters: [] } } };
  assert.equal(setOutOfSight(SCENARIO.optimizers[1], records), "start (0.5, 0.25)");
  assert.equal(setOutOfSight(SCENARIO.optimizers[0], records), "");
});

test("a map of a rule is of its own start, and a start that is picked on it becomes its own", () => {
  const axis = (key) => ({ key, low: -1, high: 1, scale: /** @type {const} */ ("linear"), cells: 4 });
  const sweep = { scenario: SCENARIO, optimizer: 1, x: axis("start.0"), y: axis("optimizers.1.learning_rate"), outcome: "steps" };
  const { scenario } = wishes.alone(sweep);
  assert.deepEqual([scenario.start, scenario.optimizers], [[0.5, 0.25], [{ key: "sgd" }]]);
  assert.equal(wishes.numberAt(sweep, "start.0", null), 0.5);
  const picked = { "start.0": 0.75, "optimizers.1.learning_rate": 0.1 };
  assert.deepEqual(wishes.inOwnStart(sweep, picked), { "optimizers.1.start.0": 0.75, "optimizers.1.learning_rate": 0.1 });
  assert.deepEqual(wishes.inOwnStart({ ...sweep, optimizer: 0 }, picked), picked);
  const changed = wishes.withNumbers(SCENARIO, wishes.inOwnStart(sweep, picked));
  assert.deepEqual(
    [changed.start, changed.optimizers[1].start],
    [
      [1, -1],
      [0.75, 0.25],
    ],
  );
  const moved = { ...sweep, scenario: edit.moveStart(SCENARIO, [0, 0], null) };
  assert.equal(wishes.keyOf(wishes.alone(moved)), wishes.keyOf(wishes.alone(sweep)));
});
