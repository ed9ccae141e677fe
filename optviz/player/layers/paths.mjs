// Paths on a canvas.

import { between } from "../core/colours.mjs";
import { pointAt } from "../core/geometry.mjs";
import { pixelRatio } from "../dom/paper.mjs";

const SHORTEST = 0.35; // pixels: shorter segments join the next one, which nobody can see
const STRAIGHT = 0.25; // pixels from a line that are on it

/** A canvas of a size in CSS pixels, sharp on any screen; returns its context. */
export function fitCanvas(canvas, width, height) {
  const ratio = pixelRatio();
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.lineJoin = "round";
  context.lineCap = "round";
  return context;
}

/** Traces the rows `from` to `to` of flat pairs of pixels, either end possibly between two rows; returns its length. */
export function trace(context, pixels, from, to) {
  const corners = cornersOf(pixels, from, to);
  context.beginPath();
  context.moveTo(corners[0], corners[1]);
  let length = 0;
  for (let i = 2; i < corners.length; i += 2) {
    context.lineTo(corners[i], corners[i + 1]);
    length += Math.hypot(corners[i] - corners[i - 2], corners[i + 1] - corners[i - 1]);
  }
  return length;
}

/**
 * The corners of the line through these rows, as flat pairs. Of rows that lie on one straight line, as far as anybody can
 * see, only the ends are kept: a corner costs as much as a hundred pixels.
 */
export function cornersOf(pixels, from, to) {
  const last = pixels.length / 2 - 1;
  const end = Math.min(to, last);
  const corners = pointAt(pixels, Math.min(from, last));
  let [x, y] = corners; // where the straight piece begins,
  let [farX, farY] = corners; // how far it goes so far,
  let reach = 0; // how long that is, and its direction:
  let alongX = 0;
  let alongY = 0;
  for (let i = Math.floor(from) + 1; i <= end; i++) {
    const nextX = pixels[2 * i];
    const nextY = pixels[2 * i + 1];
    const along = (nextX - x) * alongX + (nextY - y) * alongY;
    const aside = (nextX - x) * alongY - (nextY - y) * alongX;
    if (reach > 0 && along >= reach && Math.abs(aside) < STRAIGHT) reach = along;
    else {
      if (reach > 0) {
        x = farX;
        y = farY;
        corners.push(x, y);
      }
      reach = Math.hypot(nextX - x, nextY - y);
      if (reach < SHORTEST && (i < end || reach === 0)) {
        reach = 0;
        continue;
      }
      alongX = (nextX - x) / reach;
      alongY = (nextY - y) / reach;
    }
    farX = nextX;
    farY = nextY;
  }
  corners.push(farX, farY);
  if (end !== Math.floor(end)) corners.push(...pointAt(pixels, end));
  return corners;
}

/** The whole path, faintly: where the run will go. */
export function strokeFaint(context, pixels, colour, dash, { strokes: { ahead }, shares }) {
  context.save();
  context.globalAlpha = shares.ahead;
  context.lineWidth = ahead;
  context.setLineDash(roundedDash(dash, ahead));
  context.strokeStyle = colour;
  trace(context, pixels, 0, pixels.length / 2 - 1);
  context.stroke();
  context.restore();
}

/**
 * A piece of the path as it is walked, on a canvas that has nothing but these: on a casing in the colour of the paper, so
 * that it stands off what it crosses, with the gaps of its dash filled. The dash, empty for a solid line, goes on where the
 * length walked so far, `along`, has left it; returns that length after the piece.
 */
