// The landscape in three dimensions, the paths lying on it.
//
// Plotly draws the surface and the paths, and that takes longer than a frame: they are drawn a few times a second at most,
// with never more than one drawing under way and the newest state next. While only the paths change, only they are moved.
// Heads, arrows and the start are drawn over them on a canvas of our own, whenever they or the camera have moved.

import { cameraOf, pixelOf, rayAt } from "../core/camera.mjs";
import { between } from "../core/colours.mjs";
import { anglesOf } from "../core/export-options.mjs";
import { spread } from "../core/heads.mjs";
import {
  dashed,
  heightAt,
  isSeen,
  layOn,
  placeAt,
  placeOver,
  reliefOf,
  seenFrom,
  vertexAt,
  walkedTo,
  weightsUnder,
} from "../core/relief.mjs";
import { hasDiverged } from "../core/run.mjs";
import { h, setText } from "../dom/elements.mjs";
import { loadPlotlyInSpace } from "../dom/plotly.mjs";
import { startHandle } from "../dom/start-handle.mjs";
import { newTip, rowInWords, showTip } from "../dom/tip.mjs";
import { drawArrow, inOrder, inspect } from "../layers/arrows.mjs";
import { drawMark } from "../layers/marks.mjs";
import { drawNames } from "../layers/names.mjs";
import { clearStart, fitCanvas, markMinima, markStart, strokeMinima } from "../layers/paths.mjs";
import { layoutOf, levelTraces, line, matricesOf, moveLines, surfaceTrace, unitsOf } from "./scene-3d.mjs";

const EYES = [
  [-1.2, -1.1],
  [1.2, -1.1],
  [-1.2, 1.1],
  [1.2, 1.1],
].map(([x, y]) => ({ x, y, z: 1.85 })); // the first is preferred
const CENTER = { x: 0, y: 0, z: -0.16 };
const NARROW = 450; // pixels; the axes' titles need their room
const LIFT = 0.01; // of the minima's marks
const WIDTHS = { ahead: 2.5, walked: 5, canvas: 2.5 }; // of paths: Plotly's, and what that is on a canvas
const DASH = 0.0115; // of the scene: about the width of a walked path
const FAINT = 0.5; // the share of the paper in the colour of what is ahead
const PAUSE = { shortest: 66, longest: 300 }; // milliseconds after a drawing
const SHARE = 3; // a drawing is followed by a pause this many times as long, within these
const CLICK_REACH = 4; // pixels that a click may move
const PATH_REACH = 7; // pixels from a path that count as on it
const HIDDEN = 0.7; // the opacity of what is behind a hill
const CONFIG = { displayModeBar: false, scrollZoom: true, responsive: false, showTips: false };

let renderer;

/** Who draws in three dimensions in this browser; null if nobody does. */
function rendererHere() {
  if (renderer === undefined) {
    const context = document.createElement("canvas").getContext("webgl");
    const info = context?.getExtension("WEBGL_debug_renderer_info");
    renderer = context && String(context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER));
  }
  return renderer;
}

/** Pixels of the drawing to one of the page: twice as fine, unless a processor has to do the work of the graphics card. */
function finenessHere() {
  return /swiftshader|llvmpipe|software/i.test(rendererHere()) ? 1 : 2;
}

/** @typedef {import("../core/view.mjs").View} View */

/** @type {import("../core/view.mjs").ViewModule} */
export const VIEW = {
  key: "space",
  create: (room) => new Space(room),
  obstacle: () => (rendererHere() === null ? "This browser draws nothing in 3D (it has no WebGL)" : ""),
  fileOptions: anglesOf(null),
};

