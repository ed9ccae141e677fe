// How a scene is seen: from a turntable that stays above the ground; from places in it to pixels, and from a pixel to the ray
// of places behind it.

const FOCUS = 1 / Math.tan(Math.PI / 8); // an opening of 45 degrees
const MIDDLE = 0.32; // of the scene's height: what is looked at
const [NEAR, FAR] = [0.1, 40]; // in units of the scene
const TURN = 0.4; // degrees a pixel
const ZOOM = [0.5, 8];
const SHIFTED = 0.6; // of what does not fit into the picture, that its middle may be moved by
export const NOTCH = 1.1; // how much nearer a notch of the wheel goes
const WHOLE_NOTCH = 50; // pixels of a wheel's event from which on it is a notch or several, not a part of one
const [PIXELS, LINES] = [120, 3]; // a notch, as browsers count it
const FINE_NOTCH = { scrolled: 100, pinched: 10 }; // pixels of a finger on a touchpad that go as far as a notch

/**
 * From where a scene is seen: degrees around the vertical, from the x axis, and above the ground; how many times as large as
 * the whole of it; how far its middle is from that of the picture, to the right and down, in heights of the picture.
 * @typedef {{ azimuth: number, elevation: number, zoom: number, right: number, down: number }} Viewpoint
 */

/**
 * A scene: the lengths of 1 along x, y and z in it, the domain of the weights, its height.
 * @typedef {{ units: number[], domain: number[][], height: number }} Scene
 */

/** @typedef {{ matrix: number[], eye: number[], width: number, height: number }} Camera how a scene is seen, on so many pixels; the eye in its units */

const clamp = (value, /** @type {Iterable<number>} */ [low, high]) => Math.min(high, Math.max(low, value));

/** The viewpoint after a hand has moved the scene by so many pixels: to the side it turns, up and down it tips. */
export function turned(/** @type {Viewpoint} */ viewpoint, across, down, elevations) {
  const around = viewpoint.azimuth - TURN * across;
  const azimuth = around - 360 * Math.round(around / 360);
  return { ...viewpoint, azimuth, elevation: clamp(viewpoint.elevation + TURN * down, elevations) };
}

/** The viewpoint so many notches nearer; what is at a place of the picture, `[right, down]` of its middle, stays there. */
export function nearer(/** @type {Viewpoint} */ viewpoint, notches, /** @type {Iterable<number>} */ [right, down] = [0, 0]) {
  const zoom = clamp(viewpoint.zoom * NOTCH ** notches, ZOOM);
  const ratio = zoom / viewpoint.zoom;
  return shifted({ ...viewpoint, zoom }, right - ratio * (right - viewpoint.right), down - ratio * (down - viewpoint.down));
}

/** The viewpoint with the scene's middle there, as far as the picture stays full. */
export function shifted(/** @type {Viewpoint} */ viewpoint, right, down) {
  const most = SHIFTED * Math.max(0, viewpoint.zoom - 1);
  return { ...viewpoint, right: clamp(right, [-most, most]), down: clamp(down, [-most, most]) };
}

/** How many notches a wheel's event goes nearer, whatever the browser counts in: a notch is one everywhere. */
export function notchesOf({ deltaY, deltaMode, ctrlKey = false }) {
  const size = Math.abs(deltaY);
  const direction = -Math.sign(deltaY);
  if (deltaMode !== 0) return direction * Math.max(1, Math.round(deltaMode === 1 ? size / LINES : size));
  if (size >= WHOLE_NOTCH) return direction * Math.max(1, Math.round(size / PIXELS));
  return (direction * size) / (ctrlKey ? FINE_NOTCH.pinched : FINE_NOTCH.scrolled);
}

/** A viewpoint as a text for addresses, and back. The usual end is left out. */
export function written(/** @type {Viewpoint} */ { azimuth, elevation, zoom, right, down }) {
  const parts = [azimuth, elevation].map((angle) => String(Number(angle.toFixed(1))));
  const rest = [zoom, right, down].map((value) => String(Number(value.toFixed(3))));
  return (rest.join() === "1,0,0" ? parts : [...parts, ...rest]).join();
}

/** @returns {Viewpoint | null} null for an empty text */
export function read(/** @type {string} */ text) {
  if (!text) return null;
  const [azimuth, elevation = 45, zoom = 1, right = 0, down = 0] = text.split(",").map(Number);
  return { azimuth, elevation, zoom, right, down };
}

/** The direction from what is looked at to the eye. */
export function towards({ azimuth, elevation }) {
  const [around, above] = [azimuth, elevation].map((angle) => (angle * Math.PI) / 180);
  return [Math.cos(above) * Math.cos(around), Math.cos(above) * Math.sin(around), Math.sin(above)];
}

/**
 * The camera at a viewpoint, on a picture of a size in pixels; `distance` is that of the eye from the middle of the scene.
 * @param {Viewpoint} viewpoint @param {Scene} scene @param {{ width: number, height: number }} size @param {number} distance
 * @returns {Camera}
 */
