// An element that moves sideways from frame to frame: by an animation that stands still, since for a style that changes Chromium
// puts the layers of the whole page together anew, for two milliseconds.

const FARTHEST = 8192; // pixels, to either side

/** What moves an element to so many pixels from where it is. @param {HTMLElement} element @returns {(pixels: number) => void} */
export function sliding(element) {
  const ends = [-FARTHEST, FARTHEST].map((pixels) => `translateX(${pixels}px)`);
  const animation = element.animate({ transform: ends }, { duration: 2 * FARTHEST, fill: "both" });
  animation.pause();
  return (pixels) => {
    animation.currentTime = FARTHEST + pixels;
  };
}
