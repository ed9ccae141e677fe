// The ground under the paths: a surface of two weights in the theme's ramp, with lines at its levels, or the graph of a loss
// over one.
//
// It is painted pixel by pixel, in a few milliseconds and once for all panels, so that they follow the hand as the paths do.

import { rampAt, tableAt } from "../core/colours.mjs";
import { toPixels } from "../core/geometry.mjs";
import { shadesOver } from "../core/interpolation.mjs";
import { calm, levelsIn, strengthAt } from "../core/levels.mjs";

const SHADES = 512; // as many as are told apart between the ramp's ends
const STRIDE = 3; // pixels: how finely it is counted how much lines cover

const LATEST = 2; // grounds that stand beside each other
/** @type {Map<string, HTMLCanvasElement>} */
const latest = new Map();

/** Paints a surface on a canvas, over all that is there; `view` has its size in CSS pixels and the ranges that it shows. */
export function paintGround(context, surface, theme, view, rules) {
  if (surface.shares) paintShades(context, surface, theme, view, rules);
  else paintGraph(context, surface, theme, view);
}

function paintGraph(context, { axes, graph }, theme, view) {
  context.clearRect(0, 0, view.width, view.height);
  const pairs = Float32Array.from({ length: 2 * graph.length }, (_, i) => (i % 2 ? graph : axes[0])[i >> 1]);
  const pixels = toPixels(pairs, graph.length, view);
  context.beginPath();
  for (let i = 0; i < pixels.length; i += 2) context.lineTo(pixels[i], pixels[i + 1]);
  context.strokeStyle = theme.muted;
  context.lineWidth = theme.strokes.graph;
  context.stroke();
}

function paintShades(context, surface, theme, view, rules) {
  const { width, height } = context.canvas;
  const key = JSON.stringify([surface.id, theme.ramp, theme.strokes, width, height, view.ranges]);
  if (!latest.has(key)) latest.set(key, painted(surface, theme, view, rules, width, height));
  if (latest.size > LATEST) latest.delete(latest.keys().next().value);
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.drawImage(latest.get(key), 0, 0);
  context.restore();
}

function painted(surface, theme, view, rules, width, height) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const pixel = width / view.width;
  const levels = levelsIn(surface, { ...view, unit: theme.unit }, rules);
  const shades = shadesOver(surface, view.ranges, width, height);
  const lines = { levels, rules, strokes: theme.strokes, pixel };
  canvas.getContext("2d").putImageData(new ImageData(colours(shades, width, surface.tints, theme, lines), width, height), 0, 0);
  return canvas;
}

/**
 * The colours of all pixels, row by row from the top, 4 bytes each; `shades` as `shadesOver` gives them. Where there is none
 * they are transparent.
 * @param {Float32Array} shades @param {number} width @param {number[]} tints @param {any} theme
 * @param {{ levels: Pick<import("../core/levels.mjs").ShownLevel, "shade" | "kind" | "gap">[], rules: any, strokes: any, pixel: number }} drawing `pixel`: of the
 *   page, in pixels of the canvas
 */
export function colours(shades, width, tints, theme, drawing) {
  const { levels, rules, strokes, pixel } = drawing;
  const height = shades.length / (width + 2) - 2;
  const bytes = new Uint8ClampedArray(4 * width * height);
  const pixels = new Uint32Array(bytes.buffer);
  const all = Array.from({ length: SHADES + 1 }, (_, i) => [...rampAt(theme.ramp, tableAt(tints, i / SHADES)), 255]);
  const ramp = Float64Array.from(all.flat());
  const wholes = new Uint32Array(Uint8ClampedArray.from(ramp).buffer);
  const drawn = levels.map(({ shade, kind, gap }) => ({
    shade,
    gap: gap / pixel,
    ink: rampAt(theme[kind], tableAt(tints, shade)),
    half: (strokes[kind] * pixel) / 2,
    fade: kind === "index" ? [0, rules.fade[0]] : rules.fade,
  }));
  const nearest = nearestOf(drawn.map(({ shade }) => shade));
  const most = calm(covered(shades, width, drawn, nearest, rules.reach * pixel), rules);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y + 1) * (width + 2) + x + 1;
      const shade = shades[at];
      if (Number.isNaN(shade)) continue;
      const place = y * width + x;
      const from = Math.round(SHADES * Math.min(1, Math.max(0, shade)));
      pixels[place] = wholes[from];
      const line = drawn[nearest(shade)];
      if (!line) continue;
      const away = Math.abs(shade - line.shade);
      if (away > line.gap * pixel) continue;
      const slope = slopeAt(shades, at, width + 2);
      const inside = Math.min(line.half + 0.5 - away / slope, 2 * line.half, 1);
      if (!(inside > 0)) continue;
      const share = most * inside * strengthAt(line.gap / slope, line.fade);
      for (let c = 0; c < 3; c++) bytes[4 * place + c] += share * (line.ink[c] - ramp[4 * from + c]);
    }
  }
  return bytes;
}

/** How fast the shade goes, a pixel. */
function slopeAt(shades, at, across) {
  const [x, y] = [slopeAlong(shades, at, 1), slopeAlong(shades, at, across)];
  return Math.sqrt(x * x + y * y); // `Math.hypot` takes longer than all else here
}

/** The same along one axis; over the one side where the other one is beyond the grid. */
function slopeAlong(shades, at, step) {
  const slope = (shades[at + step] - shades[at - step]) / 2;
  if (!Number.isNaN(slope)) return slope;
  return shades[at + step] - shades[at] || shades[at] - shades[at - step] || 0;
}

/** A function from a shade to the place of the level nearest to it, quickest where it is asked for shades one beside another. */
function nearestOf(levels) {
  let k = 0;
  return (shade) => {
    while (k < levels.length - 1 && shade - levels[k] > levels[k + 1] - shade) k++;
    while (k > 0 && levels[k] - shade > shade - levels[k - 1]) k--;
    return k;
  };
}

/** The share of pixels within `reach` of a line that is seen. */
function covered(shades, width, drawn, nearest, reach) {
  const height = shades.length / (width + 2) - 2;
  let [all, near] = [0, 0];
  for (let y = 1; y <= height; y += STRIDE) {
    for (let x = 1; x <= width; x += STRIDE) {
      const at = y * (width + 2) + x;
      const line = drawn[nearest(shades[at])];
      if (!line || Number.isNaN(shades[at])) continue;
      all += 1;
      const slope = slopeAt(shades, at, width + 2);
      if (Math.abs(shades[at] - line.shade) < reach * slope) near += strengthAt(line.gap / slope, line.fade);
    }
  }
  return all ? near / all : 0;
}
