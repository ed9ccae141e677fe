// The lines on which a relief has a height.

/**
 * Pieces of the line at a height, each within one cell of the grid: flat arrays of vertices, a piece's two ends and then one
 * that is not a number.
 * @param {{ x: ArrayLike<number>, y: ArrayLike<number>, heights: ArrayLike<number>[] }} relief @param {number} level
 */
export function contourOf({ x, y, heights }, level) {
  const xs = [];
  const ys = [];
  for (let j = 0; j < heights.length - 1; j++) {
    for (let i = 0; i < heights[j].length - 1; i++) {
      const ends = endsIn(x, y, heights, i, j, level);
      for (let k = 0; k + 1 < ends.length; k += 2) {
        xs.push(ends[k][0], ends[k + 1][0], NaN);
        ys.push(ends[k][1], ends[k + 1][1], NaN);
      }
    }
  }
  return { x: xs, y: ys };
}

/** Where the sides of a cell have a height, in order around it: two places, four on a saddle, or none. */
function endsIn(x, y, heights, i, j, level) {
  const corners = [
    [x[i], y[j], heights[j][i]],
    [x[i + 1], y[j], heights[j][i + 1]],
    [x[i + 1], y[j + 1], heights[j + 1][i + 1]],
    [x[i], y[j + 1], heights[j + 1][i]],
  ];
  const ends = [];
  corners.forEach(([fromX, fromY, from], k) => {
    const [toX, toY, to] = corners[(k + 1) % 4];
    if (from < level === to < level) return;
    const share = (level - from) / (to - from);
    ends.push([fromX + share * (toX - fromX), fromY + share * (toY - fromY)]);
  });
  return ends.every((end) => end.every(Number.isFinite)) ? ends : [];
}
