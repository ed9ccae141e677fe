// Numbers: what somebody typed, and how one is written.

import { say } from "./say.mjs";

const MINUS = /[−–‒﹣－]/g;
const BLANKS = /[\s\u00a0\u2009\u202f'’_]/g;
const POINTS = /[,٫،．]/g; // of decimals, besides the point
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const TEN_TO = /[·×*x]10(?:\^|\*\*)?([+-]?\d+)$/i; // 1.5·10^-3
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const THOUSANDS = /^[+-]?\d{1,3}(?:\.\d{3})+$/;

/**
 * The value that somebody typed: `{ value }`, or `{ problem }` that says what is allowed. Decimals may follow a comma, an
 * exponent may be written as a power of ten. A number with both signs, or with one of them twice, could mean two things.
 */
export function parseNumber(parameter, text) {
  const value = numberOf(text, parameter.integer);
  const whole = !parameter.integer || Number.isInteger(value);
  if (value >= parameter.low && value <= parameter.high && whole) return { value };
  const kind = parameter.integer ? say("a whole number") : say("a number");
  const typed = text.trim() === "" ? say("nothing") : text.trim().slice(0, 20);
  return { problem: say("{title}: {typed} is not allowed; {kind} from {low} to {high} is", { ...parameter, typed, kind }) };
}

/** A text as a number, or not a number. A whole number has no decimals: 1,000 is a thousand. */
function numberOf(text, isWhole) {
  const plain = [...text.trim().replace(MINUS, "-").replace("⁻", "^-").replace(BLANKS, "").replace(POINTS, ".")]
    .map((letter) => (SUPERSCRIPTS.includes(letter) ? SUPERSCRIPTS.indexOf(letter) : letter))
    .join("")
    .replace(/^([+-]?)10\^/, "$11·10^")
    .replace(TEN_TO, "e$1");
  if (isWhole && THOUSANDS.test(plain)) return Number(plain.replaceAll(".", ""));
  return NUMBER.test(plain) ? Number(plain) : Number.NaN;
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
  if (Number.isNaN(value)) return say("not a number");
  if (!Number.isFinite(value)) return value > 0 ? say("infinity") : say("−infinity");
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