/** @implements {View} */
class Space {
  /** @param {import("../core/view.mjs").Room} actions */
  constructor(actions) {
    this.actions = actions;
    this.memory = actions.memory;
    this.scene = actions.catalogue.scene;
    this.tracks = [];
    this.surface = this.start = this.theme = this.drawing = this.relief = null; // see `update`
    /** @type {{ width: number, height: number } | null} */
    this.size = null;
    /** @type {Promise<any> | null} */
    this.plotly = null;
    this.cameraKey = this.cameraSize = this.lastCamera = null;
    this.drawnTo = -1;
    this.plotted = null;
    this.viewpoint = actions.memory.viewpoint ?? null;
    this.drawnAt = -Infinity;
    this.pause = PAUSE.shortest;
    this.turns = 0;
    this.plot = h("div", { className: "ov-plot" });
    this.top = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.marker = startHandle({
      weightsAt: (event) => this.weightsAt(event),
      start: () => this.start,
      home: () => this.surface.start,
      spans: () => this.surface.domain.map(([low, high]) => high - low),
      move: (weights, settled) => actions.start(this.inDomain(weights), settled),
    });
    this.marker.hidden = true;
    this.tip = newTip();
    this.word = h("p", { className: "ov-wait", role: "status" }, "Loading the 3D view …");
    this.element = h("div", { className: "ov-stage ov-space" }, this.plot, this.top, this.marker, this.tip, this.word);
    this.plot.addEventListener("dblclick", () => this.lookFrom(null));
    this.plot.addEventListener("pointerdown", (event) => this.pressed(event), true);
    this.plot.addEventListener("pointermove", (event) => this.hovered(event));
    this.plot.addEventListener("pointerleave", () => (this.tip.hidden = true));
  }

  /** Takes over the tracks, the surface they lie on, the start and the theme. */
  update({ tracks, surface, start, theme, drawing }) {
    if (tracks.some(({ heights }) => !heights)) return; // they are asked for
    if (this.surface !== surface) this.relief = reliefOf(surface);
    Object.assign(this, { tracks: tracks.map((track) => ({ ...track, head: null })), surface, start, theme, drawing });
    this.units = unitsOf(surface.domain, this.scene);
    this.laid = tracks.map(({ points, heights }) => layOn(this.relief, points, heights, this.units));
    this.dashed = this.laid.map((laid, i) => dashed(this.shown(laid), tracks[i].path.dash, DASH, this.units));
    this.drawnTo = -1;
    this.topShows = null;
  }

  layOut({ width, height }) {
    this.size = { width, height };
    this.element.style.width = `${width}px`;
    this.element.style.height = `${height}px`;
    this.topContext = fitCanvas(this.top, width, height);
    this.plotly ??= loadPlotlyInSpace();
    this.drawnTo = -1;
    this.topShows = null;
  }

  isDrawn() {
    return this.surface !== null && this.plotted === this.surface.id && this.drawnTo >= 0;
  }

  /** From where it is seen. */
  fileOptions() {
    return anglesOf(this.viewpoint?.eye);
  }

  /** From where most of the paths can be seen. */
  bestViewpoint() {
    const shares = EYES.map((eye) => {
      const seen = this.laid.map((laid) => seenFrom(this.relief, laid, this.units, Object.values(eye)));
      return seen.reduce((sum, share) => sum + share, 0) / seen.length;
    });
    const best = EYES[shares.findIndex((share) => share > Math.max(...shares) - 0.1)];
    const far = this.size.width < NARROW ? 1.15 : 1;
    const eye = Object.fromEntries(Object.entries(best).map(([axis, value]) => [axis, far * value]));
    return { eye, center: CENTER, up: { x: 0, y: 0, z: 1 } };
  }

  lookFrom(viewpoint) {
    this.viewpoint = this.memory.viewpoint = viewpoint;
    this.turns += 1;
    this.drawnTo = -1;
  }

  /** Draws the state at a step; Plotly's part unless it is at it or was just now: then a later frame does. */
  frame(step, { arrows }) {
    const resting = performance.now() - this.drawnAt < this.pause;
    if (!this.underWay && !resting && this.size && this.tracks.length && step !== this.drawnTo) {
      this.underWay = this.draw(step).finally(() => (this.underWay = null));
    }
    this.drawTop(step, arrows);
  }

