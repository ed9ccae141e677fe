// What the page makes of sweeps by itself: by node, `sweeps.mjs FOLDER`, the task as JSON on standard input.

import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { theoryOf } from "../../optviz/player/core/map-theory.mjs";
import { keepTable } from "../../optviz/player/core/own-tables.mjs";
import { modulesOf, Programs } from "../../optviz/player/core/programs.mjs";
import { neededBySweeps } from "../../optviz/player/core/sweep-work.mjs";
import { roomFor, Sweeper } from "../../optviz/player/core/sweeping.mjs";
import { asWritten } from "../../optviz/player/core/written.mjs";

const { catalogue, sweeps, theories: asked, tables } = JSON.parse(await text(process.stdin));
const modules = {};
for (const [key, table] of Object.entries(tables)) keepTable(key, table);
const programs = new Programs(neededBySweeps(catalogue), modules);
const answers = [];
const theories = [];
for (const sweep of sweeps) {
  const scenario = asWritten(sweep.scenario, catalogue);
  const names = [...modulesOf(catalogue, scenario), `minima/${scenario.surface.key}`, `regularisation/${scenario.start.length}`];
  for (const name of names) modules[name] ??= await import(pathToFileURL(`${process.argv[2]}/${name}.mjs`).href);
  const sweeper = new Sweeper(programs, { ...sweep, scenario });
  const [rows, columns] = roomFor(catalogue, { ...sweep, scenario }).shape;
  for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; ) column += sweeper.run(row, column);
  answers.push(Object.fromEntries(Object.entries(sweeper.found).map(([name, values]) => [name, [...values]])));
}
for (const { sweep, quadratic } of asked) {
  const scenario = asWritten(sweep.scenario, catalogue);
  const rule = await import(pathToFileURL(`${process.argv[2]}/optimizers/${scenario.optimizers[0].key}-2.mjs`).href);
  theories.push(theoryOf({ ...sweep, scenario }, rule, quadratic, catalogue));
}
process.stdout.write(JSON.stringify({ answers, theories }));
