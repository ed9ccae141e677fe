// All of a scene: the surface, and on canvases over it what lies on it, where the camera sees it.

import * as cameras from "../core/camera.mjs";
import { isCrowded } from "../core/crowding.mjs";
import { spread } from "../core/heads.mjs";
import { HIDDEN, indexAt, placeAt, SEEN, sightOf, stretches } from "../core/laid.mjs";
import { levelsIn } from "../core/levels.mjs";
import { coverOf, namesApart } from "../core/names.mjs";
import { heightAt, isOn, isSeenBy } from "../core/relief.mjs";
import { hasDiverged } from "../core/run.mjs";
import { h } from "../dom/elements.mjs";
import { pixelRatio } from "../dom/paper.mjs";
import { AxesInSpace } from "./axes-in-space.mjs";
import { drawInsides, drawTaylorInSpace } from "./insides-in-space.mjs";
import { drawMark } from "./marks.mjs";
import { drawNames } from "./names.mjs";
import { clearStart, fitCanvas, markMinima, markStart, strokeMinima } from "./paths.mjs";
import { strokeAhead, strokeLaid } from "./paths-in-space.mjs";
import { SurfaceInSpace } from "./surface-in-space.mjs";

const BEHIND = 0.6; // the opacity of marks behind a hill

/**
 * What is seen: tracks laid on the relief of a surface, whose heights are spaced as `upright` says; the lengths of 1 in the scene; how
 * high a loss is; from where it is seen.
 * @typedef {object} Seen
 * @property {any[]} tracks
 * @property {import("../core/run.mjs").Surface} surface
 * @property {import("../core/relief.mjs").Upright} upright
 * @property {import("../core/relief.mjs").Relief} relief
 * @property {number[]} units
 * @property {(loss: number) => number} height
 * @property {import("../core/starts.mjs").Start[]} starts
 * @property {any} theme
 * @property {any} drawing
 * @property {cameras.Viewpoint} viewpoint
 * @property {cameras.Camera} camera
 */

export class SceneInSpace {
  /** @param {string} none what is said where a model has no minimum @param {any} sides see optviz/picture/scene.py @param {boolean} isSlow whether there is no graphics card @param {() => void} changed is told when the surface can be drawn no longer, and when it can again */
  constructor(sides, none, isSlow, changed) {
    this.sides = sides;
    this.none = none;
    /** @type {import("../core/shapes.mjs").Shape[]} */
    this.shapes = []; // what has a name, of what is drawn at the playhead
    /** @type {({ place: number[], pixel: number[] } | null)[]} of the starts, null outside the surface */
    this.startsAt = [];
    this.isSlow = isSlow;
    this.axes = new AxesInSpace();
    const canvas = () => h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.surface = canvas();
    this.under = canvas(); // what stands still on the surface; the paths as far as they are walked; what moves
    this.walked = canvas();
    this.top = canvas();
    this.painter = new SurfaceInSpace(this.surface, { antialias: !isSlow }, changed);
    this.drawnTo = -1;
    this.painted = null; // what the surface and the axes were drawn for
    /** @type {Seen | null} */
    this.seen = null;
  }

  /** What it consists of, the lowest first. */
  get elements() {
    return [this.axes.element, this.surface, this.under, this.walked, this.top];
  }

  layOut({ width, height }) {
    this.size = { width, height };
    this.underContext = fitCanvas(this.under, width, height);
    this.walkedContext = fitCanvas(this.walked, width, height);
    this.topContext = fitCanvas(this.top, width, height);
    this.fineness = this.isSlow ? 1 : Math.min(3, pixelRatio());
    Object.assign(this.surface, { width: Math.round(width * this.fineness), height: Math.round(height * this.fineness) });
    Object.assign(this.surface.style, { width: `${width}px`, height: `${height}px` });
  }

  /** Draws all that does not depend on the step. */
  place(/** @type {Seen} */ seen) {
    this.seen = seen;
    this.drawnTo = -1;
    this.names = undefined;
    this.cover = null; // where the paths run, once names have to be placed
    const { camera, relief, theme, upright } = seen;
    const surface = [camera, relief, theme, this.surface.width, upright];
    if (!this.painter.look || !this.painted?.every((value, i) => value === surface[i])) {
      this.painted = surface;
      this.paintSurface();
      this.drawAxes();
    }
    this.underContext.clearRect(0, 0, this.size.width, this.size.height);
    this.drawMinima();
    this.startsAt = seen.starts.map(({ weights }) => this.markAt(weights));
    for (const start of this.startsAt) this.drawMark(this.underContext, start, clearStart);
    for (const track of seen.tracks) this.placeTrack(track);
  }

  paintSurface() {
    const { painter, size, sides } = this;
    const { relief, units, surface, theme, drawing, viewpoint, camera } = this.seen;
    const levels = levelsIn(surface, { ...size, ranges: surface.domain, unit: theme.unit }, drawing.levels);
    painter.setRelief(relief, units);
    painter.setLook(theme, surface.tints, levels, drawing.levels, this.fineness);
    const { left, above } = sides.light;
    const light = cameras.towards({ azimuth: viewpoint.azimuth - left, elevation: above });
    painter.draw(camera, light, theme, sides.light);
  }

  drawAxes() {
    const { camera, viewpoint, surface, upright, theme } = this.seen;
    const { losses, title } = upright;
    const { domain, weights: names, scene } = surface;
    const axes = { domain, floor: this.sides.floor, weights: scene.weights, names, losses, title };
    this.axes.draw(camera, viewpoint.azimuth, axes, theme);
  }

