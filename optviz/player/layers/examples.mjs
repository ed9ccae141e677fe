// Examples of a table as marks: round, or square if they are held out; open for the first of two classes, full for the second,
// or as large as their target.

import { h } from "../dom/elements.mjs";

/** How far a mark reaches to each side, and whether it is full. @returns {{ reach: number, isFull: boolean }} */
function lookOf(value, { classes, side }, { example_reach: usual, example_least: least, example_most: most }) {
  if (classes.length) return { reach: usual, isFull: value > 0.5 };
  return { reach: side ? least + value * (most - least) : usual, isFull: false };
}

function outline(context, at, reach, isHeldOut) {
  const [x, y] = at;
  context.beginPath();
  if (isHeldOut) context.rect(x - reach, y - reach, 2 * reach, 2 * reach);
  else context.arc(x, y, reach, 0, 2 * Math.PI);
}

/** The share of its usual size that a mark has among so many, as optviz/picture/examples.py has it. */
function sizeAmong(/** @type {number} */ count, { example_many: many, example_small: least }) {
  return Math.min(1, Math.max(least, Math.sqrt(many / count)));
}

/** @param {{ at: number[], value: number, example: number }[]} marks @param {{ classes: string[], side: number }} program */
export function drawExamples(context, marks, program, { ink, paper, strokes }) {
  context.strokeStyle = ink;
  const size = sizeAmong(marks.length, strokes);
  context.lineWidth = size * strokes.example;
  for (const { at, value, example } of marks) {
    const { reach, isFull } = lookOf(value, program, strokes);
    outline(context, at, size * reach, example < 0);
    context.fillStyle = isFull ? ink : paper;
    context.fill();
    context.stroke();
  }
}

/** Rings around the examples of a mini-batch, as far as their draw is not 0. @param {ArrayLike<number>} draw */
export function drawBatch(context, marks, draw, { ink, strokes }) {
  context.strokeStyle = ink;
  context.lineWidth = strokes.example;
  for (const { at, example } of marks) {
    if (example < 0 || !(draw[example] > 0)) continue;
    outline(context, at, strokes.example_reach + strokes.example_lit, false);
    context.stroke();
  }
}

/** A mark beside its name. @param {{ value: number, isHeldOut?: boolean }} mark */
export function exampleSample({ value, isHeldOut = false }) {
  const element = h("span", { className: "ov-example", "aria-hidden": "true" });
  const fill = value > 0.5 ? "currentColor" : "none";
  const shape = isHeldOut ? '<rect x="1.6" y="1.6" width="6.8" height="6.8"' : '<circle cx="5" cy="5" r="3.4"';
  element.innerHTML = `<svg viewBox="0 0 10 10" width="10" height="10">${shape} fill="${fill}" stroke="currentColor" stroke-width="1.4"/></svg>`;
  return element;
}
