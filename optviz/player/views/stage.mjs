// A stage: a surface that stands still, and one path or several that move over it.

import { fitRanges, nearestRow, pointAt, toPixels, toWeights } from "../core/geometry.mjs";
import { h } from "../dom/elements.mjs";
import { drawPanel, MARGIN, purge, rangesOf, setRanges } from "../dom/plot.mjs";
import { startRing } from "../dom/start-handle.mjs";
import { newTip, showTip } from "../dom/tip.mjs";
import { drawArrows } from "../layers/arrows.mjs";
import { paintGround } from "../layers/ground.mjs";
import { drawMark } from "../layers/marks.mjs";
import { fitCanvas, markMinima, strokeFaint, strokeWalked } from "../layers/paths.mjs";
import { drawTaylor } from "../layers/taylor.mjs";

/** @typedef {import("../core/view.mjs").View} View */

const CLICK_REACH = 4; // pixels that a click may move
const PATH_REACH = 7; // pixels from a path that count as on it
const SECOND_CLICK = 500; // milliseconds

/** @implements {View} */
export class Stage {
  /** @param {import("../core/view.mjs").Room} actions */
  constructor(actions) {
    this.actions = actions;
    this.tracks = [];
    this.drawnTo = -1;
    this.plotted = null;
    this.scene = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.top = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.plot = h("div", { className: "ov-plot" });
    this.marker = startRing({
      weightsAt: (event) => this.weightsAt(event),
      start: () => this.start,
      spans: () => this.view.ranges.map(([low, high]) => high - low),
      move: actions.start,
    });
    this.tip = newTip();
    // The canvases lie under all else: each that something lies under would cost the browser a layer more.
    this.element = h("div", { className: "ov-stage" }, this.scene, this.top, this.plot, this.marker, this.tip);
    this.plot.addEventListener("pointerdown", (event) => this.pressed(event), true);
    this.plot.addEventListener("pointermove", (event) => this.hovered(event));
    this.plot.addEventListener("pointerleave", () => (this.tip.hidden = true));
  }

  /** Takes over the tracks, the surface they lie on, the start and the theme. */
  update({ tracks, surface, start, theme }) {
    const before = this.tracks;
    const same =
      this.theme === theme &&
      this.surface === surface &&
      before.length === tracks.length &&
      tracks.every((track, i) => looksLike(track, before[i]));
    Object.assign(this, { surface, start, theme });
    tracks.forEach((track, i) =>
      Object.assign(track, { pixels: before[i]?.pixels, head: before[i]?.head, walked: before[i]?.walked }),
    );
    this.tracks = tracks;
    if (!same) this.place();
    else if (heldBy(before[0]) !== heldBy(tracks[0])) this.drawn = null; // what arrows and models need may be there by now
  }

  /** Takes its size in pixels, and draws the surface. */
  async layOut({ width: widest, height }) {
    const width = Math.min(widest, widestStage(this.surface, height));
    this.size = { width, height };
    this.element.style.width = `${width}px`;
    this.element.style.height = `${height}px`;
    const inner = { width: width - MARGIN.l - MARGIN.r, height: height - MARGIN.t - MARGIN.b };
    const { domain } = this.surface;
    const ranges = domain.length === 2 ? fitRanges(domain, inner.width, inner.height) : this.surface.view;
    this.home = ranges;
    this.view = { ...inner, ranges };
    this.sceneContext = fitCanvas(this.scene, inner.width, inner.height);
    this.topContext = fitCanvas(this.top, inner.width, inner.height);
    this.place();
    await this.drawSurface();
  }

  async drawSurface() {
    const first = this.plotted === null;
    this.plotted = this.surface.id;
    await drawPanel(this.plot, this.surface.axes.length === 2, this.theme, this.size, this.view.ranges);
    if (first) this.plot.on("plotly_relayout", () => this.zoomed());
  }

  zoomed() {
    const ranges = rangesOf(this.plot);
    if (JSON.stringify(ranges) !== JSON.stringify(this.view.ranges)) this.actions.zoom(ranges);
  }

  /** Shows these ranges, or those it began with. */
  async setRanges(ranges) {
    this.view = { ...this.view, ranges: ranges ?? this.home };
    this.place();
    await setRanges(this.plot, this.view.ranges);
  }

  /** Puts everything that depends on points and ranges where it belongs, and has the paths drawn anew. */
  place() {
    if (!this.view || !this.tracks.length) return;
    for (const track of this.tracks) {
      const count = track.coordinates.length / 2;
      const kept = track.pixels?.length === 2 * count ? track.pixels : undefined;
      track.pixels = toPixels(track.coordinates, count, this.view, kept);
    }
    if (this.plotted !== null) this.plotted = this.surface.id; // its axes are there already
    this.minima = toPixels(this.surface.minima, this.surface.minima.length / 2, this.view);
    this.drawnTo = -1;
    this.drawn = null;
    const at = this.start.length === 2 ? this.start : this.tracks[0].coordinates.subarray(0, 2);
    const [x, y] = toPixels(at, 1, this.view);
    this.marker.style.transform = `translate(${MARGIN.l + x}px, ${MARGIN.t + y}px)`;
    this.marker.hidden = !this.holds(x, y);
  }

  isDrawn() {
    return this.plotted === this.surface.id && this.drawnTo >= 0;
  }

  holds(x, y) {
    return x >= 0 && y >= 0 && x <= this.view.width && y <= this.view.height;
  }

