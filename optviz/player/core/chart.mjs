// A chart in shares of its sides: its lines and bands as paths of an SVG, and the scales of charts that are made here.

import { linearTicks, logarithmicTicks } from "./ticks.mjs";

/** @typedef {{ title: string, low: number, high: number, log: boolean, whole?: boolean }} Scale ends of a logarithmic one are logarithms */

const LEAST = 1e-12; // as in picture/chart.py
const BEYOND = 1.05;
const BENEATH = -0.05;
const MOST = 6;

const placed = (/** @type {number} */ x, /** @type {number} */ y) => `${short(x)} ${short(1 - y)}`;
const short = (/** @type {number} */ share) => Math.round(share * 1e4) / 1e4;

/**
 * A line as an SVG path, from above; it has a gap where nothing is known.
 * @param {{ x: number[], y: (number | null)[], stepped?: boolean }} line
 */
export function pathOf({ x, y, stepped = false }) {
  let drawn = "";
  let isOpen = false;
  for (let i = 0; i < x.length; i += 1) {
    const height = y[i];
    if (height === null || Number.isNaN(height)) isOpen = false;
    else {
      if (isOpen && stepped) drawn += `L${placed(x[i], /** @type {number} */ (y[i - 1]))}`;
      drawn += `${isOpen ? "L" : "M"}${placed(x[i], height)}`;
      isOpen = true;
    }
  }
  return drawn;
}

/** What lies between two lines. @param {{ x: number[], low: number[], high: number[] }} band */
export function bandOf({ x, low, high }) {
  const above = x.map((place, i) => placed(place, high[i]));
  const below = x.map((place, i) => placed(place, low[i])).reverse();
  return x.length ? `M${[...above, ...below].join("L")}Z` : "";
}

/** How far along a scale a value is. @param {Scale} scale @param {number} value */
export function shareOf({ low, high, log }, value) {
  const share = ((log ? Math.log10(value) : value) - low) / (high - low);
  return Math.min(BEYOND, Math.max(BENEATH, share));
}

/** @param {string} title @param {number} low @param {number} high @returns {Scale} */
export const linear = (title, low, high, whole = false) => ({ title, low, high: high > low ? high : low + 1, log: false, whole });

/** Whole powers of ten around values above zero. @param {string} title @param {number[]} values @returns {Scale} */
export function decades(title, values) {
  const shown = values.filter((value) => Number.isFinite(value) && value > 0);
  if (!shown.length) return { title, low: -1, high: 0, log: true };
  const highest = shown.reduce((a, b) => Math.max(a, b));
  const lowest = shown.filter((value) => value >= LEAST * highest).reduce((a, b) => Math.min(a, b));
  const high = Math.ceil(Math.log10(highest) + 1e-9);
  return { title, low: Math.min(Math.floor(Math.log10(lowest)), high - 1), high, log: true };
}

/** The ticks of a scale, each with its share. @param {Scale} scale @param {any} rules of ticks.mjs @returns {[number, string][]} */
export function ticksOf(scale, rules) {
  const { low, high, log, whole } = scale;
  const found = log ? logarithmicTicks(low, high, MOST, rules) : linearTicks(low, high, MOST, rules, whole);
  return found.map(({ value, text }) => [shareOf(scale, value), text]);
}
