// The names of paths at their heads, each drawn once and then only put where it belongs.

import { placeNames } from "../core/names.mjs";
import { pixelRatio } from "../dom/paper.mjs";

const EDGE = 2; // pixels around a name for its paper
const PAPER = 0.3; // of the type's size: how wide the paper around letters is, both sides together

/** @type {Map<string, { canvas: HTMLCanvasElement, width: number, ratio: number }>} */
const drawn = new Map();

/** A name in the colour of its path, on paper. */
function pictureOf(text, colour, theme) {
  const ratio = pixelRatio();
  const size = theme.type.name * theme.unit;
  const key = [text, colour, theme.paper, size, ratio].join();
  if (drawn.has(key)) return drawn.get(key);
  if (drawn.size > 200) drawn.clear();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const font = `600 ${size}px ${theme.type.family}`;
  context.font = font;
  const { width } = context.measureText(text);
  canvas.width = Math.ceil(ratio * (width + 2 * EDGE));
  canvas.height = Math.ceil(ratio * (1.5 * size));
  context.scale(ratio, ratio);
  Object.assign(context, { font, textBaseline: "alphabetic", lineJoin: "round", lineWidth: PAPER * size });
  Object.assign(context, { strokeStyle: theme.paper, fillStyle: colour });
  context.strokeText(text, EDGE, (0.75 + theme.type.rise) * size);
  context.fillText(text, EDGE, (0.75 + theme.type.rise) * size);
  const picture = { canvas, width, ratio };
  drawn.set(key, picture);
  return picture;
}

/**
 * Draws the names of paths at their heads; returns where they stand.
 * @param {CanvasRenderingContext2D} context
 * @param {{ x: number, y: number }[]} heads @param {{ label: string, colour: string }[]} paths
 * @param {{ width: number, height: number }} view @param {any} theme @param {any} rules
 * @param {import("../core/names.mjs").Cover | null} [cover] where the paths run
 * @param {(import("../core/names.mjs").Place | null)[]} [before] where they stood
 */
export function drawNames(context, heads, paths, view, theme, rules, cover = null, before = []) {
  const size = theme.type.name * theme.unit;
  const pictures = paths.map(({ label, colour }) => pictureOf(label, colour, theme));
  const widths = pictures.map(({ width }) => width);
  const places = placeNames(heads, widths, view, size, theme.unit, rules, cover, before);
  places.forEach((place, i) => {
    if (!place) return;
    const { canvas, width, ratio } = pictures[i];
    const { left, middle } = place;
    const { x, y } = heads[i];
    const end = [Math.min(left + width, Math.max(left, x)), Math.min(middle + size / 2, Math.max(middle - size / 2, y))];
    if (Math.hypot(end[0] - x, end[1] - y) > 1.5 * rules.head * theme.unit) leader(context, x, y, end, paths[i].colour, theme);
    const [across, down] = [left - EDGE, middle - 0.75 * size].map((edge) => Math.round(ratio * edge) / ratio); // sharp
    context.drawImage(canvas, across, down, canvas.width / ratio, canvas.height / ratio);
  });
  return places;
}

/** A short line from a head to its name. */
function leader(context, x, y, /** @type {Iterable<number>} */ [toX, toY], colour, { paper, unit }) {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.lineWidth = 3 * unit;
  context.strokeStyle = paper;
  context.stroke();
  context.lineWidth = unit;
  context.strokeStyle = colour;
  context.stroke();
}
