// One rule from several starts, the members of an ensemble: as optviz/scenario/from_starts.py has them.

import { boundedStart } from "./scenario.mjs";

export const STARTS = 5;
const STEPS = [0.7548776662466927, 0.5698402909980532]; // multiples of these, less their whole parts, lie evenly in a square
const MARGIN = 0.1; // the share of the domain that is left free on each side

/** @typedef {import("./scenario.mjs").Scenario} Scenario */

/**
 * A rule of a scenario alone, as it is and in copies that begin elsewhere in the domain.
 * @param {Scenario} scenario @param {number} i @param {number} count of the paths @param {any} catalogue @returns {Scenario}
 */
export function fromStarts(scenario, i, count, catalogue) {
  const first = scenario.optimizers[i];
  const { label, ...copy } = first;
  const members = Array.from({ length: count - 1 }, (_, k) => ({ ...copy, start: startOfMember(scenario, k + 1, catalogue) }));
  return { ...scenario, optimizers: [first, ...members] };
}

function startOfMember(
  /** @type {Scenario} */ { seed, surface },
  member,
  { surfaces, max_optimizers: most, start_reach: reach },
) {
  const { domain } = surfaces[surface.key];
  const turn = seed * most + member;
  const weights = domain.map(([low, high], k) => {
    const share = MARGIN + (1 - 2 * MARGIN) * ((turn * STEPS[k]) % 1);
    return low + share * (high - low);
  });
  return boundedStart(weights, domain, reach);
}
