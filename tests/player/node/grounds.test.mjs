// Grounds that are made where the hand is, on surfaces of which all is known in closed form. That they are the server's on all
// others is compared in tests/browser_programs/test_grounds.py.

import assert from "node:assert/strict";
import test from "node:test";
import { levelsOf, rounded } from "../../../optviz/player/core/contours.mjs";
import { nothingKnown } from "../../../optviz/player/core/costs.mjs";
import { groundOf, minimaOf } from "../../../optviz/player/core/grounds.mjs";
import { depthOf, landscapeOf, quantile, shadesBy } from "../../../optviz/player/core/landscape.mjs";
import { LocalGrounds } from "../../../optviz/player/core/local-grounds.mjs";
import { quadraticOf } from "../../../optviz/player/core/quadratic.mjs";
import { tintsOf } from "../../../optviz/player/core/tints.mjs";
import { sceneOf } from "../../../optviz/player/core/uprights.mjs";
import { CATALOGUE, MODULES } from "./descent.mjs";

const { ground: RULES } = CATALOGUE;
const SQUARE = { domain: CATALOGUE.surfaces.bowl.domain, spacing: "linear" };
const bowl = MODULES["surfaces/bowl"];
const near = (found, expected, share = 1e-9) =>
  assert.ok(Math.abs(found - expected) <= share * Math.max(1, Math.abs(expected)), `${found} is not ${expected}`);
const shownOf = (value, record = SQUARE, minima = []) => landscapeOf({ value }, [], record, minima, RULES);

test("a landscape is the loss on a grid that reaches beyond the domain, and goes by what lies in it", () => {
  const shown = landscapeOf(bowl, [4], SQUARE, [], RULES);
  assert.deepEqual([shown.axes.length, shown.axes[0].length, shown.axes[1][0], shown.axes[1][128]], [2, 129, -1.5, 1.5]);
  near(shown.losses[0], 4 * 1.5 ** 2);
  assert.deepEqual([shown.lowest, shown.detail], [0, null]);
  near(shown.highest, 4 * (42 / 64) ** 2 * 1.5 ** 2); // the last places that lie in the domain
  assert.equal(shown.sorted.length, 85 ** 2);
});

test("a known minimum is lowest if it lies in the domain", () => {
  const lowest = (...minima) => landscapeOf(bowl, [1], SQUARE, minima, RULES).lowest;
  assert.equal(lowest({ point: [0.01, 0], value: -0.5 }), -0.5);
  assert.equal(lowest({ point: [1.1, 0], value: -0.5 }), 0);
});

test("quantiles lie between two numbers in proportion", () => {
  assert.equal(quantile([0, 1, 2, 10], 0.5), 1.5);
  assert.equal(quantile([0, 1, 2, 10], 0.9), 10 - 8 * (1 - 0.9 * 3 + 2));
  assert.equal(quantile([3], 0.05), 3);
});

test("a logarithm looks as deep as a twentieth of the domain, between two bounds", () => {
  // πr² of the area 4 lie below r² of the 2 upwards
  near(landscapeOf(bowl, [1], { ...SQUARE, spacing: "log" }, [], RULES).detail, (2 * Math.PI) / (4 * 0.05), 0.05);
  assert.equal(
    depthOf(
      shownOf((x) => x),
      RULES,
    ),
    30,
  );
  assert.equal(
    depthOf(
      shownOf((x) => Math.max(x, 0) ** 3),
      RULES,
    ),
    1e7,
  );
});

test("levels are multiples of a round number, every fifth with its own", () => {
  const shown = shownOf((x) => x / 0.984375); // whose last place in the domain is 1
  const levels = levelsOf(shown, "coarse", RULES);
  assert.deepEqual(
    levels.filter(({ text }) => text).map(({ loss, text }) => [loss, text]),
    [
      [0, "0"],
      [1, "1"],
    ],
  );
  assert.deepEqual([levels[0].loss, levels[1].loss, levels.length], [-0.8, -0.6, 12]);
  const middle = levels.find(({ loss }) => loss === 0);
  near(middle.shade, 0.5);
  near(middle.area, 42 / 85);
  assert.equal(levelsOf(shown, "dense", RULES).length, 25);
  assert.deepEqual(
    levelsOf(
      shownOf(() => 3),
      "coarse",
      RULES,
    ),
    [],
  );
});

