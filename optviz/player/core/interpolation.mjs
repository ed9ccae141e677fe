// The shades of a surface between the places of its grid: those of optviz/engine/landscape.py, for any size and any ranges.

/**
 * Places on an axis, by their numbers: the `first` of four neighbours there, -1 beyond the axis; the `share` of the way that each
 * is from the second to the third of them; what the second differences at these two count in the bend between them; and whether
 * it lies between them.
 * @typedef {{ first: Int32Array, share: Float64Array, left: Float64Array, right: Float64Array, isInside: Uint8Array }} Places
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
  const narrow = narrowed(shares, rows, columns);
  const found = new Float32Array((width + 2) * (height + 2)).fill(NaN);
  const line = new Float64Array(width + 2);
  for (let y = 0; y < height + 2; y++) {
    if (rows.first[y] < 0) continue;
    across(narrow, rows, y, line);
    if (detail !== null) for (let x = 0; x < line.length; x++) line[x] = shade(line[x]);
    found.set(line, y * line.length);
  }
  return found;
}

/**
 * The shares at places of both axes, row by row of the second one.
 * @param {{ axes: ArrayLike<number>[], shares?: ArrayLike<number>[] }} surface @param {ArrayLike<number>} xs @param {ArrayLike<number>} ys
 */
export function sharesOn({ axes, shares }, xs, ys) {
  const columns = placesOn(axes[0], xs.length, (i) => xs[i]);
  const rows = placesOn(axes[1], ys.length, (j) => ys[j]);
  const narrow = narrowed(shares, rows, columns);
  return Array.from(ys, (_, j) => {
    const line = new Float64Array(xs.length);
    across(narrow, rows, j, line);
    return line;
  });
}

/** The rows of a grid that some places need, at the places of columns. @param {ArrayLike<number>[]} shares @param {Places} rows @param {Places} columns */
function narrowed(shares, { first }, columns) {
  /** @type {Float64Array[]} */
  const narrow = [];
  for (const place of first) {
    for (let j = Math.max(0, place); place >= 0 && j < place + 4; j++) narrow[j] ??= along(shares[j], columns);
  }
  return narrow;
}

/** Values at places between four rows of as many, into `line`. @param {Float64Array[]} narrow @param {Places} rows @param {number} y */
function across(narrow, { first, share, left, right, isInside }, y, /** @type {Float64Array} */ line) {
  const [zero, one, two, three] = [0, 1, 2, 3].map((k) => narrow[first[y] + k]);
  const [part, weight, other, inside] = [share[y], left[y], right[y], isInside[y]];
  for (let x = 0; x < line.length; x++) line[x] = between(zero[x], one[x], two[x], three[x], part, weight, other, inside);
}

/** The values of a row at places on it; not numbers beyond it. @param {ArrayLike<number>} row @param {Places} columns */
function along(row, { first, share, left, right, isInside }) {
  const found = new Float64Array(first.length);
  for (let x = 0; x < found.length; x++) {
    const i = first[x];
    found[x] = i < 0 ? NaN : between(row[i], row[i + 1], row[i + 2], row[i + 3], share[x], left[x], right[x], isInside[x]);
  }
  return found;
}

/** The value at a place, by a cubic that does not swing beside a cliff. */
function between(before, left, right, behind, share, weight, other, isInside) {
  const here = before - 2 * left + right;
  const there = left - 2 * right + behind;
  const rise = right - left;
  let bend = weight * here + other * there;
  if (isInside) {
    let most = here * there > 0 ? UNEQUAL * Math.min(Math.abs(here), Math.abs(there)) : 0;
    const first = left - before;
    const last = behind - right;
    if (first * rise >= 0 && last * rise >= 0 && first * last >= 0) most = Math.min(most, 2 * Math.abs(rise));
    bend = Math.min(most, Math.max(-most, bend));
  }
  return left + share * rise + ((share * (share - 1)) / 2) * bend;
}

/** Where pixels lie on an axis of the grid. @param {ArrayLike<number>} axis @param {number} count @param {(pixel: number) => number} weightAt @returns {Places} */
function placesOn(axis, count, weightAt) {
  const end = axis.length - 1;
  const step = (axis[end] - axis[0]) / end;
  const [share, left, right] = [0, 1, 2].map(() => new Float64Array(count));
  const [first, isInside] = [new Int32Array(count), new Uint8Array(count)];
  for (let pixel = 0; pixel < count; pixel++) {
    const place = (weightAt(pixel) - axis[0]) / step;
    const isBeyond = place < -0.5 || place > end + 0.5;
    first[pixel] = isBeyond ? -1 : Math.min(end - 3, Math.max(0, Math.floor(place) - 1));
    share[pixel] = place - first[pixel] - 1;
    left[pixel] = (2 - share[pixel]) / 3;
    right[pixel] = (1 + share[pixel]) / 3;
    isInside[pixel] = Number(share[pixel] >= 0 && share[pixel] <= 1);
  }
  return { first, share, left, right, isInside };
}
