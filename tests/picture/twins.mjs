// What the page's own rules for drawing make of what `test_twins.py` asks: reads a list of questions, answers with one of answers.

import { readFileSync } from "node:fs";
import { ticksAlong, valuesAlong } from "../../optviz/player/core/axes.mjs";
import { isCrowded } from "../../optviz/player/core/crowding.mjs";
import { batchNote, epochLength, epochMarks, epochNote } from "../../optviz/player/core/epochs.mjs";
import { happened } from "../../optviz/player/core/happened.mjs";
import { spread } from "../../optviz/player/core/heads.mjs";
import { shadesOver } from "../../optviz/player/core/interpolation.mjs";
import { labelsOf } from "../../optviz/player/core/labels.mjs";
import { levelsIn } from "../../optviz/player/core/levels.mjs";
import { looksOf } from "../../optviz/player/core/looks.mjs";
import { looksOf as mapLooksOf } from "../../optviz/player/core/map-looks.mjs";
import { patchOf } from "../../optviz/player/core/models.mjs";
import { coverOf, namesApart, placeNames } from "../../optviz/player/core/names.mjs";
import { heightOf } from "../../optviz/player/core/relief.mjs";
import { formOf, ruleOf } from "../../optviz/player/core/rules.mjs";

const LETTER = 0.5; // of the type's size: what the test has each letter be wide
const array = (rows) => Object.assign(Float64Array.from(rows.flat()), { shape: [rows.length, rows[0].length] });
const rules = {
  happened: ({ scenario, paths, labels, minima, surface }) => {
    const arrays = ({ points, losses, gradients, diverged_at }) => ({
      ...{ points: array(points), losses: Float64Array.from(losses), gradients: array(gradients), diverged_at },
    });
    return happened(scenario, paths.map(arrays), labels, { minima }, surface);
  },
  looks: ({ lists, catalogue }) => lists.map((choices) => looksOf(choices, catalogue)),
  records: ({ choices, catalogue }) =>
    choices.map((choice) => ({ ...ruleOf(choice, catalogue), limit: formOf(choice, catalogue).limit })),
  heights: ({ surface, depth, losses }) => losses.map(heightOf(surface, depth)),
  patch: ({ model, room, depth }) => patchOf(model, { ...room, height: heightOf(room, depth) }),
  crowding: ({ path, size: [width, height], rules }) => isCrowded(path.flat(), { width, height }, 1, rules),
  heads: ({ places, unit, rules, shares }) => spread(places, unit, rules, shares).map(({ x, y, size }) => [x, y, size]),
  shades: ({ surface, ranges, count }) => {
    const all = [...shadesOver(surface, ranges, count, count)];
    return Array.from({ length: count }, (_, row) => all.slice((row + 1) * (count + 2) + 1, (row + 2) * (count + 2) - 1));
  },
  labels: ({ surface, view, paths, marks, size, rules, levels }) => {
    const shown = levelsIn(surface, { ...view, unit: 1 }, levels);
    const obstacles = { paths: paths.map((path) => path.flat()), marks };
    const found = labelsOf(surface, shown, view, obstacles, size, (text) => LETTER * size * text.length, rules);
    return found.map(({ text, x, y, angle }) => [text, x, y, angle]);
  },
  maps: ({ found, outcome, style, minima, rules }) => {
    const numbers = (list) => Float64Array.from(list, (value) => value ?? Number.NaN);
    const read = Object.entries(found).map(([name, list]) => [name, name === "shape" ? list : numbers(list)]);
    const looks = mapLooksOf(Object.fromEntries(read), outcome, style, minima, rules);
    return { ...looks, places: [...looks.places] };
  },
  axes: ({ axes, rules }) => axes.map((axis) => [[...valuesAlong(axis)], ticksAlong(axis, 6, rules)]),
  epochs: ({ steps, across, shown, end, width, rules }) => {
    const length = epochLength(steps, across, shown);
    const marks = length ? epochMarks(length, end, width, rules) : [];
    return [length, marks.map(({ place, text }) => [place, text]), epochNote(steps, marks[0]?.place / length)];
  },
  batch: ({ step, steps }) => batchNote(step, steps),
  apart: ({ labels }) => namesApart(labels),
  names: ({ heads, widths, view, size, rules, paths }) =>
    placeNames(
      heads.map(([x, y]) => ({ x, y })),
      widths,
      view,
      size,
      1,
      rules,
      coverOf(
        paths.map((path) => path.flat().map((number) => number ?? Number.NaN)),
        view,
        1,
        rules,
      ),
    ).map((place) => place && [place.left, place.middle]),
};
const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(({ rule, ...question }) => rules[rule](question))));
