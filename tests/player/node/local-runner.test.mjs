// The runner where the hand is, on programs written by hand: what it runs itself, and what it leaves to the far one.

import assert from "node:assert/strict";
import test from "node:test";
import { nothingKnown } from "../../../optviz/player/core/costs.mjs";
import { LocalRunner } from "../../../optviz/player/core/local-runner.mjs";
import { keepTable } from "../../../optviz/player/core/own-tables.mjs";
import { modulesOf } from "../../../optviz/player/core/programs.mjs";
import { saidOfSample } from "../../../optviz/player/core/sample.mjs";
import * as edit from "../../../optviz/player/core/scenario.mjs";
import { Session } from "../../../optviz/player/core/session.mjs";
import { answerOf, catalogue, roomOf } from "./answered.mjs";
import { MODULES, SCENARIO } from "./descent.mjs";

const DESCENT = { key: "descent", learning_rate: 0.25 };
const COUNTING = { key: "counting", learning_rate: 0.1 };
const TWO = { ...SCENARIO, optimizers: [DESCENT, COUNTING] };
const ONE = { ...SCENARIO, optimizers: [DESCENT] };
const SERVERS = 7; // the loss of each row that the far runner has run, which no run of a program has

const loadOf = (missing) => async (name) => (missing.includes(name) ? Promise.reject(new Error(name)) : MODULES[name]);

/** A session with both runners, all that was asked of the far one, and a clock that each look moves on. */
function begin({ scenario = TWO, missing = [], needs = {}, load = loadOf(missing), costs = nothingKnown(), ...first } = {}) {
  const far = {
    asked: [],
    idle: true,
    closed: false,
    ask: (request) => far.asked.push(request),
    close: () => (far.closed = true),
  };
  const shown = { curves: ["loss"], taylor: false, lines: false, row: 0, ...needs };
  const time = { now: 0, tick: 1 };
  const told = [];
  const now = () => (time.now += time.tick);
  const connect = (listener, one) => {
    const page = { ...roomOf(one, shown, now), load, costs };
    return new LocalRunner((farListener) => Object.assign(far, { listener: farListener }), listener, page);
  };
  const session = new Session(answerOf(scenario, { ...first, first: true }), { connect, needs: () => shown });
  session.subscribe((change) => told.push(change));
  /** The far runner answers what it was asked, as it was asked for it. */
  const answer = (i = far.asked.length - 1, how = {}) => {
    far.asked[i].question();
    far.listener.onAnswer(answerOf(far.asked[i].scenario, how), far.asked[i]);
  };
  return { session, runner: session.runner, far, told, time, shown, answer };
}

const faster = (session, rate = 0.5) => edit.setHyperparameter(session.scenario, 0, "learning_rate", rate);

test("once its programs are here, the hand is answered at once and nobody else is asked", async () => {
  const { session, runner, far, told } = begin();
  session.change(faster(session), false); // the programs are not here yet
  assert.deepEqual([far.asked.length, runner.runs], [1, 0]);
  await runner.prepare(TWO);
  session.change(faster(session), false);
  assert.deepEqual([far.asked.length, runner.runs, told.at(-1)], [1, 1, "shown"]);
  const [moved, other] = session.shown.tracks;
  assert.deepEqual([...moved.points.slice(0, 6)], [1, -0.5, 0, 0, 0, 0]); // 1 - 0.5 · 2 of the way is left
  assert.equal(moved.losses[0], 1.25);
  assert.deepEqual([moved.path.label, moved.path.isLocal, moved.path.way], ["Descent", true, undefined]);
  assert.deepEqual(moved.path.cells, ["0", "0", "1", "1", "4", "1.12"]);
  assert.equal(other.losses[0], 7); // the server's, since nothing of it has moved
  assert.equal(session.isSettled, false);
  assert.equal(session.shown.url, JSON.stringify(TWO));
});

