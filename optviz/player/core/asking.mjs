// What takes the server long: a question goes there; how far it is comes back, line by line, and then what was asked for.

import { decode } from "./payload.mjs";
import { inLanguage, say } from "./say.mjs";

const LINE_END = 10;

/**
 * The answer to a question, or what is wrong, in words.
 * @param {string} url @param {Record<string, string>} fields of its query @param {any} asked
 * @param {AbortSignal} signal @param {(share: number) => void} hear is told the share done, from 0 to 1
 * @returns {Promise<{ header: any, arrays: any } | string>}
 */
export async function askLong(url, fields, asked, signal, hear) {
  try {
    const query = new URLSearchParams({ ...fields, progress: "lines", ...inLanguage() });
    const answer = await fetch(`${url}?${query}`, { method: "POST", body: JSON.stringify(asked), signal });
    const found = answer.ok ? await untilMade(answer.body, hear) : await answer.json();
    if (found instanceof ArrayBuffer) return decode(found);
    return found.problems.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join("; ");
  } catch {
    return say("The server does not answer.");
  }
}

/**
 * What was made, or the line that says what is wrong. Lines before it tell how far it is.
 * @param {ReadableStream<Uint8Array>} body @param {(share: number) => void} hear
 * @returns {Promise<ArrayBuffer | { problems: any[] }>}
 */
export async function untilMade(body, hear) {
  const parts = partsOf(body.getReader());
  let rest = new Uint8Array();
  for (;;) {
    const end = rest.indexOf(LINE_END);
    if (end < 0) {
      rest = joined(rest, await parts());
      continue;
    }
    const line = JSON.parse(new TextDecoder().decode(rest.subarray(0, end)));
    rest = rest.subarray(end + 1);
    if ("problems" in line) return line;
    if ("size" in line) return filled(new Uint8Array(line.size), rest, parts);
    hear(line.progress);
  }
}

/** The next part of a body each time that it is called. @param {ReadableStreamDefaultReader<Uint8Array>} reader */
function partsOf(reader) {
  return async () => {
    const { value, done } = await reader.read();
    if (done) throw new RangeError("early");
    return value;
  };
}

/** @param {Uint8Array} bytes @param {Uint8Array} more */
function joined(bytes, more) {
  const both = new Uint8Array(bytes.length + more.length);
  both.set(bytes);
  both.set(more, bytes.length);
  return both;
}

/** @param {Uint8Array<ArrayBuffer>} room @param {Uint8Array} first @param {() => Promise<Uint8Array>} parts */
async function filled(room, first, parts) {
  room.set(first);
  for (let at = first.length; at < room.length; ) {
    const part = await parts();
    room.set(part, at);
    at += part.length;
  }
  return room.buffer;
}
