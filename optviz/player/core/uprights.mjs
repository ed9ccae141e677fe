// How the heights of the scene go with the loss: the rules of optviz/picture/scene.py, whose numbers come with the catalogue.

import { rounded } from "./contours.mjs";
import { depthOf, shadesBy } from "./landscape.mjs";
import { written } from "./numbers.mjs";
import { linearTicks } from "./ticks.mjs";

/** @typedef {import("./landscape.mjs").Landscape} Landscape */

/** What is drawn of a scene, for each way of heights. @param {Landscape} shown @param {any} catalogue */
export function sceneOf(shown, { ground: rules, ticks }, domain) {
  const { most } = rules.scene;
  const weights = domain.map(([low, high]) => linearTicks(low, high, most, ticks));
  const [even, deep] = [
    { ...shown, detail: null },
    { ...shown, detail: shown.detail ?? depthOf(shown, rules) },
  ];
  const upright = (/** @type {Landscape} */ raised) => uprightOf(raised, rules.scene, ticks);
  return { weights, heights: { auto: upright(shown), log: upright(deep), linear: upright(even) } };
}

function uprightOf(/** @type {Landscape} */ raised, rules, ticks) {
  const shade = shadesBy(raised);
  const losses = lossTicks(raised, rules, ticks).map(({ value, text }) => ({ height: shade(value), text }));
  return { detail: raised.detail, losses, title: raised.detail === null ? "loss" : "loss, log" };
}

/** Losses worth a number, lowest first, far enough from each other and from the floor's corner. */
function lossTicks(/** @type {Landscape} */ raised, { most, decades, apart }, rules) {
  const { lowest, highest, detail } = raised;
  if (!(highest - lowest > 0)) return [{ value: lowest, text: written(lowest) }];
  const top = Math.floor(Math.log10(highest - lowest));
  const powers = Array.from({ length: decades }, (_, i) => rounded(lowest, top - decades + 1 + i));
  const candidates =
    detail === null ? linearTicks(lowest, highest, most, rules) : powers.map((value) => ({ value, text: written(value) }));
  const shade = shadesBy(raised);
  let below = 0;
  return candidates.filter(({ value }) => {
    const height = shade(value);
    if (!(height - below >= apart)) return false;
    below = height;
    return true;
  });
}
