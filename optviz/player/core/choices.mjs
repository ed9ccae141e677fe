// What is said of the choice of a rule, besides its path: a name that stays, and what is set out of sight.

import { written } from "./numbers.mjs";
import { say } from "./say.mjs";

/** @typedef {import("./scenario.mjs").OptimizerChoice} OptimizerChoice */

const DIGITS = 4;
const SCHEDULE = "constant";

/**
 * A name for each that does not change with its numbers, as the labels of paths may: for those who hear it.
 * @param {OptimizerChoice[]} choices @param {Record<string, { title: string }>} optimizers
 */
export function spokenNames(choices, optimizers) {
  const names = [];
  for (const { key, label } of choices) {
    const name = label ?? optimizers[key].title;
    let [spoken, count] = [name, 1];
    while (names.includes(spoken)) spoken = `${name} ${++count}`;
    names.push(spoken);
  }
  return names;
}

/**
 * What is set of a rule where one does not see it, in a few words: its schedule, what else is not as it comes, and its own start.
 * @param {OptimizerChoice} choice @param {{ optimizers: Record<string, any>, schedules: Record<string, any> }} catalogue
 */
export function setOutOfSight(choice, { optimizers, schedules }) {
  const schedule = choice.schedule ?? { key: SCHEDULE };
  const { title, parameters } = schedules[schedule.key];
  return [
    ...(schedule.key === SCHEDULE ? [] : [title]),
    ...changed(parameters, schedule),
    ...changed(
      optimizers[choice.key].parameters.filter(({ advanced }) => advanced),
      choice,
    ),
    ...(choice.start ? [say("start {point}", { point: pointSaid(choice.start) })] : []),
  ].join(" · ");
}

/** @param {number[]} point */
const pointSaid = (point) => `(${point.map((value) => written(value, DIGITS)).join(", ")})`;

function changed(parameters, values) {
  return parameters.flatMap((parameter) => {
    const { key, title, choices } = parameter;
    const usual = choices.length ? choices[parameter.default] : parameter.default;
    const value = values[key] ?? usual;
    if (value === usual) return [];
    return choices.length ? [parameter.choices_said[choices.indexOf(value)]] : [`${title} ${written(value, DIGITS)}`];
  });
}
