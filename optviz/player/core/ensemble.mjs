// Several models whose predictions are averaged: what that is worth, and the snapshots of a path.

import { HEADER } from "./examples.mjs";

/**
 * What means of predictions are worth on held-out examples: `lost(members)`, of the weights of the first, of the first two, and so
 * on.
 * @param {import("./data-space.mjs").ModelProgram} model @param {Float64Array} numbers @param {Float64Array} trained
 * @param {Float64Array} held
 */
export function ensemble(model, numbers, trained, held) {
  const columns = model.inputs.length + 2;
  const count = held.length / columns - HEADER;
  const inputs = new Float64Array(count * (columns - 2)).map((_, i) => {
    const [row, column] = [Math.floor(i / (columns - 2)), i % (columns - 2)];
    return held[(HEADER + row) * columns + column];
  });
  const [said, sum] = [new Float64Array(count), new Float64Array(count)];
  return (/** @type {number[][]} */ members) => {
    sum.fill(0);
    return members.map(([x, y], k) => {
      model.predict(x, y, inputs, said, numbers, trained);
      for (let i = 0; i < count; i += 1) sum[i] += said[i];
      for (let i = 0; i < count; i += 1) said[i] = sum[i] / (k + 1);
      return model.lost(said, held);
    });
  };
}

/** The rows at which a learning rate that has fallen rises again, and the last one if it has fallen until then. @param {{ learning_rates: ArrayLike<number> }} path */
export function snapshots({ learning_rates: rates }) {
  const rows = [];
  for (let i = 2; i < rates.length; i += 1) if (rates[i - 1] < rates[i - 2] && rates[i] > rates[i - 1]) rows.push(i);
  const last = rates.length - 1;
  return rates[last] < rates[last - 1] ? [...rows, rates.length] : rows;
}
