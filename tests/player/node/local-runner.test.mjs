// The runner where the hand is, on programs written by hand: what it runs itself, and what it leaves to the far one.

import assert from "node:assert/strict";
import test from "node:test";
import { LocalRunner } from "../../../optviz/player/core/local-runner.mjs";
import { setHyperparameter, setStart, setSurfaceNumber } from "../../../optviz/player/core/scenario.mjs";
import { Session } from "../../../optviz/player/core/session.mjs";
import { answerOf, catalogue } from "./answered.mjs";
import { MODULES, SCENARIO } from "./descent.mjs";

const TWO = { ...SCENARIO, optimizers: [{ key: "descent", learning_rate: 0.25 }, { key: "counting" }] };

/** A session with both runners, all that was asked of the far one, and a clock that each look moves on. */
function begin({ scenario = TWO, missing = [], needs = {}, ...first } = {}) {
  const far = {
    asked: [],
    idle: true,
    closed: false,
    ask: (request) => far.asked.push(request),
    close: () => (far.closed = true),
  };
  const shown = { curve: "loss", taylor: false, lines: false, row: 0, ...needs };
  const time = { now: 0, tick: 1 };
  const told = [];
  const page = {
    catalogue,
    shown: () => session.shown,
    needs: () => shown,
    load: async (name) => (missing.includes(name) ? Promise.reject(new Error(name)) : MODULES[name]),
    now: () => (time.now += time.tick),
    whenIdle: (act) => act(),
  };
  const connect = (listener) => new LocalRunner((farListener) => Object.assign(far, { listener: farListener }), listener, page);
  const session = new Session(answerOf(scenario, { ...first, first: true }), { connect, needs: page.needs });
  session.subscribe((change) => told.push(change));
  /** The far runner answers what it was asked, as it was asked for it. */
  const answer = (i = far.asked.length - 1, how = {}) => {
    far.asked[i].question();
    far.listener.onAnswer(answerOf(far.asked[i].scenario, how), far.asked[i]);
  };
  return { session, runner: session.runner, far, told, time, shown, answer };
}

const faster = (session, rate = 0.5) => setHyperparameter(session.scenario, 0, "learning_rate", rate);

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
  assert.equal(session.isSettled, false);
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
  session.change(setStart(session.scenario, [0.5, 0.5]), false);
  const [first, second] = session.shown.tracks;
  session.change(faster(session), false);
  assert.equal(session.shown.tracks[1].points, second.points);
  assert.notEqual(session.shown.tracks[0].points, first.points);
  assert.deepEqual([...session.shown.tracks[1].gradientsTaken], [0, 1, 2, 3, 4]);
  assert.deepEqual(session.shown.tracks[1].detail.state.before.shape, [5, 2]);
});

test("other parts, a curve of minima and the values of lines are the server's", async () => {
  const asked = async (how, change) => {
    const { session, runner, far } = begin(how);
    await runner.prepare(TWO);
    session.change(change(session.scenario), false);
    return far.asked.length;
  };
  const rate = (scenario) => setHyperparameter(scenario, 0, "learning_rate", 0.5);
  assert.equal(await asked({}, rate), 0);
  assert.equal(await asked({}, (scenario) => ({ ...scenario, surface: { key: "curve", curvature: 3 } })), 1);
  assert.equal(await asked({}, (scenario) => ({ ...scenario, optimizers: [scenario.optimizers[0]] })), 1);
  assert.equal(await asked({}, (scenario) => setHyperparameter(scenario, 0, "weight_decay", 0.1)), 1);
  assert.equal(await asked({ standAlone: false }, rate), 1);
  assert.equal(await asked({ needs: { lines: true } }, rate), 1);
});

test("the numbers of the surface are moved here, and the ground with them until the server's takes its place", async () => {
  const { session, runner, far, answer } = begin();
  await runner.prepare(TWO);
  const { rates, homes } = session.shown.surface;
  session.change(setSurfaceNumber(session.scenario, "curvature", 3), false);
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
  session.change(setSurfaceNumber(session.scenario, "curvature", 3), false);
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
  Object.assign(shown, { curve: "gradient_norm", taylor: true });
  session.change(faster(session, 0.5), false);
  assert.deepEqual([runner.runs, far.asked.length], [1, 1]);
  const [moved, other] = session.shown.tracks;
  assert.deepEqual([moved.detail.complete, other.detail.complete, other.path.isLocal], [true, true, true]);
  assert.deepEqual([...moved.curves.gradient_norm.slice(0, 2)], [Math.fround(Math.hypot(2, 1)), 0]);
  assert.deepEqual([...other.detail.taylor.hessians.slice(0, 4)], [2, 0, 0, 2]);
  assert.deepEqual([...moved.detail.taylor.gradients.slice(0, 4)], [2, -1, 0, 0]);
  assert.deepEqual(JSON.parse(session.shown.inside), { taylor: 1 });
});
