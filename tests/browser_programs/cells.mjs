// Maps cell by cell, and four cells at once: by node, `cells.mjs FOLDER`, the task as JSON on standard input. Says of each sweep
// whether it went by fours, and in which outcomes the two differ in any bit.

import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { FourCells } from "../../optviz/player/core/four-cells.mjs";
import { modulesOf, Programs } from "../../optviz/player/core/programs.mjs";
import { neededBySweeps } from "../../optviz/player/core/sweep-work.mjs";
import { Sweeper } from "../../optviz/player/core/sweeping.mjs";
import { asWritten } from "../../optviz/player/core/written.mjs";

const { catalogue, sweeps } = JSON.parse(await text(process.stdin));
const modules = {};
const programs = new Programs(neededBySweeps(catalogue), modules);
const answers = [];

function swept(sweep, manyAtOnce) {
  const sweeper = new Sweeper(programs, sweep, manyAtOnce);
  const [rows, columns] = sweeper.found.shape;
  for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; ) column += sweeper.run(row, column);
  return sweeper;
}

for (const one of sweeps) {
  const sweep = { ...one, scenario: asWritten(one.scenario, catalogue) };
  const { surface, start } = sweep.scenario;
  const names = [...modulesOf(catalogue, sweep.scenario), `minima/${surface.key}`, `regularisation/${start.length}`];
  for (const name of [...names, ...FourCells.namesOf(sweep.scenario)]) {
    modules[name] ??= await import(pathToFileURL(`${process.argv[2]}/${name}.mjs`).href);
  }
  const [alone, four] = [swept(sweep), swept(sweep, FourCells)];
  const isOther = (name) => alone.found[name].some((value, i) => !Object.is(value, four.found[name][i]));
  const ended = alone.found.diverged_at.filter((step) => step >= 0).length / alone.found.diverged_at.length;
  answers.push({ four: four.together !== null, others: Object.keys(alone.found).filter(isOther), ended });
}
process.stdout.write(JSON.stringify(answers));
