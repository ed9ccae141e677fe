// The pixels of a ground.

import assert from "node:assert/strict";
import { test } from "node:test";
import { tintsOf } from "../../../optviz/player/core/tint-pixels.mjs";

test("tints lie between the colours of the ramp, the first row below", () => {
  const ground = Object.assign(Uint8Array.from([0, 255, 128, 64]), { shape: [2, 2] });
  const pixels = tintsOf(ground, ["#000000", "#0000ff", "#ff00ff"]);
  assert.deepEqual([...pixels.subarray(8, 16)], [0, 0, 0, 255, 255, 0, 255, 255]);
  assert.deepEqual([...pixels.subarray(0, 8)], [1, 0, 255, 255, 0, 0, 128, 255]);
});
