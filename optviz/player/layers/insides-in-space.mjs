// What goes on inside a method at the playhead, in space: arrows, the ellipse of its rates, and what it or Taylor believe.

import { pixelOf } from "../core/camera.mjs";
import { ellipseOn, inverseOf, lowestOf, patchOf } from "../core/models.mjs";
import { rowOf } from "../core/payload.mjs";
import { heightAt, isOn, isSeenBy } from "../core/relief.mjs";
import { drawArrow, inOrder, inspect } from "./arrows.mjs";
import { cross, note } from "./taylor.mjs";

const TANGENT = [5, 4]; // the dash of the model of first order

/** @typedef {import("../core/shapes.mjs").Shape} Shape */

/**
 * What they are drawn in.
 * @typedef {import("../core/models.mjs").Room & {
 *   camera: import("../core/camera.mjs").Camera, relief: import("../core/relief.mjs").Relief, theme: any, none: string,
 * }} Scene
 */

/**
 * Draws what `inspect` says of the playhead's row: arrows flat at the height of their foot, since they are steps of the weights.
 * Returns what is drawn.
 * @returns {Shape[]}
 */
export function drawInsides(context, track, /** @type {number[]} */ place, step, /** @type {Scene} */ scene, scale) {
  const { camera, relief, theme, units, patch } = scene;
  const row = Math.floor(step);
  const shown = inspect(track, row);
  if (!shown) return [];
  const shapes = [];
  const [x, y, z] = place;
  const hessian = shown.inverse && inverseOf(shown.inverse);
  const own = { ...pointOf(track, row), gradient: shown.gradient, hessian };
  if (hessian) shapes.push(...drawPatch(context, "belief_in_space", own, scene, track.colour));
  if (shown.ellipse) {
    const axes = shown.ellipse.map((axis) => Math.max(patch.flattest, patch.ellipse * axis));
    const lie = (px, py) => (isOn(relief, px, py) ? heightAt(relief, px, py) : NaN);
    const places = ellipseOn(place, axes, units, lie).map((corner) => (Number.isNaN(corner[2]) ? null : corner));
    Object.assign(context, { lineWidth: 1.5 * theme.unit, strokeStyle: theme.ink });
    shapes.push(...drawLine(context, "rates", places, scene, 0.8));
  }
  for (const { name, of } of inOrder(shown.arrows)) {
    const tip = pixelOf(camera, [x + scale * of[0], y + scale * of[1], z]);
    if (tip[2] > 0 && drawArrow(context, name, track.head, tip, theme)) {
      shapes.push({ name, line: [track.head[0], track.head[1], tip[0], tip[1]] });
    }
  }
  return shapes;
}

/**
 * Draws the plane, dashed, and the quadratic that touch the loss where a track is, with a cross at the latter's minimum.
 * Returns what is drawn.
 * @returns {Shape[]}
 */
export function drawTaylorInSpace(context, track, step, /** @type {Scene} */ scene) {
  const row = Math.floor(step);
  const gradient = rowOf(track.detail.taylor?.gradients, row, track.detail);
  const hessian = rowOf(track.detail.taylor?.hessians, row, track.detail);
  if (!gradient || !hessian) return [];
  const { camera, theme, none } = scene;
  context.setLineDash(TANGENT.map((length) => length * theme.unit));
  const plane = { ...pointOf(track, row), gradient, hessian: null };
  const shapes = drawPatch(context, "plane_in_space", plane, scene, track.colour);
  context.setLineDash([]);
  const quadratic = { ...pointOf(track, row), gradient, hessian };
  shapes.push(...drawPatch(context, "bowl_in_space", quadratic, scene, track.colour));
  const lowest = lowestOf(quadratic, scene);
  context.save();
  Object.assign(context, { strokeStyle: theme.ink, fillStyle: theme.ink });
  const [headX, headY] = track.head;
  if (!lowest) shapes.push({ name: "no_minimum", line: note(context, none, headX, headY, camera, theme) });
  else if (lowest.place) {
    const [x, y] = pixelOf(camera, lowest.place);
    cross(context, x, y, theme);
  }
  context.restore();
  return shapes;
}

const pointOf = ({ points, losses }, row) => ({ weights: [points[2 * row], points[2 * row + 1]], loss: losses[row] });

/** @returns {Shape[]} */
function drawPatch(context, name, model, scene, colour) {
  Object.assign(context, { lineWidth: 1.1 * scene.theme.unit, strokeStyle: colour });
  return patchOf(model, scene).flatMap((places) => drawLine(context, name, places, scene, 0.85));
}

/** A line through places, null where it is broken; fainter where it is not seen. Returns what of it is. @returns {Shape[]} */
function drawLine(context, name, places, { camera, relief, units, patch }, share) {
  const seen = places.map((place) => place && isSeenBy(camera.eye, relief, place, units));
  const shapes = [];
  for (const isSeen of [false, true]) {
    context.beginPath();
    for (let k = 1; k < places.length; k++) {
      if (!places[k - 1] || !places[k] || (seen[k - 1] && seen[k]) !== isSeen) continue;
      const [from, to] = [pixelOf(camera, places[k - 1]), pixelOf(camera, places[k])];
      context.moveTo(from[0], from[1]);
      context.lineTo(to[0], to[1]);
      if (isSeen) shapes.push({ name, line: [from[0], from[1], to[0], to[1]] });
    }
    context.globalAlpha = isSeen ? share : patch.behind * share;
    context.stroke();
  }
  context.globalAlpha = 1;
  return shapes;
}