test("programs that one player of the page has warmed up are warm for the next, once they are here", async () => {
  const costs = nothingKnown();
  const first = begin({ costs });
  await first.runner.prepare(TWO);
  assert.ok(first.time.now > 30); // it warmed them up
  const { session, runner, far, time } = begin({ costs });
  session.change(faster(session), false); // as the hand does before they have come
  assert.deepEqual([runner.isReady, far.asked.length, runner.runs], [false, 1, 0]);
  await runner.prepare(TWO);
  assert.ok(runner.isReady);
  assert.ok(time.now < 30);
  session.change(faster(session), false);
  assert.deepEqual([far.asked.length, runner.runs], [1, 1]);
});

test("what takes long as it is warmed up is so once more, since the browser may compile it only then", async () => {
  const descent = MODULES["optimizers/descent-2"];
  let ran = 0;
  const { runner, time } = begin({
    scenario: ONE,
    load: async (name) => (name === "optimizers/descent-2" ? { ...descent, step } : MODULES[name]),
  });
  function step(...given) {
    ran += 1;
    time.now += ran <= 4 ? 20 : 0; // milliseconds of the first run's steps
    return descent.step(...given);
  }
  await runner.prepare(ONE);
  assert.ok(runner.local.isWarm(ONE));
  assert.ok(runner.local.expected(ONE) < 20);
});

test("of a long table some rows count while the hand moves and until the run on all of them is there, which is said", async () => {
  keepTable("long", { name: "", columns: ["x", "y"], classes: [], rows: Array(5000).fill([1, 2]) });
  const scenario = { ...TWO, surface: { ...TWO.surface, table: "long" } };
  const { session, runner, far, answer } = begin({ scenario });
  await runner.prepare(scenario);
  session.change(faster(session), false);
  const { sample } = session.shown.data.header;
  assert.deepEqual([sample, far.asked.length, runner.runs], [{ few: 512, all: 5000 }, 0, 1]);
  assert.equal(saidOfSample(sample), "Here 512 of the 5000 rows count, until the run on all of them is there.");
  session.change(edit.setSurfaceNumber(session.scenario, "curvature", 1), false);
  assert.match(session.shown.surface.id, / of a sample$/); // so that the server sends its own
  session.change(session.scenario, true);
  assert.deepEqual([far.asked.length, session.shown.data.header.sample], [1, sample]);
  answer();
  assert.deepEqual([session.shown.data.header.sample, session.apart], [undefined, []]);
  keepTable("longer", { name: "", columns: ["x", "y"], classes: [], rows: Array(9000).fill([1, 2]) });
  assert.ok(runner.local.expected({ ...scenario, surface: { ...scenario.surface, table: "longer" } }) > 0); // as many count
  keepTable("other", { name: "", columns: ["x", "y"], classes: [], rows: Array(2000).fill([1, 2]) });
  const other = { ...scenario, surface: { ...scenario.surface, table: "other" } };
  assert.equal(runner.local.expected(other), Number.NaN);
  session.change(other, true);
  answer();
  await runner.prepare(other);
  assert.ok(runner.isReady); // its programs had been here before
  keepTable("short", { name: "", columns: ["x", "y"], classes: [], rows: Array(4096).fill([1, 2]) });
  assert.equal(runner.local.programs.sampleOf({ key: "bowl", table: "short" }), null);
});

/** A session on a table of 1,000 rows, of which a run here takes 100 ms, and the far runner so many. */
async function onATable(wait) {
  keepTable("middling", { name: "", columns: ["x", "y"], classes: [], rows: Array(1000).fill([1, 2]) });
  const scenario = { ...TWO, surface: { ...TWO.surface, table: "middling" } };
  const bowl = MODULES["surfaces/bowl"];
  const slow = {
    ...bowl,
    gradient(...given) {
      begun.time.now += 50 / scenario.num_steps;
      return bowl.gradient(...given);
    },
  };
  const begun = begin({ scenario, load: async (name) => (name === "surfaces/bowl" ? slow : MODULES[name]) });
  await begun.runner.prepare(scenario);
  begun.session.change(faster(begun.session), true);
  begun.time.now += wait;
  begun.answer();
  return begun;
}

