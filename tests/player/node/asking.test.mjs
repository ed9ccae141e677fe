// A question that takes long: how far it is comes on the way, in whatever pieces the line cuts the answer.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { askLong, untilMade } from "../../../optviz/player/core/asking.mjs";
import { askMap } from "../../../optviz/player/core/map-server.mjs";

const there = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = there;
});

const encode = (text) => new TextEncoder().encode(text);
const line = (data) => `${JSON.stringify(data)}\n`;

/** A body as optviz/player/payload.py writes one. */
function payload(header, numbers) {
  const arrays = [{ name: "losses", dtype: "float64", shape: [1, numbers.length], offset: 0 }];
  let text = JSON.stringify({ ...header, arrays });
  while ((4 + text.length) % 8) text += " ";
  const body = new Uint8Array(4 + text.length + 8 * numbers.length);
  new DataView(body.buffer).setUint32(0, text.length, true);
  body.set(encode(text), 4);
  body.set(new Uint8Array(Float64Array.from(numbers).buffer), 4 + text.length);
  return body;
}

/** The bytes in pieces of so many. */
function inPieces(bytes, size) {
  const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => i * size);
  return ReadableStream.from(starts.map((at) => bytes.subarray(at, at + size)));
}

const whole = (before, body) => new Uint8Array([...encode(before), ...body]);

test("what is made comes whole behind the lines, however the answer is cut", async () => {
  const body = Uint8Array.from({ length: 300 }, (_, i) => i % 256); // ends of lines among them
  const bytes = whole(line({ progress: 0.25 }) + line({ progress: 0.5 }) + line({ size: body.length }), body);
  for (const size of [1, 7, 100, bytes.length]) {
    const heard = [];
    const made = await untilMade(inPieces(bytes, size), (share) => heard.push(share));
    assert.deepEqual(new Uint8Array(made), body);
    assert.deepEqual(heard, [0.25, 0.5]);
  }
});

test("what is wrong may come after a while, and an answer that breaks off is none", async () => {
  const problems = [{ field: "", message: "took too long" }];
  const refused = await untilMade(inPieces(encode(line({ progress: 0.9 }) + line({ problems })), 5), () => {});
  assert.deepEqual(refused, { problems });
  for (const cut of ["", '{"progress"', line({ size: 9 }), `${line({ size: 9 })}12345678`]) {
    await assert.rejects(
      untilMade(inPieces(encode(cut), 4), () => {}),
      /early/,
    );
  }
});

test("a map is asked for with its fineness, its page and the wish to hear how far it is", async () => {
  const asked = [];
  const body = payload({ precision: 32 }, [1, 2, 3]);
  globalThis.fetch = async (url, { body: text }) => {
    asked.push([url, text]);
    return new Response(inPieces(whole(line({ progress: 1 }) + line({ size: body.length }), body), 11));
  };
  const heard = [];
  const from = { server: "http://here/", page: "token" };
  const { header, found } = await askMap(from, { x: 1 }, 64, new AbortController().signal, (share) => heard.push(share));
  assert.equal(header.precision, 32);
  assert.deepEqual([found.shape, [...found.losses], heard], [[1, 3], [1, 2, 3], [1]]);
  assert.deepEqual(asked, [["http://here/api/sweep?most=64&page=token&progress=lines", '{"x":1}']]);
});

test("what is refused is said with its field, and a server that is away too", async () => {
  const ask = () => askLong("http://here/api/fan", {}, {}, new AbortController().signal, () => {});
  const problems = [
    { field: "seeds", message: "too many" },
    { field: "", message: "no" },
  ];
  globalThis.fetch = async () => new Response(JSON.stringify({ problems }), { status: 422 });
  assert.equal(await ask(), "seeds: too many; no");
  const map = await askMap({ server: "http://here/", page: "" }, {}, 2, new AbortController().signal, () => {});
  assert.deepEqual(map, { problem: "seeds: too many; no" });
  globalThis.fetch = async () => new Response(encode(line({ progress: 0 })));
  assert.equal(await ask(), "The server does not answer.");
  globalThis.fetch = async () => Promise.reject(new TypeError("away"));
  assert.equal(await ask(), "The server does not answer.");
});