test("levels of a logarithm go by ratios from one round number to the next", () => {
  const shown = landscapeOf(bowl, [2], { ...SQUARE, spacing: "log" }, [], RULES);
  const levels = levelsOf(shown, "dense", RULES);
  const strong = levels.filter(({ kind }) => kind === "index");
  assert.deepEqual(
    strong.slice(-3).map(({ text }) => text),
    ["0.01", "0.1", "1"],
  );
  const at = levels.indexOf(strong.at(-1));
  near(levels[at - 1].loss, 10 ** -0.1);
  assert.deepEqual(
    levels.slice(at + 1, at + 4).map(({ kind }) => kind),
    ["thin", "thin", "middle"],
  );
  assert.ok(levels.every(({ loss }) => loss < 4.5));
  near(levels.find(({ loss }) => loss === 0.1).area, (Math.PI * 0.1) / 4, 0.01);
  assert.equal(levelsOf(shown, "coarse", RULES).filter(({ loss }) => loss >= 0.1 && loss < 1).length, 5);
});

test("strong levels are numbers with few digits above the lowest loss, halves the even ones", () => {
  assert.equal(rounded(0, 0), 1);
  assert.equal(rounded(3, -2), 3.01);
  assert.equal(rounded(-1.0316284534898774, -3), -1.0305);
  assert.equal(rounded(0.25, 0), 1);
  assert.equal(rounded(0.75, 0), 2);
  assert.equal(rounded(1e6, -10), 1000000.0000000002); // which has more figures than a number can count
});

test("tints go evenly where losses do, and never faster than they may", () => {
  const even = tintsOf(
    shownOf((x) => x),
    RULES,
  );
  for (const [i, tint] of even.entries()) near(tint, i / 64, 0.01);
  const plateau = tintsOf(
    shownOf((x, y) => (x * x + y * y < 0.1 ? 0 : 1)),
    RULES,
  );
  assert.deepEqual([plateau[0], plateau[64]], [0, 1]);
  const steps = plateau.slice(1).map((tint, i) => tint - plateau[i]);
  assert.ok(Math.max(...steps) <= 2.5 / 64 + 1e-5);
  assert.deepEqual(
    new Set(
      tintsOf(
        shownOf(() => 1),
        RULES,
      ),
    ).size,
    65,
  );
  near(
    tintsOf(
      shownOf((x) => (x > 1.2 ? Infinity : x)),
      RULES,
    )[32],
    0.5,
    0.01,
  );
});

test("a scene has ticks along the weights, and its heights go evenly or with a logarithm", () => {
  const { weights, heights } = sceneOf(landscapeOf(bowl, [2], SQUARE, [], RULES), CATALOGUE, SQUARE.domain);
  assert.deepEqual(weights[1].map(({ text }) => text).join(" "), "−1.0 −0.5 0.0 0.5 1.0");
  assert.deepEqual(heights.auto, heights.linear);
  assert.deepEqual([heights.auto.title, heights.log.title, heights.auto.detail], ["loss", "loss, log", null]);
  assert.deepEqual(heights.auto.losses.map(({ text }) => text).join(" "), "0.5 1.0 1.5");
  near(heights.auto.losses[1].height, 1 / (2 * 0.984375 ** 2));
  assert.deepEqual(heights.log.losses.map(({ text }) => text).join(" "), "0.1 1");
  near(heights.log.losses[1].height, Math.log1p((heights.log.detail * 1) / (2 * 0.984375 ** 2)) / Math.log1p(heights.log.detail));
  const flat = sceneOf(
    shownOf(() => 3),
    CATALOGUE,
    SQUARE.domain,
  );
  assert.deepEqual(flat.heights.auto.losses, [{ height: 0, text: "3" }]);
});

/** Half of a quadratic form, a x² + 2 b x y + d y², and more than that. */
const quadratic = (a, b, d, more = () => 0) => ({
  value: (x, y) => (a * x * x + 2 * b * x * y + d * y * y) / 2 + more(x),
  gradient(x, y, out) {
    out.set([a * x + b * y, b * x + d * y].slice(0, out.length));
    return this.value(x, y);
  },
  hessian: (_x, _y, out) => out.set([a, b, b, d].slice(0, out.length)),
});

