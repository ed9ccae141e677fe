// Keys on the boards that people have.

import assert from "node:assert/strict";
import { test } from "node:test";

import { keyName } from "../../../optviz/player/core/keys.mjs";

const named = (key, code, shiftKey = false) => keyName({ key, code, shiftKey });

test("a letter is the one that is written on the key", () => {
  assert.equal(named("v", "KeyV"), "v");
  assert.equal(named("V", "KeyV", true), "v");
  assert.equal(named("a", "KeyQ"), "a"); // a French board
  assert.equal(named("q", "KeyA"), "q");
  assert.equal(named("z", "KeyY"), "z"); // a German one
});

test("in another script it is the one that others have there", () => {
  assert.equal(named("м", "KeyV"), "v"); // Russian
  assert.equal(named("Я", "KeyZ", true), "z");
  assert.equal(named("ω", "KeyV"), "v"); // Greek
  assert.equal(named("ф", "KeyA"), "a");
  assert.equal(named("Process", "KeyV"), "Process"); // an input method is at work
});

test("a digit is one even where it needs the shift key", () => {
  assert.equal(named("1", "Digit1"), "1");
  assert.equal(named("&", "Digit1"), "1"); // French: shifted it is 1
  assert.equal(named("1", "Digit1", true), "1");
  assert.equal(named("!", "Digit1", true), "!"); // American: shifted it is none
  assert.equal(named("١", "Digit1"), "1"); // Arabic
  assert.equal(named("-", "Digit6"), "-"); // French: slower, as is written on it
  assert.equal(named("+", "Digit1"), "+"); // Czech
});

test("what is no letter keeps its name", () => {
  for (const key of [" ", "ArrowLeft", "Home", "+", "-", "?", "Escape"]) assert.equal(named(key, ""), key);
});
