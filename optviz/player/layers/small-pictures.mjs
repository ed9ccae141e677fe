// Small pictures of all surfaces, painted from numbers that are loaded when they are first wanted.

import { shadesOver } from "../core/interpolation.mjs";
import { decode, row } from "../core/payload.mjs";
import { broughtBytes } from "../dom/brought.mjs";
import { h } from "../dom/elements.mjs";
import { colours, paintGround } from "./ground.mjs";

const FILE = "../surfaces.bin"; // made by benchmarks/surface_pictures.py
const MOST = 255;
const BANDS = 8; // between the lowest tint and the highest
const A_FRAME = 6; // pictures

/** @typedef {Uint8Array & { shape: number[] }} Numbers a grid of tints, (y, x), or a graph's heights */

/** @type {Promise<Record<string, Numbers>> | null} */
let loading = null;

/** The numbers of all pictures, by the surfaces' keys. */
export function loadPictures() {
  loading ??= fetchPictures().catch((error) => {
    loading = null; // the next time may be better
    throw error;
  });
  return loading;
}

async function fetchPictures() {
  const brought = await broughtBytes("optviz-pictures");
  if (brought) return decode(brought).arrays;
  const answer = await fetch(new URL(FILE, import.meta.url));
  if (!answer.ok) throw new Error(`surfaces.bin: ${answer.status}`);
  return decode(await answer.arrayBuffer()).arrays;
}

/** An empty canvas for the picture of a surface: the words beside it say what it is. @param {string} surface its key */
export const emptyPicture = (surface) =>
  h("canvas", { className: "ov-small-picture", "aria-hidden": "true", "data-surface": surface });

/**
 * Paints the pictures within an element, some in each frame. A surface without one, or a file that does not come, leaves
 * its canvas empty.
 * @param {ParentNode} parent @param {any} theme @param {any} rules those of levels
 */
export async function paintPictures(parent, theme, rules) {
  const pictures = await loadPictures().catch(() => ({}));
  /** @type {HTMLCanvasElement[]} */
  const canvases = Array.from(parent.querySelectorAll("canvas[data-surface]"));
  for (const [i, canvas] of canvases.entries()) {
    if (!canvas.isConnected) return; // one has left meanwhile
    const numbers = pictures[canvas.dataset.surface];
    if (numbers) paint(canvas, numbers, theme, rules);
    if (i % A_FRAME === A_FRAME - 1) await new Promise(requestAnimationFrame);
  }
}

function paint(canvas, numbers, theme, rules) {
  const { width, height } = sizeOf(canvas);
  const ratio = window.devicePixelRatio;
  Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  const context = canvas.getContext("2d");
  if (numbers.shape.length === 1) {
    const axes = [Float32Array.from(numbers, (_, i) => i)];
    context.scale(ratio, ratio);
    const ranges = [
      [0, numbers.length - 1],
      [0, MOST],
    ];
    paintGround(context, { axes, graph: numbers }, theme, { width, height, ranges });
  } else context.putImageData(tinted(canvas, numbers, theme, rules, ratio), 0, 0);
  canvas.dataset.painted = "";
}

/** In pixels, as the style sheet has it: whoever searches may have hidden it. */
function sizeOf(canvas) {
  const style = getComputedStyle(canvas);
  return { width: parseFloat(style.width), height: parseFloat(style.height) };
}

function tinted({ width, height }, numbers, theme, rules, ratio) {
  const [rows, columns] = numbers.shape;
  const axes = [columns, rows].map((count) => Float32Array.from({ length: count }, (_, i) => i));
  const shares = Array.from({ length: rows }, (_, i) => Float32Array.from(row(numbers, i), (byte) => byte / MOST));
  const ranges = axes.map((axis) => [0, axis.length - 1]);
  const tints = shadesOver({ axes, shares, detail: null }, ranges, width, height);
  const kind = /** @type {const} */ ("thin");
  const levels = Array.from({ length: BANDS - 1 }, (_, i) => ({ shade: (i + 1) / BANDS, kind, gap: 1 / BANDS }));
  const lines = { levels, rules, strokes: theme.strokes, pixel: ratio };
  return new ImageData(colours(tints, width, [0, 1], theme, lines), width, height);
}
