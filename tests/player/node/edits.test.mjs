// Changes to data: what a hand makes of a table, how a link has them, and how they are read from one.

import assert from "node:assert/strict";
import test from "node:test";
import {
  canRemove,
  countOf,
  edited,
  inLink,
  rowAt,
  withNewRow,
  withoutRow,
  withRow,
} from "../../../optviz/player/core/edits.mjs";
import { examplesOf, lotsOf, sampled } from "../../../optviz/player/core/examples.mjs";
import { editsFrom } from "../../../optviz/player/core/reading-edits.mjs";
import { setData } from "../../../optviz/player/core/scenario.mjs";

const TABLE = {
  rows: [
    [1, 10],
    [2, 20],
    [3, 30],
    [4, 40],
  ],
  heldOut: [1],
};

test("a row that is moved is another one, and one that is put back is as it was", () => {
  const moved = withRow(null, TABLE, 2, [3.5, 25]);
  assert.deepEqual(moved, { moved: [[2, 3.5, 25]] });
  assert.deepEqual(edited(TABLE, moved).rows[2], [3.5, 25]);
  assert.deepEqual(TABLE.rows[2], [3, 30]);
  const both = withRow(moved, TABLE, 0, [0, 0]);
  assert.deepEqual(both.moved, [
    [0, 0, 0],
    [2, 3.5, 25],
  ]);
  assert.deepEqual(withRow(moved, TABLE, 2, [3, 30]), null);
  assert.deepEqual(withRow(null, { ...TABLE, isMade: true }, 2, [3, 30]), { moved: [[2, 3, 30]] });
  assert.equal(edited(TABLE, null), TABLE);
});

test("added rows stand behind, can be moved, and go without a trace", () => {
  const added = withNewRow(withNewRow(null, TABLE, [5, 50]), TABLE, [6, 60]);
  assert.deepEqual(edited(TABLE, added).rows.slice(4), [
    [5, 50],
    [6, 60],
  ]);
  assert.deepEqual(withRow(added, TABLE, 5, [7, 70]).added, [
    [5, 50],
    [7, 70],
  ]);
  assert.deepEqual(withoutRow(added, TABLE, 4), { added: [[6, 60]] });
  assert.equal(withoutRow({ added: [[5, 50]] }, TABLE, 4), null);
});

test("a row that is taken away keeps its place and does not count, wherever it had been moved", () => {
  const without = withoutRow({ moved: [[3, 0, 0]], removed: [1] }, TABLE, 3);
  assert.deepEqual(without, { removed: [1, 3] });
  assert.equal(countOf(without), 2);
  assert.deepEqual(
    [0, 1, 2].map((place) => canRemove(edited(TABLE, { removed: [3] }), place)),
    [false, false, false],
  );
  assert.equal(canRemove(TABLE, 0), true);
  const { trained, held, counts } = examplesOf(edited(TABLE, { removed: [3] }));
  assert.deepEqual([...counts], [1, 1, 0]);
  assert.deepEqual([...trained.slice(0, 6)], [2, 20, 2, 1, 10, 0]); // means, how many; deviations
  assert.deepEqual([...trained.slice(6)], [1, 10, 1, 3, 30, 1, 4, 40, 0]);
  assert.deepEqual([...held], [2, 20, 1, 1, 10, 0, 2, 20, 1]);
});

test("of many rows some are taken evenly, of those that are held out as large a share", () => {
  const rows = Array.from({ length: 40 }, (_, i) => [i, -i]);
  const table = {
    rows,
    heldOut: [3, 7, 11, 15, 19, 23, 27, 31, 35, 39],
    removed: [1, 38],
    scale: [
      [0, 1],
      [0, 1],
    ],
  };
  assert.equal(sampled(table, 40, 8), table);
  const some = sampled(table, 39, 8);
  assert.deepEqual(some.scale, table.scale);
  assert.deepEqual(
    some.rows.map(([i]) => i),
    [5, 12, 18, 25, 32, 38, 19, 39],
  );
  assert.deepEqual([some.heldOut, some.removed], [[6, 7], [5]]);
  assert.deepEqual([...examplesOf(some).counts], [1, 1, 1, 1, 1, 0]);
});

test("a constant column is left at its own scale", () => {
  const { trained } = examplesOf({
    rows: [
      [5, 1],
      [5, 2],
    ].map((row) => [...row]),
    heldOut: [],
  });
  assert.deepEqual([...trained.slice(3, 5)], [1, 0.5]);
});

