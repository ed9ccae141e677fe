// Texts inside a PNG, by which it carries its experiment.

import { crc32 } from "./stamp.mjs";

const TEXT = "tEXt";

/** A PNG that carries texts, by their keywords, in Latin letters. @param {Uint8Array} image @param {Record<string, string>} texts */
export function withTexts(image, texts) {
  const begin = 8 + 4 + 4 + 13 + 4; // behind the signature and the header
  const chunks = Object.entries(texts).map(([keyword, text]) => chunkOf(latin(`${TEXT}${keyword}\0${text}`)));
  return joined([image.subarray(0, begin), ...chunks, image.subarray(begin)]);
}

/** A chunk by its type and content: its length before them, its checksum behind. */
function chunkOf(/** @type {Uint8Array} */ content) {
  const chunk = new Uint8Array(4 + content.length + 4);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, content.length - TEXT.length);
  chunk.set(content, 4);
  view.setUint32(4 + content.length, crc32(content));
  return chunk;
}

const latin = (/** @type {string} */ text) => Uint8Array.from(text, (letter) => Math.min(letter.charCodeAt(0), 255));

function joined(/** @type {Uint8Array[]} */ parts) {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
