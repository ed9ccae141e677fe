// The hand on the page: its movements as soon as the browser knows of them.

const AT_ONCE = "onpointerrawupdate" in window;

/** A pointer's movement, told at once where the browser can do that. Otherwise it keeps it for its next frame. */
export const MOVED = AT_ONCE ? "pointerrawupdate" : "pointermove";

const SECOND_CLICK = { milliseconds: 500, reach: 8 };

/** Tells of each click whether it is the second one of a double click, by when and where its press was made. */
export function clickCounter() {
  /** @type {PointerEvent | null} */
  let before = null;
  return (/** @type {PointerEvent} */ event) => {
    const { milliseconds, reach } = SECOND_CLICK;
    const isSecond =
      before !== null &&
      event.timeStamp - before.timeStamp < milliseconds &&
      Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) <= reach;
    before = isSecond ? null : event;
    return isSecond;
  };
}
