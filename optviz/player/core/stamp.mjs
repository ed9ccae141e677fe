// The stamp by which a file carries its experiment: see optviz/exports/stamp.py.

import { scenarioQuery } from "./fields.mjs";

const VERSION = 1;
const POLYNOMIAL = 0xedb88320; // of the checksum, its highest power last

/** @param {import("./scenario.mjs").Scenario} scenario as it is written */
export function stamp(scenario) {
  const query = scenarioQuery(scenario);
  const checksum = crc32(new TextEncoder().encode(query));
  return `optviz/${VERSION}?${query}#${checksum.toString(16).padStart(8, "0")}`;
}

/** The checksum of bytes that ZIP, PNG and Python's `zlib` have. @param {Uint8Array} bytes */
export function crc32(bytes) {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? POLYNOMIAL : 0);
  }
  return ~rest >>> 0;
}
