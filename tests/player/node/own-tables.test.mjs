// Tables of the reader's own: how they are read, by the cases that Python's reader is held to; what a picture makes of them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { BadTable, decoded, sheetOf } from "../../../optviz/player/core/csv.mjs";
import { normalisationAt } from "../../../optviz/player/core/data-space.mjs";
import { examplesOf, onScale } from "../../../optviz/player/core/examples.mjs";
import { tableOf } from "../../../optviz/player/core/own-table.mjs";
import {
  columnsNamed,
  columnsOf,
  holdsOut,
  isHere,
  keepTable,
  programOn,
  rowsOf,
  tableFor,
  tablesOf,
  withoutTable,
  withTable,
} from "../../../optviz/player/core/own-tables.mjs";
import { Programs } from "../../../optviz/player/core/programs.mjs";
import { sentence } from "../../../optviz/player/core/said.mjs";
import { WHILE_IT_MOVES } from "../../../optviz/player/core/sample.mjs";

const [CASES, BOUNDS] = ["cases", "told"].map((name) =>
  JSON.parse(readFileSync(new URL(`../../tables/${name}.json`, import.meta.url), "utf8")),
);

function read({ text, asked, classes, leave_out: leavesOut = false }) {
  const sheet = sheetOf(text, BOUNDS);
  const places = (asked ?? sheet.columns).map((name) => sheet.columns.indexOf(name));
  return tableOf(sheet, places, { hasClasses: classes !== undefined, leavesOut, name: "a.csv" }, BOUNDS);
}

const said = ({ field, ...what }) => `${field ? `${field}: ` : ""}${sentence(what, BOUNDS.sentences)}`;
const problemsOf = (act) => {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof BadTable, error);
    return error.problems.map(said);
  }
  return [];
};

for (const given of CASES) {
  const isAboutNames = given.problems?.[0].includes("there is no column"); // a page offers those that there are
  test(`a text with ${given.says} is read as Python reads it`, { skip: isAboutNames }, () => {
    assert.deepEqual(
      problemsOf(() => read(given)),
      given.problems ?? [],
    );
    if (given.problems) return;
    const { columns, rows, classes, leftOut } = read(given);
    const { columns: names, rows: numbers, classes: kinds = [], left_out: lines = [] } = given;
    assert.deepEqual({ columns, rows, classes, leftOut }, { columns: names, rows: numbers, classes: kinds, leftOut: lines });
  });
}

const TEXT = "größe;y\n1;2\n";
const utf16 = (text, mark, isBig) => {
  const bytes = [...text].flatMap((letter) => [letter.charCodeAt(0) & 255, letter.charCodeAt(0) >> 8]);
  return Uint8Array.from([...mark, ...bytes.map((_, i) => bytes[isBig ? i ^ 1 : i])]);
};

test("bytes are text in UTF-8, in UTF-16 with its mark, or as Windows has it", () => {
  assert.equal(decoded(new TextEncoder().encode(TEXT), BOUNDS), TEXT);
  assert.equal(decoded(utf16(TEXT, [0xff, 0xfe], false), BOUNDS), TEXT);
  assert.equal(decoded(utf16(TEXT, [0xfe, 0xff], true), BOUNDS), TEXT);
  assert.equal(
    decoded(
      Uint8Array.from(TEXT, (letter) => letter.charCodeAt(0)),
      BOUNDS,
    ),
    TEXT,
  );
  const image = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0);
  assert.deepEqual(
    problemsOf(() => sheetOf(decoded(image, BOUNDS), BOUNDS)),
    ["line 2 has what no text has; a file with commas, semicolons or tabs is needed"],
  );
});

test("what is too large is refused before it is read", () => {
  assert.deepEqual(
    problemsOf(() => decoded(new Uint8Array(5e6 + 1), BOUNDS)),
    ["the file is larger than 5 MB"],
  );
  assert.deepEqual(
    problemsOf(() => sheetOf("1,2\n".repeat(20_002), BOUNDS)),
    ["rows: there are more than 20000 rows, which are too many"],
  );
  assert.equal(read({ text: `x,y\n${"1,2\n".repeat(20_000)}` }).rows.length, 20_000);
  assert.deepEqual(
    problemsOf(() => sheetOf(`${"1,".repeat(100)}1\n`, BOUNDS)),
    ["101 columns are too many; at most 100 are allowed"],
  );
});

const TABLE = {
  name: "a.csv",
  columns: ["speed", "distance"],
  classes: [],
  hold_out: 0,
  rows: [
    [1, 10],
    [2, 30],
    [6, 20],
  ],
};
const LINE = { side: 0, nodes: [0, 0, 0], borders: [], tables: [] };
const PLANE = { side: 17, nodes: [], borders: [0, -1, 1], tables: [] };

