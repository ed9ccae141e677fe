// The picture of data: lines of a level against straight lines and circles, marks against their tables.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  contour,
  inputsOf,
  linesOf,
  marksOf,
  pixelOf,
  residualsOf,
  sharedAt,
  shownAt,
  tableAt,
  weightsAt,
} from "../../../optviz/player/core/data-space.mjs";
import { tensorSvg } from "../../../optviz/player/layers/tensor.mjs";

const axis = (low, high, count) => Array.from({ length: count }, (_, k) => low + (k / (count - 1)) * (high - low));
const pairs = (line) => Array.from({ length: line.length / 2 }, (_, k) => [line[2 * k], line[2 * k + 1]]);
const onGrid = (across, upwards, f) => Float64Array.from(upwards.flatMap((y) => across.map((x) => f(x, y))));

test("the level of what changes evenly is one straight line from edge to edge", () => {
  const [across, upwards] = [axis(-1, 2, 25), axis(0, 5, 25)];
  const lines = contour(
    onGrid(across, upwards, (x, y) => 2 * x - y + 1),
    across,
    upwards,
    0.3,
  );
  assert.equal(lines.length, 1);
  for (const [x, y] of pairs(lines[0])) assert.ok(Math.abs(2 * x - y + 0.7) < 1e-12, `${x}, ${y}`);
  const heights = pairs(lines[0]).map(([, y]) => y);
  assert.ok(Math.abs(Math.min(...heights) - 0) < 1e-12 && Math.abs(Math.max(...heights) - 4.7) < 1e-12);
});

test("the level of a bowl is one closed ring", () => {
  const nodes = axis(-2, 2, 41);
  const lines = contour(
    onGrid(nodes, nodes, (x, y) => x * x + y * y),
    nodes,
    nodes,
    1,
  );
  assert.equal(lines.length, 1);
  const ring = pairs(lines[0]);
  for (const [x, y] of ring) assert.ok(Math.abs(Math.hypot(x, y) - 1) < 0.01);
  assert.deepEqual(ring[0], ring.at(-1));
  const length = ring.slice(1).reduce((sum, [x, y], k) => sum + Math.hypot(x - ring[k][0], y - ring[k][1]), 0);
  assert.ok(Math.abs(length - 2 * Math.PI) < 0.05, String(length));
});

test("a level that is nowhere, or among what is no number, has no line", () => {
  const nodes = axis(0, 1, 5);
  assert.deepEqual(
    contour(
      onGrid(nodes, nodes, () => 1),
      nodes,
      nodes,
      2,
    ),
    [],
  );
  assert.deepEqual(
    contour(
      onGrid(nodes, nodes, (x) => (x > 0.5 ? Infinity : -1)),
      nodes,
      nodes,
      0,
    ),
    [],
  );
});

const CURVE = {
  side: 0,
  nodes: [0, 1, 2],
  borders: [],
  choice: "set",
  tables: [
    {},
    {
      rows: [
        [0.5, 3],
        [1, 1],
        [2, 5],
      ],
      heldOut: [1],
    },
  ],
};

test("the ranges are those of the switches' places, the last one's side by side", () => {
  const spaces = [0, 1, 2, 3, 4, 5].map((k) => [
    [0, 1],
    [0, k],
  ]);
  const program = /** @type {any} */ ({
    switches: [
      ["kind", 3],
      ["link", 2],
    ],
    spaces,
  }); // prettier-ignore
  const parameters = [{ key: "link" }, { key: "depth" }, { key: "kind" }];
  assert.deepEqual(shownAt(program, parameters, [1, 9, 2]).ranges, spaces[5]);
  assert.deepEqual(shownAt(program, parameters, [0, 9, 1]).ranges, spaces[2]);
  assert.deepEqual(shownAt({ ...program, switches: [] }, [], []).ranges, spaces[0]);
});

test("a curve goes through the nodes, and a residual from each row to what is said of it", () => {
  const table = tableAt(CURVE, [{ key: "other" }, { key: "set" }], [0, 1]);
  assert.equal(table, CURVE.tables[1]);
  assert.deepEqual([...inputsOf(CURVE, table)], [0, 1, 2, 0.5, 1, 2]);
  const said = Float64Array.of(10, 20, 30, 15, 20, 30);
  assert.deepEqual(linesOf(CURVE, said), [{ border: 0, line: [0, 10, 1, 20, 2, 30] }]);
  assert.deepEqual(residualsOf(CURVE, table, said), [0.5, 3, 0.5, 15, 1, 1, 1, 20, 2, 5, 2, 30]);
});

test("marks say where a row is, its share of the targets' range, and which example it is", () => {
  assert.deepEqual(marksOf(CURVE.tables[1]), [
    { x: 0.5, y: 3, value: 0.5, example: 0, place: 0 },
    { x: 1, y: 1, value: 0, example: -1, place: 1 },
    { x: 2, y: 5, value: 1, example: 1, place: 2 },
  ]);
});

test("a plane is asked row by row, and then its table", () => {
  const program = {
    side: 2,
    nodes: [],
    borders: [0, 2],
    ranges: [
      [0, 1],
      [10, 20],
    ],
  };
  const inputs = inputsOf(program, { rows: [[0.25, 12, 1]] });
  assert.deepEqual([...inputs], [0, 10, 1, 10, 0, 20, 1, 20, 0.25, 12]);
  const said = Float64Array.of(-1, 1, -1, 1, 0);
  const lines = linesOf(program, said);
  assert.deepEqual(
    lines.map(({ border }) => border),
    [0],
  );
  for (const [x] of pairs(lines[0].line)) assert.equal(x, 0.5);
});

test("a place becomes a pixel, and one far outside stays drawable", () => {
  const size = { width: 100, height: 50 };
  assert.deepEqual(
    pixelOf(
      1,
      3,
      [
        [0, 4],
        [1, 5],
      ],
      size,
    ),
    [25, 25],
  );
  assert.deepEqual(
    pixelOf(
      1e300,
      -1e300,
      [
        [0, 4],
        [1, 5],
      ],
      size,
    ),
    [1e4, 1e4],
  );
});

test("between two rows the weights are between theirs", () => {
  const points = Object.assign(Float64Array.of(0, 1, 2, 5), { shape: [2, 2] });
  assert.deepEqual(weightsAt(points, 0.25), [0.5, 2]);
  assert.deepEqual(weightsAt(points, 9), [2, 5]);
});

test("of a tensor those elements are filled that share a mean by the switch", () => {
  const masks = [
    [[[0, 0]], [[0, 0]]],
    [[[1, 1]], [[0, 0]]],
    [[[1, 0]], [[1, 0]]],
  ];
  const parameters = [{ key: "depth" }, { key: "kind" }];
  const at = (number) => sharedAt({ sharing: { switch: "kind", masks } }, parameters, [7, number]);
  assert.deepEqual([at(0), at(1), at(2)], [null, masks[1], masks[2]]);
  assert.equal(sharedAt({ sharing: null }, parameters, [7, 1]), null);
  const filled = tensorSvg(masks[2])
    .match(/<rect[^>]*>/g)
    .map((one) => one.includes('"ov-shares"'));
  assert.deepEqual(filled, [true, false, true, false]);
  const places = tensorSvg(masks[2]).match(/ x="[\d.]+"/g);
  assert.equal(new Set(places).size, 4); // the second example stands beside the first one
});
