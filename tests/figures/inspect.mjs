// What the player makes of a payload, as JSON: what its inspector shows at each row.

import { readFileSync } from "node:fs";
import { decode } from "../../optviz/player/core/payload.mjs";
import { runOf } from "../../optviz/player/core/run.mjs";
import { inspect } from "../../optviz/player/layers/arrows.mjs";

const bytes = readFileSync(process.argv[2]);
const body = decode(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
const told = runOf(body, body.header.catalogue).tracks.map((track) => ({
  inspected: Array.from(track.losses, (_, row) => inspect(track, row)),
}));
process.stdout.write(JSON.stringify(told));
