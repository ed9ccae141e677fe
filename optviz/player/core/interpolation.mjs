// The shades of a surface between the places of its grid: those of optviz/engine/landscape.py, for any size and any ranges.

/**
 * Four neighbours on an axis, from `first` on, -1 beyond it; how far a place is from the second to the third of them; and what
 * the second differences at these two count in the bend between them.
 * @typedef {{ first: number, share: number, left: number, right: number, isInside: boolean }} Place
 */

const UNEQUAL = 4; // as in optviz/engine/landscape.py

/** The shade of a share of the way from the lowest loss to the highest. @param {number | null} detail @returns {(share: number) => number} */
export function shadeOf(detail) {
  if (detail === null) return (share) => share;
  const whole = Math.log1p(detail);
  return (share) => (share > 0 ? Math.log1p(detail * share) / whole : 0);
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
  const near = rows.map(({ first }) => first).filter((first) => first >= 0);
  const [lowest, highest] = [Math.min(...near), Math.max(...near) + 3];
  const isNear = (j) => j >= lowest && j <= highest;
  const narrow = shares.map((row, j) => (isNear(j) ? along(row, columns) : null)); // rows of the grid at the columns of pixels
  const found = new Float32Array((width + 2) * (height + 2)).fill(NaN);
  rows.forEach((place, y) => {
    if (place.first < 0) return;
    const [before, left, right, behind] = [0, 1, 2, 3].map((k) => narrow[place.first + k]);
    for (let x = 0, at = y * (width + 2); x < width + 2; x++, at++) {
      found[at] = shade(between(before[x], left[x], right[x], behind[x], place));
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
  return placesOn(axes[1], ys.length, (j) => ys[j]).map((place) => {
    const [before, left, right, behind] = [0, 1, 2, 3].map((k) => narrow[place.first + k]);
    return Float64Array.from(xs, (_, x) => between(before[x], left[x], right[x], behind[x], place));
  });
}

/** @param {ArrayLike<number>} row @param {Place[]} columns */
function along(row, columns) {
  return Float64Array.from(columns, (place) => {
    const { first } = place;
    return first < 0 ? NaN : between(row[first], row[first + 1], row[first + 2], row[first + 3], place);
  });
}

/** The value at a place, by a cubic that does not swing beside a cliff. @param {Place} place */
function between(before, left, right, behind, place) {
  const here = before - 2 * left + right;
  const there = left - 2 * right + behind;
  const rise = right - left;
  let bend = place.left * here + place.right * there;
  if (place.isInside) {
    let most = here * there > 0 ? UNEQUAL * Math.min(Math.abs(here), Math.abs(there)) : 0;
    const [first, last] = [left - before, behind - right];
    if (first * rise >= 0 && last * rise >= 0 && first * last >= 0) most = Math.min(most, 2 * Math.abs(rise));
    bend = Math.min(most, Math.max(-most, bend));
  }
  const { share } = place;
  return left + share * rise + ((share * (share - 1)) / 2) * bend;
}

/** Where pixels lie on an axis of the grid. @returns {Place[]} */
function placesOn(axis, count, weightAt) {
  const last = axis.length - 1;
  const step = (axis[last] - axis[0]) / last;
  return Array.from({ length: count }, (_, pixel) => {
    const place = (weightAt(pixel) - axis[0]) / step;
    const isBeyond = place < -0.5 || place > last + 0.5;
    const first = isBeyond ? -1 : Math.min(last - 3, Math.max(0, Math.floor(place) - 1));
    const share = place - first - 1;
    return { first, share, left: (2 - share) / 3, right: (1 + share) / 3, isInside: share >= 0 && share <= 1 };
  });
}
