// The hand's movements, as soon as the browser tells of them.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { followMoves } from "../../../optviz/player/dom/pointer.mjs";

let [now, frames] = [0, []];
beforeEach((context) => {
  [now, frames] = [0, []];
  /** @type {any} */ (context).mock.method(performance, "now", () => now);
  globalThis.requestAnimationFrame = (act) => frames.push(act);
});

function frame() {
  for (const act of frames.splice(0)) act();
}

/** An element, what its hand was followed to, and how the browser tells of a movement; to follow one takes so many milliseconds. */
function hand(takes, options = {}) {
  const [element, followed] = [new EventTarget(), []];
  const act = ({ clientX }) => {
    now += takes;
    followed.push(clientX);
  };
  followMoves(element, act, options);
  const tell = (type, clientX, shiftKey = false) =>
    element.dispatchEvent(Object.assign(new Event(type), { clientX, clientY: 0, shiftKey }));
  return { followed, raw: (x) => tell("pointerrawupdate", x), kept: (x, shift) => tell("pointermove", x, shift) };
}

test("a movement is followed at once, and not again in its frame", () => {
  const { followed, raw, kept } = hand(5);
  raw(1);
  assert.deepEqual(followed, [1]);
  kept(1);
  assert.deepEqual(followed, [1]);
  kept(1, true); // finely, from the same place
  assert.deepEqual(followed, [1, 1]);
});

test("a mouse that tells a thousand times a second is worked ahead for a quarter of a frame, and where it is then is not missed", () => {
  const { followed, raw, kept } = hand(3);
  for (let x = 1; x <= 16; x++) raw(x);
  assert.deepEqual(followed, [1, 2]);
  kept(16);
  assert.deepEqual(followed, [1, 2, 16]);
  frame();
  raw(17);
  assert.deepEqual(followed, [1, 2, 16, 17]);
});

test("a browser that keeps movements for its frames is followed in them, until one lets go", () => {
  const over = new AbortController();
  const { followed, raw, kept } = hand(0, { signal: over.signal });
  kept(1);
  kept(2);
  over.abort();
  kept(3);
  raw(4);
  assert.deepEqual(followed, [1, 2]);
});
