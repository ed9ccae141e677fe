// The ground of the loss on held-out examples, made from a surface's program where the hand is: the rules of
// optviz/engine/held_out.py and of `grounds_of` in optviz/picture/levels.py, whose numbers come with the catalogue.

import { levelsOf } from "./contours.mjs";
import { writtenPoint } from "./happened.mjs";
import { depthOf, landscapeOf, shareOf } from "./landscape.mjs";
import { written } from "./numbers.mjs";
import { valuesOf } from "./programs.mjs";
import { say } from "./say.mjs";
import { tintsOf } from "./tints.mjs";

/** @typedef {import("./landscape.mjs").Landscape} Landscape */
/** @typedef {(x: number, y: number) => number} LossAt */
/** @typedef {[number, number, number]} Corner a place, and the loss there */

/** @type {import("./view.mjs").Beside} */
export function withHeldOut(programs, surface, ground, isMoving) {
  const { surfaces, ground: usual } = programs.catalogue;
  const rules = isMoving ? { ...usual, examples: usual.while_moving } : usual;
  const record = surfaces[surface.key];
  const numbers = valuesOf(record.parameters, surface);
  const { trained, held } = programs.examplesOf(surface);
  const { held_out: lost } = programs.modules[`surfaces/${surface.key}`];
  /** @type {LossAt} */
  const loss = (x, y) => lost(x, y, numbers, trained, held);
  const found = landscapeOf({ value: loss }, numbers, record, [], rules, trained);
  const minima = minimaOf(found, loss, rules.search);
  const isShown = ({ point }) => point.every((weight, i) => weight >= record.domain[i][0] && weight <= record.domain[i][1]);
  const lowest = Math.min(found.lowest, ...minima.filter(isShown).map(({ value }) => value));
  const scale = onOneScale(ground.shown, { ...found, lowest }, rules);
  const shares = Float32Array.from(found.losses, (one) => Math.min(shareOf(scale, one), rules.huge));
  const { detail, highest } = scale;
  const levels = { coarse: levelsOf(scale, "coarse", rules), dense: levelsOf(scale, "dense", rules) };
  const told = { detail, tints: tintsOf(scale, rules), levels, lowest: scale.lowest, highest, minima };
  return {
    ...ground,
    header: { ...ground.header, surface: { ...ground.header.surface, held_out: told } },
    arrays: { ...ground.arrays, held_shares: Object.assign(shares, { shape: found.axes.map(({ length }) => length).reverse() }) },
  };
}

/** Two landscapes as one, from the lowest loss of both to the highest. @param {Landscape} first @param {Landscape} second @param {any} rules @returns {Landscape} */
function onOneScale(first, second, rules) {
  const joined = (name) => Float64Array.of(...first[name], ...second[name]);
  const ends = { lowest: Math.min(first.lowest, second.lowest), highest: Math.max(first.highest, second.highest) };
  const both = { axes: first.axes, losses: joined("losses"), sorted: joined("sorted").sort(), ...ends, detail: null };
  return first.detail === null ? both : { ...both, detail: depthOf(both, rules) };
}

/** Where a loss is lowest, within what its landscape shows. @param {Landscape} shown @param {LossAt} loss @param {any} rules */
function minimaOf(shown, loss, rules) {
  const span = shown.highest - shown.lowest;
  const [right, up] = shown.axes.map((axis) => axis[1] - axis[0]);
  /** @type {import("./minima.mjs").Minimum[]} */
  const found = [];
  for (const start of placesToStart(shown, rules)) {
    const near = lowestNear(loss, start, [right, up], rules);
    const [x, y, value] = lowestNear(loss, near, [rules.again * right, rules.again * up], rules);
    const isNew = found.every(({ point }) => Math.max(Math.abs(x - point[0]) / right, Math.abs(y - point[1]) / up) > 1);
    const isInside = [x, y].every((weight, i) => weight > shown.axes[i][0] && weight < shown.axes[i].at(-1));
    if (isNew && isInside && standsAlone(loss, x, y, [right, up], span, rules)) found.push({ point: [x, y], value });
  }
  const lowest = Math.min(...found.map(({ value }) => value));
  const across = shown.axes[0].length;
  const isEdge = (i) => i < across || i >= shown.losses.length - across || i % across === 0 || i % across === across - 1;
  const atEdges = shown.losses.reduce((least, one, i) => (one < least && isEdge(i) ? one : least), Infinity);
  return found.filter(({ value }) => value <= lowest + rules.alike * span && value < atEdges);
}

