// What a page without a server says of a run: each kind of sentence once, on paths made by hand. That all of it is what the app
// says is held in tests/picture/test_happened.py and tests/browser_programs/test_measures.py.

import assert from "node:assert/strict";
import test from "node:test";
import { happened } from "../../../optviz/player/core/happened.mjs";
import { toldOf } from "../../../optviz/player/core/telling.mjs";

const SURFACE = {
  title: "Bowl",
  weights: ["x", "y"],
  domain: /** @type {[number, number][]} */ ([
    [-3, 3],
    [-3, 3],
  ]),
};
const SCENARIO = /** @type {any} */ ({ surface: { key: "bowl" }, noise: { key: "none" }, tolerance: 0.01, num_steps: 20 });
const BOWL = [{ point: [0, 0], value: 0 }];
const TWO = [
  { point: [-2, 0], value: 0 },
  { point: [2, 0], value: 0 },
];
const UNEQUAL = [TWO[0], { point: [2, 0], value: 1 }];

const lossOf = ([x, y], minima) =>
  minima.length ? Math.min(...minima.map(({ point, value }) => value + (x - point[0]) ** 2 + (y - point[1]) ** 2)) : -x - y;

function pathOf(points, { minima = BOWL, slope = 1, divergedAt = null } = {}) {
  const gradients = points.map((_, i) => (i < points.length - 1 ? [1, 1] : [slope, 0]));
  const array = (rows) => Object.assign(Float64Array.from(rows.flat()), { shape: [rows.length, 2] });
  const losses = Float64Array.from(points, (point) => lossOf(point, minima));
  return /** @type {any} */ ({ points: array(points), gradients: array(gradients), losses, diverged_at: divergedAt });
}

const line = (from, to, count = 20) =>
  Array.from({ length: count + 1 }, (_, i) => from.map((begin, k) => begin + ((to[k] - begin) * i) / count));
const stay = (place, count = 20) => line(place, place, count);
const zigzag = (turns) => [
  [-2, 1],
  ...Array.from({ length: turns + 1 }, (_, k) => [-1, (-1) ** k * 0.5]),
  ...line([-1, (-1) ** turns * 0.4], [0, 0], 18 - turns),
];
const half = line([-2, 1], [-1, 0.5]);

const said = (paths, minima = BOWL, scenario = SCENARIO) =>
  happened(scenario, paths, ["a", "b", "c", "d"], { minima }, SURFACE).map(({ code, arguments: given }) => [code, given]);
const codes = (...given) => said(...given).map(([code]) => code);

test("who diverged is told first", () => {
  const at = (step) => pathOf(half, { divergedAt: step });
  assert.deepEqual(said([at(7)])[0], ["diverged", { names: "a", step: 7 }]);
  assert.deepEqual(said([at(9), at(null), at(4)])[0], ["diverged_some", { count: 2, total: 3, names: "c", step: 4 }]);
  assert.deepEqual(said([at(9), at(4)])[0][0], "diverged_both");
  const [code, { names }] = said([at(9), at(4), at(4)])[0];
  assert.deepEqual([code, names], ["diverged_all", { code: "and_last", arguments: { others: ["b"], last: "c" } }]);
  assert.deepEqual(said(Array(4).fill(at(1)))[0][1].names, { code: "so_many_runs", arguments: { count: 4 } });
});

test("who arrived, and after how many steps", () => {
  const soon = pathOf([[-2, 1], ...stay([0, 0], 19)]);
  const late = pathOf(line([-1, 0], [0, 0]));
  assert.deepEqual(said([late])[0], [
    "arrived",
    { names: "a", tolerance: "0.01", steps: { code: "so_many_steps", arguments: { count: 18 } } },
  ]);
  assert.equal(said([pathOf(half), soon])[0][0], "arrived_alone");
  assert.deepEqual(said([pathOf(half), soon])[0][1].steps, { code: "one_step", arguments: {} });
  assert.equal(said([pathOf(half), soon, late])[0][0], "arrived_some");
  assert.equal(said([soon, soon])[0][0], "arrived_at_once");
  assert.deepEqual([said([soon, late])[0][0], said([soon, late])[0][1].last], ["arrived_all", "b"]);
});

test("where runs ended that have not", () => {
  assert.equal(codes([pathOf(half)])[0], "ended_outside_alone");
  assert.deepEqual(said([pathOf(half), pathOf(half)])[0][0], "ended_outside_alike");
  const other = pathOf(line([-2, 1], [-1.5, 0.5]));
  assert.deepEqual(said([pathOf(half), other])[0], ["ended_outside", { names: "a", tolerance: "0.01", above: "1.25" }]);
  const falling = pathOf(half, { minima: [] });
  assert.deepEqual(said([falling], [])[0], ["went_from", { names: "a", first: "1", loss: "0.5" }]);
  assert.equal(codes([falling, falling], [])[0], "ended_alike");
  assert.deepEqual(said([falling, pathOf(line([-2, 1], [0, 0]), { minima: [] })], [])[0], [
    "ended_between",
    { names: "b", loss: "0", last: "a", highest: "0.5" },
  ]);
});

