// Numbers and JSON as Python writes them, so that a file that is made here reads like that of the app.

/** A number that is none of counting: always with a point or an exponent. */
export function decimal(/** @type {number} */ value) {
  const size = Math.abs(value);
  const isPlain = size === 0 || (size >= 1e-4 && size < 1e16);
  if (!isPlain) return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  return `${Object.is(value, -0) ? "-0" : value}${Number.isInteger(value) ? ".0" : ""}`;
}

/** A number without a needless `.0`. */
export function plain(/** @type {number} */ value) {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : decimal(value);
}

/** A value as JSON: in one line, or with so many blanks a level. @returns {string} */
export function json(/** @type {any} */ value, blanks = 0, margin = "") {
  if (typeof value === "number") return plain(value);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const inner = margin + " ".repeat(blanks);
  const list = Array.isArray(value);
  const parts = list
    ? value.map((one) => json(one, blanks, inner))
    : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${json(one, blanks, inner)}`);
  const [open, close] = list ? "[]" : "{}";
  if (!blanks || !parts.length) return open + parts.join(", ") + close;
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${margin}${close}`;
}
