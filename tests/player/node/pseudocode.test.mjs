// The language of pseudo-code on the page, by closed forms; each rule's own lines are held in tests/browser_programs/test_lines.py.

import assert from "node:assert/strict";
import test from "node:test";
import { lineValues } from "../../../optviz/player/core/line-values.mjs";
import { Programs } from "../../../optviz/player/core/programs.mjs";
import { languageOf } from "../../../optviz/player/core/pseudocode.mjs";
import { catalogue } from "./answered.mjs";
import { MODULES, SCENARIO } from "./descent.mjs";

const p = languageOf(2);
function near(found, expected) {
  for (const [i, one] of [found].flat(2).entries()) {
    assert.ok(Math.abs(one - [expected].flat(2)[i]) < 1e-14, `${found} is not ${expected}`);
  }
}

test("a number stands for all components, and what is compared is so in each", () => {
  assert.deepEqual(p.add([1, 2], 3), [4, 5]);
  assert.deepEqual(p.sub(1, [1, 2]), [0, -1]);
  assert.deepEqual(p.mul(2, [[1, 2], [3, 4]]), [[2, 4], [6, 8]]); // biome-ignore format: a matrix
  assert.deepEqual([p.div([1, 4], [2, 2]), p.mod(-1, 3), p.pow([2, 3], 2), p.pow(1, Number.NaN)], [[0.5, 2], 2, [4, 9], 1]);
  assert.deepEqual([p.lt([1, 3], 2), p.le(2, 2), p.gt(1, 2), p.ge([2, 1], 2)], [[true, false], true, false, [true, false]]);
  assert.deepEqual([p.eq(1, 1), p.ne(1, 1), p.and(true, [true, false]), p.or(false, false)], [true, false, [true, false], false]);
  assert.deepEqual(
    [p.not([true, false]), p.neg([1, -2])],
    [
      [false, true],
      [-1, 2],
    ],
  );
  assert.deepEqual(p.choose([true, false], [1, 2], 0), [1, 0]);
  assert.deepEqual(
    [p.max(1, [0, 2], 1.5), p.min([3, 1], 2), p.clip([-2, 0.5, 2], -1, 1)],
    [
      [1.5, 2],
      [2, 1],
      [-1, 0.5, 1],
    ],
  );
  assert.deepEqual([p.abs(-1), p.sign([-2, 0]), p.sqrt(4), p.exp(0), p.log(1)], [1, [-1, 0], 2, 1, 0]);
  assert.deepEqual(p.finite([1, Infinity]), [true, false]);
});

test("vectors and matrices", () => {
  const matrix = [[2, 1], [1, 3]]; // biome-ignore format: a matrix
  assert.deepEqual([p.sum([1, 2]), p.mean([1, 3]), p.norm([3, 4]), p.norm([0, 0])], [3, 2, 5, 0]);
  assert.deepEqual([p.dot([1, 2], [3, 4]), p.dot(matrix, [1, 1]), p.dot([1, 0], matrix)], [11, [3, 4], [2, 1]]);
  assert.deepEqual(p.dot(matrix, p.identity), matrix);
  assert.deepEqual([p.outer([1, 2], [3, 4]), p.diag(matrix)], [[[3, 4], [6, 8]], [2, 3]]); // biome-ignore format: a matrix
  near(p.solve(matrix, [3, 4]), [1, 1]);
  near(p.solve([[4]], [2]), [0.5]);
  near(p.solve([[1, 0], [0, 0]], [2, 0]), [2, 0]); // biome-ignore format: a matrix
  near(p.matrix_power(matrix, 2), p.dot(matrix, matrix));
  near(p.matrix_abs([[0, 1], [1, 0]]), p.identity); // biome-ignore format: a matrix
  near(p.matrix_abs([[-5, 0], [0, -1e-9]]), [[5, 0], [0, 1e-9]]); // biome-ignore format: a matrix
  near(p.matrix_abs([[0, 0], [0, 0]]), [[0, 0], [0, 0]]); // biome-ignore format: a matrix
  assert.ok(Number.isNaN(p.matrix_abs([[Infinity, 0], [0, 1]])[0][0])); // biome-ignore format: a matrix
});

test("a length is found where squares are too large for a number", () => {
  near(p.norm([3e200, 4e200]) / 5e200, 1);
});

