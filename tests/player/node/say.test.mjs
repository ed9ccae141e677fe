import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { inLanguage, say, speak } from "../../../optviz/player/core/say.mjs";

afterEach(() => speak("en", {}));

test("a text is said in the page's language, with its places, and in English where that has none", () => {
  assert.equal(say("{count} of {most} in the picture", { count: 3, most: 12 }), "3 of 12 in the picture");
  speak("zh", { "{count} of {most} in the picture": "图中有 {count} 个，最多 {most} 个" });
  assert.equal(say("{count} of {most} in the picture", { count: 3, most: 12 }), "图中有 3 个，最多 12 个");
  assert.equal(say("Close"), "Close");
});

test("what stands in a place is not read as a text with places", () => {
  assert.equal(say("Name of {name}", { name: "{name} $& $1" }), "Name of {name} $& $1");
});

test("the server is told of a language other than English", () => {
  assert.deepEqual(inLanguage(), {});
  speak("zh", {});
  assert.deepEqual(inLanguage(), { language: "zh" });
});