  async draw(step) {
    let Plotly;
    try {
      Plotly = await this.plotly;
    } catch {
      setText(this.word, "The 3D view could not be loaded.");
      this.size = null;
      return;
    }
    if (!this.size) return;
    const started = performance.now();
    this.drawnTo = step;
    const { laid } = this;
    const walked = this.walked(step);
    const still = laid === this.laidBefore ? [] : this.ahead();
    const ground = this.signature();
    if (ground !== this.ground || !moveLines(this.plot, [...still, ...walked])) {
      const surfaceId = this.surface.id;
      const fixed = [surfaceTrace(this.relief, this.theme, this.surface), ...levelTraces(this.relief, this.theme, this.surface)];
      const all = [...fixed, ...this.ahead(), ...walked];
      this.viewpoint ??= this.bestViewpoint();
      await Plotly.react(this.plot, all, layoutOf(this), { ...CONFIG, plotGlPixelRatio: finenessHere() });
      if (this.plotted === null) this.listen();
      this.plotted = surfaceId;
      this.ground = ground;
    }
    this.laidBefore = laid;
    this.drawnAt = performance.now();
    this.pause = Math.min(PAUSE.longest, Math.max(PAUSE.shortest, SHARE * (this.drawnAt - started)));
  }

  /** What is drawn by Plotly apart from where the lines are. */
  signature() {
    const { surface, theme, size, tracks, turns } = this;
    return JSON.stringify([surface.id, theme, size, turns, tracks.map(({ colour }) => colour)]);
  }

  listen() {
    this.word.remove();
    const turned = (event) => (this.viewpoint = this.memory.viewpoint = event["scene.camera"] ?? this.viewpoint);
    this.plot.on("plotly_relayouting", turned);
    this.plot.on("plotly_relayout", turned);
  }

  /** Each path as a whole, faintly. */
  ahead() {
    const style = (colour) => ({ color: between(colour, this.theme.paper, FAINT), width: WIDTHS.ahead });
    return this.tracks.map(({ colour }, i) => line(this.dashed[i], style(colour)));
  }

  walked(step) {
    const style = (colour) => ({ color: colour, width: WIDTHS.walked });
    return this.tracks.map(({ colour }, i) => line(walkedTo(this.dashed[i], step), style(colour)));
  }

  /** A laid path without its vertices far outside. */
  shown({ x, y, z, row }) {
    const isNear = Array.from(x, (_, i) => this.holds([x[i], y[i]]));
    const cut = x.map((value, i) => (isNear[i - 1] || isNear[i] || isNear[i + 1] ? value : NaN));
    return { x: cut, y, z, row };
  }

  // Over Plotly's drawing

  /** How the scene is seen now, or null before it is drawn; the same object as long as that has not changed. */
  get camera() {
    const matrices = matricesOf(this.plot);
    if (!matrices || !this.size) return null;
    const key = Object.values(matrices).join(" ");
    if (key !== this.cameraKey || this.size !== this.cameraSize) {
      Object.assign(this, { cameraKey: key, cameraSize: this.size, lastCamera: cameraOf(matrices, matrices.scale, this.size) });
    }
    return this.lastCamera;
  }

  /** Heads, arrows and the start, if any of them or the camera has moved. */
  drawTop(step, arrows) {
    const { camera, topContext: context } = this;
    if (!camera) return;
    const shows = [step, arrows, camera, this.drawnTo];
    if (this.topShows?.every((value, i) => value === shows[i])) return;
    this.topShows = shows;
    context.clearRect(0, 0, this.size.width, this.size.height);
    this.drawMinima(camera);
    this.placeMarker(camera);
    const heads = [];
    this.tracks.forEach((track, i) => {
      const place = placeAt(this.laid[i], step);
      track.head = pixelOf(camera, place);
      if (step > this.drawnTo && this.drawnTo >= 0) this.drawLatest(camera, track, this.dashed[i], step);
      if (!this.holds(place)) return;
      if (arrows) this.drawArrows(camera, track, place, step, arrows);
      heads.push({ track, place });
    });
    this.drawHeads(camera, heads, step);
  }