test("a quadratic has its curvatures and their directions, anything else has none", () => {
  const found = (program, record = SQUARE) => quadraticOf(program, [], landscapeOf(program, [], record, [], RULES), RULES);
  assert.deepEqual(found(quadratic(9, 0, 1)), {
    curvatures: [1, 9],
    directions: [
      [0, 1],
      [1, 0],
    ],
  });
  assert.deepEqual(found(quadratic(1, 0, 9)).directions[0], [1, 0]);
  const { curvatures, directions } = found(quadratic(5, 4, 5)); // 1 along the one diagonal, 9 along the other
  near(curvatures[0], 1);
  near(curvatures[1], 9);
  near(directions[0][0] + directions[0][1], 0);
  near(directions[1][0] * directions[1][1], 0.5);
  assert.equal(found(quadratic(1, 2, 1)), null); // a saddle
  assert.equal(found(quadratic(1, 0, 1, (x) => 1e-6 * x ** 4)), null);
  const curve = { domain: [[-1, 1]], spacing: "linear" };
  assert.deepEqual(found(quadratic(3, 0, 0), curve), { curvatures: [3], directions: [[1]] });
});

test("of the minima that there can be, those without a loss are not there", () => {
  const program = {
    count: 2,
    minima: (out, [depth]) => out.set([0, 0, -1, 1, 0.5, depth > 0 ? -depth : NaN]),
  };
  assert.deepEqual(minimaOf(program, [2], 2), [
    { point: [0, 0], value: -1 },
    { point: [1, 0.5], value: -2 },
  ]);
  assert.deepEqual(minimaOf(program, [0], 2), [{ point: [0, 0], value: -1 }]);
});

test("a ground is what a payload says of its surface", () => {
  const programs = { surface: bowl, minima: MODULES["minima/bowl"] };
  const { header, arrays, surface } = groundOf(programs, "bowl", [2], CATALOGUE);
  assert.equal(header.surface_id, "bowl 2");
  assert.deepEqual(header.surface.minima, [{ point: [0, 0], value: 0 }]);
  assert.deepEqual([surface.knownMinima, surface.quadratic.curvatures], [header.surface.minima, [2, 2]]);
  assert.deepEqual([arrays.shares.shape, arrays.axis_1.length, arrays.shares.constructor], [[129, 129], 129, Float32Array]);
  assert.equal(arrays.shares[64 * 129 + 64], 0);
  assert.equal(groundOf(programs, "bowl", [Infinity], CATALOGUE).arrays.shares.length, 129 ** 2);
});

test("of one weight there is a graph with some room", () => {
  const programs = { surface: MODULES["surfaces/curve"], minima: MODULES["minima/curve"] };
  const { header, arrays } = groundOf(programs, "curve", [2], CATALOGUE);
  const highest = 0.984375 ** 2;
  near(header.surface.graph_range[0], -0.08 * highest);
  near(header.surface.graph_range[1], 1.08 * highest);
  assert.deepEqual([arrays.graph.shape, arrays.graph[0], arrays.graph[64]], [[129], 2.25, 0]);
});

test("a loss on a table is asked at the fewer places the smoother it is, and at all of them where it is not smooth", () => {
  let asked = 0;
  const rules = { ...RULES, examples: { every: [4, 2], tried: 16, apart: 0.004 } };
  const program = (far, often = 9) => ({
    value(x, y) {
      asked += 1;
      return x * x + 3 * y * y - x * y + 2 * x + 5 + far * Math.sin(often * x);
    },
    gradient(x, y, out) {
      out.set([2 * x - y + 2, 6 * y - x]);
      return x * x + 3 * y * y - x * y + 2 * x + 5;
    },
    hessian: (_x, _y, out) => out.set([2, -1, -1, 6]),
  });
  const table = Float64Array.of(0);
  const { axes, losses } = landscapeOf(program(0), [], SQUARE, [], rules, table);
  assert.equal(asked, 81);
  const [x, y] = [axes[0][7], axes[1][101]];
  near(losses[101 * 129 + 7], x * x + 3 * y * y - x * y + 2 * x + 5, 1e-12);
  const askedOf = ([far, often]) => {
    asked = 0;
    const shown = landscapeOf(program(far, often), [], SQUARE, [], rules, table);
    const [i, j] = [78, 31];
    const loss = program(far, often).value(shown.axes[0][i], shown.axes[1][j]);
    near(shadesBy(shown)(shown.losses[j * 129 + i]), shadesBy(shown)(loss), 0.004);
    return asked - 1 - 81;
  };
  const [few, more] = [33 ** 2 + 64, 65 ** 2 + 64];
  const waves = [
    [0.1, 9],
    [30, 9],
    [30, 60],
  ];
  assert.deepEqual(waves.map(askedOf), [few, few + more, few + more + 129 ** 2]);
});

