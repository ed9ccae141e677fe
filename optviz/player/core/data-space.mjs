// Where the data of a surface are, and what its model says there: the arithmetic of their picture. What the picture shows is
// decided in optviz/engine/data_space.py, and comes with the model's program.

import { scaled } from "./examples.mjs";

const FARTHEST = 1e4; // pixels beyond an edge: farther out nobody sees where a line goes

/**
 * The module of a model; see optviz/browser/models.py. Its `nodes` are the inputs of a curve; a plane has `side` of them along
 * each side instead, row by row.
 * @typedef {object} ModelProgram
 * @property {(x: number, y: number, inputs: Float64Array, out: Float64Array, numbers: Float64Array, table: Float64Array) => void} predict
 * @property {(said: Float64Array, held: Float64Array) => number} [lost] the mean error on held-out examples of what is said of them
 * @property {(out: Float64Array, numbers: ArrayLike<number>) => void} [table] makes the rows, where numbers of the surface do
 * @property {[string, number][]} switches those that decide what is shown, and how many places each has
 * @property {[number, number][][]} spaces the ranges of both axes for their places, those of the last one side by side
 * @property {string[]} titles @property {[number, number][]} ranges as they are now, see `shownAt` @property {number[]} nodes @property {number} side
 * @property {number[]} borders @property {string} target @property {string[]} inputs @property {string[]} classes @property {string} choice
 * @property {string} [scaling] the switch that says how the inputs are normalised, if there is one
 * @property {{ switch: string, masks: number[][][][] } | null} sharing which elements of a tensor share a mean, by the place of a switch
 * @property {{ rows: number[][], heldOut: number[], scale?: number[][] }[]} tables @property {string} source @property {string} licence
 */

/**
 * A row of a table as it is drawn: where; its `value`, as a share of the targets' range; which of the examples it is that a
 * model is trained on, −1 if it is held out; and its place in the table.
 * @typedef {{ x: number, y: number, value: number, example: number, place: number }} Mark
 */

/** Whether the picture is the plane of two inputs. @param {ModelProgram} program */
export const isPlane = ({ side }) => side > 0;

/**
 * The table that the numbers of a surface choose or make.
 * @param {ModelProgram} program @param {any[]} parameters @param {ArrayLike<number>} numbers
 */
export function tableAt({ tables, choice, table }, parameters, numbers) {
  const chosen = tables[choice ? numbers[parameters.findIndex(({ key }) => key === choice)] : 0];
  if (!table) return chosen;
  const width = chosen.rows[0].length;
  const made = new Float64Array(width * chosen.rows.length);
  table(made, numbers);
  return { ...chosen, isMade: true, rows: chosen.rows.map((_, i) => [...made.subarray(i * width, (i + 1) * width)]) };
}

/** The place of the switch that says how a model's inputs are normalised; 0 where there is none. @param {ModelProgram} program @param {any[]} parameters @param {ArrayLike<number>} numbers */
export const normalisationAt = ({ scaling }, parameters, numbers) =>
  scaling ? numbers[parameters.findIndex(({ key }) => key === scaling)] : 0;

/**
 * A model with the ranges that are shown with these numbers of its surface.
 * @param {ModelProgram} program @param {any[]} parameters @param {ArrayLike<number>} numbers
 * @returns {ModelProgram}
 */
export function shownAt(program, parameters, numbers) {
  const placeOf = (/** @type {string} */ key) => numbers[parameters.findIndex((one) => one.key === key)];
  const place = program.switches.reduce((before, [key, count]) => before * count + placeOf(key), 0);
  return { ...program, ranges: program.spaces[place] };
}

/** The rows of a table that have not been taken away. @param {import("./examples.mjs").Table} table */
export function shownOf({ rows, removed = [] }) {
  const isGone = new Set(removed);
  return rows.filter((_, i) => !isGone.has(i));
}

/**
 * Which elements of a tensor share a mean with the first, (examples, channels, positions); null where none do.
 * @param {ModelProgram} program @param {any[]} parameters @param {ArrayLike<number>} numbers
 */
export function sharedAt({ sharing }, parameters, numbers) {
  const mask = sharing?.masks[numbers[parameters.findIndex(({ key }) => key === sharing.switch)]] ?? null;
  return mask?.flat(2).includes(1) ? mask : null;
}

/** What a model is asked for: the nodes of its picture, then the rows of a table, one after the other. @param {ModelProgram} program */
export function inputsOf(program, table) {
  const asked = shownOf(table).map((row) => row.slice(0, -1));
  return Float64Array.from(scaled(table, [...placesOf(program), ...asked]).flat());
}

function placesOf(/** @type {ModelProgram} */ program) {
  if (!isPlane(program)) return program.nodes.map((x) => [x]);
  const [across, upwards] = program.ranges.map((range) => nodesOn(range, program.side));
  return upwards.flatMap((y) => across.map((x) => [x, y]));
}

const nodesOn = ([low, high], count) => Array.from({ length: count }, (_, k) => low + (k / (count - 1)) * (high - low));