test("a table is handed to programs in powers of ten, its target with mean 0 and deviation 1, and drawn in its own units", () => {
  const data = rowsOf({ ...TABLE, rows: TABLE.rows.map(([x, y]) => [300 * x, y]) });
  const { trained } = examplesOf(data);
  const column = (k) => [2, 3, 4].map((i) => trained[3 * i + k]);
  assert.deepEqual(column(0), [0.3, 0.6, 1.8]);
  const [mean, square] = [1, 2].map((power) => column(1).reduce((total, value) => total + value ** power, 0) / 3);
  assert.ok(Math.abs(mean) < 1e-15 && Math.abs(square - 1) < 1e-15);
  assert.ok(Math.abs(trained[3] - Math.sqrt(0.42)) < 1e-15);
  const { ranges, nodes, titles } = programOn(LINE, TABLE);
  const near = (/** @type {number[][]} */ some) => some.map((ends) => ends.map((end) => Number(end.toFixed(12))));
  assert.deepEqual(near(ranges), [
    [0.65, 6.35],
    [8.6, 31.4],
  ]);
  assert.deepEqual(near([nodes]), [[0.65, 3.5, 6.35]]);
  assert.deepEqual(titles, ["Speed", "Distance"]);
  assert.equal(programOn(LINE, undefined), LINE);
  const [speed] = columnsOf(TABLE);
  assert.deepEqual([speed.title, speed.low, speed.high, speed.integer], ["speed", -9, 16, false]);
});

test("classes stay 0 and 1, a target of a plane gives the level of its line, a constant column has room", () => {
  const classes = {
    ...TABLE,
    columns: ["x", "z", "kind"],
    classes: ["a", "b"],
    rows: [
      [1, 7, 0],
      [2, 7, 1],
    ],
  };
  const { scale } = rowsOf(classes);
  assert.deepEqual(scale, [
    [0, 1],
    [0, 1],
    [0, 1],
  ]);
  const { trained } = examplesOf(rowsOf({ ...classes, rows: classes.rows.map(([x, , kind]) => [x, 0.7, kind]) }));
  assert.deepEqual([...trained.slice(0, 8)], [1.5, 0.7 / 0.1, 0.5, 2, 0.5, 1, 0.5, 0]); // in tenths; all the same: exactly that, and 1
  assert.deepEqual(programOn(PLANE, classes).ranges[1], [0, 14]);
  assert.deepEqual(programOn(PLANE, classes).borders, [0, -1, 1]);
  assert.deepEqual(programOn(PLANE, { ...classes, classes: [] }).borders, [0.5]);
  const [, constant, kind] = columnsOf(classes);
  assert.deepEqual([constant.low, constant.high, kind.low, kind.high, kind.integer], [-28, 42, 0, 1, true]);
});

test("one row in so many is held out, and what a model is given goes by the others", () => {
  const table = { ...TABLE, hold_out: 3, rows: [...TABLE.rows, [3, 30], [5, 10], [900, 900], [4, 20]] };
  const data = rowsOf(table);
  assert.deepEqual(data.heldOut, [2, 5]);
  assert.deepEqual(data.scale[0], [0, 1]);
  assert.equal(data.scale[1][0], 20); // of 10, 30, 30, 10 and 20
  const { trained, held } = examplesOf(data);
  assert.equal(trained.length / 3, 2 + 5);
  assert.deepEqual([held[6], held[9]], [6, 900]);
  keepTable("held", table);
  const asked = { surface: { key: "own_line", table: "held" } };
  assert.equal(withTable(asked).surface.table.hold_out, 3);
  assert.deepEqual(
    [asked.surface, { key: "own_line" }].map((surface) => holdsOut(surface, { holds_out: false })),
    [true, false],
  );
  const sheet = sheetOf("x,y\n1,2\n3,4\n5,7\n", BOUNDS);
  const held_out = (holdOut) => tableOf(sheet, [0, 1], { hasClasses: false, leavesOut: false, holdOut, name: "" }, BOUNDS);
  assert.equal(held_out(3).hold_out, 3);
  assert.deepEqual(
    problemsOf(() => held_out(4)),
    ["hold_out: 3 rows are too few to hold out one in 4"],
  );
  const two = { ...sheet, rows: sheet.rows.slice(1) };
  assert.deepEqual(
    problemsOf(() => tableOf(two, [0, 1], { hasClasses: false, leavesOut: false, holdOut: 2, name: "" }, BOUNDS)),
    ["rows: 1 rows are too few; at least 2 are needed"],
  );
});