test("where the browser takes long on a table, and the far runner as well, fewer rows count while the hand moves", async () => {
  const { session, runner, far, answer } = await onATable(300);
  const { surface } = session.shown;
  assert.ok(runner.local.expected(session.scenario) > 60);
  session.change(faster(session, 0.4), false);
  assert.deepEqual([far.asked.length, runner.runs, session.shown.data.header.sample], [1, 1, { few: 256, all: 1000 }]);
  keepTable("small", { name: "", columns: ["x", "y"], classes: [], rows: Array(512).fill([1, 2]) });
  assert.equal(runner.fewer.programs.sampleOf({ key: "bowl", table: "small" }), null);
  assert.equal(session.shown.surface, surface); // its ground is that of all rows
  assert.equal(session.shown.tracks[1].losses[0], 7); // as is the path of which nothing has moved
  session.change(faster(session, 0.3), true);
  answer();
  assert.deepEqual([far.asked.length, session.shown.data.header.sample], [2, undefined]);
});

test("a far runner that answers sooner has all rows count", async () => {
  const { session, runner, far } = await onATable(5);
  session.change(faster(session, 0.4), false);
  assert.deepEqual([far.asked.length, runner.runs], [2, 0]);
});

test("where the far runner does not answer all rows count", async () => {
  const { session, runner, far } = await onATable(5);
  session.change(faster(session, 0.4), true);
  assert.deepEqual([far.asked.length, runner.runs], [2, 0]);
  far.listener.onStale(true);
  assert.deepEqual([runner.runs, session.shown.data.header.sample], [1, undefined]);
});

test("what was asked of the far runner before is not shown after a run from here", async () => {
  const { session, runner, far, answer } = begin();
  session.change(faster(session, 0.3), false);
  await runner.prepare(TWO);
  session.change(faster(session, 0.5), false);
  answer(0);
  assert.equal(session.shown.scenario.optimizers[0].learning_rate, 0.5);
  assert.equal(far.asked.length, 1);
});

test("what the hand has let go of is the server's, and is noted even where a newer run is shown already", async () => {
  const { session, runner, far, told, answer } = begin();
  await runner.prepare(TWO);
  session.change(faster(session, 0.5), false);
  session.change(faster(session, 0.5), true);
  assert.equal(far.asked.length, 1);
  assert.equal(far.asked[0].question().held, "1"); // the other path is the server's already
  assert.deepEqual([session.isSettled, session.history.past.length, session.settled], [false, 2, TWO]);
  session.change(faster(session, 0.4), false); // the hand is on again before the answer
  answer(0);
  assert.equal(session.shown.scenario.optimizers[0].learning_rate, 0.4);
  assert.deepEqual(told.slice(-2), ["history", "settled"]);
  assert.equal(session.history.present.optimizers[0].learning_rate, 0.5);
  assert.equal(session.shown.url, JSON.stringify(session.history.present));
  session.change(faster(session, 0.4), true);
  answer();
  assert.equal(session.shown.tracks[0].losses[0], 7);
  assert.deepEqual([session.isSettled, session.history.past.length], [true, 3]);
});

test("a key, undone or done again, is shown at once and settled by the server", async () => {
  const { session, runner, far, answer } = begin();
  await runner.prepare(TWO);
  session.change(faster(session), true);
  assert.deepEqual([session.shown.tracks[0].path.isLocal, session.isSettled, far.asked.length], [true, false, 1]);
  answer();
  assert.deepEqual([session.shown.tracks[0].path.isLocal, session.isSettled], [undefined, true]);
  session.undo();
  assert.equal(session.shown.scenario.optimizers[0].learning_rate, 0.25);
  assert.equal(session.isSettled, false);
  answer();
  assert.equal(session.isSettled, true);
});

