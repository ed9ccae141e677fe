// The runner of a page without a server, on programs written by hand: what it runs, what stands, and the way back.

import assert from "node:assert/strict";
import test from "node:test";
import { LoneRunner } from "../../../optviz/player/core/lone-runner.mjs";
import * as edit from "../../../optviz/player/core/scenario.mjs";
import { Session } from "../../../optviz/player/core/session.mjs";
import { answerOf, catalogue, roomOf } from "./answered.mjs";
import { MODULES, SCENARIO } from "./descent.mjs";

const PLAIN = ["for t in 1, 2, ...:", "    x = x - η * g"];
const DECAYING = [PLAIN[0], "    decay = η * weight_decay * x", PLAIN[1], "    x = x - decay"];
const SERVERS = 7; // the loss of each row that the server has run, which no run of a program has

/** A session on its own with all that it tells, and a clock that each look moves on; `soon` has the browser take its turn. */
function begin(soon = (act) => act()) {
  const scenario = {
    ...SCENARIO,
    optimizers: [
      { key: "descent", learning_rate: 0.25 },
      { key: "counting", learning_rate: 0.1 },
    ],
  };
  const first = answerOf(scenario);
  const said = { happened: ["It stays."], ground: "A bowl.", url: "?it" };
  Object.assign(first.header, { catalogue, ...said });
  Object.assign(first.header.curves.loss, { said: "The losses stay." });
  const time = { now: 0, tick: 1 };
  const told = [];
  const shown = { curves: ["loss"], taylor: false, lines: false, row: 0 };
  const connect = (listener, page) => {
    const now = () => (time.now += time.tick);
    return new LoneRunner(listener, { ...roomOf(page, shown, now), soon }, MODULES);
  };
  const session = new Session(first, { connect, needs: () => shown });
  session.subscribe((change) => told.push(change));
  return { session, told, time, shown };
}

const faster = (session, rate = 0.5) => edit.setHyperparameter(session.scenario, 0, "learning_rate", rate);
const headerOf = ({ shown }) => shown.data.header;

test("what the hand lets go of stands, and nothing is said that nobody here knows", () => {
  const { session, told } = begin();
  session.change(faster(session, 0.4), false);
  assert.deepEqual([session.isSettled, session.canUndo, session.shown.scenario.optimizers[0].learning_rate], [false, true, 0.4]);
  session.change(faster(session), true);
  assert.deepEqual(told.slice(-3), ["shown", "history", "settled"]);
  assert.deepEqual([session.isSettled, session.canUndo, session.history.past.length], [true, true, 2]);
  const [moved, other] = session.shown.tracks;
  assert.deepEqual([...moved.points.slice(0, 6)], [1, -0.5, 0, 0, 0, 0]); // 1 - 0.5 · 2 of the way is left
  assert.equal(moved.losses[0], 1.25);
  assert.equal(other.losses[0], SERVERS); // nothing of it has moved
  const { happened, ground, curves, paths } = headerOf(session);
  assert.deepEqual([happened, ground, curves.loss.said, paths[0].way, paths[1].way], Array(5).fill(undefined));
});

test("undone, the run is the one that the page came with, and done again the one of the programs", () => {
  const { session } = begin();
  const { tracks: before, data, surface } = session.shown;
  session.change(edit.setStart(session.scenario, [0.5, 0.5]), true);
  session.change(faster(session), true);
  session.undo();
  assert.deepEqual(session.scenario.start, [0.5, 0.5]);
  session.undo();
  assert.deepEqual([session.isSettled, session.canUndo, session.canRedo], [true, false, true]);
  const { tracks, surface: now } = session.shown;
  assert.equal(now, surface);
  for (const [i, { points, losses, path, detail, curves }] of tracks.entries()) {
    assert.deepEqual([points, losses, path, detail, curves].map(Object), [
      ...[before[i].points, before[i].losses, before[i].path, before[i].detail, before[i].curves],
    ]);
  }
  const { surface: _, ...header } = data.header;
  assert.deepEqual(headerOf(session), header);
  session.redo();
  session.redo();
  assert.deepEqual([session.shown.tracks[0].losses[0], session.canRedo], [0.5, false]);
});

test("the numbers of the surface are moved here, and back the surface is the one that the page came with", () => {
  const { session } = begin();
  const { surface, tracks } = session.shown;
  session.change(edit.setSurfaceNumber(session.scenario, "curvature", 3), true);
  assert.deepEqual([session.shown.surface.id, session.shown.surface.shares.length, session.isSettled], ["bowl 3", 129, true]);
  assert.equal(session.shown.tracks[0].losses[0], (3 * 1.25) / 2);
  session.undo();
  assert.deepEqual([session.shown.surface, session.shown.tracks[0].losses], [surface, tracks[0].losses]);
  session.redo();
  assert.equal(session.shown.surface.id, "bowl 3");
});