test("at which minima", () => {
  const to = (place, minima) => pathOf(line([0, 1], place), { minima });
  assert.deepEqual(said([to([2, 0], UNEQUAL)], UNEQUAL)[0], ["higher_minimum", { names: "a", place: "(2, 0)", above: "1" }]);
  assert.deepEqual(said([to([2, 0], TWO), to([-2, 0], TWO)], TWO)[1], [
    "two_minima",
    { names: "a", place: "(2, 0)", others: "b", other: "(−2, 0)" },
  ]);
  const three = [...TWO, { point: [0, 2], value: 0 }];
  const paths = three.map(({ point }) => to(point, three));
  assert.deepEqual(said(paths, three)[1], ["many_minima", { count: 3 }]);
});

test("who stands still, and who left again", () => {
  const still = [[-2, 1], ...stay([-2, 0.5], 19)];
  assert.deepEqual(said([pathOf(still, { slope: 1e-5 })])[1], [
    "stood_still_away",
    { names: "a", distance: "2.06", slope: "1e−5" },
  ]);
  assert.deepEqual(said([pathOf(still)])[1], ["all_but_stopped", { names: "a", distance: "2.06", step: "0" }]);
  assert.equal(said([pathOf(still, { minima: [], slope: 1e-5 })], [])[1][0], "stood_still");
  assert.equal(codes([pathOf(still, { minima: [] })], []).includes("stood_still"), false);
  const noisy = { ...SCENARIO, noise: { key: "gaussian" } };
  assert.equal(codes([pathOf(still)], BOWL, noisy).includes("all_but_stopped"), false);
  const left = pathOf([[-2, 1], [0, 0], ...line([-1, 0], [-2, 0], 18)]);
  assert.deepEqual(said([left])[1], ["left_again", { names: "a", tolerance: "0.01", step: 1 }]);
});

test("who went the same way, turned, or went beyond", () => {
  const straight = pathOf(line([-2, 1], [0, 0]));
  assert.equal(said([straight, straight])[1][0], "same_path");
  assert.deepEqual(said([pathOf(zigzag(12))])[1], ["turned", { names: "a", most: 12, weight: "y" }]);
  assert.equal(said([pathOf(zigzag(12)), straight])[1][0], "turned_and_never");
  assert.deepEqual(said([pathOf(zigzag(3)), pathOf(zigzag(12))])[1][1].fewest, 3);
  const past = (far) => pathOf([[-2, 0], [far, 0], ...stay([0, 0], 18)]);
  assert.deepEqual(said([past(1)])[1], ["overshot", { names: "a", most: "1", weight: "x" }]);
  assert.equal(said([past(-1), past(1)])[1][0], "overshot_and_not");
  assert.deepEqual(said([past(0.25), past(1)])[1][1].least, "0.25");
});

test("a picture in words", () => {
  const told = {
    ...{ ground: "{surface}, {ranges}.", range: "{weight} from {low} to {high}", known_minima: "Known: {minima}." },
    ...{ a_minimum: "{loss} at {place}", no_minimum_known: "None.", lowest_minimum: "{count}, {loss} at {place}." },
    ...{ way: "{name} from {start} to {end}.", way_out: "{name} out at {step}.", went_from: "{names}: {loss}." },
    curve_way_beside: "{name} {first} to {last}, {first_beside} to {last_beside}",
    ...{ curve_way: "{name} {first} to {last}", curves_said: "{quantity}: {ways}.", curves_of_nothing: "No {quantity}." },
    ...{ ended_outside_alone: "{names} ended {above} above.", diverged: "{names} diverged.", stood_still: "" },
  };
  const catalogue = { told, surfaces: { bowl: SURFACE } };
  const of = (path, minima) => toldOf(SCENARIO, [path], { labels: ["a"], known: { minima, tolerance: 0.01 }, catalogue });
  const one = of(pathOf(half), BOWL);
  assert.deepEqual(one.happened, ["a ended 1.25 above."]);
  assert.equal(one.ground, "Bowl, x from −3 to 3, y from −3 to 3. Known: 0 at (0, 0).");
  assert.deepEqual(one.ways, ["a from (−2, 1) to (−1, 0.5)."]);
  assert.equal(
    one.curves({ title: "loss", base: 1, absent: [] }, () => [2, 1]),
    "loss: a 3 to 2.",
  );
  assert.equal(
    one.curves({ title: "rate", base: 0, absent: [0] }, () => []),
    "No rate.",
  );
  assert.equal(
    one.curves({ title: "two", base: 0, absent: [] }, () => [2, 1], [[3, 4]]),
    "two: a 2 to 1, 3 to 4.",
  );
  assert.ok(of(pathOf(half, { minima: [] }), []).ground.endsWith("None."));
  assert.ok(of(pathOf(half), Array(5).fill(BOWL[0])).ground.endsWith("5, 0 at (0, 0)."));
  const out = of(pathOf(half, { divergedAt: 3 }), BOWL);
  assert.deepEqual(
    [out.ways, out.curves({ title: "loss", base: 0, absent: [] }, () => [9, 8, 7, 7])],
    [["a out at 3."], "loss: a 9 to 7."],
  );
  assert.equal(toldOf(SCENARIO, [], { labels: [], known: { minima: null, tolerance: 1 }, catalogue }), null);
  assert.equal(toldOf(SCENARIO, [], { labels: [], known: { minima: [], tolerance: 1 }, catalogue: {} }), null);
});
