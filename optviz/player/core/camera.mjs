// How a scene is seen: from places in it to pixels, and from a pixel to the ray of places behind it.

/** The product of two 4 × 4 matrices, column by column. */
function product(a, b) {
  return Array.from({ length: 16 }, (_, i) => {
    const [column, line] = [Math.floor(i / 4), i % 4];
    return [0, 1, 2, 3].reduce((sum, k) => sum + a[4 * k + line] * b[4 * column + k], 0);
  });
}

/** @typedef {{ matrix: number[], width: number, height: number }} Camera how a scene is seen, on so many pixels */
/** @typedef {{ model: Iterable<number>, view: number[], projection: number[] }} Matrices column by column */

/**
 * A camera from the matrices that a scene is drawn with, the scale of its data, and its size in pixels.
 * @param {Matrices} matrices @param {number[]} scale @param {{ width: number, height: number }} size
 * @returns {Camera}
 */
export function cameraOf({ model, view, projection }, scale, { width, height }) {
  const scaled = [...model].map((value, i) => (i < 12 ? value * scale[Math.floor(i / 4)] : value));
  return { matrix: product(projection, product(view, scaled)), width, height };
}

/**
 * The pixel of a place and its depth, which is positive before the eye: `[x, y, depth]`.
 * @param {Camera} camera
 */
export function pixelOf({ matrix: m, width, height }, /** @type {Iterable<number>} */ [x, y, z]) {
  const [across, up, depth] = [0, 1, 3].map((line) => m[line] * x + m[4 + line] * y + m[8 + line] * z + m[12 + line]);
  return [(0.5 + across / depth / 2) * width, (0.5 - up / depth / 2) * height, depth];
}

/**
 * The ray behind a pixel: a place on it near the eye, and where it goes from there.
 * @param {Camera} camera
 */
export function rayAt(camera, /** @type {Iterable<number>} */ [x, y]) {
  const across = (2 * x) / camera.width - 1;
  const up = 1 - (2 * y) / camera.height;
  const [near, far] = [-1, 1].map((depth) => placeAt(camera.matrix, [across, up, depth, 1]));
  return { from: near, along: far.map((value, i) => value - near[i]) };
}

/** The place whose image in homogeneous coordinates is `image`: Gauss's elimination with pivots. */
function placeAt(m, image) {
  const lines = [0, 1, 2, 3].map((line) => [m[line], m[4 + line], m[8 + line], m[12 + line], image[line]]);
  for (let k = 0; k < 4; k++) {
    const best = [0, 1, 2, 3]
      .slice(k)
      .reduce((one, other) => (Math.abs(lines[other][k]) > Math.abs(lines[one][k]) ? other : one));
    [lines[k], lines[best]] = [lines[best], lines[k]];
    for (let i = 0; i < 4; i++) {
      if (i === k) continue;
      const factor = lines[i][k] / lines[k][k];
      for (let j = k; j < 5; j++) lines[i][j] -= factor * lines[k][j];
    }
  }
  const [x, y, z, w] = lines.map((line, i) => line[4] / line[i]);
  return [x / w, y / w, z / w];
}
