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
  const pressed = ({ button, pointerType }) => {
    if (button !== 0 || pointerType === "touch") return; // a finger may be about to scroll
    track = slider.getBoundingClientRect();
    const over = new AbortController();
    const listen = (name, hear) => window.addEventListener(name, hear, { signal: over.signal });
    const end = () => {
      track = null;
      over.abort();
    };
    listen(MOVED, ({ clientX }) => act(clamp((clientX - track.left - THUMB / 2) / (track.width - THUMB))));
    listen("pointerup", end); // wherever on the page that is
    listen("pointercancel", end);
  };
  if (AT_ONCE) slider.addEventListener("pointerdown", pressed);
  return () => track !== null;
}

const clamp = (share) => Math.min(1, Math.max(0, share));
