// Answers written by hand, of a server that runs the programs of descent.mjs.

import { nothingKnown } from "../../../optviz/player/core/costs.mjs";
import { CATALOGUE } from "./descent.mjs";
import { records } from "./records.mjs";

const RULES = { descent: { title: "Descent" }, counting: { title: "Counting", gradients_a_step: null } };
const TITLES = { constant: { title: "constant" }, halved: { title: "halved" } };
const withTitles = (records, titles) =>
  Object.fromEntries(Object.entries(records).map(([key, record]) => [key, { ...record, ...titles[key] }]));
export const catalogue = {
  ...CATALOGUE,
  ...records(withTitles(CATALOGUE.optimizers, RULES)),
  schedules: withTitles(CATALOGUE.schedules, TITLES),
};
const array = (values, shape) => Object.assign(Float64Array.from(values), { shape });

/** What the server answers: paths that stay at the start, marked as its own by their loss, all of what goes on inside. */
export function answerOf(scenario, { curve = "loss", rows = null, first = false, standAlone = true } = {}) {
  const count = scenario.optimizers.length;
  const steps = scenario.num_steps + 1;
  const inner = rows ?? steps;
  const stay = (of, per) =>
    array(
      Array.from({ length: of * per * count }, (_, i) => scenario.start[i % 2]),
      [count, of, per],
    );
  const header = {
    scenario,
    url: rows ? undefined : JSON.stringify(scenario),
    surface_id: "bowl",
    sent: scenario.optimizers.map((_, i) => i),
    sent_inside: scenario.optimizers.map((_, i) => i),
    detail_from: 0,
    paths: scenario.optimizers.map(({ key }, i) => {
      return { label: `${key} ${i}`, diverged_at: null, cells: [], marks: [{ kind: "best" }], way: "It stays." };
    }),
    offered: { loss: "loss" },
    curves: { [curve]: { title: curve, base: 0, absent: [], ranges: {} } },
    surface: {
      ...{ detail: null, tints: [0, 1], levels: { coarse: [], dense: [] }, rates: {}, homes: {}, curve_heights: [] },
      ...{ minima: [{ point: [0, 0], value: 0 }], minima_stand_alone: standAlone },
    },
    ...(first && { catalogue }),
  };
  const square = array([1, 1, 1, 1], [2, 2]);
  const arrays = {
    ...{ points: stay(steps, 2), losses: array(Array(steps * count).fill(7), [count, steps]) },
    ...{ gradients: stay(inner, 2), learning_rates: array(Array(inner * count).fill(0), [count, inner]) },
    ...{ evaluations: array(Array(inner * count * 3).fill(0), [count, inner, 3]), shares: square },
    ...{ axis_0: array([-1, 1], [2]), axis_1: array([-1, 1], [2]) },
    [`curve.${curve}`]: array(Array(steps * count).fill(7), [count, steps]),
  };
  for (const [i, { key }] of scenario.optimizers.entries()) {
    if (key === "counting") arrays[`gradients.${i}`] = new Int32Array(steps);
  }
  return { header, arrays };
}

/** What a runner needs of the page whose run is shown, with a clock of its own; nothing there has to wait. */
export function roomOf(page, needs, now) {
  const act = (/** @type {() => void} */ then) => then();
  return { catalogue, shown: () => page.shown, needs: () => needs, now, costs: nothingKnown(), whenIdle: act, soon: act };
}
