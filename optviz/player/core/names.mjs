// Where the names of paths stand at their heads: the rule of optviz/picture/names.py.

/** @typedef {{ left: number, middle: number, choice: number }} Place the left edge and the middle of a name, and which of the possible places that is */

/**
 * @param {{ x: number, y: number }[]} heads where they are drawn @param {number[]} widths of the names
 * @param {{ width: number, height: number }} view @param {number} size of the type @param {number} unit a pixel at the type
 *   that looks are made for
 * @param {any} rules @param {(Place | null)[]} before where they stood: they stay there as long as they can
 * @returns {(Place | null)[]} null where a name has no room
 */
export function placeNames(heads, widths, view, size, unit, rules, before = []) {
  const half = (rules.height * size) / 2;
  const ways = rules.distances.flatMap((distance) => rules.directions.map(([right, below]) => ({ distance, right, below })));
  const boxes = [];
  const isFree = (box) =>
    isInside(box, view) && isOffHeads(box, heads, rules.head * unit) && isOff(box, boxes, rules.between * unit);
  return heads.map(({ x, y }, i) => {
    if (!(x >= 0 && y >= 0 && x <= view.width && y <= view.height)) return null;
    const boxOf = (choice) => boxAt(x, y, ways[choice], widths[i], half, unit);
    const kept = before[i]?.choice ?? 0;
    const choice = [kept, ...ways.keys()].find((one) => isFree(boxOf(one)));
    if (choice === undefined) return null;
    const box = boxOf(choice);
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
