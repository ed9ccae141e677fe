// The landscape in three dimensions, the paths lying on it.
//
// Plotly draws all of it, and that takes longer than a frame: the picture is drawn a few times a second at most, with never
// more than one drawing under way and the newest state next. While only the paths change, only they are moved.

import { h, setText } from "./dom.mjs";
import { format } from "./numbers.mjs";
import { loadPlotlyInSpace } from "./plot.mjs";
import { heightAt, layOn, lossTicks, reliefOf, seenFrom, shadeOf, splitAt } from "./relief.mjs";

const EYES = [[-1.2, -1.1], [1.2, -1.1], [-1.2, 1.1], [1.2, 1.1]].map(([x, y]) => ({ x, y, z: 1.85 })); // the first is preferred
const CENTER = { x: 0, y: 0, z: -0.16 };
const NARROW = 450; // pixels; the axes' titles need their room
const LIFT = { mark: 0.01, head: 0.02 }; // over the paths, which lie over the surface themselves
const WIDTH = 1.25; // of the scene, in Plotly's units
const HEIGHT = 0.7;
const PAUSE = { shortest: 66, longest: 300 }; // milliseconds after a drawing
const SHARE = 3; // a drawing is followed by a pause this many times as long, within these
const BANDS = 22; // as many levels as the contours have
const CONFIG = { displayModeBar: false, scrollZoom: true, responsive: false, showTips: false };

let able = null;

/** Whether this browser draws in three dimensions at all. */
export function hasSpace() {
  able ??= Boolean(document.createElement("canvas").getContext("webgl"));
  return able;
}

/** Takes the place of a `Stage` that all paths share. `actions`: `seek(step)`. */
export class Space {
  constructor(actions) {
    this.actions = actions;
    this.tracks = [];
    this.drawnTo = -1;
    this.plotted = null;
    this.camera = null;
    this.drawnAt = -Infinity;
    this.pause = PAUSE.shortest;
    this.looks = 0;
    this.plot = h("div", { className: "ov-plot" });
    this.word = h("p", { className: "ov-wait", role: "status" }, "Loading the 3D view …");
    this.element = h("div", { className: "ov-stage ov-space" }, this.plot, this.word);
    this.plot.addEventListener("dblclick", () => this.look(null));
  }

  /** Takes over the tracks, the surface they lie on, the start and the theme. */
  update({ tracks, surface, start, theme }) {
    if (this.surface !== surface) this.relief = reliefOf(surface);
    Object.assign(this, { tracks, surface, start, theme });
    const sides = sidesOf(surface.domain);
    this.units = [...sides.map((side, i) => side / (surface.domain[i][1] - surface.domain[i][0])), HEIGHT];
    this.laid = tracks.map(({ points, losses }) => layOn(this.relief, surface.scale, points, losses, this.units));
    this.drawnTo = -1;
  }

  async layOut(width, height) {
    this.size = { width, height };
    this.element.style.width = `${width}px`;
    this.element.style.height = `${height}px`;
    this.plotly ??= loadPlotlyInSpace();
    this.drawnTo = -1;
  }

  /** A new surface is drawn with the next frame, together with the paths on it. */
  async drawSurface() {
    this.plotted = this.surface.id;
    this.drawnTo = -1;
  }

  /** Zooms of the flat views mean nothing here. */
  async setRanges() {}

  /** From where most of the paths can be seen. */
  bestCamera() {
    const shares = EYES.map((eye) => {
      const seen = this.laid.map((laid) => seenFrom(this.relief, laid, this.units, Object.values(eye)));
      return seen.reduce((sum, share) => sum + share, 0) / seen.length;
    });
    const best = EYES[shares.findIndex((share) => share > Math.max(...shares) - 0.1)];
    const far = this.size.width < NARROW ? 1.15 : 1;
    const eye = Object.fromEntries(Object.entries(best).map(([axis, value]) => [axis, far * value]));
    return { eye, center: CENTER, up: { x: 0, y: 0, z: 1 } };
  }

  look(camera) {
    this.camera = camera;
    this.looks += 1;
    this.drawnTo = -1;
  }