test("while a hand moves a table its ground is found at fewer places, close by, and exactly once it rests", () => {
  let asked = 0;
  const surface = {
    value(x, y) {
      asked += 1;
      return Math.log1p(Math.exp(2 * x + y)) + 0.05 * (x * x + y * y);
    },
    gradient: (x, y, out) => out.fill(x * y),
    hessian: (x, y, out) => out.fill(x * y),
  };
  const [examples, moving] = [0.004, 0.008].map((apart) => ({ every: [4, 2], tried: 16, apart }));
  const ground = { ...RULES, examples, while_moving: { ...moving, every: [8, 4, 2] } };
  const { minima } = MODULES["minima/bowl"];
  const programs = { surface, minima: { minima, count: 1 } };
  const made = (/** @type {boolean} */ isMoving) => {
    asked = 0;
    const found = groundOf(programs, "bowl", [2], { ...CATALOGUE, ground }, Float64Array.of(0), isMoving);
    return { ...found, asked };
  };
  const [exact, rough] = [made(false), made(true)];
  assert.ok(rough.asked < 0.4 * exact.asked);
  assert.deepEqual(
    [exact, rough].map(({ header }) => header.surface.isRough),
    [undefined, true],
  );
  assert.notEqual(exact.header.surface_id, rough.header.surface_id);
  const apart = exact.arrays.shares.map((share, k) => Math.abs(share - rough.arrays.shares[k]));
  assert.ok(Math.max(...apart) < 0.016); // twice of what is tried at some places
  assert.equal(
    groundOf({ surface: bowl, minima: programs.minima }, "bowl", [2], CATALOGUE, undefined, true).header.surface.isRough,
    undefined,
  );
});

test("a rough ground is made exactly once no hand is on it, and stays until then", () => {
  const surface = { key: "bowl", curvature: 2 };
  const shown = { scenario: { surface }, surface: { rates: {}, homes: {}, isRough: true } };
  const asked = [];
  const ground = (_surface, isMoving) => {
    asked.push(isMoving);
    return { header: { surface: {} }, arrays: {} };
  };
  const programs = { ground, sizeOf: () => "" };
  const page = { catalogue: {}, shown: () => shown, needs: () => ({}), now: () => 0, costs: nothingKnown() };
  const grounds = new LocalGrounds(/** @type {any} */ (page), /** @type {any} */ (programs));
  assert.equal(grounds.of(surface, false), null);
  assert.ok(grounds.of(surface, true));
  assert.ok(grounds.of({ ...surface, curvature: 3 }, false));
  assert.deepEqual(asked, [false, true]);
  shown.surface.isRough = false;
  assert.equal(grounds.of(surface, true), null);
});

test("what a view needs besides the ground is made with it, and where it is not there yet", () => {
  const surface = { key: "bowl" };
  const shown = { scenario: { surface }, surface: { rates: {}, homes: {} } };
  const catalogue = { surfaces: { bowl: { domain: [0, 0], data: { holds_out: true } } } };
  const programs = { sizeOf: () => "", ground: () => ({ header: { surface: {} }, arrays: {} }) };
  let beside;
  const page = { catalogue, shown: () => shown, needs: () => ({ beside }), now: () => 0, costs: nothingKnown() };
  const grounds = new LocalGrounds(/** @type {any} */ (page), /** @type {any} */ (programs));
  assert.equal(grounds.of(surface, true), null);
  beside = (_programs, _surface, ground, isMoving) => ({ ...ground, header: { surface: { held_out: { isMoving } } } });
  assert.deepEqual(grounds.of(surface, false).header.surface.held_out, { isMoving: true });
  assert.deepEqual(grounds.of(surface, true).header.surface.held_out, { isMoving: false });
  /** @type {any} */ (shown.surface).held_out = {};
  assert.equal(grounds.of(surface, true), null);
  delete (/** @type {any} */ (shown.surface).held_out);
  catalogue.surfaces.bowl.data.holds_out = false;
  assert.equal(grounds.of(surface, true), null); // there is none
});
