// What a scenario becomes on another surface, and an address with what it leaves out: as optviz/engine/demonstrations.py has it.

import { movedStart } from "./scenario.mjs";
import { suitedOn } from "./suited.mjs";
import { allOf } from "./written.mjs";

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {import("./programs.mjs").Programs} Programs */

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** The noise of a surface's demonstration, or none. */
const noiseOf = (key, { suited, noises }) => suited[key].noise ?? allOf({ key: "none" }, noises.none);

/**
 * The scenario on another surface, from its own start, with the numbers at which that shows what it is there for. What somebody
 * has set stays as it is, but for a noise that the surface cannot have. Own starts of rules are as far along the domain as before.
 * @param {Scenario} scenario as it is written @param {string} key of the surface @param {any} catalogue @param {Programs} programs
 * @returns {Scenario}
 */
export function shownOn(scenario, key, catalogue, programs) {
  const { surfaces, noises, settings, optimizers, start_reach: reach } = catalogue;
  const surface = allOf({ key }, surfaces[key]);
  const before = surfaces[scenario.surface.key];
  const isUsual = [settings.num_steps.default, before.num_steps].includes(scenario.num_steps);
  const asItCame = allOf({ key: scenario.surface.key }, before);
  const offered = [asItCame, scenario.surface].map((one) => suitedOn(one, catalogue, programs).rates);
  const { rates } = suitedOn(surface, catalogue, programs);
  const isUntouched = (/** @type {import("./scenario.mjs").OptimizerChoice} */ { key: rule, learning_rate: rate }) =>
    [optimizers[rule].parameters[0].default, ...offered.map((given) => given[rule])].includes(rate);
  return {
    ...scenario,
    surface,
    start: [...surfaces[key].start],
    optimizers: scenario.optimizers.map((rule) => {
      const { start, ...other } = isUntouched(rule) ? { ...rule, learning_rate: rates[rule.key] } : rule;
      const own = start && movedStart(start, before.domain, surfaces[key].domain, reach);
      return own ? { ...other, start: own } : other;
    }),
    noise: noiseOn(scenario, key, catalogue, noises),
    num_steps: isUsual ? surfaces[key].num_steps : scenario.num_steps,
  };
}

function noiseOn({ surface, noise }, key, catalogue, noises) {
  const none = allOf({ key: "none" }, noises.none);
  if (isSame(noise, none) || isSame(noise, noiseOf(surface.key, catalogue))) return noiseOf(key, catalogue);
  return noises[noise.key].needs_examples && !catalogue.surfaces[key].has_examples ? none : noise;
}

/**
 * The scenario of an address, with what it leaves out as if its surface and its rules had been chosen on the page.
 * @param {Scenario} scenario @param {string[]} given the dotted paths that the address has @param {any} catalogue
 * @param {Programs} programs @returns {Scenario}
 */
export function completed(scenario, given, catalogue, programs) {
  const { key } = scenario.surface;
  const { rates } = suitedOn(scenario.surface, catalogue, programs);
  const hasSteps = given.includes("num_steps");
  const hasNoise = given.some((path) => path.split(".")[0] === "noise");
  const rateAt = (rule, i) => (given.includes(`optimizers.${i}.learning_rate`) ? rule.learning_rate : rates[rule.key]);
  return {
    ...scenario,
    optimizers: scenario.optimizers.map((rule, i) => ({ ...rule, learning_rate: rateAt(rule, i) })),
    noise: hasSteps || hasNoise ? scenario.noise : noiseOf(key, catalogue),
    num_steps: hasSteps ? scenario.num_steps : catalogue.surfaces[key].num_steps,
  };
}
