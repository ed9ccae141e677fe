// What a page without a server makes of addresses, of surfaces that are chosen, and of rates. By node: `alone.mjs FOLDER`, the
// task as JSON on standard input, what was made of it on standard output.

import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { completed, shownOn } from "../../optviz/player/core/demonstrations.mjs";
import { scenarioQuery } from "../../optviz/player/core/fields.mjs";
import { fourRates } from "../../optviz/player/core/four-rates.mjs";
import { fromStarts } from "../../optviz/player/core/from-starts.mjs";
import { csvOf, fileName, jsonOf } from "../../optviz/player/core/made-here.mjs";
import { Programs } from "../../optviz/player/core/programs.mjs";
import { readAddress } from "../../optviz/player/core/reading-address.mjs";
import { finished, never } from "../../optviz/player/core/slices.mjs";
import { StripWork, stripOf } from "../../optviz/player/core/strip.mjs";
import { suitedOn } from "../../optviz/player/core/suited.mjs";

const { catalogue, names, queries, moves, surfaces, tables, fours, ensembles } = JSON.parse(await text(process.stdin));
const modules = {};
for (const name of names) modules[name] = await import(pathToFileURL(`${process.argv[2]}/${name}.mjs`).href);
const programs = new Programs(catalogue, modules);

const read = (query) => {
  const address = readAddress(query, catalogue);
  return {
    ...address,
    written: scenarioQuery(address.scenario),
    completed: completed(address.scenario, address.given, catalogue, programs),
  };
};
const array = ({ shape, values }) => Object.assign(Float64Array.from(values), { shape });
const pathOf = ({ diverged_at, ...arrays }) => ({
  diverged_at,
  ...Object.fromEntries(Object.entries(arrays).map(([name, one]) => [name, array(one)])),
});
const fileOf = ({ scenario, paths, labels }) => ({
  csv: csvOf(scenario, paths.map(pathOf), labels),
  json: jsonOf(scenario),
  name: fileName(scenario, [], ".csv"),
});
const strip = (scenario) => {
  const ends = suitedOn(scenario.surface, catalogue, programs).homes[scenario.optimizers[0].key];
  return new StripWork(programs, stripOf(scenario, 0, ends)).go(() => true, "light", catalogue.drawing.maps);
};
const answer = {
  fours: fours.map((scenario) => finished(fourRates(scenario, 0, catalogue, programs, never))),
  strips: fours.map(strip),
  ensembles: ensembles.map(([scenario, place, count]) => fromStarts(scenario, place, count, catalogue)),
  files: tables.map(fileOf),
  addresses: queries.map(read),
  moved: moves.map(([scenario, key]) => shownOn(scenario, key, catalogue, programs)),
  suited: surfaces.map((surface) => suitedOn(surface, catalogue, programs)),
};
process.stdout.write(JSON.stringify(answer));
