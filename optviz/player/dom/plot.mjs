// Plotly's axes of a panel and of the curves, and the zoom on them.

export const MARGIN = { l: 34, r: 6, t: 4, b: 20 };
const touch = () => window.matchMedia("(pointer: coarse)").matches;
const CONFIG = { displayModeBar: false, doubleClick: false, scrollZoom: false, responsive: false, showTips: false };

const bundles = new Map();

/** A plotly.js, kept as `window[name]`: the page's own if it brought it along, else from beside this module. */
function loadBundle(file, name) {
  if (!bundles.has(name)) bundles.set(name, window[name] ? Promise.resolve(window[name]) : fetchLater(file, name));
  return bundles.get(name);
}

/** After the next frame: the script takes the browser a fifth of a second, and the ground and the paths come first. */
async function fetchLater(file, name) {
  await afterFrame();
  return fetchBundle(file, name);
}

function afterFrame() {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
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
function loadPlotly() {
  return loadBundle("../vendor/plotly-cartesian.min.js", "optvizPlotly");
}

/** The whole of Plotly, for three dimensions. */
export function loadPlotlyInSpace() {
  return loadBundle("../plotly-in-space.min.js", "optvizPlotlyInSpace");
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

/** Draws a panel's axes anew, `equally` scaled or not; `ranges` of both axes. */
export function drawPanel(element, equally, theme, size, ranges) {
  const equal = equally ? { scaleanchor: "x", scaleratio: 1, constrain: "range" } : {};
  const layout = layoutOf(theme, size, ranges, { yaxis: equal });
  return inTurn(element, (Plotly) => Plotly.react(element, [], layout, CONFIG));
}

/** Draws the axes of the curves. */
export function drawAxes(element, theme, size, ranges, extra) {
  const grid = { showgrid: true, gridwidth: 1 };
  const axes = { xaxis: { ...grid, ...extra.xaxis }, yaxis: { ...grid, ...extra.yaxis } };
  const layout = layoutOf(theme, size, ranges, axes);
  const own = { ...layout, margin: extra.margin, dragmode: false };
  return inTurn(element, (Plotly) => Plotly.react(element, [], own, CONFIG));
}

/** New ranges of an element that is drawn. */
export function setRanges(element, ranges) {
  const change = { "xaxis.range": [...ranges[0]], "yaxis.range": [...ranges[1]] };
  return inTurn(element, (Plotly) => Plotly.relayout(element, change));
}

/** The ranges that an element shows now. */
export function rangesOf(element) {
  return [[...element.layout.xaxis.range].map(Number), [...element.layout.yaxis.range].map(Number)];
}

export function purge(element) {
  return inTurn(element, (Plotly) => Plotly.purge(element));
}

const turns = new WeakMap();

/** One thing after the other on an element: Plotly would go on drawing on one that is no longer its own. */
function inTurn(element, act) {
  const turn = Promise.resolve(turns.get(element))
    .catch(() => {}) // who asked for it has been told
    .then(loadPlotly)
    .then((Plotly) => (element.layout ? Plotly : inOwnFrame(Plotly)))
    .then(act);
  turns.set(element, turn);
  return turn;
}

let newest = Promise.resolve();

/** `value`, later: the first drawing on an element takes long, and what moves must not wait for all of them. */
function inOwnFrame(value) {
  newest = newest.then(afterFrame);
  return newest.then(() => value);
}
