// Paths on a canvas.

const SHORTEST = 0.35; // pixels: shorter segments join the next one, which nobody can see
const WALKED = 2; // pixels: the width of a path that is walked

/** A canvas of a size in CSS pixels, sharp on any screen; returns its context. */
export function fitCanvas(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
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
  const last = pixels.length / 2 - 1;
  const end = Math.min(to, last);
  let [x, y] = between(pixels, Math.min(from, last));
  let length = 0;
  context.beginPath();
  context.moveTo(x, y);
  const lineTo = (nextX, nextY) => {
    length += Math.hypot(nextX - x, nextY - y);
    [x, y] = [nextX, nextY];
    context.lineTo(x, y);
  };
  for (let i = Math.floor(from) + 1; i <= end; i++) {
    const nextX = pixels[2 * i];
    const nextY = pixels[2 * i + 1];
    if (Math.abs(nextX - x) + Math.abs(nextY - y) < SHORTEST && i < end) continue;
    lineTo(nextX, nextY);
  }
  if (end !== Math.floor(end)) lineTo(...between(pixels, end));
  return length;
}

function between(pixels, step) {
  const i = Math.floor(step);
  const share = step - i;
  const x = pixels[2 * i];
  const y = pixels[2 * i + 1];
  return share === 0
    ? [x, y]
    : [x + share * (pixels[2 * i + 2] - x), y + share * (pixels[2 * i + 3] - y)];
}

/** The whole path, faintly: where the run will go. */
export function strokeFaint(context, pixels, colour, dash) {
  context.save();
  context.globalAlpha = 0.38;
  context.lineWidth = 1.25;
  context.setLineDash(dash.map((length) => length * context.lineWidth));
  context.strokeStyle = colour;
  trace(context, pixels, 0, pixels.length / 2 - 1);
  context.stroke();
  context.restore();
}

/**
 * A piece of the path as it is walked: a halo in the colour of the paper, so that it stands off what it crosses. The dash,
 * empty for a solid line, goes on where the length walked so far, `along`, has left it; returns that length after the piece.
 */
export function strokeWalked(context, pixels, from, to, { colour, paper, dash, along }) {
  const length = trace(context, pixels, from, to);
  context.globalCompositeOperation = "destination-over"; // under everything that was walked before
  context.lineWidth = 4;
  context.strokeStyle = paper;
  context.stroke();
  context.globalCompositeOperation = "source-over";
  context.lineWidth = WALKED;
  context.strokeStyle = colour;
  context.setLineDash(roundedDash(dash));
  context.lineDashOffset = along;
  context.stroke();
  context.setLineDash([]);
  return along + length;
}

/** A dash in pixels whose strokes, with their round ends, look as long as they should: the ends hide where pieces meet. */
function roundedDash(dash) {
  return dash.map((length, i) => WALKED * (i % 2 ? length + 1 : Math.max(0.05, length - 1)));
}

/** Known minima: small crosses. */
export function markMinima(context, pixels, ink) {
  context.beginPath();
  for (let i = 0; i < pixels.length; i += 2) {
    const [x, y] = [pixels[i], pixels[i + 1]];
    context.moveTo(x - 4, y);
    context.lineTo(x + 4, y);
    context.moveTo(x, y - 4);
    context.lineTo(x, y + 4);
  }
  context.globalAlpha = 0.8;
  context.lineWidth = 1.5;
  context.strokeStyle = ink;
  context.stroke();
  context.globalAlpha = 1;
}
