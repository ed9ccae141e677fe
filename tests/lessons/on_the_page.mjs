// What the page finds of lessons: each quantity and each comparison on the run of a payload. A folder of payloads in, JSON out.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hold, quantityOf, saidValue } from "../../optviz/player/core/claims.mjs";
import { decode } from "../../optviz/player/core/payload.mjs";
import { runOf } from "../../optviz/player/core/run.mjs";

const [, , folder] = process.argv;
const catalogue = JSON.parse(readFileSync(join(folder, "catalogue.json"), "utf8"));
const found = {};
for (const file of readdirSync(folder).filter((name) => name.endsWith(".bin"))) {
  const data = decode(new Uint8Array(readFileSync(join(folder, file))));
  const run = runOf(data, catalogue);
  const { quantities, comparisons } = data.header.asked;
  const values = quantities.map((quantity) => quantityOf(quantity, run, catalogue));
  found[file.slice(0, -4)] = {
    values: values.map(String), // JSON has no infinity
    said: quantities.map((quantity, i) => saidValue(quantity, values[i], "never")),
    holds: comparisons.map((all) => hold(all, run, catalogue)),
  };
}
process.stdout.write(JSON.stringify(found));
