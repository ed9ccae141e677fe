// Answers a question of test_search_twins.py with what the page finds.

import { readFileSync } from "node:fs";
import { mediansOf, mixed, searched, sideOf, triesOf, uniforms } from "../../optviz/player/core/searches.mjs";

const { values, shape, axes, asked } = JSON.parse(readFileSync(0, "utf8"));
const field = { values: values.map((value) => value ?? Infinity), shape };
const sides = axes.map((axis, i) => sideOf(axis, shape[i], asked.spacing));
const each = asked.tries * 2;
const draws = uniforms(asked.seed, asked.repeats * each);
const cells = Array.from(
  { length: asked.repeats },
  (_, r) => triesOf(field, sides, asked, draws.subarray(r * each, (r + 1) * each)).cells,
);
const { quantiles, wins } = searched(field, sides, asked);
const hashes = Array.from({ length: 50 }, (_, i) => mixed(i));
const medians = mediansOf(field, sides, asked.tries);
process.stdout.write(JSON.stringify({ hashes, draws: [...draws.subarray(0, each)], cells, quantiles, wins, medians }));
