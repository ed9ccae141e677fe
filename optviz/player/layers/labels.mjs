// The numbers of levels on their lines.

import { hex, rampAt, tableAt } from "../core/colours.mjs";
import { toPixels } from "../core/geometry.mjs";
import { labelsOf } from "../core/labels.mjs";
import { levelsIn } from "../core/levels.mjs";

const ruler = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");
const LATEST = 2; // grounds that stand beside each other
/** @type {Map<string, { tracks: any, labels: any[] }>} */
const latest = new Map();

/**
 * The labels of a view, the same in all panels: they keep away from all `tracks`. While a hand moves these, they stay.
 * @param {import("../core/run.mjs").Surface} surface @param {any} view @param {any} theme @param {any} drawing
 * @param {{ tracks: import("../core/run.mjs").Track[], settled: boolean }} shown
 */
export function labelsIn(surface, view, theme, drawing, { tracks, settled }) {
  const key = JSON.stringify([surface.id, view.width, view.height, view.ranges, theme.unit]);
  const last = latest.get(key);
  if (last && (last.tracks === tracks || !settled)) return last.labels;
  const lines = [...tracks.map(({ coordinates }) => coordinates), ...surface.curvesOfMinima];
  const paths = lines.map((places) => toPixels(places, places.length / 2, view));
  const starts = tracks.flatMap(({ coordinates: [x, y] }) => [x, y]);
  const flat = toPixels([...surface.minima, ...starts], (surface.minima.length + starts.length) / 2, view);
  const marks = Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
  const levels = levelsIn(surface, { ...view, unit: theme.unit }, drawing.levels);
  ruler.font = fontOf(theme);
  const widthOf = (text) => ruler.measureText(text).width;
  const found = labelsOf(surface, levels, view, { paths, marks }, sizeOf(theme), widthOf, drawing.labels);
  const labels = last && JSON.stringify(found) === JSON.stringify(last.labels) ? last.labels : found;
  latest.set(key, { tracks, labels });
  if (latest.size > LATEST) latest.delete(latest.keys().next().value);
  return labels;
}

const sizeOf = ({ type, unit }) => type.label * unit;
const fontOf = (theme) => `${sizeOf(theme)}px ${theme.type.family}`;

/** Draws them, on what of the ground is around them. */
export function drawLabels(context, labels, surface, theme) {
  context.save();
  context.font = fontOf(theme);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.lineWidth = sizeOf(theme) / 2;
  for (const { text, shade, x, y, angle } of labels) {
    context.save();
    context.translate(x, y);
    context.rotate(angle);
    context.strokeStyle = hex(rampAt(theme.ramp, tableAt(surface.tints, shade)));
    context.strokeText(text, 0, theme.type.rise * sizeOf(theme));
    context.fillStyle = theme.label;
    context.fillText(text, 0, theme.type.rise * sizeOf(theme));
    context.restore();
  }
  context.restore();
}
