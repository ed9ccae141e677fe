// What is drawn at the playhead, as lines that a pointer can be near to.

/** @typedef {{ name: string, line: number[] }} Shape its name, and the corners of its line as flat pairs of pixels */

const CORNERS = 48;

/**
 * An ellipse as a line. `unit`: pixels a unit, to the right and downwards; its axes are in units.
 * @param {number[]} centre in pixels @param {number[]} axes @param {number} angle @param {number[]} unit
 */
export function ellipseLine([x, y], [a, b], angle, [right, down]) {
  const line = [];
  for (let i = 0; i <= CORNERS; i++) {
    const turn = (2 * Math.PI * i) / CORNERS;
    const [along, across] = [a * Math.cos(turn), b * Math.sin(turn)];
    line.push(x + right * (along * Math.cos(angle) - across * Math.sin(angle)));
    line.push(y + down * (along * Math.sin(angle) + across * Math.cos(angle)));
  }
  return line;
}

/**
 * How far a pixel is from a line; infinitely from one that is nowhere.
 * @param {number[]} pixel @param {ArrayLike<number>} line flat pairs
 */
export function distanceTo([x, y], line) {
  let least = Infinity;
  for (let i = 0; i + 3 < Math.max(line.length, 4); i += 2) {
    const { [i]: x0, [i + 1]: y0, [i + 2]: x1 = x0, [i + 3]: y1 = y0 } = line;
    const [alongX, alongY] = [x1 - x0, y1 - y0];
    const square = alongX ** 2 + alongY ** 2;
    const share = square > 0 ? Math.min(1, Math.max(0, ((x - x0) * alongX + (y - y0) * alongY) / square)) : 0;
    const distance = Math.hypot(x - x0 - share * alongX, y - y0 - share * alongY);
    if (distance < least) least = distance;
  }
  return least;
}

/**
 * The nearest of the shapes that a pixel is near to, or null.
 * @param {number[]} pixel @param {Shape[]} shapes @param {number} reach
 */
export function shapeAt(pixel, shapes, reach) {
  let [best, least] = [null, reach];
  for (const shape of shapes) {
    const distance = distanceTo(pixel, shape.line);
    if (distance <= least) [best, least] = [shape, distance];
  }
  return best;
}
