// What a page with the whole playground and no server knows: addresses, surfaces that are chosen, rates that suit. What the app
// makes of the same is held beside it in tests/browser_programs/test_alone.py; here it is made by hand.

import assert from "node:assert/strict";
import test from "node:test";
import { completed, shownOn } from "../../../optviz/player/core/demonstrations.mjs";
import { scenarioQuery } from "../../../optviz/player/core/fields.mjs";
import { firstAnswer } from "../../../optviz/player/core/first-answer.mjs";
import { LoneRunner } from "../../../optviz/player/core/lone-runner.mjs";
import { nearestName } from "../../../optviz/player/core/nearest.mjs";
import { Programs } from "../../../optviz/player/core/programs.mjs";
import { unknownKey } from "../../../optviz/player/core/reading.mjs";
import { readAddress } from "../../../optviz/player/core/reading-address.mjs";
import { brief, fieldName } from "../../../optviz/player/core/said.mjs";
import { Session } from "../../../optviz/player/core/session.mjs";
import { homeOf, suitedOn } from "../../../optviz/player/core/suited.mjs";
import { catalogue as known, roomOf } from "./answered.mjs";
import { MODULES } from "./descent.mjs";

const ranged = (parameter, low, high) => ({ ...parameter, low, high, integer: false, title: parameter.key, scale: "log" });
const widely = (records) =>
  Object.fromEntries(
    Object.entries(records).map(([key, record]) => [
      key,
      { title: key, ...record, parameters: record.parameters.map((one) => ranged(one, one.choices.length ? 0 : 1e-4, 100)) },
    ]),
  );
const number = (key, usual, low, high, integer) => ({ key, default: usual, low, high, integer, choices: [], title: key });
const SENTENCES = {
  a_number: "a number from {low} to {high}",
  a_whole_number: "a whole number from {low} to {high}",
  one_of: "one of {choices}",
  did_you_mean: " (did you mean {name}?)",
  no_hint: "",
  surface: "surface",
  optimizer: "optimizer",
  schedule: "schedule",
  noise: "noise",
  none: "none",
  optimizers_allowed: "1 to {most}",
  one_such_as: "one such as {example}",
  not_allowed: "{value} is not allowed; {allowed} is",
  unknown_key: "no {what} is called {value}{hint}; allowed: {choices}",
  unknown_key_of_many: "no {what} is called {value}{hint}; {choices} of {count}: {where}",
  where_each_surface: "surfaces",
  no_such_field: "{owner} has no such field{hint}; it has {fields}",
  missing: "missing; {needed} is needed",
  bad_label: "{value} is no label of {most}",
  bad_start: "{value} is no list of {count}",
  wrong_number_of_optimizers: "{count} are not {allowed}",
  noise_needs_data: "{noise} is not for {surface}; {choices}",
  label_given_twice: "{label} is given twice",
  too_many_fields: "more than {most}",
  too_many_characters: "{count} are more than {most}",
  given_twice: "given twice",
  no_such_path: "no path; {example} is",
  gap_in_a_list: "a gap in {path}",
  left_aside: "left aside: {names}",
  left_aside_name: "{name}{hint}",
};
const surfaces = widely(known.surfaces);
const DEFAULT = {
  surface: { key: "bowl", curvature: 1 },
  start: [0.5, 0.5],
  optimizers: [{ key: "descent", learning_rate: 0.1 }],
  noise: { key: "none" },
  num_steps: 4,
  seed: 0,
  tolerance: 0.001,
};
const catalogue = {
  ...known,
  surfaces: {
    bowl: { ...surfaces.bowl, start: [0.5, 0.5], num_steps: 4, has_examples: true },
    curve: { ...surfaces.curve, start: [0.5], num_steps: 9, has_examples: false },
  },
  noises: widely(known.noises),
  schedules: widely(known.schedules),
  optimizers: widely(known.optimizers),
  settings: {
    num_steps: number("num_steps", 4, 1, 2000, true),
    seed: number("seed", 0, 0, 99, true),
    tolerance: number("tolerance", 1e-3, 1e-12, 1000, false),
  },
  ...{ start_reach: 2, max_optimizers: 3, max_label: 5, inverse_curvature: ["descent"] },
  suited: {
    bowl: { rates: [0.4, 0.2], noise: null, lowest: null },
    curve: { rates: [0.6, 0.2], noise: { key: "push", scale: 2 }, lowest: 0 },
  },
  address: {
    default: DEFAULT,
    sentences: SENTENCES,
    ...{ most_characters: 400, most_fields: 20, most_named: 2, most_rounds: 20, deepest: 5 },
  },
};
const programs = new Programs(catalogue, MODULES);
const read = (query) => readAddress(query, catalogue);
const wrongIn = (query) => read(query).problems.map(({ field, message }) => `${field}: ${message}`);

