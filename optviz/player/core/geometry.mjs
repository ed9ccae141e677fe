// From weights to pixels and back.

/**
 * The ranges that a plot of `width` × `height` pixels shows: the domain, and on one axis more of it, so that a unit is as
 * long on both axes and a gradient stands upright on its contour.
 */
export function fitRanges(domain, width, height) {
  const [[x0, x1], [y0, y1]] = domain;
  const unit = Math.min(width / (x1 - x0), height / (y1 - y0));
  return [around((x0 + x1) / 2, width / unit), around((y0 + y1) / 2, height / unit)];
}

function around(centre, span) {
  return [centre - span / 2, centre + span / 2];
}

/** Pixel coordinates (x0, y0, x1, y1 …) of `count` rows of weights, in a view with ranges and a size. */
export function toPixels(coordinates, count, view, pixels = new Float32Array(2 * count)) {
  const [[x0, x1], [y0, y1]] = view.ranges;
  const scaleX = view.width / (x1 - x0);
  const scaleY = view.height / (y1 - y0);
  for (let i = 0; i < 2 * count; i += 2) {
    pixels[i] = (coordinates[i] - x0) * scaleX;
    pixels[i + 1] = (y1 - coordinates[i + 1]) * scaleY;
  }
  return pixels;
}

/** The weights at a pixel of a view. */
export function toWeights(x, y, view) {
  const [[x0, x1], [y0, y1]] = view.ranges;
  return [x0 + (x / view.width) * (x1 - x0), y1 - (y / view.height) * (y1 - y0)];
}

/** The point between two rows of a flat list of pairs, at a step that need not be whole. */
export function pointAt(pairs, step) {
  const last = pairs.length / 2 - 1;
  const i = Math.min(Math.floor(step), last);
  const j = Math.min(i + 1, last);
  const share = Math.min(step, last) - i;
  return [pairs[2 * i] + share * (pairs[2 * j] - pairs[2 * i]), pairs[2 * i + 1] + share * (pairs[2 * j + 1] - pairs[2 * i + 1])];
}

/** How many columns of panels a page of this width has: wide enough to read, rows as even as can be. */
export function columnsFor(count, width) {
  const fitting = Math.max(1, Math.floor(width / 235));
  const most = Math.min(fitting, count > 8 ? 6 : 4);
  const rows = Math.ceil(count / most);
  return Math.ceil(count / rows);
}

/** The row of flat pairs of pixels that is nearest to a pixel, with its distance. */
export function nearestRow(pixels, x, y) {
  let row = 0;
  let least = Infinity;
  for (let i = 0; i < pixels.length; i += 2) {
    const square = (pixels[i] - x) ** 2 + (pixels[i + 1] - y) ** 2;
    if (square < least) {
      least = square;
      row = i / 2;
    }
  }
  return { row, distance: Math.sqrt(least) };
}