  /**
   * Draws the paths up to a step: only what is new, if it can. `arrows` is their magnification, 0 for none; `taylor` whether
   * to draw the models at the playhead.
   */
  frame(step, { arrows, taylor }) {
    if (!this.tracks[0]?.pixels || !this.sceneContext) return;
    const asked = `${step} ${arrows} ${taylor}`;
    if (this.drawn === asked) return; // a frame in which nothing is drawn costs the browser nothing
    this.drawn = asked;
    const { sceneContext: scene, topContext: top, view, theme } = this;
    if (step < this.drawnTo || this.drawnTo < 0) {
      paintGround(scene, this.surface, theme, view);
      markMinima(scene, this.minima, theme.ink);
      for (const track of this.tracks) {
        strokeFaint(scene, track.pixels, track.colour, track.path.dash);
        track.walked = 0;
      }
      this.drawnTo = 0;
    }
    if (step > this.drawnTo) {
      const alone = this.tracks.length === 1;
      for (const track of this.tracks) {
        const { pixels, colour, path, walked } = track;
        const style = { colour, paper: theme.paper, dash: alone ? [] : path.dash, along: walked };
        track.walked = strokeWalked(scene, pixels, this.drawnTo, step, style);
      }
      this.drawnTo = step;
    }
    this.clearTop(arrows || taylor);
    for (const track of this.tracks) {
      track.head = pointAt(track.pixels, step);
      if (taylor) drawTaylor(top, track, step, view, theme, this.surface.axes.length);
      if (arrows) drawArrows(top, track, step, view, theme, arrows);
      const { diverged_at: divergedAt } = track.path;
      const diverged = divergedAt !== null && step >= divergedAt;
      drawMark(top, ...track.head, { mark: track.path.mark, colour: track.colour, paper: theme.paper, diverged });
    }
  }

  clearTop(much) {
    if (much || this.hadMuch) this.topContext.clearRect(0, 0, this.view.width, this.view.height);
    else for (const { head } of this.tracks) if (head) this.topContext.clearRect(head[0] - 11, head[1] - 11, 22, 22);
    if (this.headCount !== this.tracks.length) this.topContext.clearRect(0, 0, this.view.width, this.view.height);
    this.headCount = this.tracks.length;
    this.hadMuch = Boolean(much);
  }

  // The hand

  pixelAt(event) {
    const box = this.element.getBoundingClientRect();
    return [event.clientX - box.left - MARGIN.l, event.clientY - box.top - MARGIN.t];
  }

  weightsAt(event) {
    return toWeights(...this.pixelAt(event), this.view).slice(0, this.start.length);
  }

  /** The track and row under a pixel, or null. */
  rowAt([x, y]) {
    let best = null;
    for (const track of this.tracks) {
      const found = nearestRow(track.pixels, x, y);
      if (found.distance <= PATH_REACH && (!best || found.distance < best.distance)) best = { track, ...found };
    }
    return best;
  }

  /** A press: a start or, on a path, a playhead, if it is let go where it began; a second one resets the zoom. */
  pressed(event) {
    const pixel = this.pixelAt(event);
    if (event.button !== 0 || !event.isPrimary || !this.holds(...pixel)) return;
    const from = [event.clientX, event.clientY];
    const weights = this.weightsAt(event);
    const onPath = this.rowAt(pixel);
    this.tip.hidden = true;
    const up = (released) => {
      if (Math.hypot(released.clientX - from[0], released.clientY - from[1]) <= CLICK_REACH)
        this.clicked(weights, onPath, released.timeStamp);
    };
    window.addEventListener("pointerup", up, { once: true });
  }

  clicked(weights, onPath, now) {
    if (now - (this.clickedAt ?? -Infinity) < SECOND_CLICK) {
      this.clickedAt = -Infinity;
      if (this.startBefore) this.actions.start(this.startBefore, true);
      this.actions.zoom(null);
      return;
    }
    this.clickedAt = now;
    this.startBefore = onPath ? null : this.start;
    if (onPath) this.actions.seek(onPath.row);
    else this.actions.start(weights, true);
  }

  hovered(event) {
    if (event.buttons || event.pointerType === "touch" || !this.view) return;
    const found = this.rowAt(this.pixelAt(event));
    this.tip.hidden = !found;
    this.plot.classList.toggle("ov-on-path", Boolean(found));
    if (!found) return;
    const { track, row } = found;
    showTip(this.tip, track, row, [track.pixels[2 * row] + MARGIN.l, track.pixels[2 * row + 1] + MARGIN.t], this.size.width);
  }

  destroy() {
    purge(this.plot);
    this.element.remove();
  }
}

/** The widest stage of a height whose plot, at equal scales, stays on the grid of the surface. */
function widestStage({ axes, domain }, height) {
  if (axes.length === 1) return 2.4 * height;
  const [x, [y0, y1]] = [axes[0], domain[1]];
  const shape = (x[x.length - 1] - x[0]) / (y1 - y0);
  return Math.floor(shape * (height - MARGIN.t - MARGIN.b)) + MARGIN.l + MARGIN.r;
}

/** Of which rows a track has what goes on inside the method. */
function heldBy({ detail }) {
  return `${detail.from} ${detail.complete} ${Boolean(detail.taylor)}`;
}

/** Whether a track is drawn exactly like another one. */
function looksLike(track, other) {
  return (
    track.colour === other.colour && track.path.diverged_at === other.path.diverged_at && track.coordinates === other.coordinates
  );
}