export function cameraOf(viewpoint, { units, domain, height: tall }, { width, height }, distance) {
  const { azimuth, elevation, zoom, right, down } = viewpoint;
  const [sin, cos] = [Math.sin, Math.cos].map((of) => of((azimuth * Math.PI) / 180));
  const [rise, run] = [Math.sin, Math.cos].map((of) => of((elevation * Math.PI) / 180));
  const backwards = [run * cos, run * sin, rise];
  const eye = backwards.map((part, i) => distance * part + (i === 2 ? MIDDLE * tall : 0));
  const aspect = width / height;
  const row = (aside, above, ahead) =>
    [-sin, cos, 0].map((part, i) => aside * part + above * [-rise * cos, -rise * sin, run][i] - ahead * backwards[i]);
  const deep = (FAR + NEAR) / (FAR - NEAR);
  const rows = [
    { of: row((FOCUS * zoom) / aspect, 0, (2 * right) / aspect), more: 0 },
    { of: row(0, FOCUS * zoom, -2 * down), more: 0 },
    { of: row(0, 0, deep), more: (-2 * FAR * NEAR) / (FAR - NEAR) },
    { of: row(0, 0, 1), more: 0 },
  ];
  const middle = [...domain.map(([low, high]) => (low + high) / 2), 0];
  const columns = [0, 1, 2].map((i) => rows.map(({ of }) => of[i] * units[i]));
  const last = rows.map(({ of, more }) => of.reduce((sum, part, i) => sum - part * (eye[i] + units[i] * middle[i]), more));
  return { matrix: [...columns, last].flat(), eye: eye.map((part, i) => part / units[i] + middle[i]), width, height };
}

/**
 * The distance from which all of a scene fits into a picture, however it is turned, with room of so many pixels around it.
 * @param {number} elevation @param {Scene} scene @param {{ width: number, height: number }} size @param {{ across: number, down: number }} room
 */
export function distanceFor(elevation, scene, size, { across, down }) {
  const corners = scene.domain[0].flatMap((x) => scene.domain[1].flatMap((y) => [0, 1].map((z) => [x, y, z])));
  const fits = (distance) =>
    Array.from({ length: 24 }, (_, i) => 15 * i).every((azimuth) => {
      const camera = cameraOf({ azimuth, elevation, zoom: 1, right: 0, down: 0 }, scene, size, distance);
      return corners.every((corner) => {
        const [x, y] = pixelOf(camera, corner);
        return x >= across && x <= size.width - across && y >= down && y <= size.height - down;
      });
    });
  let [near, far] = [1.2, 12];
  for (let i = 0; i < 16; i++) {
    const middle = (near + far) / 2;
    if (fits(middle)) far = middle;
    else near = middle;
  }
  return far;
}

/**
 * The pixel of a place and its depth, which is positive before the eye: `[x, y, depth]`.
 * @param {Camera} camera
 */
export function pixelOf({ matrix: m, width, height }, /** @type {Iterable<number>} */ [x, y, z]) {
  const across = m[0] * x + m[4] * y + m[8] * z + m[12];
  const up = m[1] * x + m[5] * y + m[9] * z + m[13];
  const depth = m[3] * x + m[7] * y + m[11] * z + m[15];
  return [(0.5 + across / depth / 2) * width, (0.5 - up / depth / 2) * height, depth];
}

/**
 * The ray behind a pixel: a place on it near the eye, and where it goes from there.
 * @param {Camera} camera
 */
export function rayAt(camera, /** @type {Iterable<number>} */ [x, y]) {
  const across = (2 * x) / camera.width - 1;
  const up = 1 - (2 * y) / camera.height;
  const [near, far] = [-1, 1].map((depth) => placeAt(camera.matrix, [across, up, depth, 1]));
  return { from: near, along: far.map((value, i) => value - near[i]) };
}

/** The place whose image in homogeneous coordinates is `image`: Gauss's elimination with pivots. */
function placeAt(m, image) {
  const lines = [0, 1, 2, 3].map((line) => [m[line], m[4 + line], m[8 + line], m[12 + line], image[line]]);
  for (let k = 0; k < 4; k++) {
    const best = [0, 1, 2, 3]
      .slice(k)
      .reduce((one, other) => (Math.abs(lines[other][k]) > Math.abs(lines[one][k]) ? other : one));
    [lines[k], lines[best]] = [lines[best], lines[k]];
    for (let i = 0; i < 4; i++) {
      if (i === k) continue;
      const factor = lines[i][k] / lines[k][k];
      for (let j = k; j < 5; j++) lines[i][j] -= factor * lines[k][j];
    }
  }
  const [x, y, z, w] = lines.map((line, i) => line[4] / line[i]);
  return [x / w, y / w, z / w];
}
