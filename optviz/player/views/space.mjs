// The landscape in three dimensions, the paths lying on it.
//
// The graphics card draws the surface. All else is drawn on canvases as on a panel, where the camera sees it: what lies behind
// a hill is found by looking from it to the eye.

import * as cameras from "../core/camera.mjs";
import { anglesOf } from "../core/export-options.mjs";
import { layOn, SEEN } from "../core/laid.mjs";
import { heightAt, heightOf, reliefOf, seenFrom, unitsOf, weightsUnder } from "../core/relief.mjs";
import { say } from "../core/say.mjs";
import { shapeAt } from "../core/shapes.mjs";
import { startsOf } from "../core/starts.mjs";
import { capital, h, setText } from "../dom/elements.mjs";
import { StartHandles } from "../dom/start-handles.mjs";
import { newTip, rowInWords, showTip } from "../dom/tip.mjs";
import { listenToTurntable } from "../dom/turntable.mjs";
import { SceneInSpace } from "../layers/scene-in-space.mjs";
import { rendererHere } from "../layers/surface-in-space.mjs";

const PATH_REACH = 7; // pixels from a path that count as on it
const SHAPE_REACH = 4; // from an arrow or a line of a model
const ROOM = { across: 3.2, down: 2.2 }; // around the scene for numbers and titles, in sizes of the type

/** @type {string | null | undefined} */
let renderer;

function renderedBy() {
  if (renderer === undefined) renderer = rendererHere();
  return renderer;
}

/** Whether a processor has to do the work of a graphics card. */
const isSlow = () => /swiftshader|llvmpipe|software/i.test(renderedBy());

/** @typedef {import("../core/view.mjs").View} View */

/** @type {import("../core/view.mjs").ViewModule} */
export const VIEW = {
  key: "space",
  create: (room) => new Space(room),
  obstacle: () => (renderedBy() === null ? say("This browser draws nothing in 3D (it has no WebGL)") : ""),
  fileOptions: anglesOf(null),
};

/** @implements {View} */
class Space {
  /** @param {import("../core/view.mjs").Room} actions */
  constructor(actions) {
    this.actions = actions;
    this.memory = actions.memory;
    this.sides = actions.catalogue.scene;
    this.tracks = [];
    /** @type {import("../core/starts.mjs").Start[]} */
    this.starts = [];
    this.surface = this.theme = this.drawing = this.relief = this.upright = null; // see `update`
    this.height = (/** @type {number} */ loss) => loss; // of a loss in the scene
    /** @type {{ width: number, height: number } | null} */
    this.size = null;
    /** @type {cameras.Viewpoint | null} */
    this.viewpoint = null;
    this.lookedFrom = this.lookedAt = null; // the text that the viewpoint was read from, the surface that was looked at
    this.distance = this.distanceFor = null; // of the eye, and what for
    this.camera = this.cameraFor = null;
    this.isPlaced = false;
    this.word = h("p", { className: "ov-space-word", role: "status" });
    this.scene = new SceneInSpace(this.sides, actions.catalogue.drawn.no_minimum.word, isSlow(), () => this.graphicsChanged());
    this.plot = h("div", {
      className: "ov-plot ov-turntable",
      tabIndex: 0,
      role: "application",
      "aria-label": say("The picture in 3D. Arrow keys turn it, plus and minus go nearer and farther, Home goes back."),
    });
    this.named = actions.catalogue.drawn;
    this.tip = newTip();
    const parts = [...this.scene.elements, this.plot, this.tip, this.word];
    this.element = h("div", { className: "ov-stage ov-space" }, ...parts);
    this.handles = new StartHandles(this.tip, `${capital(this.named.start.word)}: ${this.named.start.said}`, {
      weightsAt: (event, { weights }) => this.weightsAt(event, weights),
      home: () => this.surface.start,
      spans: () => this.surface.domain.map(([low, high]) => high - low),
      move: (weights, settled, place) => actions.start(this.inDomain(weights), settled, place),
    });
    this.stopTurning = listenToTurntable(this.plot, {
      viewpoint: () => this.viewpoint,
      elevations: this.sides.elevations,
      look: (viewpoint, settled) => this.look(viewpoint, settled),
      clicked: (event) => this.clicked(event),
    });
    this.plot.addEventListener("pointerdown", () => (this.tip.hidden = true));
    this.plot.addEventListener("pointermove", (event) => this.hovered(event));
    this.plot.addEventListener("pointerleave", () => (this.tip.hidden = true));
  }

