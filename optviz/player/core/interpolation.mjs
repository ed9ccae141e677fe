// The shades of a surface between the places of its grid: those of optviz/engine/landscape.py, for any size and any ranges.

/** @typedef {{ first: number, weights: number[] }} Place four neighbours on an axis, from `first` on, and what each counts; -1 beyond it */

/** The shade of a share of the way from the lowest loss to the highest. @param {number | null} detail @returns {(share: number) => number} */
export function shadeOf(detail) {
  if (detail === null) return (share) => share;
  const scale = 1 / Math.log1p(detail);
  return (share) => (share > 0 ? scale * Math.log1p(detail * share) : 0);
}

/**
 * The shades at the middles of `width` × `height` pixels that show these ranges, with one pixel more on all sides: row by row
 * from the top. Not a number beyond the grid.
 * @param {{ axes: ArrayLike<number>[], shares?: ArrayLike<number>[], detail?: number | null }} surface
 * @param {number[][]} ranges @param {number} width @param {number} height
 */
export function shadesOver({ axes, shares, detail }, ranges, width, height) {
  const [[x0, x1], [y0, y1]] = ranges;
  const columns = placesOn(axes[0], width + 2, (x) => x0 + ((x - 0.5) / width) * (x1 - x0));
  const rows = placesOn(axes[1], height + 2, (y) => y1 - ((y - 0.5) / height) * (y1 - y0));
  const shade = shadeOf(detail);
  const narrow = shares.map((row) => along(row, columns)); // each row of the grid at the columns of pixels
  const found = new Float32Array((width + 2) * (height + 2)).fill(NaN);
  rows.forEach(({ first, weights: [a, b, c, d] }, y) => {
    if (first < 0) return;
    const [one, two, three, four] = [0, 1, 2, 3].map((k) => narrow[first + k]);
    for (let x = 0, at = y * (width + 2); x < width + 2; x++, at++) {
      found[at] = shade(a * one[x] + b * two[x] + c * three[x] + d * four[x]);
    }
  });
  return found;
}

/**
 * The shares at places of both axes, row by row of the second one.
 * @param {{ axes: ArrayLike<number>[], shares?: ArrayLike<number>[] }} surface @param {ArrayLike<number>} xs @param {ArrayLike<number>} ys
 */
export function sharesOn({ axes, shares }, xs, ys) {
  const columns = placesOn(axes[0], xs.length, (i) => xs[i]);
  const narrow = shares.map((row) => along(row, columns));
  return placesOn(axes[1], ys.length, (j) => ys[j]).map(({ first, weights: [a, b, c, d] }) => {
    const [one, two, three, four] = [0, 1, 2, 3].map((k) => narrow[first + k]);
    return Float64Array.from(xs, (_, x) => a * one[x] + b * two[x] + c * three[x] + d * four[x]);
  });
}

/** @param {ArrayLike<number>} row @param {Place[]} columns */
function along(row, columns) {
  return Float64Array.from(columns, ({ first, weights: [a, b, c, d] }) =>
    first < 0 ? NaN : a * row[first] + b * row[first + 1] + c * row[first + 2] + d * row[first + 3],
  );
}

/** Where pixels lie on an axis of the grid, by the cubic through four of its places. @returns {Place[]} */
function placesOn(axis, count, weightAt) {
  const last = axis.length - 1;
  const step = (axis[last] - axis[0]) / last;
  return Array.from({ length: count }, (_, pixel) => {
    const place = (weightAt(pixel) - axis[0]) / step;
    if (place < -0.5 || place > last + 0.5) return { first: -1, weights: [] };
    const first = Math.min(last - 3, Math.max(0, Math.floor(place) - 1));
    const t = place - first;
    const weights = [
      -((t - 1) * (t - 2) * (t - 3)) / 6,
      (t * (t - 2) * (t - 3)) / 2,
      -(t * (t - 1) * (t - 3)) / 2,
      (t * (t - 1) * (t - 2)) / 6,
    ];
    return { first, weights };
  });
}