  placeTrack(track) {
    const { camera, relief, units, theme, drawing } = this.seen;
    if (track.seenBy !== camera) {
      track.seenBy = camera;
      track.sight = sightOf(track.laid, camera, relief, units);
      const { walked, crowded } = theme.strokes;
      track.width = isCrowded(track.sight.pixels, this.size, theme.unit, drawing.crowding) ? crowded : walked;
    }
    strokeAhead(this.underContext, track, theme);
  }

  /** Draws the paths up to a step: only what is new, if it can. */
  walk(/** @type {number} */ step) {
    const { walkedContext: context, size } = this;
    const { tracks, theme } = this.seen;
    if (step < this.drawnTo || this.drawnTo < 0) {
      context.clearRect(0, 0, size.width, size.height);
      for (const track of tracks) track.walked = 0;
      this.drawnTo = 0;
    }
    for (const track of tracks) {
      const [from, to] = [this.drawnTo, step].map((at) => indexAt(track.laid, at));
      strokeLaid(context, track, from, to, theme, tracks.length === 1);
    }
    this.drawnTo = step;
  }

  /** Draws what moves: heads with their names, what goes on inside, and the rings at the starts over the paths. */
  showMoving(step, { arrows, taylor }) {
    const { topContext: top, size, seen } = this;
    const { domain, lowest, highest } = seen.surface;
    const room = { ...seen, domain, lowest, highest, patch: this.sides.patch, none: this.none };
    this.shapes = [];
    top.clearRect(0, 0, size.width, size.height);
    for (const start of this.startsAt) this.drawMark(top, start, markStart);
    const heads = [];
    for (const track of seen.tracks) {
      const place = placeAt(track.laid, step);
      track.head = cameras.pixelOf(seen.camera, place);
      if (!isOn(seen.relief, place[0], place[1])) continue;
      if (taylor) this.shapes.push(...drawTaylorInSpace(top, track, step, room));
      if (arrows) this.shapes.push(...drawInsides(top, track, place, step, room, arrows));
      heads.push({ track, place });
    }
    this.drawHeads(heads, step);
  }

  /** The marks where the paths have come to, with their names. */
  drawHeads(heads, step) {
    const { topContext: top, size } = this;
    const { theme, drawing, tracks } = this.seen;
    const pixels = heads.map(({ track }) => track.head);
    const places = spread(pixels, theme.unit, drawing.heads, theme.shares);
    if (tracks.length > 1) {
      const names = namesApart(tracks.map(({ path }) => path.label));
      const paths = heads.map(({ track }) => ({ label: names[tracks.indexOf(track)], colour: track.colour }));
      const before = this.names?.length === heads.length ? this.names : undefined;
      const pixels = tracks.map(({ sight }) => sight.pixels);
      this.cover ??= coverOf(pixels, size, theme.unit, drawing.names);
      this.names = drawNames(top, places, paths, size, theme, drawing.names, this.cover, before);
    }
    places.forEach((at, i) => {
      const { path, colour } = heads[i].track;
      top.globalAlpha = this.opacityOf(heads[i].place);
      drawMark(top, at.x, at.y, { mark: path.mark, colour, theme, diverged: hasDiverged(path, step), size: at.size });
    });
    top.globalAlpha = 1;
  }

  drawMinima() {
    const { minima } = this.seen.surface;
    for (let i = 0; i < minima.length; i += 2) {
      const mark = this.markAt(minima.slice(i, i + 2));
      this.drawMark(this.underContext, mark, (context, x, y, theme) => markMinima(context, [x, y], theme));
    }
    const { curvesOfMinima, curve_heights: heights } = this.seen.surface;
    for (const [i, line] of curvesOfMinima.entries()) this.drawCurveOfMinima(line, heights[i]);
  }

  /** A curve of minima, as far as it lies in the scene; fainter where the surface hides it. */
  drawCurveOfMinima(line, height) {
    const { underContext: context, seen } = this;
    const { relief, camera, units, theme } = seen;
    const [x, y] = [0, 1].map((k) => Float64Array.from({ length: line.length / 2 }, (_, i) => line[2 * i + k]));
    const z = x.map(() => height); // that of the relief, between its nodes, is one of the walls beside it
    const { pixels, states } = sightOf({ x, y, z, row: z }, camera, relief, units);
    for (const { state, from, to } of stretches(states, 0, states.length - 1)) {
      if (state !== SEEN && state !== HIDDEN) continue;
      context.globalAlpha = state === SEEN ? 1 : BEHIND;
      strokeMinima(context, pixels.subarray(2 * from, 2 * to + 2), theme);
    }
    context.globalAlpha = 1;
  }

  /** Where weights lie on the surface, and their pixel; null outside it. */
  markAt(/** @type {Iterable<number>} */ [x, y]) {
    const { relief, camera } = this.seen;
    if (!isOn(relief, x, y)) return null;
    const place = [x, y, heightAt(relief, x, y)];
    return { place, pixel: cameras.pixelOf(camera, place) };
  }

  drawMark(context, mark, draw) {
    if (!mark) return;
    context.globalAlpha = this.opacityOf(mark.place);
    draw(context, mark.pixel[0], mark.pixel[1], this.seen.theme);
    context.globalAlpha = 1;
  }

  opacityOf(place) {
    const { camera, relief, units } = this.seen;
    return isSeenBy(camera.eye, relief, place, units) ? 1 : BEHIND;
  }

  destroy() {
    this.painter.destroy();
  }
}
