// A scenario as the server writes it, so that the same one has the same text.

import { REGULARISING } from "./programs.mjs";

const CONSTANT = { key: "constant" };

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {import("./scenario.mjs").OptimizerChoice} OptimizerChoice */

/**
 * Of each choice all numbers in the order of its record, and nothing that is off.
 * @param {Scenario} scenario @param {any} catalogue @returns {Scenario}
 */
export function asWritten(scenario, { noises, schedules, optimizers }) {
  const all = (choice, records) => allOf(choice, records[choice.key]);
  const constant = JSON.stringify(all(CONSTANT, schedules));
  const rule = (/** @type {OptimizerChoice} */ { schedule = CONSTANT, label, start, ...choice }) => {
    const isOff = ([name, value, usual]) => REGULARISING.includes(name) && value === usual;
    const numbers = numbersOf(choice, optimizers[choice.key]).filter((number) => !isOff(number));
    const scheduled = all(schedule, schedules);
    return {
      key: choice.key,
      ...Object.fromEntries(numbers),
      ...(JSON.stringify(scheduled) !== constant && { schedule: scheduled }),
      ...(label && { label }),
      ...(start && { start }),
    };
  };
  return { ...scenario, noise: all(scenario.noise, noises), optimizers: scenario.optimizers.map(rule) };
}

/** A choice with all numbers of its record. @returns {import("./scenario.mjs").Choice} */
export function allOf(/** @type {Record<string, any>} */ choice, /** @type {{ parameters: any[] }} */ record) {
  return { key: choice.key, ...Object.fromEntries(numbersOf(choice, record)) };
}

/** The numbers of a choice, `[name, value, what it is by default]` each. @returns {[string, any, any][]} */
function numbersOf(/** @type {Record<string, any>} */ choice, /** @type {{ parameters: any[] }} */ { parameters }) {
  return parameters.map(({ key, choices, default: first }) => {
    const usual = choices.length ? choices[first] : first;
    return [key, choice[key] ?? usual, usual];
  });
}
