// Whether a path fills its ground: the rule of optviz/picture/crowding.py.

/**
 * Whether too much of a path runs through cells that it covers nearly all of.
 * @param {ArrayLike<number>} pixels flat pairs
 * @param {{ width: number, height: number }} view what is outside is not looked at
 * @param {number} unit a pixel at the type that looks are made for
 * @param {{ cell: number, covered: number, most: number }} rules
 */
export function isCrowded(pixels, view, unit, { cell, covered, most }) {
  const columns = Math.ceil(view.width / unit / cell) * cell;
  const rows = Math.ceil(view.height / unit / cell) * cell;
  const places = placesAlong(pixels, unit, columns, rows);
  const isMarked = new Uint8Array(columns * rows);
  const counts = new Uint16Array((columns * rows) / cell ** 2);
  const cellOf = (place) =>
    Math.floor(Math.floor(place / columns) / cell) * (columns / cell) + Math.floor((place % columns) / cell);
  for (const place of places) {
    for (const one of [place, place + 1, place + columns, place + columns + 1]) {
      if (isMarked[one] !== 0) continue; // or outside
      isMarked[one] = 1;
      counts[cellOf(one)] += 1;
    }
  }
  let crowded = 0;
  for (const place of places) if (counts[cellOf(place)] > covered * cell ** 2) crowded += 1;
  return crowded > most * places.length;
}

/** The numbers of the pixels, row by row, that a path goes through: one a pixel of its length. */
function placesAlong(pixels, unit, columns, rows) {
  const places = [];
  for (let i = 2; i < pixels.length; i += 2) {
    const [x, y] = [pixels[i - 2] / unit, pixels[i - 1] / unit];
    const [dx, dy] = [pixels[i] / unit - x, pixels[i + 1] / unit - y];
    const length = Math.hypot(dx, dy);
    if (!(length > 0) || length > LONGEST * (columns + rows)) continue;
    const count = Math.ceil(length);
    for (let k = 0; k < count; k++) {
      const [column, row] = [Math.floor(x + (dx * (k + 0.5)) / count), Math.floor(y + (dy * (k + 0.5)) / count)];
      if (column >= 0 && row >= 0 && column < columns && row < rows) places.push(row * columns + column);
    }
  }
  return places;
}

const LONGEST = 4; // pieces longer than so many sides of the view lie outside it
