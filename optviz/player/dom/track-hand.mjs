// The hand on a track: pointers of all kinds.

import { Grip, withEnds } from "../core/sliders.mjs";
import { clickCounter, followMoves } from "./pointer.mjs";

const AWAY = 56; // pixels above or below a track from which on it moves finely
const BEYOND = 14; // pixels beyond an end that the hand may overshoot
const STILL = 4; // pixels within which a pointer has not moved
const SIDEWAYS = 6; // pixels after which a finger drags: it may be about to scroll

/**
 * What a hand moves.
 * @typedef {object} Held
 * @property {number} share where on the track it stands
 * @property {() => void} grab from now on the hand has it
 * @property {(share: number, fine: boolean) => number} value the number at a share
 * @property {(value: number) => void} draw
 * @property {(value: number) => void} tell
 * @property {() => void} end
 * @property {() => void} back to where it was
 */

/**
 * Follows pointers on a track.
 * @param {HTMLElement} track
 * @param {object} slider
 * @param {() => boolean} slider.isFree whether it can be moved
 * @param {() => Held} slider.begin
 * @param {() => void} slider.reset it was clicked twice
 */
export function listenToHand(track, { isFree, begin, reset }) {
  const isSecond = clickCounter();
  track.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary || !isFree()) return;
    const isTouch = event.pointerType === "touch";
    const { left, top, width, height, thumb } = measured(track);
    const shareAt = (x) => Math.min(1, Math.max(0, (x - left) / width));
    const { clientX: x, clientY: y } = event;
    const drag = begin();
    const onThumb = Math.abs(shareAt(x) - drag.share) * width <= thumb;
    const grip = new Grip(x, onThumb ? drag.share : shareAt(x), width);
    const over = new AbortController();
    let moving = false;
    let farthest = 0;
    const numberAt = ({ clientX, clientY, shiftKey }) => {
      const isFar = Math.abs(clientY - (top + height / 2)) > AWAY + height / 2;
      return drag.value(withEnds(grip.at(clientX, shiftKey || isFar), BEYOND / width), shiftKey || isFar);
    };
    const isMoving = (at) => {
      farthest = Math.max(farthest, Math.hypot(at.clientX - x, at.clientY - y));
      if (!moving && Math.abs(at.clientX - x) > (isTouch ? SIDEWAYS : 0)) move();
      return moving;
    };
    const move = () => {
      moving = true;
      if (isTouch) drag.grab();
    };
    const put = (at) => {
      if (!moving) move();
      const value = numberAt(at);
      drag.draw(value);
      drag.tell(value);
    };
    const end = () => {
      over.abort();
      drag.end();
    };
    const listen = (name, act) => track.addEventListener(name, act, { signal: over.signal });
    followMoves(track, (at) => isMoving(at) && put(at), { signal: over.signal });
    listen("pointercancel", end);
    listen("lostpointercapture", ({ target }) => target === track && end());
    listen("pointerup", (at) => {
      const isClick = farthest <= STILL;
      if (isTouch && isClick && !onThumb) put(at);
      end();
      if (isClick && isSecond(event)) reset();
    });
    const pressedKey = (pressed) => {
      if (pressed.key !== "Escape") return;
      pressed.preventDefault();
      pressed.stopPropagation();
      over.abort();
      drag.back();
    };
    window.addEventListener("keydown", pressedKey, { signal: over.signal, capture: true });
    track.setPointerCapture(event.pointerId); // a finger would go with the mark that it lies on, when marks are drawn anew
    if (isTouch) return;
    event.preventDefault();
    drag.grab();
    if (!onThumb) put(event);
  });
}

/** Where the middle of a track's thumb can be, and how large the thumb is, in pixels. */
function measured(track) {
  const { left, top, width, height } = track.getBoundingClientRect();
  const thumb = Number.parseFloat(getComputedStyle(track).getPropertyValue("--ov-thumb"));
  return { left: left + thumb / 2, top, width: width - thumb, height, thumb };
}
