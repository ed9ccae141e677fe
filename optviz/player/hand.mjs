// The hand on the page: its movements as soon as the browser knows of them.

const AT_ONCE = "onpointerrawupdate" in window;

/** A pointer's movement, told at once where the browser can do that. Otherwise it keeps it for its next frame. */
export const MOVED = AT_ONCE ? "pointerrawupdate" : "pointermove";

const THUMB = 13; // pixels, as in player.css

/**
 * Calls `act(share)` with the place along a slider, 0 to 1, to which a pointer drags it, before the slider itself moves:
 * the answer may then be there for the same frame. The slider's own event says the same later, and has the last word.
 * Returns a function that tells whether a pointer holds the slider; who sets its value meanwhile robs it of its events.
 */
export function listenAhead(slider, act) {
  let track = null;
  const holds = () => track !== null;
  if (!AT_ONCE) return holds;
  slider.addEventListener("pointerdown", ({ button, isPrimary }) => {
    if (button === 0 && isPrimary) track = slider.getBoundingClientRect();
  });
  for (const end of ["change", "pointerup", "pointercancel"]) slider.addEventListener(end, () => (track = null));
  slider.addEventListener(MOVED, ({ clientX }) => {
    if (track) act(Math.min(1, Math.max(0, (clientX - track.left - THUMB / 2) / (track.width - THUMB))));
  });
  return holds;
}
