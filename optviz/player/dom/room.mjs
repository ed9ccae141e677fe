// The room that there is on the page.

/**
 * Calls `act` when an element's width or the window's height has changed, at most once in a frame, until `signal`. Not every
 * browser tells of a window's size when a page comes to fill the screen.
 * @param {HTMLElement} element @param {() => void} act @param {AbortSignal} signal
 */
export function watchRoom(element, act, signal) {
  const measure = () => `${element.clientWidth} ${window.innerHeight}`;
  let room = measure();
  let isWaiting = false;
  const look = () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      if (signal.aborted || measure() === room) return;
      room = measure();
      act();
    });
  };
  const observer = new ResizeObserver(look);
  observer.observe(element);
  window.addEventListener("resize", look, { signal });
  document.addEventListener("fullscreenchange", look, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
}
