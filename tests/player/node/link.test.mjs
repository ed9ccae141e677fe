// The line to the server; what goes over it is in session.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";

import { liveAddress } from "../../../optviz/player/core/link.mjs";

test("the line to a server stands beside its other routes", () => {
  assert.equal(String(liveAddress("http://a.example/teach/")), "ws://a.example/teach/api/live");
  assert.equal(String(liveAddress("https://a.example/?surface=bowl")), "wss://a.example/api/live");
});