export function strokeWalked(context, pixels, from, to, { colour, theme, dash, along, width }) {
  const { strokes, shares, paper } = theme;
  const length = trace(context, pixels, from, to);
  context.globalCompositeOperation = "destination-over"; // a casing hides no path
  context.lineWidth = width + 2 * strokes.casing;
  context.strokeStyle = paper;
  context.stroke();
  context.globalCompositeOperation = "source-over";
  context.lineWidth = width;
  if (dash.length) {
    context.lineCap = "butt"; // the dash before it stays whole
    context.strokeStyle = between(paper, colour, shares.gap);
    context.stroke();
    context.lineCap = "round";
  }
  context.strokeStyle = colour;
  context.setLineDash(roundedDash(dash, width));
  context.lineDashOffset = along;
  context.stroke();
  context.setLineDash([]);
  return along + length;
}

/** A dash in pixels whose strokes, with their round ends, look as long as they should: the ends hide where pieces meet. */
export function roundedDash(dash, width) {
  return dash.map((length, i) => width * (i % 2 ? length + 1 : Math.max(0.05, length - 1)));
}

/** Known minima: crosses on paper. */
export function markMinima(context, pixels, { ink, paper, strokes }) {
  const reach = strokes.minimum_reach;
  context.beginPath();
  for (let i = 0; i < pixels.length; i += 2) {
    const [x, y] = [pixels[i], pixels[i + 1]];
    context.moveTo(x - reach, y);
    context.lineTo(x + reach, y);
    context.moveTo(x, y - reach);
    context.lineTo(x, y + reach);
  }
  context.save();
  context.lineWidth = strokes.minimum + 2 * strokes.minimum_casing;
  context.strokeStyle = paper;
  context.lineCap = "square";
  context.stroke();
  context.lineCap = "butt";
  context.lineWidth = strokes.minimum;
  context.strokeStyle = ink;
  context.stroke();
  context.restore();
}

/** A curve of minima: a line on paper, through flat pairs of pixels. */
export function strokeMinima(context, pixels, { ink, paper, strokes }) {
  context.save();
  trace(context, pixels, 0, pixels.length / 2 - 1);
  context.lineWidth = strokes.minimum + 2 * strokes.minimum_casing;
  context.strokeStyle = paper;
  context.stroke();
  context.lineWidth = strokes.minimum;
  context.strokeStyle = ink;
  context.stroke();
  context.restore();
}

/** A square where the loss on held-out examples is lowest: at a row of flat pairs of pixels. */
export function markBest(context, pixels, row, { ink, strokes }) {
  const reach = strokes.best_reach;
  const [x, y] = pixels.slice(2 * row, 2 * row + 2);
  context.save();
  context.setLineDash([]);
  context.lineWidth = strokes.example;
  context.strokeStyle = ink;
  context.strokeRect(x - reach, y - reach, 2 * reach, 2 * reach);
  context.restore();
}

/** Squares on a line, at some rows of flat pairs of pixels, as far as it has them. */
export function drawSquares(context, pixels, rows, colour, { paper, strokes }) {
  const reach = strokes.beside_reach;
  context.save();
  context.setLineDash([]);
  context.lineWidth = strokes.ahead;
  context.strokeStyle = colour;
  context.fillStyle = paper;
  for (const row of rows.filter((one) => 2 * one < pixels.length)) {
    const square = /** @type {const} */ ([pixels[2 * row] - reach, pixels[2 * row + 1] - reach, 2 * reach, 2 * reach]);
    context.fillRect(...square);
    context.strokeRect(...square);
  }
  context.restore();
}

/** The paper of the start: it lies under the paths, so that it hides no short one. */
export function clearStart(context, x, y, { paper, strokes }) {
  context.beginPath();
  context.arc(x, y, strokes.start_radius, 0, 2 * Math.PI);
  context.fillStyle = paper;
  context.fill();
  context.lineWidth = strokes.start + 2 * strokes.start_casing;
  context.strokeStyle = paper;
  context.stroke();
}

/** The ring at the start, over the paths. */
export function markStart(context, x, y, { ink, strokes }) {
  context.beginPath();
  context.arc(x, y, strokes.start_radius, 0, 2 * Math.PI);
  context.lineWidth = strokes.start;
  context.strokeStyle = ink;
  context.stroke();
}
