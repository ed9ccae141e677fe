// Where the names of paths stand at their heads: the rule of optviz/picture/names.py.

const NUMBERED = /^(.+?) (\S+ = .+)$/; // a rule's name, and the numbers that tell its copies apart

/** What paths are called at their heads: where all are of one rule, each by its numbers alone. @param {string[]} labels */
export function namesApart(labels) {
  const parts = labels.map((label) => NUMBERED.exec(label));
  const isOfOne = labels.length > 1 && parts.every((part) => part && part[1] === parts[0]?.[1]);
  return isOfOne ? parts.map((part) => part?.[2] ?? "") : labels;
}

/** @typedef {{ left: number, middle: number, choice: number }} Place the left edge and the middle of a name, and which of the possible places that is */

/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box */
/**
 * Where paths run: how many cells of theirs lie above and to the left of each corner of the cells, row by row.
 * @typedef {{ sums: Uint32Array, columns: number, rows: number, cell: number }} Cover
 */

/**
 * Where paths run on a view.
 * @param {ArrayLike<number>[]} paths flat pairs of pixels @param {{ width: number, height: number }} view
 * @param {number} unit a pixel at the type that looks are made for @param {any} rules
 * @returns {Cover}
 */
export function coverOf(paths, { width, height }, unit, rules) {
  const cell = rules.cell * unit;
  const [columns, rows] = [Math.ceil(width / cell), Math.ceil(height / cell)];
  const sums = new Uint32Array((columns + 1) * (rows + 1));
  const mark = (x, y) => {
    const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
    if (column >= 0 && row >= 0 && column < columns && row < rows) sums[(row + 1) * (columns + 1) + column + 1] = 1;
  };
  for (const path of paths) {
    for (let i = 2; i < path.length; i += 2) {
      const [x, y] = [path[i - 2], path[i - 1]];
      const [dx, dy] = [path[i] - x, path[i + 1] - y];
      const length = Math.hypot(dx, dy);
      if (!(length <= LONGEST * (width + height))) continue;
      const count = Math.max(1, Math.ceil((2 * length) / cell));
      for (let k = 0; k <= count; k++) mark(x + (dx * k) / count, y + (dy * k) / count);
    }
  }
  for (let row = 1; row <= rows; row++) {
    let before = 0; // in this row
    for (let column = 1; column <= columns; column++) {
      const at = row * (columns + 1) + column;
      before += sums[at];
      sums[at] = before + sums[at - columns - 1];
    }
  }
  return { sums, columns, rows, cell };
}

const LONGEST = 4; // pieces longer than so many sides of the view lie outside it

/** How many cells of paths a box touches. @param {Cover} cover @param {Box} box */
export function cellsUnder({ sums, columns, rows, cell }, box) {
  const [left, top] = [Math.max(0, Math.floor(box.left / cell)), Math.max(0, Math.floor(box.top / cell))];
  const right = Math.min(columns, Math.floor(box.right / cell) + 1);
  const bottom = Math.min(rows, Math.floor(box.bottom / cell) + 1);
  if (left >= right || top >= bottom) return 0;
  const at = (row, column) => sums[row * (columns + 1) + column];
  return at(bottom, right) - at(top, right) - at(bottom, left) + at(top, left);
}

/**
 * @param {{ x: number, y: number }[]} heads where they are drawn @param {number[]} widths of the names
 * @param {{ width: number, height: number }} view @param {number} size of the type @param {number} unit a pixel at the type
 *   that looks are made for
 * @param {any} rules @param {Cover | null} cover where the paths run, if that is known
 * @param {(Place | null)[]} before where they stood: they stay there as long as they can
 * @returns {(Place | null)[]} null where a name has no room
 */
export function placeNames(heads, widths, view, size, unit, rules, cover, before = []) {
  const half = (rules.height * size) / 2;
  const ways = rules.distances.flatMap((distance) => rules.directions.map(([right, below]) => ({ distance, right, below })));
  const boxes = [];
  const isFree = (box) =>
    isInside(box, view) && isOffHeads(box, heads, rules.head * unit) && isOff(box, boxes, rules.between * unit);
  const costOf = ({ distance }, box) => rules.far * distance + (cover ? cellsUnder(cover, box) : 0);
  return heads.map(({ x, y }, i) => {
    if (!(x >= 0 && y >= 0 && x <= view.width && y <= view.height)) return null;
    const places = ways.map((way, choice) => {
      const box = boxAt(x, y, way, widths[i], half, unit);
      return { box, choice, cost: costOf(way, box) };
    });
    const best = places.toSorted((one, other) => one.cost - other.cost).find(({ box }) => isFree(box));
    if (!best) return null;
    const kept = places[before[i]?.choice];
    const { box, choice } = kept && kept.cost <= best.cost + rules.stay && isFree(kept.box) ? kept : best;
    boxes.push(box);
    return { left: box.left, middle: box.top + half, choice };
  });
}

function boxAt(x, y, { distance, right, below }, width, half, unit) {
  const shift = right === 0 ? width / 2 : right < 0 ? width : 0;
  const left = x + unit * distance * right - shift;
  const middle = y + unit * distance * below + (right === 0 ? half * Math.sign(below) : 0);
  return { left, top: middle - half, right: left + width, bottom: middle + half };
}

function isInside({ left, top, right, bottom }, { width, height }) {
  return left >= 0 && top >= 0 && right <= width && bottom <= height;
}

function isOffHeads({ left, top, right, bottom }, heads, reach) {
  return !heads.some(
    ({ x, y }) => Math.hypot(x - Math.min(right, Math.max(left, x)), y - Math.min(bottom, Math.max(top, y))) < reach,
  );
}

function isOff({ left, top, right, bottom }, boxes, gap) {
  return boxes.every(
    (other) => right + gap <= other.left || other.right + gap <= left || bottom + gap <= other.top || other.bottom + gap <= top,
  );
}