  drawMinima(camera) {
    const { surface, relief, theme, topContext: context } = this;
    for (const [x, y] of pairs(surface.minima)) {
      const place = [x, y, heightAt(relief, x, y) + LIFT];
      if (!this.holds(place)) continue;
      context.globalAlpha = this.isSeen(camera, place) ? 1 : HIDDEN;
      markMinima(context, pixelOf(camera, place).slice(0, 2), theme);
    }
    for (const [i, line] of surface.curvesOfMinima.entries())
      this.drawCurveOfMinima(camera, line, surface.curve_heights[i] + LIFT);
    context.globalAlpha = 1;
  }

  /** A curve of minima, as far as it lies in the scene; fainter where the surface hides it. */
  drawCurveOfMinima(camera, line, height) {
    const { theme, topContext: context } = this;
    let piece = { seen: null, pixels: [] };
    const next = (seen, pixels) => {
      context.globalAlpha = piece.seen ? 1 : HIDDEN;
      if (piece.pixels.length > 2) strokeMinima(context, piece.pixels, theme);
      piece = { seen, pixels };
    };
    for (const [x, y] of pairs(line)) {
      const place = [x, y, height];
      const seen = this.holds(place) ? this.isSeen(camera, place) : null;
      const pixel = pixelOf(camera, place).slice(0, 2);
      if (seen !== piece.seen) next(seen, piece.pixels.slice(-2));
      if (seen !== null) piece.pixels.push(...pixel);
    }
    next(null, []);
  }

  /** The marks where the paths have come to, with their names. */
  drawHeads(camera, heads, step) {
    const { theme, drawing, topContext: context } = this;
    const pixels = heads.map(({ track }) => track.head);
    const places = spread(pixels, theme.unit, drawing.heads, theme.shares);
    if (this.tracks.length > 1) {
      const paths = heads.map(({ track }) => ({ label: track.path.label, colour: track.colour }));
      drawNames(context, places, paths, this.size, theme, drawing.names);
    }
    places.forEach(({ x, y, size }, i) => {
      const { path, colour } = heads[i].track;
      const diverged = hasDiverged(path, step);
      context.globalAlpha = this.isSeen(camera, heads[i].place) ? 1 : HIDDEN;
      drawMark(context, x, y, { mark: path.mark, colour, theme, diverged, size });
    });
    context.globalAlpha = 1;
  }

  /** What has been walked since Plotly drew. */
  drawLatest(camera, { colour }, { x, y, z, row }, step) {
    const { topContext: context, drawnTo } = this;
    const path = { x, y, z, row };
    const between = { from: vertexAt(path, drawnTo) + 1, to: vertexAt(path, step) + 1 };
    const corners = Array.from(row.subarray(between.from, between.to), (_, i) => [x, y, z].map((all) => all[between.from + i]));
    context.beginPath();
    let isDown = false;
    for (const place of [placeAt(path, drawnTo), ...corners, placeAt(path, step)]) {
      const [across, down] = pixelOf(camera, place);
      if (this.holds(place)) context[isDown ? "lineTo" : "moveTo"](across, down);
      isDown = this.holds(place);
    }
    context.lineWidth = WIDTHS.canvas;
    context.strokeStyle = colour;
    context.stroke();
  }

  /** The inspector's arrows, flat at the height of their foot: they are steps of the weights. */
  drawArrows(camera, track, /** @type {Iterable<number>} */ [x, y, z], step, scale) {
    const shown = inspect(track, Math.floor(step));
    if (!shown) return;
    for (const { name, of } of inOrder(shown.arrows)) {
      const tip = pixelOf(camera, [x + scale * of[0], y + scale * of[1], z]);
      if (tip[2] > 0) drawArrow(this.topContext, name, track.head, tip, this.theme);
    }
  }

  placeMarker(camera) {
    const place = placeOver(this.relief, this.start, this.units);
    const [x, y, depth] = pixelOf(camera, place);
    this.marker.hidden = depth <= 0 || !this.holds(place);
    this.marker.style.transform = `translate(${x}px, ${y}px)`;
    if (this.marker.hidden) return;
    this.topContext.globalAlpha = this.isSeen(camera, place) ? 1 : HIDDEN;
    clearStart(this.topContext, x, y, this.theme);
    markStart(this.topContext, x, y, this.theme);
    this.topContext.globalAlpha = 1;
  }