test("lots are the same ones until there are more rows than there were", () => {
  const ones = (length) => new Float64Array(length).fill(1);
  assert.equal(lotsOf(ones(50), 50).counts.length, 50);
  assert.equal(lotsOf(ones(49), 50).counts.length, 50);
  assert.equal(lotsOf(ones(51), 50).counts.length, 64);
  assert.equal(lotsOf(ones(65), 50).counts.length, 128);
  assert.deepEqual([lotsOf(ones(50), 50).epochs, lotsOf(ones(1000), 50).epochs], [2001, 251]);
});

const COLUMNS = [
  { title: "speed", low: -10, high: 10, integer: false, choices: [] },
  { title: "kind", low: 0, high: 1, integer: true, choices: [] },
];

test("the hand puts a row into the picture, in four digits, and a class at 0 or 1", () => {
  const program = /** @type {any} */ ({
    ranges: [
      [0, 5],
      [-0.07, 1.07],
    ],
    side: 0,
  });
  assert.deepEqual(rowAt(program, COLUMNS, [1.234567, 0.6], [0, 0]), [1.235, 1]);
  assert.deepEqual(rowAt(program, COLUMNS, [7, -3], [0, 0]), [5, 0]);
  assert.deepEqual(rowAt({ ...program, side: 17 }, [COLUMNS[0], COLUMNS[0], COLUMNS[1]], [1, 0.5], [9, 9, 1]), [1, 0.5, 1]);
});

test("a link carries some changes, and of more only how many", () => {
  const text = (value) => String(value);
  assert.deepEqual(
    inLink(
      {
        moved: [[3, 1.5, -2]],
        added: [
          [2, 3],
          [4, 5],
        ],
        removed: [7, 9],
      },
      text,
    ),
    {
      moved: "3_1.5_-2",
      added: "2_3 4_5",
      removed: "7 9",
    },
  );
  assert.deepEqual(inLink({ removed: Array.from({ length: 41 }, (_, i) => i) }, text), { needed: 41 });
});

test("what is in the hand stands in the scenario, and the data as they are in none", () => {
  const scenario = /** @type {any} */ ({ surface: { key: "cars", data: { removed: [1] } }, seed: 3 });
  assert.deepEqual(setData(scenario, { added: [[1, 2]] }), { surface: { key: "cars", data: { added: [[1, 2]] } }, seed: 3 });
  assert.deepEqual(setData(scenario, null), { surface: { key: "cars" }, seed: 3 });
});

test("changes are read from a link, or what is wrong with them is said", () => {
  const numberFrom = ({ low, high, integer }, text) => {
    const value = Number(text);
    const isGood = value >= low && value <= high && (!integer || Number.isInteger(value));
    return isGood
      ? { value, problems: [] }
      : { value: null, problems: [{ field: "", code: "not_allowed", arguments: { value: text } }] };
  };
  const by = { numberFrom, hintAt: () => "" };
  const data = { columns: COLUMNS, rows: 5, held: [4] };
  const read = (given, on = data) => editsFrom(given, "cars", on, { most: 4, fewest_rows: 2 }, by);
  const problemsOf = (given, on) => read(given, on).problems.map(({ field, code }) => [field, code]);
  assert.deepEqual(read({ moved: "3_1_0 1_2.5_1", removed: "3 2", added: "" }).value, { moved: [[1, 2.5, 1]], removed: [2, 3] });
  assert.equal(read({ moved: "" }).value, null);
  assert.deepEqual(problemsOf({ moved: "9_1_0 1_x_7 1_1_0" }), [
    ["moved.0", "no_such_row"],
    ["moved.2", "given_twice"],
    ["moved.1", "bad_cell"],
    ["moved.1", "bad_cell"],
  ]);
  assert.deepEqual(problemsOf({ added: "1" }), [["added.0", "row_of_another_length"]]);
  assert.deepEqual(problemsOf({ removed: "0 1 2" }), [["removed", "too_few_rows"]]);
  assert.deepEqual(problemsOf({ removed: "4" }), [["removed", "too_few_rows"]]);
  assert.deepEqual(problemsOf({ removed: "0 1 2 3 4" }), [["", "too_many_changes"]]);
  assert.deepEqual(problemsOf({ other: "1" }), [["other", "no_such_change"]]);
  assert.deepEqual(problemsOf({ moved: { 0: "1" } }), [["moved", "no_rows"]]);
  assert.deepEqual(problemsOf("1"), [["", "no_edits"]]);
  assert.deepEqual(problemsOf({ needed: "60" }), [["needed", "data_not_in_link"]]);
  assert.deepEqual(problemsOf({ moved: "1_1_0" }, null), [["", "no_data_to_change"]]);
});