  /** Takes over the tracks, the surface they lie on, where they begin, the theme and how all is shown. */
  update({ tracks, surface, theme, drawing, display }) {
    const upright = surface.scene.heights[display.heights];
    if (this.surface !== surface || this.upright !== upright) {
      this.relief = reliefOf(surface, upright.detail);
      this.height = heightOf(surface, upright.detail);
      this.units = unitsOf(surface.domain, this.sides);
    }
    Object.assign(this, { surface, upright, theme, drawing, starts: startsOf(tracks) });
    this.handles.fit(this.starts);
    this.tracks = tracks.map((track, i) => ({ ...track, ...this.laid(track, this.tracks[i]) }));
    if (this.lookedFrom !== display.camera || this.lookedAt !== surface.key) this.lookAs(display.camera);
    this.isPlaced = false;
  }

  /** A track's path on the relief; that of the track before in the same place if it is the same. */
  laid({ points, losses }, before) {
    const { relief, height } = this;
    const isSame = before?.points === points && before.losses === losses && before.relief === relief;
    if (!isSame) return { relief, laid: layOn(relief, points, Array.from(losses, height)) };
    const { laid, sight, seenBy, width } = before;
    return { relief, laid, sight, seenBy, width };
  }

  layOut({ width, height }) {
    this.size = { width, height };
    this.element.style.width = `${width}px`;
    this.element.style.height = `${height}px`;
    this.scene.layOut(this.size);
    this.isPlaced = false;
  }

  /** How far the paths are drawn; -1: not at all. */
  get drawnTo() {
    return this.isPlaced ? this.scene.drawnTo : -1;
  }

  isDrawn() {
    return this.drawnTo >= 0;
  }

  /** Draws the state at a step, if it is not the one that is drawn. */
  frame(step, { arrows, taylor }) {
    if (!this.size || !this.surface) return;
    const asked = `${step} ${arrows} ${taylor}`;
    if (this.isPlaced && this.drawn === asked) return;
    this.drawn = asked;
    if (!this.isPlaced) this.place();
    this.scene.walk(step);
    this.scene.showMoving(step, { arrows, taylor });
  }

  place() {
    const { tracks, surface, upright, relief, units, height, starts, theme, drawing, viewpoint } = this;
    this.isPlaced = true;
    this.camera = this.cameraNow();
    const { camera } = this;
    this.scene.place({ tracks, surface, upright, relief, units, height, starts, theme, drawing, viewpoint, camera });
    this.handles.put(this.scene.startsAt.map((mark) => mark?.pixel ?? null));
  }

  graphicsChanged() {
    setText(
      this.word,
      this.scene.painter.isLost
        ? say("The browser draws no surface now: its graphics were reset. Paths, marks and axes are drawn still.")
        : "",
    );
    this.isPlaced = false;
    this.actions.redraw();
  }

  // From where it is seen

  /** From where it is seen. */
  fileOptions() {
    return anglesOf(this.viewpoint);
  }

  /** Looks from where a text says, or from where the paths of this surface were seen best when it came. */
  lookAs(/** @type {string} */ text) {
    this.lookedFrom = text;
    this.lookedAt = this.surface.key;
    const { elevation, elevations } = this.sides;
    if (this.memory.home?.of !== this.surface.key) this.memory.home = { of: this.surface.key, azimuth: this.bestAzimuth() };
    const { azimuth } = this.memory.home;
    const viewpoint = cameras.read(text) ?? { azimuth, elevation, zoom: 1, right: 0, down: 0 };
    this.viewpoint = cameras.turned(viewpoint, 0, 0, elevations);
  }

