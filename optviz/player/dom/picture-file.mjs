// The picture as an image: stages with the names over them, and what stands below, row by row as on the page.

import { paint } from "./painting.mjs";

const GAP = 12; // pixels of CSS around the picture and between its rows
const SAME_ROW = 4; // pixels by which tops may differ

/**
 * The image of some blocks, each of elements one below the other.
 * @param {HTMLElement[][]} blocks @param {{ title: string, paper: string, ink: string, font: string, sharpness: number }} how
 * @returns {HTMLCanvasElement}
 */
export function imageOf(blocks, { title, paper, ink, font, sharpness }) {
  const rows = rowsOf(blocks.map(placed).filter(({ height }) => height));
  const all = rows.flat();
  const left = Math.min(...all.map((block) => block.left));
  const width = Math.max(...all.map((block) => block.left + block.width)) - left + 2 * GAP;
  const [, size] = /([\d.]+)px/.exec(font);
  const heading = GAP + 1.4 * Number(size);
  const height = rows.reduce((sum, row) => sum + heightOf(row) + GAP, heading);
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: Math.round(sharpness * width), height: Math.round(sharpness * height) });
  const context = canvas.getContext("2d");
  context.scale(sharpness, sharpness);
  context.fillStyle = paper;
  context.fillRect(0, 0, width, height);
  context.fillStyle = ink;
  context.font = font;
  context.fillText(title, GAP, GAP + Number(size));
  let top = heading;
  for (const row of rows) {
    for (const block of row) {
      for (const part of block.parts) paint(context, part.element, GAP + part.left - left, top + part.top - block.top);
    }
    top += heightOf(row) + GAP;
  }
  return canvas;
}

const heightOf = (row) => Math.max(...row.map(({ height }) => height));

function placed(/** @type {HTMLElement[]} */ elements) {
  const parts = elements.map((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { element, left, top, right, bottom };
  });
  const [left, top] = [Math.min(...parts.map((part) => part.left)), Math.min(...parts.map((part) => part.top))];
  const [right, bottom] = [Math.max(...parts.map((part) => part.right)), Math.max(...parts.map((part) => part.bottom))];
  return { parts, left, top, width: right - left, height: bottom - top };
}

/** Blocks that stand beside each other, the upper ones first. */
function rowsOf(blocks) {
  const rows = [];
  for (const block of blocks.toSorted((one, other) => one.top - other.top)) {
    const row = rows.at(-1);
    if (row && block.top - row[0].top <= SAME_ROW) row.push(block);
    else rows.push([block]);
  }
  return rows;
}
