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

const POWERS = [-4, 4]; // of ten of the first digit for which a number is written out, as in optviz/texts/numbers.py

/**
 * A number in at most `digits` significant digits: `0.5`, `−12.3`, `4.65e−7`. Nothing is a dash, what is not finite a word.
 * @param {number | null | undefined} value
 */
export function written(value, digits = 3) {
  return spelled(value, digits, false);
}

/**
 * The same for a number that runs while one looks: with all of its digits at every moment.
 * @param {number | null | undefined} value
 */
export function steady(value, digits = 4) {
  return spelled(value, digits, true);
}

function spelled(value, digits, isSteady) {
  if (value === null || value === undefined) return "–";
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "infinity" : "−infinity";
  const [mantissa, exponent] = Math.abs(value)
    .toExponential(digits - 1)
    .split("e");
  const all = mantissa.replace(".", "");
  const figures = isSteady ? all : all.replace(/0+$/, "") || "0";
  return (value < 0 ? "−" : "") + placed(figures, Number(exponent));
}

/** Digits, the first of which counts the ten to this power: written out, or with an exponent. */
export function placed(figures, power) {
  if (POWERS[0] <= power && power <= POWERS[1]) return pointed(figures, power);
  return `${pointed(figures, 0)}e${signed(power)}`;
}

/** The same, written out. */
export function pointed(figures, power) {
  if (power < 0) return `0.${"0".repeat(-power - 1)}${figures}`;
  const whole = figures.slice(0, power + 1).padEnd(power + 1, "0");
  const rest = figures.slice(power + 1);
  return rest ? `${whole}.${rest}` : whole;
}

/** A whole number with a true minus sign. */
export const signed = (number) => String(number).replace("-", "−");