test("paths that hold still are the same objects from one frame of a drag to the next", async () => {
  const { session, runner } = begin();
  await runner.prepare(TWO);
  session.change(edit.setStart(session.scenario, [0.5, 0.5]), false);
  const [first, second] = session.shown.tracks;
  session.change(faster(session), false);
  assert.equal(session.shown.tracks[1].points, second.points);
  assert.notEqual(session.shown.tracks[0].points, first.points);
  assert.deepEqual([...session.shown.tracks[1].gradientsTaken], [0, 1, 2, 3, 4]);
  assert.deepEqual(session.shown.tracks[1].detail.state.before.shape, [5, 2]);
});

test("another surface, a curve of minima and the values of lines without a program are the server's", async () => {
  const asked = async (how, change) => {
    const { session, runner, far } = begin(how);
    await runner.prepare(TWO);
    session.change(change(session.scenario), false);
    return far.asked.length;
  };
  const rate = (scenario) => edit.setHyperparameter(scenario, 0, "learning_rate", 0.5);
  assert.equal(await asked({}, rate), 0);
  assert.equal(await asked({}, (scenario) => ({ ...scenario, surface: { key: "curve", curvature: 3 } })), 1);
  assert.equal(await asked({ standAlone: false }, rate), 1);
  assert.equal(await asked({ needs: { lines: true } }, rate), 1);
});

test("with its pseudo-code open the hand is followed here where the programs of its lines are", async () => {
  const { descent, counting } = catalogue.optimizers;
  const lines = { forms: { "": { fields: [], start: () => [], step: (_p, _f, n, t, x) => [[[t * n.learning_rate]], x] } } };
  Object.assign(catalogue.optimizers, { descent: { ...descent, has_lines: true }, counting: { ...counting, has_lines: true } });
  const load = async (name) => (name.startsWith("lines/") ? lines : MODULES[name]);
  const { session, runner, far } = begin({ needs: { lines: true }, load });
  await runner.prepare(TWO);
  session.change(edit.setHyperparameter(session.scenario, 0, "learning_rate", 0.5), false);
  Object.assign(catalogue.optimizers, { descent, counting });
  assert.equal(far.asked.length, 0);
  assert.deepEqual(session.shown.tracks[0].detail.lineAt(2), [1.5, 1.5]); // for both weights
});

test("rules go, come again and change places at once, and those that stay keep their paths", async () => {
  const { session, runner, far, answer } = begin();
  await runner.prepare(TWO);
  const [descent, counting] = session.shown.tracks;
  const lossesOf = () => session.shown.tracks.map(({ losses }) => losses[0]);
  session.change(edit.removeOptimizer(session.scenario, 0), true);
  const [left] = session.shown.tracks;
  assert.deepEqual([session.shown.tracks.length, left.points, left.detail], [1, counting.points, counting.detail]);
  assert.deepEqual([left.path.label, left.path.light, left.path.isLocal], ["Counting", counting.path.light, undefined]);
  assert.deepEqual([left.path.marks, left.gradientsTaken], [counting.path.marks, counting.gradientsTaken]);
  assert.equal(far.asked[0].question().held, "0"); // it is the server's in its new place
  session.change(edit.toggleOptimizer(session.scenario, "descent", 0.5), true);
  assert.deepEqual(lossesOf(), [SERVERS, 1.25]);
  const [, added] = session.shown.tracks;
  assert.deepEqual([...added.points.slice(0, 6)], [1, -0.5, 0, 0, 0, 0]); // 1 - 0.5 · 2 of the way is left
  assert.deepEqual([added.path.isLocal, added.path.light], [true, descent.path.light]);
  assert.deepEqual([added.path.code.length, added.path.marks, [...added.gradientsTaken]], [2, [], [0, 1, 2, 3, 4]]);
  session.change(edit.moveOptimizer(session.scenario, 1, 0), true);
  assert.deepEqual(lossesOf(), [1.25, SERVERS]);
  assert.equal(session.shown.tracks[0].points, added.points);
  session.change(edit.duplicateOptimizer(session.scenario, 0), true);
  assert.deepEqual(
    session.shown.tracks.map(({ path }) => [path.label, path.light]),
    [
      ["Descent", "#111111"],
      ["Descent 2", "#333333"], // the next that nobody prefers
      ["Counting", "#222222"],
    ],
  );
  session.change(edit.setLabel(session.scenario, 0, "Mine"), true);
  assert.equal(session.shown.tracks[0].points, added.points);
  assert.deepEqual([session.shown.tracks[0].path.label, runner.runs, far.asked.length], ["Mine", 5, 5]);
  assert.deepEqual(session.shown.data.header.offered["state.before"], "before (norm)");
  answer();
  assert.deepEqual([lossesOf(), session.isSettled], [[SERVERS, SERVERS, SERVERS], true]);
});

