// Paper: what is printed is drawn for it beforehand, and for the screen again afterwards.

/** The width and the height of what is drawn, in pixels of CSS: A4 and Letter with usual margins have room for it. */
export const PAPER = { width: 690, height: 960 };
const FRAME_WIDTHS = [690, 1000, 1380];
const SHARPNESS = 3; // pixels of a canvas a pixel of CSS

let isOnPaper = false;
/** @type {number | null} of what is drawn for a file */
let sharpness = null;

/**
 * A browser may tell of paper before a frame has its width there, and once more when it has it.
 * @param {(onPaper: boolean) => void} act @param {AbortSignal} signal
 */
export function watchPaper(act, signal) {
  let width = 0;
  const turn = (/** @type {boolean} */ onPaper) => {
    isOnPaper = onPaper;
    width = window.innerWidth;
    act(onPaper);
  };
  window.addEventListener("beforeprint", () => turn(true), { signal });
  window.addEventListener("afterprint", () => turn(false), { signal });
  const again = () => isOnPaper && window.innerWidth !== width && turn(true);
  window.matchMedia("print").addEventListener("change", again, { signal });
}

/** How many pixels a canvas has for one of CSS. */
export function pixelRatio() {
  return sharpness ?? (isOnPaper ? SHARPNESS : window.devicePixelRatio || 1);
}

/** Has all that is drawn by an act be so sharp. @template T @param {number} pixels of a canvas a pixel of CSS @param {() => T} act */
export function sharply(pixels, act) {
  sharpness = pixels;
  try {
    return act();
  } finally {
    sharpness = null;
  }
}

/**
 * Puts a still of each canvas in its place, or takes them away. Chromium prints a canvas by doing again what was done to
 * it, so that what was cleared is white over all that lies below, and a little smaller than the rest.
 * @param {HTMLElement} root
 */
export function putStills(root) {
  for (const still of root.querySelectorAll(".ov-still")) still.remove();
  if (!isOnPaper) return;
  for (const canvas of root.querySelectorAll("canvas")) {
    if (canvas.closest("[hidden]")) continue;
    const still = /** @type {HTMLCanvasElement} */ (canvas.cloneNode());
    still.classList.add("ov-still");
    canvas.after(still);
    if (!canvas.width || !canvas.height) continue;
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    copy.getContext("2d").drawImage(canvas, 0, 0);
    still.getContext("bitmaprenderer").transferFromImageBitmap(copy.transferToImageBitmap());
  }
}

/** Has an element that is as wide as the paper fit onto one sheet; afterwards it is as large as before. */
export function fitSheet(/** @type {HTMLElement} */ element) {
  element.style.zoom = "";
  if (isOnPaper) element.style.zoom = String(Math.min(1, PAPER.height / element.offsetHeight));
}

/**
 * Has all of a page fit into the frame that it stands in, as on paper nobody scrolls: as wide as it is largest there.
 * @param {(width: number) => void} layOut
 */
export function fitFrame(layOut) {
  const page = document.documentElement;
  page.style.zoom = "";
  if (!isOnPaper || window === window.parent) return;
  const fits = FRAME_WIDTHS.map((width) => {
    layOut(width);
    const zoom = Math.min(1, window.innerWidth / width, window.innerHeight / page.scrollHeight);
    return { width, zoom };
  });
  const best = fits.reduce((one, other) => (other.width * other.zoom > one.width * one.zoom ? other : one));
  layOut(best.width);
  page.style.zoom = String(best.zoom);
}
