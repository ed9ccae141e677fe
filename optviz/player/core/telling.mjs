// What is said of a run that was made here, once no hand is on it: in the sentences that a page without a server brings along.

import { curvesSaid, groundSaid, togetherSaid, waySaid } from "./described.mjs";
import { happened } from "./happened.mjs";
import { isMeasurable } from "./minima.mjs";
import { sentence } from "./said.mjs";

/**
 * What happened, the picture in words, and of each path its way; null where nobody here knows enough, or it is said elsewhere.
 * @param {import("./scenario.mjs").Scenario} scenario @param {import("./programs.mjs").Path[]} paths
 * @param {{ labels: string[], known: import("./minima.mjs").Known, catalogue: any }} of
 */
export function toldOf(scenario, paths, { labels, known, catalogue }) {
  const { told } = catalogue;
  if (!told || !isMeasurable(known)) return null;
  const surface = catalogue.surfaces[scenario.surface.key];
  const say = (one) => sentence(one, told);
  return {
    happened: happened(scenario, paths, labels, known, surface).map(say),
    ground: groundSaid(known.minima, surface).map(say).join(" "),
    ways: paths.map((path, i) => say(waySaid(path, labels[i], surface))),
    together: (members) => say(togetherSaid(members)),
    /** Of a quantity, with the values of the paths that have it, and those that are drawn beside them. */
    curves: ({ title, base, absent }, values, beside = []) => {
      const wayOf = ({ diverged_at: divergedAt }, i) => ({ label: labels[i], values: values(i), beside: beside[i], divergedAt });
      const ways = paths.map(wayOf);
      const present = ways.filter((_, i) => !absent.includes(i));
      return say(curvesSaid(title, base, present));
    },
  };
}
