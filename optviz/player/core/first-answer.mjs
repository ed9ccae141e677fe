// The run that a page without a server begins with, where nobody has sent one: as a payload, made by its programs.

import { localAnswer } from "./local-answer.mjs";
import { suitedOn } from "./suited.mjs";

const NOTHING = { data: { header: { paths: [] } } };

/**
 * @param {import("./scenario.mjs").Scenario} scenario as it is written @param {string[]} curves the quantities that are to be in it
 * @param {any} catalogue @param {import("./programs.mjs").Programs} programs
 * @returns {import("./run.mjs").Payload}
 */
export function firstAnswer(scenario, curves, catalogue, programs) {
  const made = programs.ground(scenario.surface);
  const surface = { ...made.header.surface, ...suitedOn(scenario.surface, catalogue, programs) };
  const ground = { ...made, header: { ...made.header, surface } };
  const paths = programs.run(scenario);
  const all = paths.map((_, i) => i);
  const { header, ...answer } = localAnswer(scenario, paths, {
    catalogue,
    before: /** @type {any} */ (NOTHING),
    ground,
    places: all.map(() => -1),
    sent: all,
    inside: all,
    curves,
    marks: (i) => programs.marks(ground.surface, scenario, i, paths[i]),
    models: null,
    lines: (i) => programs.linesOf(scenario, i, paths[i]),
    along: programs.along(scenario),
    epoch: programs.epochOf(scenario),
    settled: true,
  });
  return { header: { ...header, catalogue }, ...answer };
}
