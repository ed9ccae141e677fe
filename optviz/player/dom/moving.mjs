// An element that moves from frame to frame: by animations that stand still, since for a style that changes Chromium puts the layers
// of the whole page together anew, for two milliseconds.

const FARTHEST = 8192; // pixels, to any side

/** What moves an element to so many pixels from where it is. @param {HTMLElement} element @returns {(x: number, y?: number) => void} */
export function moving(element) {
  const [across, down] = [
    along(element, "translate", (x) => `${x}px 0px`),
    along(element, "transform", (y) => `translateY(${y}px)`),
  ];
  return (x, y = 0) => {
    across(x);
    down(y);
  };
}

/** @param {HTMLElement} element @param {"translate" | "transform"} property @param {(pixels: number) => string} text */
function along(element, property, text) {
  const timing = /** @type {const} */ ({ duration: 2 * FARTHEST, fill: "both" });
  const animation = element.animate({ [property]: [-FARTHEST, FARTHEST].map(text) }, timing);
  animation.pause();
  let shown = Number.NaN;
  return (/** @type {number} */ pixels) => {
    if (pixels !== shown) animation.currentTime = FARTHEST + pixels;
    shown = pixels;
  };
}
