// A surface as a payload has it, made from its program where the hand is: the ground, the known minima, the curvatures.

import { levelsOf } from "./contours.mjs";
import { landscapeOf, shareOf } from "./landscape.mjs";
import { quadraticOf } from "./quadratic.mjs";
import { tintsOf } from "./tints.mjs";
import { sceneOf } from "./uprights.mjs";

/** @typedef {Pick<import("./run.mjs").Surface, "knownMinima" | "lowestKnown" | "quadratic" | "lowest">} Known of a surface, by which paths are measured and marked */
/** @typedef {{ header: Record<string, any>, arrays: Record<string, any>, surface: Known, shown: import("./landscape.mjs").Landscape }} Ground the part of a payload that is about the surface, what is known of it, and what it was made of */

/**
 * The minima that are there, of those that there can be.
 * @param {any} program @param {ArrayLike<number>} numbers @param {number} weights @param {Float64Array} [table]
 */
export function minimaOf({ minima, count }, numbers, weights, table) {
  const rows = new Float64Array(count * (weights + 1));
  minima(rows, numbers, table);
  const all = Array.from({ length: count }, (_, i) => rows.subarray(i * (weights + 1), (i + 1) * (weights + 1)));
  const found = all.map((row) => ({ point: [...row.subarray(0, weights)], value: row[weights] }));
  return found.filter(({ value }) => !Number.isNaN(value));
}

/**
 * @param {{ surface: any, minima: any }} programs of a surface and of its minima
 * @param {string} key of the surface @param {ArrayLike<number>} numbers @param {any} catalogue @param {Float64Array} [table]
 * @param {boolean} isMoving whether a hand moves it, so that it need not be as exact between the places where a loss of examples is found
 * @returns {Ground}
 */
export function groundOf(programs, key, numbers, catalogue, table, isMoving = false) {
  const { surfaces, suited, ground } = catalogue;
  const isRough = isMoving && !!table;
  const rules = isRough ? { ...ground, examples: ground.while_moving } : ground;
  const record = surfaces[key];
  const lowestKnown = programs.minima ? undefined : suited[key].lowest;
  const minima = programs.minima ? minimaOf(programs.minima, numbers, record.domain.length, table) : null;
  const floor = minima ?? [{ point: record.start, value: lowestKnown }]; // a curve of them goes through what is shown
  const shown = landscapeOf(programs.surface, numbers, record, floor, rules, table);
  const quadratic = quadraticOf(programs.surface, numbers, shown, rules, table);
  const axes = shown.axes.map((axis, i) => [`axis_${i}`, Float32Array.from(axis)]);
  return {
    header: {
      surface_id: `${key} ${Array.from(numbers).join(" ")}${isRough ? " rough" : ""}`,
      surface: {
        ...(isRough && { isRough }),
        ...drawnOf(shown, record.domain, catalogue),
        curve_heights: [],
        minima: minima ?? [],
        minima_stand_alone: !!minima,
        quadratic,
      },
    },
    arrays: { ...Object.fromEntries(axes), ...gridOf(shown, rules) },
    surface: { knownMinima: minima, lowestKnown, quadratic, lowest: shown.lowest },
    shown,
  };
}

/** How a surface is drawn: the range of its graph, or its tints and contours and the axes of its scene. */
function drawnOf(shown, domain, catalogue) {
  const { ground: rules } = catalogue;
  const { lowest, highest, detail } = shown;
  if (domain.length === 1) {
    const room = rules.graph_room * (highest - lowest || 1);
    return { graph_range: [lowest - room, highest + room] };
  }
  const levels = { coarse: levelsOf(shown, "coarse", rules), dense: levelsOf(shown, "dense", rules) };
  return { detail, tints: tintsOf(shown, rules), levels, lowest, highest, scene: sceneOf(shown, catalogue, domain) };
}

function gridOf(shown, { huge }) {
  const { axes, losses } = shown;
  if (axes.length === 1) return { graph: Object.assign(Float32Array.from(losses), { shape: [losses.length] }) };
  const shares = Float32Array.from(losses, (loss) => Math.min(shareOf(shown, loss), huge));
  return { shares: Object.assign(shares, { shape: [axes[1].length, axes[0].length] }) };
}