test("inputs are given raw, centred or scaled, by the rows that a model is trained on now", () => {
  const table = {
    ...rowsOf({
      ...TABLE,
      hold_out: 3,
      rows: [
        [10, 1],
        [30, 2],
        [999, 3],
        [70, 5],
        [20, 6],
      ],
    }),
    removed: [4],
  };
  assert.equal(onScale(table, 0), table);
  const [mean, deviation] = [110 / 3, Math.sqrt((10 ** 2 + 30 ** 2 + 70 ** 2) / 3 - (110 / 3) ** 2)];
  const near = (found, expected) =>
    assert.ok(
      found.every((one, k) => Math.abs(one - expected[k]) < 1e-12),
      String(found),
    );
  near(onScale(table, 1).scale[0], [mean, 10]);
  near(onScale(table, 2).scale[0], [mean, deviation]);
  for (const kind of [1, 2]) assert.deepEqual(onScale(table, kind).scale[1], table.scale[1]);
  const same = rowsOf({
    ...TABLE,
    rows: [
      [7, 1],
      [7, 2],
    ],
  });
  assert.deepEqual(onScale(same, 2).scale[0], [7, 1]);
  const parameters = [{ key: "l2" }, { key: "normalisation" }];
  assert.equal(normalisationAt({ scaling: "normalisation" }, parameters, [0.5, 2]), 2);
  assert.equal(normalisationAt({ scaling: "" }, parameters, [0.5, 2]), 0);
});

test("units are taken off the names of columns", () => {
  const named = (...headers) => columnsNamed(headers).map(({ name, unit }) => `${name}|${unit}`);
  assert.deepEqual(named("mass (kg)", "speed [10 mph]", "price[$]", "x"), ["mass|kg", "speed|10 mph", "price|$", "x|"]);
  assert.deepEqual(named("x (2)", "f(x)", "(kg)", "a (b) c"), ["x (2)|", "f(x)|", "(kg)|", "a (b) c|"]);
  assert.deepEqual(named("mass (kg)", "mass (lb)"), ["mass (kg)|", "mass (lb)|"]);
  const table = { ...TABLE, columns: ["mass [kg]", "y"] };
  assert.deepEqual(programOn(LINE, table).titles, ["Mass (kg)", "y"]);
  assert.deepEqual([columnsOf(table)[0].title, columnsOf(table)[0].unit], ["mass", "kg"]);
});

test("a scenario names its table by a key, and leaves the page with it only where that is asked for", () => {
  keepTable("k", TABLE);
  const scenario = { surface: { key: "own_line", table: "k", data: { removed: [0] } }, start: [0, 0] };
  assert.equal(tableFor(scenario.surface), TABLE);
  assert.deepEqual(withoutTable(scenario).surface, { key: "own_line", table: { needed: 3 } });
  const { name, columns, rows } = TABLE;
  assert.deepEqual(withTable(scenario).surface, { key: "own_line", table: { name, columns, rows }, data: { removed: [0] } });
  const other = { surface: { key: "ravine" } };
  assert.deepEqual([withoutTable(other), withTable(other)], [other, other]);
  keepTable("long", { ...TABLE, rows: Array(5000).fill([1, 2]) });
  const surfaces = [scenario.surface, { key: "ravine" }, { key: "own_line", table: "?" }, { key: "own_line", table: "long" }];
  assert.deepEqual(surfaces.map(isHere), [true, true, false, true]);
  assert.deepEqual(tablesOf(surfaces), { k: TABLE, long: tableFor({ key: "own_line", table: "long" }) });
  const sizes = (/** @type {any} */ sampling) => surfaces.map((one) => new Programs({}, {}, sampling).sizeOf(one));
  assert.deepEqual([sizes(undefined), sizes(WHILE_IT_MOVES)[3]], [["4", "", "", "8192"], "512"]); // so many rows count
  for (let i = 0; i < 24; i += 1) keepTable(String(i), TABLE);
  assert.equal(tableFor(scenario.surface), undefined);
});

test("no other data stand in for a table that is not here", () => {
  const program = { tables: [{ rows: [[1, 2]], heldOut: [] }], choice: "" };
  const catalogue = { surfaces: { own_line: { parameters: [], data: {} } } };
  const programs = new Programs(catalogue, { "models/own_line": program });
  assert.deepEqual(programs.tableOf({ key: "own_line" }).rows, [[1, 2]]);
  assert.throws(() => programs.tableOf({ key: "own_line", table: "?" }), /the table is not here/);
});
