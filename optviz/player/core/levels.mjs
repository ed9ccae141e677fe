// Which levels of a surface are drawn, how strong, and in which colours: the rules of optviz/picture/levels.py.

/** @typedef {{ shade: number, kind: "thin" | "middle" | "index", text: string, area: number }} Level */
/** @typedef {Level & { gap: number }} ShownLevel with how far, in shades, the next line of its kind or a stronger one is */

/**
 * The levels that a view shows, lowest first.
 * @param {{ levels?: { coarse: Level[], dense: Level[] }, domain: number[][] }} surface
 * @param {{ width: number, height: number, ranges: number[][], unit: number }} view `unit`: a pixel at the type that looks are made for
 * @param {any} rules
 * @returns {ShownLevel[]}
 */
export function levelsIn({ levels, domain }, view, rules) {
  const side = Math.min(view.width, view.height) / view.unit;
  const spans = (ranges) => ranges.reduce((product, [low, high]) => product * (high - low), 1);
  const zoom = Math.max(1, spans(domain) / spans(view.ranges));
  const all = side >= rules.dense_from ? levels.dense : levels.coarse;
  return withGaps(all.filter(({ area }) => area * zoom >= rules.small));
}

/** @param {Level[]} levels @returns {ShownLevel[]} */
function withGaps(levels) {
  return levels.map((level) => {
    const others = levels.filter((other) => other !== level && (level.kind !== "index" || other.kind === "index"));
    return { ...level, gap: Math.min(Infinity, ...others.map(({ shade }) => Math.abs(shade - level.shade))) };
  });
}

/** The strength, 0 to 1, of a line whose neighbour is so many pixels away: it comes in between two distances. */
export function strengthAt(distance, [from, to]) {
  return Math.min(1, Math.max(0, (distance - from) / (to - from)));
}

/** How much fainter all lines are where their surroundings cover a share of the plot. */
export function calm(share, { covered, least }) {
  return share > covered ? Math.max(least, covered / share) : 1;
}