test("a rule whose program is not here is shown once it is, unless the far runner was sooner", async () => {
  const { session, runner, far, shown } = begin({ scenario: ONE, needs: { taylor: true } });
  await runner.prepare(ONE);
  session.change(faster(session), false);
  shown.taylor = false; // it is there still
  const before = session.shown;
  const add = (scenario) => edit.toggleOptimizer(scenario, "counting", 0.1);
  session.change(add(session.scenario), true);
  assert.deepEqual([session.shown, far.asked.length], [before, 1]);
  const question = far.asked[0].question(); // what it leaves out is that of the run from before
  await runner.prepare(session.scenario);
  assert.deepEqual([session.shown.tracks.length, session.shown.tracks[1].path.isLocal], [2, true]);
  assert.deepEqual([session.isCurrent, session.isSettled, question.held], [true, false, undefined]);
  assert.deepEqual([far.asked[0].before, far.asked[0].inside, session.shown.inside], [before, "{}", '{"taylor":1}']);
  far.listener.onAnswer(answerOf(far.asked[0].scenario), far.asked[0]);
  assert.deepEqual([session.shown.tracks[1].losses[0], session.isSettled], [SERVERS, true]);

  const other = begin({ scenario: ONE });
  await other.runner.prepare(ONE);
  other.session.change(add(other.session.scenario), true);
  other.answer();
  await other.runner.prepare(other.session.scenario);
  assert.deepEqual([other.session.shown.tracks[1].losses[0], other.runner.runs], [SERVERS, 0]);
});

test("what any rule, schedule and noise needs comes once, after the programs of what is shown", async () => {
  const rest = Object.fromEntries(Object.entries(MODULES).filter(([name]) => !name.startsWith("surfaces")));
  const loaded = [];
  const load = async (name) => {
    loaded.push(name);
    return name === "with-2" ? { modules: { ...rest, "noises/none-2": null } } : MODULES[name];
  };
  const { session, runner } = begin({ scenario: ONE, load });
  const first = modulesOf(catalogue, ONE);
  await runner.prepare(ONE);
  await new Promise(setImmediate);
  assert.deepEqual(loaded, [...first, "with-2"]);
  session.change(edit.toggleOptimizer(session.scenario, "counting", 0.1), true);
  await new Promise(setImmediate);
  session.change(edit.setSchedule(session.scenario, 0, { key: "halved" }), true);
  await new Promise(setImmediate);
  session.change(edit.setNoise(session.scenario, "push", catalogue.noises), true);
  await new Promise(setImmediate);
  assert.deepEqual([loaded.length, runner.runs], [first.length + 1, 3]);
  assert.deepEqual(session.shown.scenario.noise, { key: "push", scale: 0.5 });
});