  /** Draws the state at a step, unless a drawing is under way or was just now: then a later frame does. */
  frame(step) {
    const resting = performance.now() - this.drawnAt < this.pause;
    if (this.drawing || resting || !this.size || !this.tracks.length || step === this.drawnTo) return;
    this.drawing = this.draw(step).finally(() => (this.drawing = null));
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
    const lines = [...this.marks(), ...this.paths(step)];
    const ground = this.signature(step);
    if (ground !== this.ground || !moveLines(this.plot, lines)) {
      const surfaceId = this.surface.id;
      await Plotly.react(this.plot, [surfaceTrace(this.relief, this.theme), ...lines], this.layout(), CONFIG);
      if (this.plotted === null) this.listen();
      this.plotted = surfaceId;
      this.ground = ground;
    }
    this.drawnAt = performance.now();
    this.pause = Math.min(PAUSE.longest, Math.max(PAUSE.shortest, SHARE * (this.drawnAt - started)));
  }

  /** What is drawn apart from where the lines are. */
  signature(step) {
    const { surface, theme, size, tracks, looks } = this;
    return JSON.stringify([surface.id, theme, size, looks, tracks.map(({ path, colour }) => [colour, isGone(path, step)])]);
  }

  listen() {
    this.word.remove();
    const turned = (event) => (this.camera = event["scene.camera"] ?? this.camera);
    this.plot.on("plotly_relayouting", turned);
    this.plot.on("plotly_relayout", turned);
    this.plot.on("plotly_click", ({ points: [point] }) => {
      const rows = point.data.meta?.rows;
      if (rows) this.actions.seek(Math.round(rows[point.pointNumber]));
    });
  }

  /** The minima that are known, and the start. */
  marks() {
    const { surface, relief, theme, tracks } = this;
    const minima = pairs(surface.minima).map(([x, y]) => [x, y, heightAt(relief, x, y) + LIFT.mark]);
    const { x, y, z } = this.laid[0];
    const start = [[x[0], y[0], z[0] + LIFT.mark]];
    return [
      ...(minima.length ? [dots(minima, { symbol: "cross", size: 4, color: theme.ink })] : []),
      ...(tracks.length ? [dots(start, { size: 8, color: theme.paper, line: { color: theme.ink, width: 2 } })] : []),
    ];
  }

  /** Of each path what is ahead and what is walked, and of all of them the heads. */
  paths(step) {
    const lines = [];
    const heads = [];
    this.tracks.forEach(({ path, colour }, i) => {
      const { walked, ahead } = splitAt(this.laid[i], step);
      lines.push(line(ahead, { color: colour, width: 2.5, dash: dashName(path.dash) }, 0.5));
      lines.push(line(walked, { color: colour, width: 5 }, 1));
      heads.push([ahead.x[0], ahead.y[0], ahead.z[0] + LIFT.head]);
    });
    const gone = this.tracks.map(({ path }) => isGone(path, step));
    const marker = {
      symbol: gone.map((diverged) => (diverged ? "x" : "circle")),
      size: gone.map((diverged) => (diverged ? 5 : 8)),
      color: this.tracks.map(({ colour }) => colour),
      line: { color: this.theme.paper, width: 1.5 },
    };
    return [...lines, dots(heads, marker)];
  }

  layout() {
    this.camera ??= this.bestCamera();
    const { theme, surface, size, camera } = this;
    const sides = sidesOf(surface.domain);
    const ticks = lossTicks(surface.scale);
    const title = surface.scale.detail === null ? "loss" : "loss (log scale)";
    return {
      ...size,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: "rgba(0,0,0,0)",
      font: { family: '"Source Sans", "Source Sans 3", system-ui, sans-serif' },
      showlegend: false,
      hovermode: "closest",
      scene: {
        camera,
        dragmode: "orbit",
        aspectmode: "manual",
        aspectratio: { x: sides[0], y: sides[1], z: HEIGHT },
        xaxis: axis(theme, "x", { range: surface.domain[0], nticks: 6 }),
        yaxis: axis(theme, "y", { range: surface.domain[1], nticks: 6 }),
        zaxis: axis(theme, title, {
          range: [-0.02, 1.05],
          tickvals: ticks.map((loss) => shadeOf(loss, surface.scale)),
          ticktext: ticks.map((loss) => format(loss, 3)),
        }),
      },
    };
  }

