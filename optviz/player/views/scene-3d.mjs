// A landscape and the paths on it as Plotly takes them.

import { written } from "../core/numbers.mjs";
import { lossTicks, shadeOf } from "../core/relief.mjs";

const WIDTH = 1.25; // of the scene, in Plotly's units
const HEIGHT = 0.7;
const BANDS = 22; // as many levels as the contours have

/** The lengths of 1 along x, y and z in the scene. */
export function unitsOf(domain) {
  return [...sidesOf(domain).map((side, i) => side / (domain[i][1] - domain[i][0])), HEIGHT];
}

/** The scene's sides along the weights: a unit is as long on both, unless one would become a sliver. */
function sidesOf(domain) {
  const spans = domain.map(([low, high]) => high - low);
  return spans.map((span) => WIDTH * Math.max(0.5, span / Math.max(...spans)));
}

/** The layout of a scene of a size, seen from a viewpoint. */
export function layoutOf({ theme, surface, size, viewpoint }) {
  const sides = sidesOf(surface.domain);
  const ticks = lossTicks(surface.scale);
  const title = surface.scale.detail === null ? "loss" : "loss (log scale)";
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
      aspectratio: { x: sides[0], y: sides[1], z: HEIGHT },
      xaxis: axis(theme, "x", { range: surface.domain[0], nticks: 6 }),
      yaxis: axis(theme, "y", { range: surface.domain[1], nticks: 6 }),
      zaxis: axis(theme, title, {
        range: [-0.02, 1.05],
        tickvals: ticks.map((loss) => shadeOf(loss, surface.scale)),
        ticktext: ticks.map((loss) => written(loss)),
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

/** The surface in the theme's ramp, in as many bands as the flat contours have. */
export function surfaceTrace({ x, y, heights }, theme) {
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

/** A path, or the first vertices of one. */
export function line({ x, y, z }, style) {
  return { type: "scatter3d", mode: "lines", x, y, z, line: style, hoverinfo: "skip" };
}

/** Known minima: small crosses. */
export function crosses(places, color) {
  const [x, y, z] = [0, 1, 2].map((i) => places.map((place) => place[i]));
  return {
    type: "scatter3d",
    mode: "markers",
    x,
    y,
    z,
    marker: { symbol: "cross", size: 4, color, opacity: 1 },
    hoverinfo: "skip",
  };
}

/** A colour between two, as `#rrggbb` all three: what is half transparent costs Plotly a second pass over the picture. */
export function between(one, other, share) {
  const parts = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const [from, to] = [parts(one), parts(other)];
  return `#${from
    .map((part, i) =>
      Math.round(part + share * (to[i] - part))
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
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

/** Plotly's name for the dash that is nearest to a path's own. */
export function dashName(dash) {
  if (!dash.length) return "solid";
  const long = Math.max(...dash) >= 8 ? "long" : "";
  if (dash.length > 2) return `${long}dashdot`;
  return Math.max(...dash) <= 3 ? "dot" : `${long}dash`;
}