test("what takes long is shown where the far runner does not answer", async () => {
  const { session, runner, far, time } = begin();
  time.tick = 40; // milliseconds of each run
  await runner.prepare(TWO);
  session.change(edit.removeOptimizer(session.scenario, 0), true);
  assert.deepEqual([session.shown.tracks.length, runner.runs], [2, 0]);
  far.listener.onStale("slow");
  assert.deepEqual([session.shown.tracks.length, session.stale, session.isCurrent], [1, "slow", true]);
  far.listener.onStale("away");
  assert.equal(runner.runs, 1);
  session.change(edit.toggleOptimizer(session.scenario, "descent", 0.5), true);
  far.listener.onProblems([{ field: "optimizers", message: "No." }], far.asked[1]);
  far.listener.onStale("slow");
  assert.deepEqual([session.shown.tracks.length, runner.runs], [2, 1]);
});

test("with its pseudo-code open a list is shown without what its lines give, where the far runner does not answer", async () => {
  const { session, runner, far } = begin({ needs: { lines: true } });
  await runner.prepare(TWO);
  session.change(edit.removeOptimizer(session.scenario, 0), true);
  await runner.prepare(session.scenario);
  assert.deepEqual([session.shown.tracks.length, runner.runs], [2, 0]);
  far.listener.onStale("away");
  assert.deepEqual([session.shown.tracks.length, session.isCurrent], [1, true]);
});

test("steps that nobody has answered yet are undone and done again one by one", async () => {
  const { session, runner, far, told, answer } = begin();
  await runner.prepare(TWO);
  const keys = () => session.shown.scenario.optimizers.map(({ key }) => key).join();
  session.change(edit.moveOptimizer(session.scenario, 0, 1), true);
  session.change(edit.removeOptimizer(session.scenario, 1), true);
  assert.deepEqual([keys(), session.history.past.length, session.isSettled], ["counting", 3, false]);
  session.undo();
  assert.deepEqual([keys(), session.canRedo], ["counting,descent", true]);
  session.undo();
  assert.deepEqual([keys(), session.canUndo], ["descent,counting", false]);
  session.redo();
  session.redo();
  assert.deepEqual([keys(), session.canRedo, session.settled], ["counting", false, TWO]);
  assert.equal(told.includes("settled"), false); // nothing is handed on
  answer();
  assert.deepEqual([keys(), session.settled.optimizers.length, session.history.past.length], ["counting", 1, 3]);
  assert.deepEqual([session.isSettled, told.at(-1), far.asked.length], [true, "settled", 6]);
});

test("answers that come behind what is shown are settled in their order, and show nothing", async () => {
  const { session, runner, time, answer } = begin();
  await runner.prepare(TWO);
  session.change(faster(session, 0.5), true);
  time.tick = 40; // milliseconds of each run
  await runner.prepare({ ...TWO, noise: { key: "push" } });
  session.change({ ...session.scenario, noise: { key: "push", scale: 0.5 } }, true); // which takes too long
  time.tick = 1;
  session.change({ ...faster(session, 0.4), noise: { key: "none" } }, true);
  const rates = () => session.history.past.map(({ optimizers: [{ learning_rate: rate }], noise }) => `${noise.key} ${rate}`);
  assert.deepEqual(rates(), ["none 0.25", "none 0.5", "none 0.4"]);
  answer(0);
  answer(1);
  assert.deepEqual(rates(), ["none 0.25", "none 0.5", "push 0.5", "none 0.4"]);
  assert.deepEqual([session.settled.noise.key, session.shown.scenario.noise.key], ["push", "none"]);
  assert.equal(session.shown.url, JSON.stringify(session.settled));
  answer(2);
  assert.deepEqual([session.isSettled, rates().length, session.canUndo], [true, 4, true]);
});

