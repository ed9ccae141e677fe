// What the page writes and where it puts ticks: reads `{ numbers, linear, logarithmic, rules }`, answers with the same lists.

import { readFileSync } from "node:fs";
import { steady, written } from "../../optviz/player/core/numbers.mjs";
import { linearTicks, logarithmicTicks } from "../../optviz/player/core/ticks.mjs";

const asked = JSON.parse(readFileSync(0, "utf8"));
const number = (text) => (text === null ? null : Number(text.replace("inf", "Infinity")));
const pairs = (ticks) => ticks.map(({ value, text }) => [Object.is(value, -0) ? "-0" : value, text]);
const answer = {
  numbers: asked.numbers.map(([text, digits]) => [written(number(text), digits), steady(number(text), digits)]),
  linear: asked.linear.map(([low, high, most, whole]) => pairs(linearTicks(low, high, most, asked.rules, whole))),
  logarithmic: asked.logarithmic.map(([low, high, most]) => pairs(logarithmicTicks(low, high, most, asked.rules))),
};
process.stdout.write(JSON.stringify(answer));
