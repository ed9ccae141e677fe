// The hand on the page: its movements as soon as the browser knows of them.

const AHEAD = 4; // milliseconds in which a frame is worked ahead for: where the hand is by then takes as long again, and so does the frame

/**
 * Follows a pointer on an element. The browser keeps a movement for its next frame; where it can tell of it before, `act` is called at
 * once, so that the frame has only to paint, but for no more of them than there is time for.
 * @param {HTMLElement} element @param {(event: PointerEvent) => void} act @param {AddEventListenerOptions} options
 */
export function followMoves(element, act, options) {
  let [place, spent] = ["", 0];
  const follow = (/** @type {PointerEvent} */ event) => {
    const { clientX, clientY, shiftKey } = event;
    const next = `${clientX} ${clientY} ${shiftKey}`;
    if (next === place) return;
    place = next;
    act(event);
  };
  const ahead = (/** @type {PointerEvent} */ event) => {
    if (spent > AHEAD) return;
    if (!spent) requestAnimationFrame(() => (spent = 0));
    const begun = performance.now();
    follow(event);
    spent += performance.now() - begun || 0.1;
  };
  element.addEventListener("pointerrawupdate", ahead, options);
  element.addEventListener("pointermove", follow, options);
}

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
