// What the player makes of a payload, as JSON: what its inspector shows at each row, and its curves.

import { readFileSync } from "node:fs";
import { decode } from "../../optviz/player/core/payload.mjs";
import { quantityOf } from "../../optviz/player/core/quantities.mjs";
import { shadeOf } from "../../optviz/player/core/relief.mjs";
import { tracksOf } from "../../optviz/player/core/run.mjs";
import { inspect } from "../../optviz/player/layers/arrows.mjs";

const bytes = readFileSync(process.argv[2]);
const body = decode(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
const keys = process.argv.slice(3);
const context = { minima: body.header.minima.map(({ point }) => point) };
const told = tracksOf(body, false).map((track) => ({
  inspected: Array.from(track.losses, (_, row) => inspect(track, row)),
  curves: Object.fromEntries(keys.map((key) => [key, listed(quantityOf(key).of(track, context))])),
  heights: Array.from(track.losses, (loss) => shadeOf(loss, body.header.surface)),
}));
process.stdout.write(JSON.stringify(told));

function listed(values) {
  return values && Array.from(values);
}
