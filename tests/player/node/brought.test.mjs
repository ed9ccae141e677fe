// What a page has brought along is read once all of it has come, however slowly it comes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { broughtJson } from "../../../optviz/player/dom/brought.mjs";

const WHOLE = gzipSync(JSON.stringify({ all: "of it" })).toString("base64");

test("an element that is still on its way is waited for, and one that another follows is not", async () => {
  const element = { textContent: WHOLE.slice(0, 9), nextSibling: null };
  let come = () => {};
  const page = { readyState: "loading", getElementById: () => element, addEventListener: (_, act) => (come = act) };
  globalThis.document = /** @type {any} */ (page);
  const reading = broughtJson("lessons");
  element.textContent = WHOLE;
  page.readyState = "interactive";
  come();
  assert.deepEqual(await reading, { all: "of it" });
  Object.assign(page, { readyState: "loading", getElementById: () => ({ textContent: WHOLE, nextSibling: {} }) });
  assert.deepEqual(await broughtJson("lessons"), { all: "of it" });
});
