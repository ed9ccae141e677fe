// Which view is shown.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isChosen, viewFor } from "../../../optviz/player/core/view.mjs";

const VIEWS = [
  { key: "panels", title: "side by side", place: "panels", weights: null },
  { key: "overlaid", title: "overlaid", place: "shared", weights: null },
  { key: "space", title: "3D", place: "shared", weights: 2 },
  { key: "curves", title: "curves", place: "below", weights: null },
];

test("a view that cannot be shown gives way to the first, with a word on it", () => {
  const shown = (wished, weights, obstacles = {}) => {
    const { view, word } = viewFor(wished, { views: VIEWS.slice(0, 3), obstacles, weights });
    return [view.key, word];
  };
  assert.deepEqual(shown("overlaid", 1), ["overlaid", ""]);
  assert.deepEqual(shown("space", 2), ["space", ""]);
  assert.deepEqual(shown("space", 1), ["panels", "3D is for surfaces of two weights; this one is shown side by side."]);
  const obstacle = () => "This browser draws nothing in 3D";
  const word = "This browser draws nothing in 3D; the picture is shown side by side.";
  assert.deepEqual(shown("space", 2, { space: obstacle }), ["panels", word]);
  assert.deepEqual(shown("space", 2, { space: () => "" }), ["space", ""]);
});

test("of the views one is chosen; those below stand beside it", () => {
  assert.deepEqual(
    VIEWS.filter(isChosen).map(({ key }) => key),
    ["panels", "overlaid", "space"],
  );
});