test("what the far runner refuses is taken back, to the run that was settled last", async () => {
  const { session, runner, far, answer } = begin();
  await runner.prepare(TWO);
  session.change(faster(session, 0.5), true);
  answer();
  const { tracks } = session.shown;
  const refuse = () => far.listener.onProblems([{ field: "", message: "No." }], far.asked.at(-1));
  const isBack = () => {
    assert.deepEqual([session.scenario, session.shown.scenario], [session.settled, session.settled]);
    assert.equal(session.settled.optimizers[0].learning_rate, 0.5);
    assert.deepEqual(session.shown.tracks, tracks);
    assert.deepEqual([session.history.past.length, session.problems[0].message], [2, "No."]);
  };
  session.change(edit.removeOptimizer(session.scenario, 0), true); // which was shown
  session.change(edit.setLabel(session.scenario, 0, "Mine"), true);
  assert.equal(session.history.past.length, 4);
  refuse();
  isBack();
  session.change(faster(session, 0.3), false); // which the hand came upon before it let go
  session.change(faster(session, 0.3), true);
  refuse();
  isBack();
  session.undo();
  assert.equal(session.shown.scenario.optimizers[0].learning_rate, 0.25);
});

test("the numbers of the surface are moved here, and the ground with them until the server's takes its place", async () => {
  const { session, runner, far, answer } = begin();
  await runner.prepare(TWO);
  const { rates, homes } = session.shown.surface;
  session.change(edit.setSurfaceNumber(session.scenario, "curvature", 3), false);
  const { surface, tracks } = session.shown;
  assert.deepEqual([far.asked.length, surface.id, surface.shares.length], [0, "bowl 3", 129]);
  assert.deepEqual([surface.quadratic.curvatures, surface.knownMinima], [[3, 3], [{ point: [0, 0], value: 0 }]]);
  assert.equal(surface.rates, rates);
  assert.equal(surface.homes, homes);
  assert.deepEqual([...tracks[0].points.slice(0, 4)], [1, -0.5, 0.25, -0.125]); // 1 - 0.25 · 3 of the way is left
  session.change(faster(session), false);
  assert.equal(session.shown.surface, surface);
  assert.equal(far.asked.length, 0);
  session.change(session.scenario, true);
  assert.equal(far.asked[0].question().surface, "bowl 3");
  answer();
  assert.deepEqual([session.shown.surface.id, session.isSettled], ["bowl", true]);
});

test("a ground that takes longer than a frame is the far runner's", async () => {
  const { session, runner, far, time } = begin();
  time.tick = 11; // milliseconds of each ground and each run
  await runner.prepare({ ...TWO, num_steps: 40 });
  session.change(faster(session), false);
  assert.deepEqual([runner.runs, far.asked.length], [1, 0]); // 11 milliseconds for 40 steps
  session.change(edit.setSurfaceNumber(session.scenario, "curvature", 3), false);
  assert.deepEqual([runner.runs, far.asked.length], [1, 1]);
});

test("what takes longer than a frame is the far runner's, until it is found to be quick", async () => {
  const { session, runner, far, time, answer } = begin();
  await runner.prepare({ ...TWO, num_steps: 40 });
  time.tick = 100; // milliseconds of each run
  session.change(faster(session, 0.5), false);
  assert.deepEqual([runner.runs, far.asked.length], [1, 0]);
  session.change(faster(session, 0.6), false);
  assert.deepEqual([runner.runs, far.asked.length], [1, 1]);
  time.tick = 1;
  session.change(faster(session, 0.6), true);
  answer();
  session.change(faster(session, 0.7), false);
  assert.deepEqual([runner.runs, far.asked.length], [2, 2]);
});

