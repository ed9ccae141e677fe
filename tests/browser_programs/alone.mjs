// What a page without a server makes of addresses, of surfaces that are chosen, and of rates. By node: `alone.mjs FOLDER`, the
// task as JSON on standard input, what was made of it on standard output.

import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { completed, shownOn } from "../../optviz/player/core/demonstrations.mjs";
import { scenarioQuery } from "../../optviz/player/core/fields.mjs";
import { Programs } from "../../optviz/player/core/programs.mjs";
import { readAddress } from "../../optviz/player/core/reading-address.mjs";
import { suitedOn } from "../../optviz/player/core/suited.mjs";

const { catalogue, names, queries, moves, surfaces } = JSON.parse(await text(process.stdin));
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
const answer = {
  addresses: queries.map(read),
  moved: moves.map(([scenario, key]) => shownOn(scenario, key, catalogue, programs)),
  suited: surfaces.map((surface) => suitedOn(surface, catalogue, programs)),
};
process.stdout.write(JSON.stringify(answer));