test("a scenario is written as an address, and read again", () => {
  const query =
    "surface=bowl&surface.curvature=2&start.0=1&start.1=-0.5&optimizers.0=descent&optimizers.0.learning_rate=0.25" +
    "&optimizers.0.schedule=halved&optimizers.0.schedule.warm_up=0.5&optimizers.0.label=a+%2A&noise=push&noise.scale=0.00015&num_steps=4&seed=3&tolerance=1e-05";
  const { scenario, problems, given } = read(query);
  assert.deepEqual(problems, []);
  assert.equal(given.length, 14);
  assert.deepEqual(scenario.optimizers[0], {
    ...{ key: "descent", learning_rate: 0.25, schedule: { key: "halved", warm_up: 0.5 }, label: "a *" },
  });
  assert.equal(scenarioQuery(scenario), query);
  assert.equal(scenarioQuery({ ...scenario, seed: 2 ** 52 }).includes("seed=4503599627370496.0"), true); // as Python has it
});

test("of many names a few are told, the nearest first, and how many there are", () => {
  const many = ["ravine", "sharp_ravine", "branin", "rastrigin", "transfer", ...Array.from("abcdefghij")];
  const { code, arguments: told } = unknownKey("ravin", many, "surface");
  assert.equal(code, "unknown_key_of_many");
  assert.deepEqual(told.choices, ["ravine", "branin", "sharp_ravine", "rastrigin", "transfer"]); // as difflib has them
  assert.equal(told.count, 15);
  assert.deepEqual(unknownKey(["ravin"], many, "surface").arguments.choices, many.slice(0, 5));
  assert.equal(unknownKey("ravin", many.slice(0, 12), "surface").code, "unknown_key");
});

test("what is wrong is told with what was probably meant, and all else is taken", () => {
  assert.deepEqual(wrongIn("surface=bowel&seed=7"), [
    "surface: no surface is called 'bowel' (did you mean 'bowl'?); allowed: bowl, curve",
  ]);
  assert.equal(read("surface=bowel&seed=7").scenario.seed, 7);
  for (const [query, ...said] of [
    ["seed=1.5", "seed: '1.5' is not allowed; a whole number from 0 to 99 is"],
    ["tolerance=0", "tolerance: '0' is not allowed; a number from 1e-12 to 1000 is"],
    ["start.0=1&start.1=9", "start.1: '9' is not allowed; a number from -2 to 2 is"],
    ["start.0=1", "start: ['1'] is no list of 2"],
    [
      "optimizers.0=descent&optimizers.0.start.0=1&optimizers.0.start.1=9",
      "optimizers.0.start.1: '9' is not allowed; a number from -2 to 2 is",
    ],
    ["optimizers.7=descent&optimizers.7.start=1", "optimizers.7.start: '1' is no list of 2"],
    ["start.1=1", "start: a gap in start"],
    ["surface.curvature=2", "surface.key: missing; one such as 'bowl' is needed"],
    [
      "optimizers.0=counting&optimizers.0.learning=1",
      "optimizers.0.learning: Counting has no such field (did you mean 'learning_rate'?); it has learning_rate, schedule, label, start",
    ],
    ["noise=none&noise.scale=1", "noise.scale: none has no such field; it has none"],
    ["noise=batch&surface=curve", "noise: 'batch' is not for 'curve'; bowl"],
    ["optimizers.0=descent&optimizers.0.decay_form=l3", "optimizers.0.decay_form: 'l3' is not allowed; one of decoupled, l2 is"],
    ["optimizers.4=descent&optimizers.4.label=%00", "optimizers.4.label: '\\x00' is no label of 5"],
    [
      "optimizers.0=descent&optimizers.0.label=A&optimizers.1=descent&optimizers.1.label=A",
      "optimizers.0.label: 'A' is given twice",
      "optimizers.1.label: 'A' is given twice",
    ],
    ["optimizers.x=descent", "optimizers.x: no path; optimizers.0 is"],
    ["optimizers=descent", "optimizers: no path; optimizers.0 is"],
    ["surface=bowl&surface=curve", "surface: given twice"],
    ["surface.a.b.c.d.e=1", "surface.a.b.c.d.e: no path; optimizers.0.learning_rate is"],
    [Array.from({ length: 4 }, (_, i) => `optimizers.${i}=descent`).join("&"), "optimizers: 4 are not 1 to 3"],
    [Array.from({ length: 21 }, () => "seed=1").join("&"), ": more than 20"],
    ["a".repeat(401), ": 401 are more than 400"],
    ["seed.a=1", "seed: {'a': '1'} is not allowed; a whole number from 0 to 99 is"],
  ]) {
    assert.deepEqual(wrongIn(query), said, query);
  }
});

