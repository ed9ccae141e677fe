// The bytes of the server.

import assert from "node:assert/strict";
import { test } from "node:test";

import { decode, fromPlanes, row } from "../../../optviz/player/core/payload.mjs";

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

test("bytes in planes are put back in their places, array by array", () => {
  const arrays = [
    { name: "points", dtype: "float64", shape: [1, 3], offset: 0 },
    { name: "steps", dtype: "int32", shape: [2], offset: 24 },
  ];
  const header = JSON.stringify({ arrays });
  const padded = header + " ".repeat((8 - ((4 + header.length) % 8)) % 8);
  const begin = 4 + padded.length;
  const bytes = new Uint8Array(begin + 32);
  new DataView(bytes.buffer).setUint32(0, padded.length, true);
  bytes.set(new TextEncoder().encode(padded), 4);
  const points = new Uint8Array(Float64Array.of(0.1, -2, 3e300).buffer);
  const steps = new Uint8Array(Int32Array.of(7, -70_000).buffer);
  for (let i = 0; i < 24; i++) bytes[begin + (i % 8) * 3 + Math.floor(i / 8)] = points[i];
  for (let i = 0; i < 8; i++) bytes[begin + 24 + (i % 4) * 2 + Math.floor(i / 4)] = steps[i];
  const found = decode(fromPlanes(bytes.buffer)).arrays;
  assert.deepEqual([...found.points], [0.1, -2, 3e300]);
  assert.deepEqual([...found.steps], [7, -70_000]);
});
