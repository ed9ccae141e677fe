// Which view is shown.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isChosen, isOffered, viewFor } from "../../../optviz/player/core/view.mjs";

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

test("one for held-out examples is offered and shown where there are some", () => {
  const heldOut = /** @type {any} */ ({ key: "held_out", title: "both", place: "shared", weights: 2, needs_held_out: true });
  const shown = (hasHeldOut) => viewFor("held_out", { views: [VIEWS[0], heldOut], obstacles: {}, weights: 2 }, hasHeldOut);
  assert.deepEqual([shown(true).view.key, shown(true).word], ["held_out", ""]);
  const word = "both is for surfaces with held-out examples; this one is shown side by side.";
  assert.deepEqual([shown(false).view.key, shown(false).word], ["panels", word]);
  assert.deepEqual(
    [true, false].map((hasHeldOut) => isOffered(heldOut, { hasHeldOut })),
    [true, false],
  );
  assert.equal(isOffered(/** @type {any} */ (VIEWS[2]), {}), true);
});
