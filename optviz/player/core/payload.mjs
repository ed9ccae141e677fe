// The inverse of payload.py: one binary body into a header and its arrays.

const TYPES = { float32: Float32Array, float64: Float64Array, int32: Int32Array, int16: Int16Array, uint8: Uint8Array };

/** `{ header, arrays }` of a payload's bytes (an ArrayBuffer, or a view on one). Each array has a `shape`. */
export function decode(body) {
  const aligned = body instanceof ArrayBuffer ? body : body.slice().buffer;
  const length = new DataView(aligned).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(aligned, 4, length)));
  const arrays = {};
  for (const { name, dtype, shape, offset } of header.arrays) {
    const size = shape.reduce((product, n) => product * n, 1);
    arrays[name] = Object.assign(new TYPES[dtype](aligned, 4 + length + offset, size), { shape });
  }
  return { header, arrays };
}

/** A payload's bytes from those of `in_planes`, an ArrayBuffer both. */
export function fromPlanes(/** @type {ArrayBuffer} */ body) {
  const length = 4 + new DataView(body).getUint32(0, true);
  const { arrays } = JSON.parse(new TextDecoder().decode(new Uint8Array(body, 4, length - 4)));
  const planes = new Uint8Array(body);
  const bytes = planes.slice();
  for (const { dtype, shape, offset } of arrays) {
    const width = TYPES[dtype].BYTES_PER_ELEMENT;
    const size = shape.reduce((product, n) => product * n, 1);
    let at = length + offset;
    for (let k = 0; k < width; k++) for (let i = 0; i < size; i++) bytes[length + offset + i * width + k] = planes[at++];
  }
  return bytes.buffer;
}

/** Row `i` of an array, as a view. */
export function row(array, i) {
  const size = array.length / array.shape[0];
  return array.subarray(i * size, (i + 1) * size);
}

/** Row `i` of a run in an array that holds the rows from `detail.from` on, or null where it does not hold it. */
export function rowOf(array, i, detail) {
  if (!array) return null;
  const at = i - detail.from;
  return at >= 0 && at < array.shape[0] ? row(array, at) : null;
}

/** Part `i` along the first axis of an array, with its shape. */
export function part(array, i) {
  return Object.assign(row(array, i), { shape: array.shape.slice(1) });
}

const SMALLEST = 2 ** -126; // below it float32 has fewer digits

/**
 * An array of float64 as float32 if that costs its numbers some digits only; as it is if one would become infinity or zero.
 * @param {Float64Array & { shape?: number[] }} array
 */
export function narrowed(array) {
  for (let i = 0; i < array.length; i += 1) if (isLost(array[i])) return array;
  return Object.assign(new Float32Array(array), { shape: array.shape });
}

function isLost(value) {
  const size = Math.abs(Math.fround(value));
  return size === Number.POSITIVE_INFINITY || (size < SMALLEST && value !== 0);
}
