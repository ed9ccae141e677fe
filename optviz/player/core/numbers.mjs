// The arithmetic of sliders and numbers: where a value stands, and how it is written.

/** The place of a value along its slider, 0 to 1. */
export function toPosition(parameter, value) {
  const { low, high } = parameter;
  const share = parameter.scale === "log" ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.min(1, Math.max(0, share));
}

/** The value at a place of the slider, rounded so that its number is short: to what one pixel can tell apart. */
export function fromPosition(parameter, position) {
  const { low, high } = parameter;
  const share = Math.min(1, Math.max(0, position));
  if (share === 0) return low;
  if (share === 1) return high;
  const log = parameter.scale === "log";
  const value = log ? low * (high / low) ** share : low + share * (high - low);
  if (parameter.integer) return Math.round(value);
  if (log) return clamp(parameter, Number(value.toPrecision(3)));
  const digits = Math.max(0, Math.ceil(-Math.log10((high - low) / 1000)));
  return clamp(parameter, Number(value.toFixed(digits)));
}

function clamp(parameter, value) {
  return Math.min(parameter.high, Math.max(parameter.low, value));
}

/** The value that somebody typed: `{ value }`, or `{ problem }` that says what is allowed. */
export function parseNumber(parameter, text) {
  const value = Number(text.trim().replace(",", ".").replace("−", "-"));
  const whole = !parameter.integer || Number.isInteger(value);
  if (text.trim() !== "" && value >= parameter.low && value <= parameter.high && whole) return { value };
  const kind = parameter.integer ? "a whole number" : "a number";
  return { problem: `${parameter.title}: ${kind} from ${parameter.low} to ${parameter.high} is allowed` };
}

/** A number in at most `digits` significant digits, with a true minus sign and short exponents. */
export function format(value, digits = 4) {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value)) return "∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size >= 1e5 || size < 1e-4 ? value.toExponential(Math.min(2, digits - 1)) : String(Number(value.toPrecision(digits)));
  return text.replace("e+", "e").replaceAll("-", "−");
}

/** A number with as many digits at every moment, for a place where it changes while one looks. */
export function steady(value) {
  if (!Number.isFinite(value)) return "∞";
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e4 || size < 1e-3)) return value.toExponential(2).replace("e+", "e").replaceAll("-", "−");
  return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 4).replaceAll("-", "−");
}
