// Where the run of the page and the server's of the same scenario come apart, so far that one sees it.

import { say } from "./say.mjs";
import { unchangedPaths } from "./scenario.mjs";

const SEEN = 0.005; // of the domain's shorter side: about the width of a line

/** @typedef {import("./run.mjs").Run} Run */
/** @typedef {{ label: string, step: number }} Apart a path, and the first step at which it is another one */

/** @param {Run} here @param {Run} there @returns {Apart[]} */
export function comeApart(here, there) {
  const side = Math.min(...there.surface.domain.map(([low, high]) => high - low));
  return unchangedPaths(there.scenario, here.scenario).flatMap((i) => {
    const { path, points } = there.tracks[i];
    const weights = points.shape[1];
    const ours = here.tracks[i].points;
    const at = points.findIndex((value, k) => !(Math.abs(value - ours[k]) <= SEEN * side));
    return at < 0 ? [] : [{ label: path.label, step: Math.floor(at / weights) }];
  });
}

/** @param {Apart[]} apart @param {boolean} hasServer whether what stands is what a server runs, or what the page came with */
export function saidOfApart(apart, hasServer) {
  const names = apart.map(({ label, step }) => say("{name} from step {step} on", { name: label, step })).join(say(", "));
  const where = hasServer ? say("the server") : say("where this page was made");
  return say("{names}: the last bit of a number decides there, and this browser rounds it differently from {where}.", {
    names,
    where,
  });
}
