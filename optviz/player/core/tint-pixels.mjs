// The pixels of a ground whose tints came as bytes.

/**
 * @param {{ length: number, [i: number]: number, shape: number[] }} ground 0 to 255, the first row below
 * @param {string[]} ramp colours as `#rrggbb`, evenly spaced
 */
export function tintsOf(ground, ramp) {
  const [rows, columns] = ground.shape;
  const stops = ramp.map((colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)));
  const pixels = new Uint8ClampedArray(4 * rows * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const place = (ground[(rows - 1 - row) * columns + column] / 255) * (stops.length - 1);
      const i = Math.min(Math.floor(place), stops.length - 2);
      const at = 4 * (row * columns + column);
      for (let k = 0; k < 3; k += 1) pixels[at + k] = stops[i][k] + (place - i) * (stops[i + 1][k] - stops[i][k]);
      pixels[at + 3] = 255;
    }
  }
  return pixels;
}
