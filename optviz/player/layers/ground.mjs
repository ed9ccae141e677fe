// The ground under the paths: a surface of two weights in the theme's ramp, with fine lines at its levels, or the graph of a
// loss over one.
//
// It is painted pixel by pixel, in a few milliseconds and once for all panels, so that they follow the hand as the paths do.

import { toPixels } from "../core/geometry.mjs";

const SHADES = 256; // as many as are told apart between the ramp's ends
const DENSEST = 0.5; // levels a pixel from which on lines fade, since they would fill the ground

let last = { key: null, canvas: null };

/** Paints a surface on a canvas, over all that is there; `view` has its size in CSS pixels and the ranges that it shows. */
export function paintGround(context, surface, theme, view) {
  if (surface.shades) paintShades(context, surface, theme, view);
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

function paintShades(context, surface, theme, view) {
  const { width, height } = context.canvas;
  const key = JSON.stringify([surface.id, theme.ramp, width, height, view.ranges]);
  if (last.key !== key) last = { key, canvas: painted(surface, theme, view.ranges, width, height) };
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.drawImage(last.canvas, 0, 0);
  context.restore();
}

function painted(surface, theme, ranges, width, height) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const ratio = window.devicePixelRatio || 1;
  const image = new ImageData(colours(surface, theme, ranges, width, height, theme.strokes.contour * ratio), width, height);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** The colours of all pixels, row by row from the top, 4 bytes each. Beyond the surface's grid they are transparent. */
export function colours({ axes, shades, levels }, theme, ranges, width, height, line) {
  const bytes = new Uint8ClampedArray(4 * width * height);
  const ramp = Array.from({ length: SHADES + 1 }, (_, i) => rampAt(theme.ramp, i / SHADES));
  const ink = parse(theme.contour);
  const columns = places(axes[0], width + 1, (x) => ranges[0][0] + ((x + 0.5) / width) * (ranges[0][1] - ranges[0][0]));
  const rows = places(axes[1], height + 1, (y) => ranges[1][1] - ((y + 0.5) / height) * (ranges[1][1] - ranges[1][0]));
  let below = shadesAlong(shades, rows[0], columns);
  let levelsBelow = numbersOf(below, levels);
  for (let y = 0; y < height; y++) {
    const [here, numbers] = [below, levelsBelow];
    below = shadesAlong(shades, rows[y + 1], columns);
    levelsBelow = numbersOf(below, levels);
    for (let x = 0; x < width; x++) {
      const number = numbers[x];
      if (Number.isNaN(number)) continue;
      const share = coverage(number, numbers[x + 1] - number, levelsBelow[x] - number, line, levels.length);
      const tint = ramp[Math.round(SHADES * Math.min(1, Math.max(0, here[x])))];
      const at = 4 * (y * width + x);
      for (let c = 0; c < 3; c++) bytes[at + c] = tint[c] + share * (ink[c] - tint[c]);
      bytes[at + 3] = 255;
    }
  }
  return bytes;
}

/** Shades as numbers of levels: whole on a level, the first of which is 1, and evenly between two. */
function numbersOf(shades, levels) {
  const ends = [0, ...levels];
  const last = ends.length - 1;
  let k = 0;
  return shades.map((shade) => {
    if (Number.isNaN(shade) || last === 0) return shade;
    while (k < last - 1 && shade >= ends[k + 1]) k++;
    while (k > 0 && shade < ends[k]) k--;
    return k + (shade - ends[k]) / (ends[k + 1] - ends[k]);
  });
}

/** How much of a pixel the line of the nearest level covers, from the level at the pixel and its slopes. */
function coverage(level, dx, dy, line, count) {
  const nearest = Math.round(level);
  const slope = Math.hypot(dx || 0, dy || 0); // the grid may end beside the pixel
  if (nearest < 1 || nearest > count || !(slope > 0)) return 0;
  const inside = (line + 1) / 2 - Math.abs(level - nearest) / slope;
  return Math.max(0, Math.min(inside, line, 1, DENSEST / slope));
}

/** Where pixels lie on an axis of the grid: the index before each, and the share of the way to the next; -1 beyond it. */
function places(axis, count, weightAt) {
  const last = axis.length - 1;
  const step = (axis[last] - axis[0]) / last;
  return Array.from({ length: count }, (_, pixel) => {
    const place = (weightAt(pixel) - axis[0]) / step;
    if (place < -0.5 || place > last + 0.5) return { i: -1, share: 0 };
    const i = Math.min(last - 1, Math.max(0, Math.floor(place)));
    return { i, share: Math.min(1, Math.max(0, place - i)) };
  });
}

/** The shades of one row of pixels, between the grid's values; not a number beyond the grid. */
function shadesAlong(shades, { i: j, share: up }, columns) {
  const found = new Float32Array(columns.length).fill(NaN);
  if (j < 0) return found;
  const [lower, upper] = [shades[j], shades[j + 1]];
  columns.forEach(({ i, share }, x) => {
    if (i < 0) return;
    const before = lower[i] + up * (upper[i] - lower[i]);
    const after = lower[i + 1] + up * (upper[i + 1] - lower[i + 1]);
    found[x] = before + share * (after - before);
  });
  return found;
}

function rampAt(ramp, share) {
  const place = share * (ramp.length - 1);
  const i = Math.min(ramp.length - 2, Math.floor(place));
  const [from, to] = [parse(ramp[i]), parse(ramp[i + 1])];
  return from.map((value, c) => value + (place - i) * (to[c] - value));
}

/** The three parts of a colour such as #0f1216. */
function parse(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