test("lists have items, of which the first has the place 1", () => {
  const all = p.add(p.list([[1, 2]]), p.list([[3, 4]]));
  assert.deepEqual([p.count(all), p.item(all, 1), p.last(all, 1).items, p.last(all, 9).items.length], [2, [1, 2], [[3, 4]], 2]);
  assert.ok(Number.isNaN(p.item(all, 3)));
  assert.equal(p.choose(false, all, p.list([])).items.length, 0);
});

test("a value has the shape of its kind", () => {
  assert.deepEqual([p.shaped(0, "vector", [1, 1]), p.shaped(0, "matrix", [1, 1])], [[0, 0], [[0, 0], [0, 0]]]); // biome-ignore format: a matrix
  assert.deepEqual([p.shaped(3, "number", [1, 1]), p.shaped([1, 2], "vector", [1, 1])], [3, [1, 2]]);
  assert.deepEqual(p.shaped([[1]], "matrix", [1]), [[1]]);
});

/** What a step down the slope meets, and where it began. */
const LINES = {
  forms: {
    "": {
      fields: ["before"],
      start: (language, _n, x) => [language.shaped(-1, "vector", x)],
      step(language, f, n, t, x, [before]) {
        const found = f.grad(x);
        const curved = n.weight_decay ? [0, 0] : language.diag(f.hessian(x));
        const after = language.sub(x, language.mul(n.learning_rate, found));
        return [[[found, f.f(x)], [language.list([found])], [before], [curved, t]], after];
      },
    },
  },
};
const KINDS = [["vector", "number"], ["vectors"], ["vector"], ["vector", "number"]];
const TEXT = "for t in 1, 2, ...:\n a\n b\n c\n d";
const own = { ...catalogue.optimizers.descent, forms: { "": { pseudocode: TEXT, kinds: KINDS, limit: null } } };
const optimizers = { ...catalogue.optimizers, descent: own };
const programs = new Programs({ ...catalogue, optimizers }, { ...MODULES, "lines/descent": LINES });
const PUSHED = { ...SCENARIO, noise: { key: "push", scale: 2 } };

test("what lines give in a step, with the loss that the step met and the state before it", () => {
  const [path] = programs.run(PUSHED);
  const at = programs.linesOf(PUSHED, 0, path);
  const [x, y] = path.points.slice(2, 4);
  const found = at(1);
  assert.equal(at(1), found); // it is remembered
  near(found, [2 * x + 6, 2 * y + 6, x * x + y * y, 2 * 1 + 6, -1 + 6, 2, 2, 2]); // a bowl, with a push of twice the seed
  near(at(0).slice(3, 5), [-1, -1]);
  assert.equal(new Programs(catalogue, MODULES).linesOf(PUSHED, 0, path)(0), null);
});

test("decay that stands beside a step is lines around it", () => {
  const decayed = { ...PUSHED, optimizers: [{ key: "descent", learning_rate: 0.25, weight_decay: 1 }] };
  const [path] = programs.run(decayed);
  const [x, y] = path.points;
  const off = [0.25 * x, 0.25 * y];
  const lines = programs.linesOf(decayed, 0, path)(0);
  near(lines.slice(0, 2), off);
  assert.equal(lines[4], x * x + y * y + 100); // as the program of what is on top has it
  near(lines.slice(-2), [x - 0.25 * (2 * x + 6) - off[0], y - 0.25 * (2 * y + 6) - off[1]]);
});

test("where a path has diverged its last step is told", () => {
  const fast = { ...SCENARIO, num_steps: 400, optimizers: [{ key: "descent", learning_rate: 50 }] };
  const [path] = programs.run(fast);
  const at = programs.linesOf(fast, 0, path);
  assert.deepEqual(at(399), at(path.diverged_at - 1));
});

test("a state that is a matrix, or a number", () => {
  const field = (values, shape) => Object.assign(Float64Array.from(values), { shape });
  const program = { forms: { "": { fields: ["m", "n"], start: () => [], step: (_l, _f, _n, _t, x, state) => [[state], x] } } };
  const path = /** @type {any} */ ({
    points: field([1, 2, 3, 4], [2, 2]),
    learning_rates: field([1], [1]),
    state: { m: field([0, 0, 0, 0, 1, 2, 3, 4], [2, 2, 2]), n: field([5, 6], [2]) },
  });
  const record = { parameters: [], forms: program.forms, switch: null };
  const code = [{ kinds: null }, { kinds: ["matrix", "number"] }];
  const given = { program, choice: { key: "x" }, record, code, path, row: 1, loss: /** @type {any} */ ({}) };
  assert.deepEqual(lineValues(given), [1, 2, 3, 4, 6]);
});