test("names that no experiment has are left aside, and the app's own are not told", () => {
  const { leftAside, display, lesson, language } = read(
    "surfase=bowl&x=1&y=2&add=sgd&show.view=space&lesson=momentum&language=zh",
  );
  assert.equal(leftAside, "left aside: surfase (did you mean 'surface'?), x, …");
  assert.deepEqual([display, lesson, language], [{ "show.view": "space" }, "momentum", "zh"]);
  assert.equal(read("seed=1").leftAside, "");
});

test("a name is near where most of its letters stand in one order", () => {
  assert.equal(nearestName("adma", ["adam", "adamw"]), "adam"); // three of four letters, not of five
  assert.equal(nearestName("xyz", ["adam"]), null);
  assert.equal(nearestName("ab", ["abc", "abd"]), "abd"); // of two alike, as Python has it
});

test("values are said in short", () => {
  assert.equal(brief("it's"), `"it's"`);
  assert.equal(brief("\u{e000}\u200b\u{f0000}\x7f\n"), "'\\ue000\\u200b\\U000f0000\\x7f\\n'");
  assert.equal(brief("x".repeat(99)), `'${"x".repeat(27)}...${"x".repeat(28)}'`);
  assert.equal(brief(["a".repeat(30), "b".repeat(40)]).length, 60);
  assert.equal(brief(Array(9).fill("a")), "['a', 'a', 'a', 'a', 'a', 'a', ...]");
  assert.equal(fieldName("seed"), "seed");
});

test("a rate that is measured in an inverse curvature follows the curvature, within its range", () => {
  const ratesOf = (curvature) => suitedOn({ key: "bowl", curvature }, catalogue, programs).rates;
  assert.deepEqual(ratesOf(1), { descent: 0.4, counting: 0.2 });
  assert.deepEqual(ratesOf(3), { descent: 0.13, counting: 0.2 }); // 0.4 / 3
  assert.deepEqual(ratesOf(1e-9), { descent: 0.4, counting: 0.2 }); // as good as flat, which says nothing
  assert.equal(suitedOn({ key: "curve", curvature: 1e-4 }, catalogue, programs).rates.descent, 100); // the most that is allowed
  assert.equal(suitedOn({ key: "bowl", curvature: 1 }, known, programs), null);
});

test("a track has two decades around the rate, between 1 and 3 times a power of ten", () => {
  assert.deepEqual(homeOf({ scale: "log", low: 1e-5, high: 10 }, 0.1), [0.01, 1]);
  assert.deepEqual(homeOf({ scale: "log", low: 1e-5, high: 10 }, 0.2), [0.03, 3]);
  assert.deepEqual(homeOf({ scale: "log", low: 1e-5, high: 10 }, 9), [0.1, 10]);
  assert.equal(homeOf({ scale: "log", low: 0.1, high: 10 }, 1), null);
  assert.equal(homeOf({ scale: "linear", low: 0, high: 1 }, 1), null);
});

test("another surface comes with its own start, steps and noise, and with rates that suit where nobody has set one", () => {
  const two = { ...DEFAULT, optimizers: [...DEFAULT.optimizers, { key: "descent", learning_rate: 0.3 }] };
  const moved = shownOn(two, "curve", catalogue, programs);
  assert.deepEqual([moved.surface, moved.start, moved.num_steps], [{ key: "curve", curvature: 1 }, [0.5], 9]);
  assert.deepEqual(
    moved.optimizers.map(({ learning_rate: rate }) => rate),
    [0.6, 0.3],
  );
  assert.deepEqual(moved.noise, { key: "push", scale: 2 });
  const set = shownOn({ ...two, num_steps: 7, noise: { key: "batch", scale: 2 } }, "curve", catalogue, programs);
  assert.deepEqual([set.num_steps, set.noise], [7, { key: "none" }]); // it has no examples
  assert.deepEqual(shownOn({ ...two, noise: { key: "push", scale: 1 } }, "curve", catalogue, programs).noise.scale, 1);
  assert.deepEqual(shownOn(moved, "bowl", catalogue, programs).optimizers[0].learning_rate, 0.4);
});

