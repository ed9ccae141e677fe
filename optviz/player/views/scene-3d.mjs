// A landscape and the paths on it as Plotly takes them.

import { hex, rampAt, tableAt } from "../core/colours.mjs";
import { contourOf } from "../core/contours.mjs";

const LINES = { thin: 1.5, index: 3 }; // Plotly's widths
const LINE_LIFT = 0.004; // over the surface, in heights
const LEAST_AREA = 0.02; // of the domain, that a level encloses

/** @typedef {{ width: number, height: number, sliver: number }} Scene its longer side, its height, the least share of its shorter side */

/** The lengths of 1 along x, y and z in the scene. */
export function unitsOf(domain, /** @type {Scene} */ scene) {
  return [...sidesOf(domain, scene).map((side, i) => side / (domain[i][1] - domain[i][0])), scene.height];
}

/** The scene's sides along the weights: a unit is as long on both, unless one would become a sliver. */
function sidesOf(domain, { width, sliver }) {
  const spans = domain.map(([low, high]) => high - low);
  return spans.map((span) => width * Math.max(sliver, span / Math.max(...spans)));
}

/** The layout of a scene of a size, seen from a viewpoint. */
export function layoutOf({ theme, surface, size, viewpoint, scene }) {
  const sides = sidesOf(surface.domain, scene);
  const { weights, losses, title } = surface.scene;
  const ticks = (i) => ({ tickvals: weights[i].map(({ value }) => value), ticktext: weights[i].map(({ text }) => text) });
  return {
    ...size,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    paper_bgcolor: "rgba(0,0,0,0)",
    font: { family: '"Source Sans", "Source Sans 3", system-ui, sans-serif' },
    showlegend: false,
    hovermode: false,
    scene: {
      camera: viewpoint,
      dragmode: "orbit",
      aspectmode: "manual",
      aspectratio: { x: sides[0], y: sides[1], z: scene.height },
      xaxis: axis(theme, surface.weights[0], { range: surface.domain[0], ...ticks(0) }),
      yaxis: axis(theme, surface.weights[1], { range: surface.domain[1], ...ticks(1) }),
      zaxis: axis(theme, title, {
        range: [-0.02, 1.05],
        tickvals: losses.map(({ height }) => height),
        ticktext: losses.map(({ text }) => text),
      }),
    },
  };
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

/** The surface in its tints. */
export function surfaceTrace({ x, y, heights }, theme, surface) {
  return {
    type: "surface",
    x,
    y,
    z: heights,
    cmin: 0,
    cmax: 1,
    colorscale: scaleOf(theme, surface),
    showscale: false,
    hoverinfo: "skip",
    lighting: { ambient: 0.85, diffuse: 0.35, specular: 0.02, roughness: 0.8, fresnel: 0 },
    lightposition: { x: -2000, y: -1000, z: 3000 },
    contours: { x: { highlight: false }, y: { highlight: false }, z: { highlight: false } },
  };
}

/** The colours of heights: the tints of a surface. @param {any} theme @param {{ tints?: number[] }} surface */
export function scaleOf(theme, { tints }) {
  return tints.map((tint, i) => [i / (tints.length - 1), hex(rampAt(theme.ramp, tint))]);
}

/** The lines at the levels of a surface, one trace for all of a kind. */
export function levelTraces(relief, theme, { tints, levels }) {
  return ["thin", "index"].map((kind) => {
    const drawn = levels.coarse.filter((level) => level.kind === kind && level.shade < 1 && level.area >= LEAST_AREA);
    const lines = drawn.map(({ shade }) => ({ shade, ...contourOf(relief, shade) }));
    const all = (of) => lines.flatMap(of);
    const color = all(({ x, shade }) => x.map(() => hex(rampAt(theme[kind], tableAt(tints, shade)))));
    const z = all(({ x, shade }) => x.map(() => shade + LINE_LIFT));
    return line({ x: all(({ x }) => x), y: all(({ y }) => y), z }, { color, width: LINES[kind] });
  });
}

/** A path, or the first vertices of one. */
export function line({ x, y, z }, style) {
  return { type: "scatter3d", mode: "lines", x, y, z, line: style, hoverinfo: "skip" };
}

/**
 * Moves the last traces of a plot; returns whether it could. Plotly's public ways draw the surface again as well, fifty
 * times the work; so this goes by the objects that it draws with, where they are as they were found to be.
 */
export function moveLines(plot, lines) {
  const scene = plot._fullLayout?.scene?._scene;
  const before = (plot.data?.length ?? 0) - lines.length;
  const moves = lines.map((trace, i) => {
    const full = plot._fullData?.[before + i];
    return { trace, full, object: scene?.traces?.[full?.uid], input: plot.data?.[before + i] };
  });
  const able = moves.every(({ full, object }) => full?.type === "scatter3d" && typeof object?.update === "function");
  if (!able || typeof scene.glplot?.redraw !== "function") return false;
  for (const { trace, full, object, input } of moves) {
    const { x, y, z } = trace;
    Object.assign(input, { x, y, z });
    object.update(Object.assign(full, { x, y, z, _length: x.length }));
  }
  scene.glplot.redraw();
  return true;
}

/** The matrices that a plot is drawn with and the scale of its data, or null before it is drawn. */
export function matricesOf(plot) {
  const scene = plot._fullLayout?.scene?._scene;
  const { model, view, projection } = scene?.glplot?.cameraParams ?? {};
  return model && view && projection && scene.dataScale ? { model, view, projection, scale: scene.dataScale } : null;
}
