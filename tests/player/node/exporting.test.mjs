// Having a file made: what is asked, when it is asked again, and what is said meanwhile; with a server and a time of the test's own.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { make, waitingWords } from "../../../optviz/player/files/exporting.mjs";

const SERVER = "http://server/";
const REQUEST = { scenario: { surface: "bowl" }, format: "png", options: {} };
const MADE = [200, { state: "done", size: 3 }];
const TAKEN = [202, { id: "a1", name: "bowl.png" }];
const refused = (seconds, message = "8 files are waiting") => [
  503,
  { problems: [{ field: "", message }] },
  seconds === null ? {} : { "retry-after": String(seconds) },
];

let asked, answers;

beforeEach(() => {
  asked = [];
  answers = [];
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(globalThis, "fetch", async (url, { method = "GET", body } = {}) => {
    asked.push([method, String(url), body && JSON.parse(body)]);
    const [status, content, headers] = method === "DELETE" ? [204] : answers.shift();
    return new Response(content && JSON.stringify(content), { status, headers });
  });
});
afterEach(() => mock.reset());

/** Has a file made; `wait(ms)` lets time go on. */
function begin() {
  const stop = new AbortController();
  const seen = [];
  const outcome = make(SERVER, REQUEST, { signal: stop.signal, onStatus: (status) => seen.push(waitingWords(status)) });
  outcome.catch(() => {}); // a test looks at it later
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const wait = async (milliseconds) => {
    await settle();
    await settle();
    mock.timers.tick(milliseconds);
    await settle();
    await settle();
  };
  return { outcome, seen, wait, stop };
}

const posts = () => asked.filter(([method]) => method === "POST").length;

test("a file is asked for with the token of the page, and followed until it is made", async () => {
  answers = [TAKEN, [200, { state: "making", before: 0, progress: 0.5 }], MADE];
  const { outcome, seen, wait } = begin();
  await wait(80);
  await wait(160);
  assert.deepEqual(await outcome, { state: "done", size: 3, name: "bowl.png", url: "http://server/api/exports/a1/bowl.png" });
  const { page, ...rest } = asked[0][2];
  assert.match(page, /^[0-9a-f]{32}$/);
  assert.deepEqual(rest, REQUEST);
  assert.deepEqual(seen, [""]);
});

test("where there is no room it says so, and tries again when it was told to", async () => {
  answers = [refused(12), refused(3), TAKEN, MADE];
  const { outcome, seen, wait } = begin();
  await wait(11_999);
  assert.equal(posts(), 1);
  await wait(1);
  assert.equal(posts(), 2);
  assert.deepEqual(seen, [
    "The server makes files for others; trying again in 12\u00a0s",
    "The server makes files for others; trying again in 3\u00a0s",
  ]);
  await wait(3000);
  await wait(80);
  assert.equal((await outcome).state, "done");
  assert.deepEqual(new Set(asked.filter(([method]) => method === "POST").map(([, , { page }]) => page)).size, 1);
});

test("trying again can be cancelled", async () => {
  answers = [refused(12)];
  const { outcome, wait, stop } = begin();
  await wait(1000);
  stop.abort();
  await assert.rejects(outcome, { name: "AbortError" });
  await wait(60_000);
  assert.equal(asked.length, 1);
});

test("after ten minutes it gives up, in words", async () => {
  answers = Array.from({ length: 20 }, () => refused(60));
  const { outcome, wait } = begin();
  for (let minute = 0; minute < 12; minute++) await wait(60_000);
  assert.equal(posts(), 11);
  await assert.rejects(outcome, { message: "The server still makes files for others; please try again in a minute." });
});

test("it does not wait for longer than that in the first place", async () => {
  answers = [refused(3000)];
  const { outcome, wait } = begin();
  await wait(0);
  await assert.rejects(outcome, { message: "The server still makes files for others; please try again in 50 minutes." });
});

test("nothing is tried again unless it helps", async () => {
  const others = [refused(null, "closed"), refused(0, "closed"), refused(-5, "closed"), refused("soon", "closed")];
  for (const answer of [...others, [422, { problems: [{ field: "page", message: "closed" }] }]]) {
    answers = [answer];
    const { outcome, wait } = begin();
    await wait(0);
    await assert.rejects(outcome, { message: /closed$/ });
  }
});

test("who waits for long asks less often, and is told the place", async () => {
  const waiting = (before, seconds) => [200, { state: "waiting", before, seconds, progress: 0 }];
  answers = [TAKEN, waiting(40, 16), waiting(1, 1), MADE];
  const { outcome, seen, wait } = begin();
  await wait(80);
  await wait(3999);
  assert.equal(asked.length, 2);
  await wait(1);
  assert.equal(asked.length, 3);
  await wait(400);
  assert.equal((await outcome).state, "done");
  assert.deepEqual(seen, ["Waits for 40 other files, about 16\u00a0s", "Waits for another file"]);
});

test("what is broken off is taken out of the server's queue", async () => {
  answers = [TAKEN, [200, { state: "waiting", before: 2, seconds: 1, progress: 0 }]];
  const { outcome, wait, stop } = begin();
  await wait(80);
  stop.abort();
  await assert.rejects(outcome, { name: "AbortError" });
  assert.deepEqual(asked.at(-1).slice(0, 2), ["DELETE", "http://server/api/exports/a1"]);
});
