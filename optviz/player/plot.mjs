// What stands still: Plotly's axes and contours under a panel, Plotly's axes under the curves.

const LEVELS = 22;
export const MARGIN = { l: 34, r: 6, t: 4, b: 20 };
const touch = () => window.matchMedia("(pointer: coarse)").matches;
const CONFIG = { displayModeBar: false, doubleClick: false, scrollZoom: false, responsive: false, showTips: false };

const bundles = new Map();

/** A plotly.js, kept as `window[name]`: the page's own if it brought it along, else from beside this module. */
function loadBundle(file, name) {
  if (!bundles.has(name)) bundles.set(name, window[name] ? Promise.resolve(window[name]) : fetchBundle(file, name));
  return bundles.get(name);
}

function fetchBundle(file, name) {
  return new Promise((resolve, reject) => {
    const before = window.Plotly;
    const script = document.createElement("script");
    script.src = new URL(file, import.meta.url);
    script.onload = () => {
      window[name] = window.Plotly;
      window.Plotly = before;
      resolve(window[name]);
    };
    script.onerror = () => {
      bundles.delete(name);
      script.remove();
      reject(new Error("plotly.js could not be loaded"));
    };
    document.head.append(script);
  });
}

/** Plotly's cartesian bundle. */
export function loadPlotly() {
  return loadBundle("vendor/plotly-cartesian.min.js", "optvizPlotly");
}

/** The whole of Plotly, for three dimensions. */
export function loadPlotlyInSpace() {
  return loadBundle("plotly-in-space.min.js", "optvizPlotlyInSpace");
}

function axis(theme, range, extra = {}) {
  return {
    range: [...range], // Plotly writes into it when somebody zooms
    color: theme.muted,
    gridcolor: theme.grid,
    tickfont: { size: 10, color: theme.muted },
    ticklen: 3,
    nticks: 6,
    showgrid: false,
    zeroline: false,
    showline: true,
    linecolor: theme.grid,
    ...extra,
  };
}

function layoutOf(theme, size, ranges, extra) {
  return {
    width: size.width,
    height: size.height,
    margin: MARGIN,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: "inherit" },
    dragmode: touch() ? false : "zoom",
    hovermode: false,
    showlegend: false,
    xaxis: axis(theme, ranges[0], extra.xaxis),
    yaxis: axis(theme, ranges[1], extra.yaxis),
  };
}

/** The trace of a surface: filled contours for two weights, the graph of the loss for one. */
export function surfaceTrace(surface, theme) {
  if (surface.axes.length === 1) {
    return {
      type: "scatter",
      mode: "lines",
      x: surface.axes[0],
      y: surface.graph,
      line: { color: theme.muted, width: 1.5 },
      hoverinfo: "skip",
    };
  }
  const ramp = theme.ramp;
  return {
    type: "contour",
    x: surface.axes[0],
    y: surface.axes[1],
    z: surface.shades,
    zmin: 0,
    zmax: 1,
    autocontour: false,
    colorscale: ramp.map((colour, i) => [i / (ramp.length - 1), colour]),
    showscale: false,
    hoverinfo: "skip",
    contours: { coloring: "fill", start: 0, end: 1, size: 1 / LEVELS, showlines: true },
    line: { width: 0.6, color: theme.contour, smoothing: 0.6 },
  };
}

/** Draws a panel's surface anew; `ranges` of both axes. */
export async function drawSurface(element, surface, theme, size, ranges) {
  const Plotly = await loadPlotly();
  const equal = surface.axes.length === 2 ? { scaleanchor: "x", scaleratio: 1, constrain: "range" } : {};
  return Plotly.react(element, [surfaceTrace(surface, theme)], layoutOf(theme, size, ranges, { yaxis: equal }), CONFIG);
}

/** Draws the axes of the curves. */
export async function drawAxes(element, theme, size, ranges, extra) {
  const Plotly = await loadPlotly();
  const grid = { showgrid: true, gridwidth: 1 };
  const axes = { xaxis: { ...grid, ...extra.xaxis }, yaxis: { ...grid, ...extra.yaxis } };
  const layout = layoutOf(theme, size, ranges, axes);
  // One point out of sight: Plotly draws no axes without a trace.
  const trace = { type: "scatter", mode: "markers", x: [ranges[0][0]], y: [extra.first], opacity: 0, hoverinfo: "skip" };
  return Plotly.react(element, [trace], { ...layout, margin: extra.margin, dragmode: false }, CONFIG);
}

/** New ranges of an element that is drawn. */
export async function setRanges(element, ranges) {
  const Plotly = await loadPlotly();
  return Plotly.relayout(element, { "xaxis.range": [...ranges[0]], "yaxis.range": [...ranges[1]] });
}

/** The ranges that an element shows now. */
export function rangesOf(element) {
  return [[...element.layout.xaxis.range].map(Number), [...element.layout.yaxis.range].map(Number)];
}

export async function purge(element) {
  const Plotly = await loadPlotly();
  Plotly.purge(element);
}
