// Where the ticks of an axis stand and how they are labelled: the rules of optviz/picture/ticks.py, whose numbers, `rules`,
// come with the catalogue.

import { placed, pointed, signed } from "./numbers.mjs";

/** @typedef {{ value: number, text: string }} Tick */
/**
 * @typedef {{
 *   steps: number[], touch: number, countable: number, powers: [number, number],
 *   most: { panel: number, across: number, upwards: number }, gap: number, length: number, pad: number,
 * }} TickRules
 */

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * All multiples, in a range, of the finest step that leaves at most `most` of them; `whole` numbers only if it says so.
 * @param {number} low @param {number} high @param {number} most @param {TickRules} rules
 * @returns {Tick[]}
 */
export function linearTicks(low, high, most, rules, whole = false) {
  const span = high - low;
  if (!(span > 0 && span < Infinity)) return [];
  for (let power = Math.floor(Math.log10(span)) - 3; ; power++) {
    for (const step of rules.steps) {
      const size = Number(`${step}e${power}`);
      if (size === 0 || (whole && power < 0)) continue;
      const first = Math.ceil(low / size - rules.touch);
      const last = Math.floor(high / size + rules.touch);
      if (last - first >= most) continue;
      const countable = Math.max(Math.abs(first), Math.abs(last)) < rules.countable;
      return countable
        ? labelled(
            numbersFrom(first, last).map((number) => number * step),
            power,
            rules,
          )
        : [];
    }
  }
}

/**
 * Powers of ten, every second, third … where there are too many; with their multiples where there are fewer than two.
 * @param {number} low @param {number} high the decimal logarithms of the ends
 * @param {number} most @param {TickRules} rules
 * @returns {Tick[]}
 */
export function logarithmicTicks(low, high, most, rules) {
  if (!(high - low >= 0 && high - low < Infinity)) return [];
  const first = Math.ceil(low - rules.touch);
  const last = Math.floor(high + rules.touch);
  if (last <= first) return betweenPowers(low, high, most, rules);
  let apart = 1;
  while (Math.floor(last / apart) - Math.ceil(first / apart) >= most) apart++;
  const powers = numbersFrom(Math.ceil(first / apart), Math.floor(last / apart)).map((number) => number * apart);
  return powers.map((power) => ({ value: Number(`1e${power}`), text: `10${raised(power)}` }));
}

/** @param {number} low @param {number} high @param {number} most @param {TickRules} rules */
function betweenPowers(low, high, most, { steps, touch }) {
  const places = numbersFrom(Math.floor(low), Math.floor(high) + 1).flatMap((power) => steps.map((step) => ({ step, power })));
  const isInside = ({ step, power }) => low - touch <= Math.log10(step) + power && Math.log10(step) + power <= high + touch;
  const inside = places.filter(isInside).slice(0, most);
  return inside.map(({ step, power }) => ({ value: Number(`${step}e${power}`), text: placed(String(step), power) }));
}

/** @param {number} first @param {number} last */
const numbersFrom = (first, last) => Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i + 0); // no −0

const raised = (power) =>
  String(power)
    .replace("-", "⁻")
    .replace(/\d/g, (digit) => RAISED[Number(digit)]);

/**
 * Ticks at whole multiples of a power of ten, all written in the same way, with as many decimals.
 * @param {number[]} numbers @param {number} power @param {TickRules} rules
 */
function labelled(numbers, power, { powers: [lowest, highest] }) {
  const largest = Math.max(0, ...numbers.map(Math.abs));
  const top = String(largest).length - 1 + power;
  const write = largest === 0 || (lowest <= top && top <= highest) ? decimals : scientific;
  return numbers.map((number) => ({
    value: Number(`${number}e${power}`),
    text: (number < 0 ? "−" : "") + write(String(Math.abs(number)), power),
  }));
}

/** A whole number of a power of ten, written out down to that power. */
function decimals(figures, power) {
  if (power >= 0) return figures + (figures === "0" ? "" : "0".repeat(power));
  const padded = figures.padStart(1 - power, "0");
  return `${padded.slice(0, power)}.${padded.slice(power)}`;
}

/** The same with an exponent; zero is zero. */
function scientific(figures, power) {
  if (figures === "0") return "0";
  return `${pointed(figures.replace(/0+$/, ""), 0)}e${signed(figures.length - 1 + power)}`;
}

/**
 * As many ticks as have room: those of `list(most)`, or of a smaller number, that `fit`.
 * @template {Tick} T
 * @param {number} most @param {(most: number) => T[]} list @param {(ticks: T[]) => boolean} fit
 * @returns {T[]}
 */
export function ticksThatFit(most, list, fit) {
  for (let count = most; count > 1; count--) {
    const ticks = list(count);
    if (fit(ticks)) return ticks;
  }
  return list(1);
}
