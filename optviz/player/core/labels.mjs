// Where the numbers of levels stand on their lines: the rule of optviz/picture/labels.py.

import { shadesOver } from "./interpolation.mjs";

/** @typedef {{ text: string, shade: number, x: number, y: number, angle: number }} Label its middle in pixels, and how it is turned */

/**
 * @param {{ axes: ArrayLike<number>[], shares?: ArrayLike<number>[], detail?: number | null }} surface
 * @param {import("./levels.mjs").ShownLevel[]} levels
 * @param {{ width: number, height: number, ranges: number[][] }} view
 * @param {{ paths: ArrayLike<number>[], marks: number[][] }} obstacles what they keep away from: flat pairs of pixels, and places
 * @param {number} size of the type @param {(text: string) => number} widthOf
 * @param {any} rules
 * @returns {Label[]} on the highest level first
 */
export function labelsOf(surface, levels, view, obstacles, size, widthOf, rules) {
  const columns = Math.max(4, Math.floor(view.width / (rules.cell * size)));
  const rows = Math.max(4, Math.floor(view.height / (rules.cell * size)));
  const lattice = new Lattice(shadesOver(surface, view.ranges, columns, rows), columns, rows, view);
  const isNear = nearTo(obstacles, lattice, rules.away * size);
  /** @type {(Label & { half: number })[]} */
  const labels = [];
  for (const { shade, text, gap } of levels.filter(({ text }) => text).toReversed()) {
    const half = widthOf(text) / 2;
    const found = lattice
      .crossings(shade)
      .map((place) => rated(lattice, place, { shade, gap, half, size, isNear, rules }))
      .filter(Boolean)
      .sort((one, other) => one.cost - other.cost);
    let count = 0;
    for (const { x, y, angle } of found) {
      const isFree = labels.every((other) => {
        const least = other.text === text ? rules.again * size : half + other.half + rules.apart * size;
        return Math.hypot(x - other.x, y - other.y) >= least;
      });
      if (!isFree) continue;
      labels.push({ text, shade, x, y, angle, half });
      count += 1;
      if (count === rules.most) break;
    }
  }
  return labels.map(({ half: _, ...label }) => label);
}

/** Shades on a lattice of cells over a view. */
class Lattice {
  /** @param {Float32Array} shades @param {number} columns @param {number} rows @param {{ width: number, height: number }} view */
  constructor(shades, columns, rows, view) {
    this.shades = shades;
    this.columns = columns;
    this.rows = rows;
    this.width = view.width;
    this.height = view.height;
    this.across = view.width / columns;
    this.down = view.height / rows;
  }

  /** The shade in a cell; those around the view are known too. */
  at(column, row) {
    return this.shades[(row + 1) * (this.columns + 2) + column + 1];
  }

  /** Where the line between two neighbouring cells' middles crosses a shade: pixels. */
  crossings(shade) {
    const found = [];
    for (let row = 0; row < this.rows; row++) {
      for (let column = 0; column < this.columns; column++) {
        const here = this.at(column, row) - shade;
        for (const [right, below] of [
          [1, 0],
          [0, 1],
        ]) {
          const there = this.at(column + right, row + below) - shade;
          if (!(here * there <= 0) || here === there) continue;
          const share = here / (here - there);
          found.push([(column + 0.5 + right * share) * this.across, (row + 0.5 + below * share) * this.down]);
        }
      }
    }
    return found;
  }

  /** The shade at a pixel, between the middles of four cells; not a number outside. */
  between(x, y) {
    const [column, row] = [x / this.across - 0.5, y / this.down - 0.5];
    const [i, j] = [Math.floor(column), Math.floor(row)];
    if (i < -1 || j < -1 || i >= this.columns || j >= this.rows) return NaN;
    const [s, t] = [column - i, row - j];
    const upper = this.at(i, j) + s * (this.at(i + 1, j) - this.at(i, j));
    const lower = this.at(i, j + 1) + s * (this.at(i + 1, j + 1) - this.at(i, j + 1));
    return upper + t * (lower - upper);
  }
}

/** A place on a line with the angle of a label there and how bad it is; null where none can stand. */
function rated(lattice, [x, y], { shade, gap, half, size, isNear, rules }) {
  const step = lattice.across;
  const slopes = [
    (lattice.between(x + step, y) - lattice.between(x - step, y)) / (2 * step),
    (lattice.between(x, y + step) - lattice.between(x, y - step)) / (2 * step),
  ];
  const slope = Math.hypot(...slopes);
  if (!(slope > 0) || gap / slope < rules.room * size) return null;
  const angle = slopes[1] === 0 ? Math.PI / 2 : Math.atan(-slopes[0] / slopes[1]);
  if (Math.abs(angle) > (rules.steepest * Math.PI) / 180) return null;
  const reach = half + rules.ends * size;
  let off = 0;
  for (let k = -rules.samples; k <= rules.samples; k++) {
    const at = (reach * k) / rules.samples;
    const [px, py] = [x + at * Math.cos(angle), y + at * Math.sin(angle)];
    const edge = rules.edge * size;
    if (px < edge || py < edge || px > lattice.width - edge || py > lattice.height - edge || isNear(px, py)) return null;
    const away = Math.abs(lattice.between(px, py) - shade) / slope / size;
    if (!(away <= rules.straight)) return null;
    off = Math.max(off, away);
  }
  const aside = 1 - x / lattice.width + y / lattice.height; // of two alike the one above on the right
  return { x, y, angle, cost: off + rules.turned * Math.abs(angle) + rules.aside * aside };
}

/** A function that says whether a pixel is nearer to paths or marks than `reach`, to a cell. */
function nearTo({ paths, marks }, { columns, rows, across, down }, reach) {
  const taken = new Uint8Array(columns * rows);
  const take = (x, y) => {
    const [column, row] = [Math.floor(x / across), Math.floor(y / down)];
    if (column >= 0 && row >= 0 && column < columns && row < rows) taken[row * columns + column] = 1;
  };
  const farthest = 4 * (columns * across + rows * down);
  for (const pixels of paths) {
    for (let i = 2; i < pixels.length; i += 2) {
      const [dx, dy] = [pixels[i] - pixels[i - 2], pixels[i + 1] - pixels[i - 1]];
      const length = Math.hypot(dx, dy);
      if (!(length <= farthest)) continue;
      const count = Math.max(1, Math.ceil((2 * length) / across));
      for (let k = 0; k <= count; k++) take(pixels[i - 2] + (dx * k) / count, pixels[i - 1] + (dy * k) / count);
    }
  }
  for (const [x, y] of marks) take(x, y);
  const near = new Uint8Array(columns * rows);
  const [right, below] = [Math.ceil(reach / across), Math.ceil(reach / down)];
  taken.forEach((isTaken, place) => {
    if (!isTaken) return;
    const [column, row] = [place % columns, Math.floor(place / columns)];
    for (let j = Math.max(0, row - below); j <= Math.min(rows - 1, row + below); j++) {
      for (let i = Math.max(0, column - right); i <= Math.min(columns - 1, column + right); i++) {
        if (Math.hypot((i - column) * across, (j - row) * down) <= reach) near[j * columns + i] = 1;
      }
    }
  });
  return (x, y) => near[Math.floor(y / down) * columns + Math.floor(x / across)] === 1;
}