test("an address gets what it leaves out as if its surface had been chosen", () => {
  const { scenario, given } = read("surface=curve&optimizers.0=descent&optimizers.1=descent&optimizers.1.learning_rate=0.1");
  const all = completed(scenario, given, catalogue, programs);
  assert.deepEqual(
    all.optimizers.map(({ learning_rate: rate }) => rate),
    [0.6, 0.1],
  );
  assert.deepEqual([all.num_steps, all.noise.key], [9, "push"]);
  const short = completed(scenario, [...given, "num_steps"], catalogue, programs);
  assert.deepEqual([short.num_steps, short.noise.key], [4, "none"]);
});

/** A session that begins with a run of its own. */
function begin(modules = MODULES) {
  let time = 0;
  const shown = { curves: ["loss"], taylor: false, lines: false, row: 0 };
  const first = firstAnswer(DEFAULT, ["loss"], catalogue, new Programs(catalogue, modules));
  const connect = (listener, page) => {
    const now = () => (time += 1);
    return new LoneRunner(listener, { ...roomOf(page, shown, now), catalogue }, modules);
  };
  return { session: new Session(first, { connect, needs: () => shown }), shown };
}

test("a page that nobody has sent a run begins with its own", () => {
  const { session } = begin();
  const [{ points, losses, path }] = session.shown.tracks;
  assert.deepEqual([...points.slice(0, 4)], [0.5, 0.5, 0.45, 0.45]); // a tenth of the way
  assert.deepEqual([losses[0], path.isLocal, path.label], [0.25, true, "Descent"]);
  assert.deepEqual(
    [session.shown.surface.rates, session.shown.surface.knownMinima],
    [{ descent: 0.4, counting: 0.2 }, [{ point: [0, 0], value: 0 }]],
  );
});

test("a surface that is chosen is shown at once, and undo goes back", () => {
  const { session } = begin();
  session.moveOnto("curve");
  const { surface, scenario, tracks } = session.shown;
  assert.deepEqual([surface.key, surface.rates.descent, scenario.num_steps, session.isSettled], ["curve", 0.6, 9, true]);
  assert.equal(tracks[0].points.length, 10);
  session.undo();
  assert.deepEqual([session.shown.surface.key, session.shown.tracks[0].losses[0]], ["bowl", 0.25]);
});

test("rates that suit follow the numbers of a surface once the hand lets go", () => {
  const { session } = begin();
  const steep = { ...session.scenario, surface: { key: "bowl", curvature: 3 } };
  session.change(steep, false);
  assert.equal(session.shown.surface.rates.descent, 0.4);
  session.change(steep, true);
  assert.equal(session.shown.surface.rates.descent, 0.13);
});

test("where a curve is lowest its loss is known and how far it is not", () => {
  const { "minima/curve": _, ...modules } = MODULES;
  const { session, shown } = begin(modules);
  session.moveOnto("curve");
  const { surface, data } = session.shown;
  assert.deepEqual([surface.knownMinima, surface.lowestKnown, data.header.curves.loss.base], [null, 0, 0]);
  assert.equal(data.header.paths[0].cells[1], "–");
  shown.curves = ["distance"];
  session.again();
  assert.deepEqual(session.shown.data.header.curves.distance.absent, [0]);
});

test("a rule is shown at rates that are too high, high, good and low", () => {
  const { session } = begin();
  session.change(
    { ...session.scenario, num_steps: 40, optimizers: [{ key: "descent", learning_rate: 0.5, label: "own" }] },
    true,
  );
  session.showFourRates(0);
  const rates = session.shown.scenario.optimizers.map(({ learning_rate: rate }) => rate);
  assert.equal(session.isSettled, true);
  assert.equal(rates[0], 2.2); // of 0.4 times quarters of a decade the first beyond 2, where a step leads farther away
  const [, high, good, low] = rates.map((rate) => Math.abs(1 - rate)); // what a step leaves of the way
  assert.ok(1 > high && high > good && good < low && low < 1, rates.join());
  assert.ok(rates[1] > 1 && rates[3] < 1);
  assert.equal(
    session.shown.scenario.optimizers.some(({ label }) => label),
    false,
  );
});

test("where nothing is worse than what suits, all four are what there is", () => {
  const still = { ...DEFAULT, start: [0, 0] }; // nothing moves at the minimum
  const { session } = begin();
  session.change(still, true);
  session.showFourRates(0);
  assert.equal(session.shown.tracks.length, 4);
});
