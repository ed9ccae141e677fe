// The landscape in three dimensions, the paths lying on it.
//
// Plotly draws all of it, and drawing costs it more than a frame; so the paths follow the playhead and the hand a few
// times a second, with never more than one drawing under way and the newest state next.

import { h, setText } from "./dom.mjs";
import { format } from "./numbers.mjs";
import { loadPlotlyInSpace } from "./plot.mjs";
import { heightAt, layOn, lossTicks, reliefOf, shadeOf, splitAt } from "./relief.mjs";

const CAMERA = { eye: { x: -0.95, y: -1.5, z: 1.05 }, center: { x: 0, y: 0, z: -0.18 }, up: { x: 0, y: 0, z: 1 } };
const LIFT = { ahead: 0.01, walked: 0.014, head: 0.024 }; // heights over the surface, so that nothing is buried in it
const SHORTEST_PAUSE = 66; // milliseconds between drawings
const SHARE = 3; // a drawing is followed by a pause this many times as long, at least
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
    this.camera = CAMERA;
    this.drawnAt = -Infinity;
    this.pause = SHORTEST_PAUSE;
    this.plot = h("div", { className: "ov-plot" });
    this.word = h("p", { className: "ov-wait", role: "status" }, "Loading the 3D view …");
    this.element = h("div", { className: "ov-stage ov-space" }, this.plot, this.word);
    this.plot.addEventListener("dblclick", () => this.look(CAMERA));
  }

  /** Takes over the tracks, the surface they lie on, the start and the theme. */
  update({ tracks, surface, start, theme }) {
    if (this.surface !== surface) this.relief = reliefOf(surface);
    Object.assign(this, { tracks, surface, start, theme });
    this.laid = tracks.map(({ points, losses }) => layOn(this.relief, surface.scale, points, losses));
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

  look(camera) {
    this.camera = camera;
    this.drawnTo = -1;
  }

  /** Draws the state at a step, unless a drawing is under way or was just now: then a later frame does. */
  frame(step) {
    const resting = performance.now() - this.drawnAt < this.pause;
    if (this.drawing || resting || !this.size || !this.tracks.length || step === this.drawnTo) return;
    this.drawing = this.draw(step).finally(() => (this.drawing = null));
  }

  async draw(step) {
    const { tracks, laid } = this;
    let Plotly;
    try {
      Plotly = await this.plotly;
    } catch {
      setText(this.word, "The 3D view could not be loaded.");
      this.size = null;
      return;
    }
    const started = performance.now();
    const surfaceId = this.surface.id;
    this.drawnTo = step;
    const traces = [surfaceTrace(this.relief, this.theme), ...this.marks(), ...this.paths(step)];
    await Plotly.react(this.plot, traces, this.layout(), CONFIG);
    if (this.plotted === null) this.listen();
    this.plotted = surfaceId;
    this.drawnAt = performance.now();
    this.pause = Math.max(SHORTEST_PAUSE, SHARE * (this.drawnAt - started));
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

  /** The start, and the minima that are known. */
  marks() {
    const { surface, relief, theme, start } = this;
    const minima = pairs(surface.minima);
    const first = this.tracks[0].losses[0];
    return [
      dots([...minima.map(([x, y]) => [x, y, heightAt(relief, x, y) + LIFT.ahead])], {
        symbol: "cross",
        size: 4,
        color: theme.ink,
      }),
      dots([[...start, Math.min(shadeOf(first, surface.scale), 1) + LIFT.ahead]], {
        size: 7,
        color: theme.paper,
        line: { color: theme.ink, width: 2 },
      }),
    ];
  }

  /** Of each path what is ahead and what is walked, and of all of them the heads. */
  paths(step) {
    const lines = [];
    const heads = [];
    this.tracks.forEach(({ path, colour }, i) => {
      const { walked, ahead } = splitAt(this.laid[i], step);
      const at = ["x", "y", "z"].map((name) => ahead[name][0]);
      lines.push(line(ahead, LIFT.ahead, { color: colour, width: 2.5, dash: dashName(path.dash) }, 0.45));
      lines.push(line(walked, LIFT.walked, { color: colour, width: 5 }, 1));
      heads.push([at[0], at[1], at[2] + LIFT.head]);
    });
    const gone = this.tracks.map(({ path }) => path.diverged_at !== null && step >= path.diverged_at);
    const marker = {
      symbol: gone.map((diverged) => (diverged ? "x" : "circle")),
      size: gone.map((diverged) => (diverged ? 5 : 8)),
      color: this.tracks.map(({ colour }) => colour),
      line: { color: this.theme.paper, width: 1.5 },
    };
    return [...lines, dots(heads, marker)];
  }

  layout() {
    const { theme, surface, size, camera } = this;
    const [x, y] = surface.domain.map(([low, high]) => high - low);
    const longer = Math.max(x, y);
    const ticks = lossTicks(surface.scale);
    const title = surface.scale.detail === null ? "loss" : "loss, log scale";
    return {
      ...size,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: "rgba(0,0,0,0)",
      font: { family: "inherit" },
      showlegend: false,
      hovermode: "closest",
      scene: {
        camera,
        dragmode: "orbit",
        aspectmode: "manual",
        aspectratio: { x: 1.25 * Math.max(0.5, x / longer), y: 1.25 * Math.max(0.5, y / longer), z: 0.7 },
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
    if (this.plotted !== null) this.plotly.then((Plotly) => Plotly.purge(this.plot));
    this.element.remove();
  }
}

function axis(theme, title, extra) {
  return {
    title: { text: title, font: { size: 12, color: theme.muted } },
    color: theme.muted,
    tickfont: { size: 10, color: theme.muted },
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
    colorscale: theme.ramp.map((colour, i) => [i / (theme.ramp.length - 1), colour]),
    showscale: false,
    hoverinfo: "skip",
    lighting: { ambient: 0.75, diffuse: 0.5, specular: 0.04, roughness: 0.8, fresnel: 0 },
    lightposition: { x: -2000, y: -1000, z: 3000 },
    contours: { x: { highlight: false }, y: { highlight: false }, z: { highlight: false } },
  };
}

function line({ x, y, z, row }, lift, style, opacity) {
  return {
    type: "scatter3d",
    mode: "lines",
    x,
    y,
    z: z.map((height) => height + lift),
    line: style,
    opacity,
    hoverinfo: "none",
    meta: { rows: row },
  };
}

function dots(places, marker) {
  const [x, y, z] = [0, 1, 2].map((i) => places.map((place) => place[i]));
  return { type: "scatter3d", mode: "markers", x, y, z, marker: { opacity: 1, ...marker }, hoverinfo: "skip" };
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