test("what is set back by hand is the run that the page came with as well, however it is written", () => {
  const { session } = begin();
  const back = [
    (scenario) => edit.setHyperparameter(scenario, 0, "weight_decay", 0),
    (scenario) => edit.setHyperparameter(scenario, 0, "decay_form", "decoupled"),
    (scenario) => edit.setSchedule(scenario, 1, { key: "constant" }),
    (scenario) => edit.setNoise(scenario, "none", catalogue.noises),
  ];
  session.change(edit.setHyperparameter(session.scenario, 0, "weight_decay", 0.5), true);
  session.change(edit.setSchedule(session.scenario, 1, { key: "halved" }), true);
  session.change(edit.setNoise(session.scenario, "push", catalogue.noises), true);
  assert.deepEqual(session.scenario.noise, { key: "push", scale: 0.5 });
  assert.deepEqual(session.scenario.optimizers[1].schedule, { key: "halved", warm_up: 0 });
  for (const edited of back) {
    assert.equal(headerOf(session).happened, undefined);
    session.change(edited(session.scenario), true);
    if (edited !== back[0]) continue;
    assert.equal("weight_decay" in session.scenario.optimizers[0], false);
  }
  assert.deepEqual(headerOf(session).happened, ["It stays."]);
  assert.equal(session.shown.tracks[0].losses[0], SERVERS);
  assert.equal(session.history.past.length, 7); // the decay's form, which is off with it, was no step
});

test("pseudo-code goes with the words of a choice", () => {
  const { session } = begin();
  const codes = () => session.shown.tracks.map(({ path }) => path.code.map(({ text }) => text));
  session.change(edit.setHyperparameter(session.scenario, 0, "weight_decay", 0.1), true);
  assert.deepEqual(codes(), [DECAYING, PLAIN]);
  session.change(edit.setHyperparameter(session.scenario, 0, "decay_form", "l2"), true);
  assert.deepEqual(codes(), [PLAIN, PLAIN]);
  assert.equal(session.shown.tracks[0].detail.lines, undefined);
});

test("another quantity is measured here", () => {
  const { session, shown } = begin();
  session.change(faster(session), true);
  shown.curves = ["gradient_norm"];
  assert.equal(session.lacks, true);
  session.again();
  assert.deepEqual([session.lacks, session.isSettled, session.history.past.length], [false, true, 2]);
  assert.deepEqual([...session.shown.tracks[0].curves.gradient_norm.slice(0, 2)], [Math.fround(Math.hypot(2, 1)), 0]);
});

test("what takes longer than one waits for runs once the hand lets go", () => {
  const { session, time, told } = begin();
  time.tick = 4000; // milliseconds of each run
  session.change(faster(session, 0.4), false); // which nobody knew before it ran
  session.change(faster(session, 0.5), false);
  assert.equal(session.shown.scenario.optimizers[0].learning_rate, 0.4);
  const shown = told.filter((change) => change === "shown").length;
  session.change(faster(session, 0.6), true);
  assert.equal(session.shown.scenario.optimizers[0].learning_rate, 0.6);
  assert.deepEqual([session.isSettled, told.filter((change) => change === "shown").length], [true, shown + 1]);
  session.close();
});

/** A session whose runner rests after each look at the time, and what is to go on then. */
function beginSlowly() {
  const turns = [];
  const { session, time, told } = begin((act) => turns.push(act));
  session.change({ ...session.scenario, num_steps: 320 }, true);
  while (turns.length) turns.shift()();
  time.tick = 20;
  told.length = 0;
  const rates = (rate) => session.change(faster(session, rate), false);
  const shownRate = () => session.shown.scenario.optimizers[0].learning_rate;
  return { session, told, turns, rates, shownRate, turn: () => turns.shift()() };
}

test("a run that is longer than a frame goes on between frames, and is shown once it is there", () => {
  const { session, told, turns, turn, shownRate } = beginSlowly();
  session.change(faster(session, 0.4), true);
  assert.deepEqual([turns.length, session.isSettled, session.runner.idle], [1, false, false]);
  const before = shownRate();
  let count = 0;
  for (; turns.length; count += 1) {
    assert.equal(shownRate(), before);
    turn();
  }
  assert.ok(count >= 9, count.toString()); // slices of 32 steps of 320
  assert.deepEqual([shownRate(), session.isSettled, session.runner.idle], [0.4, true, true]);
  assert.equal(session.shown.tracks[0].points.length, 2 * 321);
  assert.ok(told.includes("stale"));
  assert.equal(session.stale, "");
});

test("while the hand moves the newest is run after the one under way, and what it lets go of at once", () => {
  const { session, turns, turn, rates, shownRate } = beginSlowly();
  for (const rate of [0.1, 0.2, 0.3]) rates(rate);
  assert.equal(turns.length, 1);
  while (shownRate() !== 0.1) turn();
  assert.equal(turns.length, 1); // the next is under way
  while (turns.length) turn();
  assert.equal(shownRate(), 0.3);
  rates(0.35);
  session.change(faster(session, 0.45), true);
  while (turns.length) turn();
  assert.deepEqual([shownRate(), session.isSettled], [0.45, true]);
  session.change(faster(session, 0.5), true);
  session.close();
  while (turns.length) turn();
  assert.equal(shownRate(), 0.45);
});

test("what is asked of programs that are still on their way is answered once they are there, the newest alone", async () => {
  const { session } = begin();
  const { modules } = session.runner.local.programs;
  const { "noises/push-2": push, ...here } = modules;
  let come = () => {};
  const page = session.runner.page;
  const listener = session.runner.listener;
  const late = new LoneRunner(listener, page, here, () => new Promise((done) => (come = done)));
  session.runner = late;
  const pushed = (rate) => ({ ...faster(session, rate), noise: { key: "push", scale: 1 } });
  session.change(pushed(0.2), false);
  session.change(pushed(0.3), true);
  assert.deepEqual([session.isSettled, late.idle], [false, false]);
  here["noises/push-2"] = push;
  come();
  await new Promise((done) => setImmediate(done));
  assert.deepEqual([session.isSettled, session.shown.scenario.optimizers[0].learning_rate, late.idle], [true, 0.3, true]);
});
