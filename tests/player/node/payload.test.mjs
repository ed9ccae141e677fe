// The bytes of the server.

import assert from "node:assert/strict";
import { test } from "node:test";

import { decode, row } from "../../../optviz/player/core/payload.mjs";

test("a payload is read as it was written, at any alignment of its bytes", () => {
  const header = JSON.stringify({ arrays: [{ name: "points", dtype: "float32", shape: [2, 2], offset: 0 }] });
  const padded = header + " ".repeat((8 - ((4 + header.length) % 8)) % 8);
  const bytes = new Uint8Array(4 + padded.length + 16 + 3);
  const body = bytes.subarray(3);
  new DataView(body.buffer, 3).setUint32(0, padded.length, true);
  body.set(new TextEncoder().encode(padded), 4);
  body.set(new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer), 4 + padded.length);
  const { arrays } = decode(body);
  assert.deepEqual([...row(arrays.points, 1)], [3, 4]);
});
