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

const TO_CONES = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const TO_LAB = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
const [FROM_CONES, FROM_LAB] = [TO_CONES, TO_LAB].map(inverse);

/** The colour a share of the way from one to the other as the eye sees it: as optviz/picture/colours.py mixes them. */
export function mixed(/** @type {string} */ one, /** @type {string} */ other, /** @type {number} */ share) {
  const [from, to] = [labOf(one), labOf(other)];
  const cones = times(
    FROM_LAB,
    from.map((part, i) => (1 - share) * part + share * to[i]),
  );
  const linear = times(
    FROM_CONES,
    cones.map((part) => part ** 3),
  );
  const encoded = linear.map((part) => {
    const kept = Math.min(1, Math.max(0, part));
    return 255 * (kept <= 0.0031308 ? 12.92 * kept : 1.055 * kept ** (1 / 2.4) - 0.055);
  });
  return hex(encoded);
}

function labOf(colour) {
  const linear = parse(colour).map((part) =>
    part <= 0.04045 * 255 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  );
  return times(TO_LAB, times(TO_CONES, linear).map(Math.cbrt));
}

const times = (matrix, vector) => matrix.map((row) => row.reduce((sum, part, i) => sum + part * vector[i], 0));

/** The inverse of a matrix of three rows, by its cofactors. */
function inverse(matrix) {
  const cofactor = (i, j) => {
    const [a, b, c, d] = [1, 2].flatMap((k) => [1, 2].map((l) => matrix[(i + k) % 3][(j + l) % 3]));
    return a * d - b * c;
  };
  const determinant = matrix[0].reduce((sum, part, j) => sum + part * cofactor(0, j), 0);
  return matrix.map((row, i) => row.map((_, j) => cofactor(j, i) / determinant));
}