test("what takes longer than a frame is run here all the same where the far runner takes longer", async () => {
  const { session, runner, far, time, answer } = begin();
  await runner.prepare({ ...TWO, num_steps: 40 });
  time.tick = 60; // milliseconds of each run
  session.change(faster(session, 0.5), false);
  session.change(faster(session, 0.6), false);
  assert.deepEqual([runner.runs, far.asked.length], [1, 1]);
  time.now += 500;
  answer();
  session.change(faster(session, 0.7), false);
  assert.deepEqual([runner.runs, far.asked.length], [2, 1]);
  time.tick = 140;
  for (const rate of [0.61, 0.62, 0.63, 0.64, 0.65]) session.change(faster(session, rate), false);
  assert.deepEqual([runner.runs, far.asked.length], [7, 1]);
  time.tick = 400; // which is longer than a hand can wait
  for (const rate of [0.71, 0.72, 0.73, 0.74, 0.75]) session.change(faster(session, rate), false);
  assert.deepEqual([runner.runs, far.asked.length], [8, 5]);
});

test("a frame that takes long is run here only where the far runner takes as long", async () => {
  const { session, runner, far, time, answer } = begin();
  await runner.prepare({ ...TWO, num_steps: 40 });
  time.tick = 100; // milliseconds of each run
  for (const rate of [0.5, 0.51]) session.change(faster(session, rate), false);
  time.tick = 80; // and of the far runner
  answer();
  time.tick = 100;
  for (let i = 0; i < 20; i += 1) session.change(faster(session, 0.6 + i / 100), false);
  const expected = runner.local.expected(session.scenario);
  assert.ok(expected > 80 && expected < 100, String(expected));
  assert.ok(far.asked.length > 10);
});

test("with other data it is found out anew how long a run takes, and a ground", async () => {
  const { session, runner, answer } = begin();
  await runner.prepare(TWO);
  keepTable("other", { rows: Array.from({ length: 1000 }, () => [0, 0]), columns: ["a", "b"], classes: [] });
  const scenario = { ...session.scenario, surface: { ...session.scenario.surface, table: "other" } };
  assert.equal(runner.local.isWarm(scenario), false);
  session.change(scenario, true);
  answer();
  assert.equal(runner.local.isWarm(scenario), true);
  assert.ok(runner.local.expected({ ...scenario, surface: { ...scenario.surface, curvature: 3 } }) >= 0);
});

test("programs that do not come are asked for another time", async () => {
  const missing = ["surfaces/bowl"];
  const { session, runner, far, answer } = begin({ missing });
  await runner.prepare(TWO);
  session.change(faster(session, 0.5), true);
  assert.deepEqual([runner.runs, far.asked.length], [0, 1]);
  await new Promise(setImmediate);
  missing.length = 0;
  answer(); // has them fetched
  await new Promise(setImmediate);
  session.change(faster(session, 0.6), false);
  assert.deepEqual([runner.runs, far.asked.length], [1, 1]);
  assert.equal(runner.idle, true);
  session.close();
  assert.equal(far.closed, true);
});

test("what a drag needs besides is there: another quantity, models of the loss, all rows where only some are", async () => {
  const { session, runner, shown, far, answer } = begin();
  session.change(faster(session, 0.4), false);
  answer(0, { rows: 3 });
  assert.equal(session.shown.tracks[1].detail.complete, false);
  await runner.prepare(TWO);
  Object.assign(shown, { curves: ["gradient_norm"], taylor: true });
  session.change(faster(session, 0.5), false);
  assert.deepEqual([runner.runs, far.asked.length], [1, 1]);
  const [moved, other] = session.shown.tracks;
  assert.deepEqual([moved.detail.complete, other.detail.complete, other.path.isLocal], [true, true, true]);
  assert.deepEqual([...moved.curves.gradient_norm.slice(0, 2)], [Math.fround(Math.hypot(2, 1)), 0]);
  assert.deepEqual([...other.detail.taylor.hessians.slice(0, 4)], [2, 0, 0, 2]);
  assert.deepEqual([...moved.detail.taylor.gradients.slice(0, 4)], [2, -1, 0, 0]);
  assert.deepEqual(JSON.parse(session.shown.inside), { taylor: 1 });
});
