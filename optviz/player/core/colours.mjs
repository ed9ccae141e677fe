// Colours between others.

/** A colour between two, as `#rrggbb` all three. */
export function between(one, other, share) {
  const [from, to] = [parse(one), parse(other)];
  return hex(from.map((part, i) => part + share * (to[i] - part)));
}

/** The colour at a share of a ramp, as three numbers. @param {string[]} ramp @param {number} share */
export function rampAt(ramp, share) {
  const place = Math.min(1, Math.max(0, share)) * (ramp.length - 1);
  const i = Math.min(ramp.length - 2, Math.floor(place));
  const [from, to] = [parse(ramp[i]), parse(ramp[i + 1])];
  return from.map((value, c) => value + (place - i) * (to[c] - value));
}

/** The entry of a table of values at evenly spaced places from 0 to 1, between two of them. @param {number[]} table */
export function tableAt(table, share) {
  const place = Math.min(1, Math.max(0, share)) * (table.length - 1);
  const i = Math.min(table.length - 2, Math.floor(place));
  return table[i] + (place - i) * (table[i + 1] - table[i]);
}

/** The three parts of a colour such as #0f1216. */
export function parse(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

export function hex(parts) {
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}
