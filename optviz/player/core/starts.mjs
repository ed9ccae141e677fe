// Where the paths of a picture begin: at the start that they share, or at their own ones.

import { say } from "./say.mjs";
import { startOf, startRange } from "./scenario.mjs";

/** @typedef {{ place: number | null, weights: number[], name: string, shared: number[] }} Start that of the rule at a place, whose name is that of its path; without a place the `shared` one */

/** The start of a path. @param {import("./scenario.mjs").Scenario} scenario @param {number} i @param {string} name @returns {Start} */
export function startOfPath(scenario, i, name) {
  const { start: shared, optimizers } = scenario;
  return { place: optimizers[i].start ? i : null, weights: startOf(scenario, i), name, shared };
}

/**
 * The starts of some paths, each with where it is drawn: first the one that they share, if any of them begins there.
 * @param {{ start: Start, coordinates: Iterable<number> }[]} tracks @returns {(Start & { at: number[] })[]}
 */
export function startsOf(tracks) {
  const shared = tracks.find(({ start }) => start.place === null);
  const own = tracks.filter(({ start }) => start.place !== null);
  return [...(shared ? [shared] : []), ...own].map(({ start, coordinates: [x, y] }) => ({ ...start, at: [x, y] }));
}

/**
 * Which of some starts goes to where the hand has pointed: that which paths share, or else the nearest one.
 * @template {{ place: number | null }} Any @param {Any[]} starts @param {number[]} distances
 */
export function startFor(starts, distances) {
  return starts.find(({ place }) => place === null) ?? starts[distances.indexOf(Math.min(...distances))];
}

/**
 * The numbers of a start on a surface, for controls.
 * @param {{ domain: [number, number][], start: number[], weights: string[] }} surface @param {number} reach
 */
export function startParameters({ domain, start, weights }, reach) {
  return domain.map((range, i) => {
    const [low, high] = startRange(range, reach);
    return {
      key: `start.${i}`,
      title: say("start {weight}", { weight: weights[i] }),
      default: start[i],
      low,
      high,
      scale: "linear",
      choices: [],
    };
  });
}