  /** From where most of the paths can be seen. */
  bestAzimuth() {
    const { azimuths, elevation, nearly } = this.sides;
    const shares = azimuths.map((azimuth) => {
      const direction = cameras.towards({ azimuth, elevation });
      const seen = this.tracks.map(({ laid }) => seenFrom(this.relief, laid, this.units, direction));
      return seen.reduce((sum, share) => sum + share, 0) / seen.length;
    });
    return azimuths[shares.findIndex((share) => share > Math.max(...shares) - nearly)];
  }

  look(/** @type {cameras.Viewpoint | null} */ viewpoint, /** @type {boolean} */ settled) {
    if (viewpoint) this.viewpoint = viewpoint;
    else this.lookAs("");
    this.isPlaced = false;
    this.actions.redraw();
    if (!settled) return;
    this.lookedFrom = viewpoint ? cameras.written(viewpoint) : "";
    this.actions.choose("camera", this.lookedFrom);
  }

  /** How the scene is seen now; the same object as long as that has not changed. @returns {cameras.Camera} */
  cameraNow() {
    const { size, units, surface, sides, theme, viewpoint } = this;
    const seen = [size, units, theme.unit, viewpoint];
    if (this.cameraFor?.every((value, i) => value === seen[i])) return this.camera;
    this.cameraFor = seen;
    const scene = { units, domain: surface.domain, height: sides.height };
    const key = JSON.stringify([size, units, theme.unit]);
    if (this.distanceFor !== key) {
      const em = theme.type.ticks * theme.unit;
      const room = { across: ROOM.across * em, down: ROOM.down * em };
      Object.assign(this, { distanceFor: key, distance: cameras.distanceFor(sides.elevation, scene, size, room) });
    }
    return cameras.cameraOf(viewpoint, scene, size, this.distance);
  }

  // The hand

  pixelAt(event) {
    const box = this.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  /** The weights that lie under the pointer; beside the surface, at the height of the start that is dragged. */
  weightsAt(event, /** @type {number[]} */ start) {
    const { relief, camera } = this;
    return weightsUnder(relief, cameras.rayAt(camera, this.pixelAt(event)), heightAt(relief, start[0], start[1]));
  }

  /** The nearest weights whose place is drawn: a start beyond them could not be taken hold of again. */
  inDomain(weights) {
    return weights.map((weight, i) => Math.min(this.surface.domain[i][1], Math.max(this.surface.domain[i][0], weight)));
  }

  /** The track and row under a pixel that is in view, with its pixel, or null. */
  rowAt(/** @type {Iterable<number>} */ [x, y]) {
    let best = null;
    for (const track of this.tracks) {
      const { pixels, states } = track.sight ?? { pixels: [], states: [] };
      track.laid.row.forEach((row, i) => {
        if (states[i] !== SEEN || !Number.isInteger(row)) return;
        const distance = Math.hypot(pixels[2 * i] - x, pixels[2 * i + 1] - y);
        if (distance <= PATH_REACH && !(best?.distance <= distance)) {
          best = { track, row, distance, pixel: pixels.subarray(2 * i, 2 * i + 2) };
        }
      });
    }
    return best;
  }

  /** A click on a path: the playhead goes there. */
  clicked(event) {
    const found = this.rowAt(this.pixelAt(event));
    if (found) this.actions.seek(found.row);
  }

  hovered(event) {
    if (event.buttons || event.pointerType === "touch") return;
    const pixel = this.pixelAt(event);
    const found = this.rowAt(pixel);
    const named = this.named[shapeAt(pixel, this.scene.shapes, SHAPE_REACH * this.theme.unit)?.name];
    this.plot.classList.toggle("ov-on-path", Boolean(found));
    this.tip.hidden = !found && !named;
    if (named) showTip(this.tip, `${capital(named.word)}\n${named.said}`, pixel, this.size.width);
    else if (found) showTip(this.tip, rowInWords(found.track, found.row), found.pixel, this.size.width);
  }

  destroy() {
    this.size = null;
    this.stopTurning();
    this.scene.destroy();
    this.element.remove();
  }
}