/** Places of the grid that are lower than all around them and hardly above the lowest, the lowest first. @param {Landscape} shown */
function placesToStart({ axes: [xs, ys], losses, lowest: inside, highest }, { near, most }) {
  const across = xs.length;
  const high = losses.reduce((least, one) => Math.min(least, one), Infinity) + near * (highest - inside);
  const around = [-across - 1, -across, 1 - across, -1];
  const isLow = (at) =>
    losses[at] <= high && around.every((step) => losses[at] <= losses[at + step] && losses[at] < losses[at - step]);
  /** @type {Corner[]} */
  const found = [];
  for (let j = 1; j < ys.length - 1; j += 1) {
    for (let i = 1; i < across - 1; i += 1) if (isLow(j * across + i)) found.push([xs[i], ys[j], losses[j * across + i]]);
  }
  return found.sort((one, other) => one[2] - other[2]).slice(0, most);
}

/** Where a loss is lowest near a place, by the method of Nelder and Mead (1965). @param {LossAt} loss @param {Corner} start @param {number[]} sizes @returns {Corner} */
function lowestNear(loss, [x, y], sizes, { small, turns }) {
  /** @returns {Corner} */
  const at = (u, v) => [u, v, loss(u, v)];
  /** @param {number[]} one @param {number[]} other */
  const between = ([u, v], [s, t]) => at(u + (s - u) / 2, v + (t - v) / 2);
  const byLoss = (/** @type {Corner[]} */ corners) => corners.sort((one, other) => one[2] - other[2]);
  let corners = byLoss([at(x, y), at(x + sizes[0], y), at(x, y + sizes[1])]);
  for (let turn = 0; turn < turns; turn += 1) {
    const [best, middle, worst] = corners;
    const size = [middle, worst].flatMap((one) => sizes.map((length, i) => Math.abs((one[i] - best[i]) / length)));
    if (Math.max(...size) <= small) break;
    const [u, v] = [(best[0] + middle[0]) / 2, (best[1] + middle[1]) / 2];
    const along = (/** @type {number} */ far) => at(u + far * (u - worst[0]), v + far * (v - worst[1]));
    const across = along(1);
    let taken = null;
    if (across[2] < best[2]) {
      const further = along(2);
      taken = further[2] < across[2] ? further : across;
    } else if (across[2] < middle[2]) taken = across;
    else {
      const near = between([u, v], across[2] < worst[2] ? across : worst);
      if (near[2] < Math.min(across[2], worst[2])) taken = near;
    }
    corners = byLoss(taken ? [best, middle, taken] : [best, between(best, middle), between(best, worst)]);
  }
  return corners[0];
}

/** Whether a loss rises from a place to all sides, by what it is at the next places of a grid. @param {LossAt} loss */
function standsAlone(loss, x, y, [right, up], span, { flat, narrow }) {
  const at = (i, j) => loss(x + i * right, y + j * up);
  const here = at(0, 0);
  const [across, upwards] = [at(1, 0) + at(-1, 0) - 2 * here, at(0, 1) + at(0, -1) - 2 * here];
  const both = (at(1, 1) - at(-1, 1) - at(1, -1) + at(-1, -1)) / 4;
  return Math.min(across, upwards) > flat * span && across * upwards - both ** 2 > narrow * across * upwards;
}

/**
 * Where a loss on held-out examples is lowest, and how it goes along each path, for those who hear the picture.
 * @param {string} loss its title @param {import("./minima.mjs").Minimum[]} minima
 * @param {import("./view.mjs").ColouredTrack[]} tracks @param {[number, number][]} domain
 */
export function heldOutSaid(loss, minima, tracks, domain) {
  const side = Math.min(...domain.map(([low, high]) => high - low));
  const places = minima.map(({ point, value }) =>
    say("a loss of {loss} at {place}", { loss: written(value), place: writtenPoint(point, side) }),
  );
  const ways = tracks.flatMap(({ path, curves: { held_out: values } }) => {
    if (!values) return [];
    const last = (path.diverged_at === null ? values.length : Math.max(1, path.diverged_at)) - 1;
    return say("{name} from {first} to {last}", { name: path.label, first: written(values[0]), last: written(values[last]) });
  });
  const listed = (/** @type {string[]} */ all) => all.join(say(", "));
  const lowest = places.length
    ? say("Minima of the {loss}: {minima}.", { loss, minima: listed(places) })
    : say("No minimum of the {loss} stands alone in the picture.", { loss });
  const along = say("The {quantity}, from the first row to the last: {ways}.", { quantity: loss, ways: listed(ways) });
  return `${lowest} ${along}`;
}
