// Paths on a relief: like those on a panel, but for what lies behind a hill.

import { HIDDEN, SEEN, stretches } from "../core/laid.mjs";
import { strokeFaint, strokeWalked, trace } from "./paths.mjs";

const BEHIND = { share: 0.4, dash: [2, 3] };

/** @typedef {{ path: any, colour: string, width: number, walked: number, sight: import("../core/laid.mjs").Sight }} SeenTrack */

/** The whole path, faintly, as far as it can be seen. */
export function strokeAhead(context, /** @type {SeenTrack} */ { path, colour, sight: { pixels, states } }, theme) {
  for (const { state, from, to } of stretches(states, 0, states.length - 1)) {
    if (state === SEEN) strokeFaint(context, pixels.subarray(2 * from, 2 * Math.ceil(to) + 2), colour, path.dash, theme);
  }
}

/** What is walked between two vertices; what lies behind is a thin line under all others. @param {SeenTrack} track */
export function strokeLaid(context, track, from, to, theme, isAlone) {
  const { path, colour, width, sight } = track;
  for (const stretch of stretches(sight.states, from, to)) {
    if (stretch.state === SEEN) {
      const style = { colour, theme, dash: isAlone ? [] : path.dash, along: track.walked, width };
      track.walked = strokeWalked(context, sight.pixels, stretch.from, stretch.to, style);
    } else if (stretch.state === HIDDEN) strokeBehind(context, sight.pixels, stretch, colour, theme);
  }
}

function strokeBehind(context, pixels, { from, to }, colour, { strokes, unit }) {
  context.save();
  context.globalCompositeOperation = "destination-over";
  context.globalAlpha = BEHIND.share;
  context.lineWidth = strokes.ahead;
  context.setLineDash(BEHIND.dash.map((length) => length * unit));
  context.strokeStyle = colour;
  trace(context, pixels, from, to);
  context.stroke();
  context.restore();
}