/** The rows of a table as marks. @param {import("./examples.mjs").Table} table @returns {Mark[]} */
export function marksOf(table) {
  const { rows, heldOut, removed = [] } = table;
  const [isHeld, isGone] = [new Set(heldOut), new Set(removed)];
  const [low, high] = endsOf(shownOf(table).map((row) => row[row.length - 1]));
  let trained = 0;
  return rows.flatMap((row, place) => {
    const example = isHeld.has(place) ? -1 : trained++;
    if (isGone.has(place)) return [];
    return [{ x: row[0], y: row[1], value: (row[row.length - 1] - low) / (high - low || 1), example, place }];
  });
}

/** The least and the largest of some numbers, however many there are. @param {number[]} values */
const endsOf = (values) => values.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [Infinity, -Infinity]);

/**
 * What a model says as lines in the units of the axes, each of flat pairs: its curve, or on a plane for each border
 * those on which it says that.
 * @param {ModelProgram} program @param {Float64Array} said of nodes and rows
 * @returns {{ border: number, line: number[] }[]}
 */
export function linesOf(program, said) {
  if (!isPlane(program)) return [{ border: 0, line: program.nodes.flatMap((x, i) => [x, said[i]]) }];
  const [across, upwards] = program.ranges.map((range) => nodesOn(range, program.side));
  return program.borders.flatMap((level, border) =>
    contour(said.subarray(0, program.side ** 2), across, upwards, level).map((line) => ({ border, line })),
  );
}

/**
 * The lines on which values on a grid, row by row, have a level, as flat pairs: through each triangle that they cross, and
 * joined where these meet. They are exact for what changes evenly.
 */
export function contour(values, across, upwards, level) {
  const width = across.length;
  const isOver = (place) => values[place] >= level;
  const corner = (place) => ({ x: across[place % width], y: upwards[Math.floor(place / width)], over: values[place] - level });
  const pieces = [];
  for (let a = 0; a < width * (upwards.length - 1); a += 1) {
    if (a % width === width - 1) continue;
    const places = [a, a + 1, a + 1 + width, a + width];
    const over = places.filter(isOver).length;
    if (over === 0 || over === places.length) continue;
    if (!places.every((place) => Number.isFinite(values[place]))) continue;
    const [p, q, r, s] = places.map(corner);
    pieces.push(...[crossing([p, q, r]), crossing([p, r, s])].filter(Boolean));
  }
  return joined(pieces);
}

/** The ends of the piece of a level's line in a triangle, if it has one that is more than a corner. @returns {number[][] | null} */
function crossing(triangle) {
  const ends = [0, 1, 2].map((k) => between(triangle[k], triangle[(k + 1) % 3])).filter(Boolean);
  return ends.length === 2 && ends[0].join() !== ends[1].join() ? ends : null;
}

/** Where an edge is on the level: the same number to the last digit, from whichever end one comes. */
function between(one, other) {
  if (one.over >= 0 === other.over >= 0) return null;
  const [from, to] = one.over >= 0 ? [other, one] : [one, other];
  const share = from.over / (from.over - to.over);
  return [from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)];
}

/** Pieces as lines of flat pairs, as long as they go on. */
function joined(/** @type {number[][][]} */ pieces) {
  /** @type {Map<string, number[][][]>} */
  const meeting = new Map();
  const meetingAt = (end) => meeting.get(end.join()) ?? [];
  for (const piece of pieces) for (const end of piece) meeting.set(end.join(), [...meetingAt(end), piece]);
  const left = new Set(pieces);
  const follow = (/** @type {number[][]} */ line) => {
    for (;;) {
      const last = line[line.length - 1].join();
      const next = meetingAt(line[line.length - 1]).find((piece) => left.delete(piece));
      if (!next) return line;
      line.push(next[0].join() === last ? next[1] : next[0]);
    }
  };
  const lines = [];
  for (const piece of pieces) if (left.delete(piece)) lines.push(follow(follow([...piece]).reverse()).flat());
  return lines;
}

/** From each row of a curve to what the model says of it: flat pairs of two places each. @param {ModelProgram} program */
export function residualsOf({ nodes }, table, said) {
  return shownOf(table).flatMap(([x, y], i) => [x, y, x, said[nodes.length + i]]);
}

/** The pixel of a place in a plot of a size; far outside it is as far as anybody can see. */
export function pixelOf(x, y, ranges, { width, height }) {
  const [[x0, x1], [y0, y1]] = ranges;
  const near = (pixel) => Math.min(FARTHEST, Math.max(-FARTHEST, pixel));
  return [near(((x - x0) / (x1 - x0)) * width), near(((y1 - y) / (y1 - y0)) * height)];
}

/** The weights of a path at a step, which may be between two rows. @param {import("./run.mjs").Numbers} points */
export function weightsAt(points, step) {
  const [rows, count] = points.shape;
  const i = Math.min(Math.floor(step), rows - 1);
  const j = Math.min(i + 1, rows - 1);
  const share = Math.min(step, rows - 1) - i;
  return Array.from({ length: count }, (_, k) => points[i * count + k] + share * (points[j * count + k] - points[i * count + k]));
}