  holds(/** @type {Iterable<number>} */ [x, y]) {
    const [[x0, x1], [y0, y1]] = this.surface.domain;
    return x >= x0 && x <= x1 && y >= y0 && y <= y1;
  }

  isSeen(camera, place) {
    const { from } = rayAt(camera, pixelOf(camera, place));
    const direction = from.map((value, i) => (value - place[i]) * this.units[i]);
    return isSeen(this.relief, place, this.units, direction);
  }

  // The hand

  pixelAt(event) {
    const box = this.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  /** The weights that lie under the pointer. */
  weightsAt(event) {
    const { camera, relief, start } = this;
    return weightsUnder(relief, rayAt(camera, this.pixelAt(event)), heightAt(relief, start[0], start[1]));
  }

  /** The nearest weights whose place is drawn: a start beyond them could not be taken hold of again. */
  inDomain(weights) {
    return weights.map((weight, i) => Math.min(this.surface.domain[i][1], Math.max(this.surface.domain[i][0], weight)));
  }

  /** The pixels of each path's rows; of those outside the domain, which are not drawn, none. */
  rowPixels(camera) {
    const { tracks } = this;
    if (this.pixelsOf?.camera !== camera || this.pixelsOf.tracks !== tracks) {
      const pixels = this.laid.map(({ x, y, z, row }) => {
        const pairs = new Float32Array(2 * row[row.length - 1] + 2).fill(NaN);
        row.forEach((k, i) => {
          const place = [x[i], y[i], z[i]];
          if (Number.isInteger(k) && this.holds(place)) pairs.set(pixelOf(camera, place).slice(0, 2), 2 * k);
        });
        return pairs;
      });
      this.pixelsOf = { camera, tracks, pixels };
    }
    return this.pixelsOf.pixels;
  }

  /** The track and row under a pixel that is in view, with its pixel, or null. */
  rowAt(/** @type {Iterable<number>} */ [x, y]) {
    const { camera } = this;
    if (!camera) return null;
    const near = [];
    this.rowPixels(camera).forEach((pixels, i) => {
      for (let row = 0; row < pixels.length / 2; row++) {
        const distance = Math.hypot(pixels[2 * row] - x, pixels[2 * row + 1] - y);
        if (distance <= PATH_REACH) near.push({ i, row, distance, pixel: pixels.subarray(2 * row, 2 * row + 2) });
      }
    });
    near.sort((one, other) => one.distance - other.distance);
    const found = near.find(({ i, row }) => this.isSeen(camera, placeAt(this.laid[i], row)));
    return found ? { track: this.tracks[found.i], row: found.row, pixel: found.pixel } : null;
  }

  /** A press on a path: the playhead goes there, if it is let go where it began. */
  pressed(event) {
    this.tip.hidden = true;
    if (event.button !== 0 || !event.isPrimary) return;
    const found = this.rowAt(this.pixelAt(event));
    if (!found) return;
    const up = (released) => {
      const moved = Math.hypot(released.clientX - event.clientX, released.clientY - event.clientY);
      if (moved <= CLICK_REACH) this.actions.seek(found.row);
    };
    window.addEventListener("pointerup", up, { once: true });
  }

  hovered(event) {
    if (event.buttons || event.pointerType === "touch") return;
    const found = this.rowAt(this.pixelAt(event));
    this.plot.classList.toggle("ov-on-path", Boolean(found));
    if (found) showTip(this.tip, rowInWords(found.track, found.row), found.pixel, this.size.width);
    else this.tip.hidden = true;
  }

  destroy() {
    this.size = null;
    Promise.resolve(this.underWay).then(() => this.plotted !== null && this.plotly.then((Plotly) => Plotly.purge(this.plot)));
    this.element.remove();
  }
}

function pairs(flat) {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}