  destroy() {
    this.size = null;
    Promise.resolve(this.drawing).then(() => this.plotted !== null && this.plotly.then((Plotly) => Plotly.purge(this.plot)));
    this.element.remove();
  }
}

/** The scene's sides along the weights: a unit is as long on both, unless one would become a sliver. */
function sidesOf(domain) {
  const spans = domain.map(([low, high]) => high - low);
  return spans.map((span) => WIDTH * Math.max(0.5, span / Math.max(...spans)));
}

function axis(theme, title, extra) {
  return {
    title: { text: title, font: { size: 13, color: theme.muted } },
    color: theme.muted,
    tickfont: { size: 12, color: theme.muted },
    gridcolor: theme.grid,
    linecolor: theme.grid,
    zeroline: false,
    showspikes: false,
    showbackground: false,
    ...extra,
  };
}

/** The surface in the theme's ramp, in as many bands as the flat contours have. */
function surfaceTrace({ x, y, heights }, theme) {
  return {
    type: "surface",
    x,
    y,
    z: heights,
    cmin: 0,
    cmax: 1,
    colorscale: bands(theme),
    showscale: false,
    hoverinfo: "skip",
    lighting: { ambient: 0.85, diffuse: 0.35, specular: 0.02, roughness: 0.8, fresnel: 0 },
    lightposition: { x: -2000, y: -1000, z: 3000 },
    contours: { x: { highlight: false }, y: { highlight: false }, z: { highlight: false } },
  };
}

/** Steps of the theme's ramp with a fine line of the contours' colour between them. */
function bands({ ramp, contour }) {
  const stops = [];
  for (let i = 0; i < BANDS; i++) {
    const [from, to] = [i / BANDS, (i + 1) / BANDS];
    const place = (i / (BANDS - 1)) * (ramp.length - 1);
    const colour = ramp[Math.round(place)];
    const edge = to - 0.07 / BANDS;
    stops.push([from, colour], [edge, colour], [edge, contour], [to, contour]);
  }
  return stops;
}

function line({ x, y, z, row }, style, opacity) {
  return { type: "scatter3d", mode: "lines", x, y, z, line: style, opacity, hoverinfo: "none", meta: { rows: row } };
}

function dots(places, marker) {
  const [x, y, z] = [0, 1, 2].map((i) => places.map((place) => place[i]));
  return { type: "scatter3d", mode: "markers", x, y, z, marker: { opacity: 1, ...marker }, hoverinfo: "skip" };
}

/**
 * Moves lines and marks that are drawn; returns whether it could. Plotly's public ways draw the surface again as well, fifty
 * times the work; so this goes by the objects that it draws with, where they are as they were found to be.
 */
function moveLines(plot, lines) {
  const scene = plot._fullLayout?.scene?._scene;
  const moves = lines.map((trace, i) => {
    const full = plot._fullData?.[i + 1];
    return { trace, full, object: scene?.traces?.[full?.uid], input: plot.data[i + 1] };
  });
  const able = moves.every(({ full, object }) => full?.type === "scatter3d" && typeof object?.update === "function");
  if (!able || typeof scene.glplot?.redraw !== "function") return false;
  for (const { trace, full, object, input } of moves) {
    const { x, y, z, meta } = trace;
    Object.assign(input, { x, y, z, meta });
    object.update(Object.assign(full, { x, y, z, meta, _length: x.length }));
  }
  scene.glplot.redraw();
  return true;
}

function isGone({ diverged_at: divergedAt }, step) {
  return divergedAt !== null && step >= divergedAt;
}

function pairs(flat) {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}

/** Plotly's name for the dash that is nearest to a path's own. */
export function dashName(dash) {
  if (!dash.length) return "solid";
  const long = Math.max(...dash) >= 8 ? "long" : "";
  if (dash.length > 2) return `${long}dashdot`;
  return Math.max(...dash) <= 3 ? "dot" : `${long}dash`;
}
