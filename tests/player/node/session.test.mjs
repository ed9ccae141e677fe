// The session: what is in the hand, shown, asked for, settled and taken back; with a server and a time of the tests' own.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Link } from "../../../optviz/player/core/link.mjs";
import { decode } from "../../../optviz/player/core/payload.mjs";
import { setHyperparameter, setStart } from "../../../optviz/player/core/scenario.mjs";
import { Session } from "../../../optviz/player/core/session.mjs";
import { answerTo, pointAt, SCENARIO, World } from "./server.mjs";

const first = () => decode(answerTo(`\n${JSON.stringify(SCENARIO)}`));
const rate = (scenario, value) => setHyperparameter(scenario, 0, "learning_rate", value);
const rateOf = ({ optimizers }) => optimizers[0].learning_rate;

/** A session on a line that is up, and what it told: the changes, and what was handed on. */
function begin(needs = {}) {
  const world = new World();
  const told = { changes: [], handed: [] };
  const session = new Session(first(), {
    connect: (listener) => new Link("ws://server", listener, world),
    needs: () => ({ row: 0, taylor: false, lines: false, curves: ["loss"], ...needs }),
  });
  session.subscribe((change) => {
    told.changes.push(change);
    if (change === "settled") told.handed.push(rateOf(session.shown.scenario));
  });
  world.accept();
  /** Changes the rate of the first optimizer; a frame has passed since the last change. */
  const set = (value, settled) => {
    world.wait(20);
    session.change(rate(session.scenario, value), settled);
  };
  return { session, world, told, set };
}

/** The path of the first optimizer is the one that the tests' own rule gives for a rate. */
function assertShows({ shown }, value) {
  const expected = [0, 1, 50].map((k) => pointAt(SCENARIO, { learning_rate: value }, k));
  const drawn = [0, 1, 50].map((k) => [...shown.tracks[0].points.subarray(2 * k, 2 * k + 2)]);
  for (const [i, number] of expected.flat().entries()) assert.ok(Math.abs(drawn.flat()[i] - number) < 1e-6);
  assert.equal(rateOf(shown.scenario), value);
}

test("it begins with a run that is shown, settled and noted", () => {
  const { session, world } = begin();
  assertShows(session, 0.1);
  assert.deepEqual([session.isSettled, session.canUndo, session.canRedo], [true, false, false]);
  assert.equal(session.history.past.length, 1);
  assert.equal(world.count, 0);
});

test("a drag is shown as it goes, and neither noted nor handed on", () => {
  const { session, world, told, set } = begin({ row: 7 });
  set(0.3, false);
  assert.equal(world.question.rows, "7-71");
  world.answer();
  assertShows(session, 0.3);
  assert.deepEqual(told.handed, []);
  assert.deepEqual([session.isSettled, session.history.past.length], [false, 1]);
  assert.equal(session.shown.tracks[0].detail.from, 7);
  assert.equal(session.shown.tracks[0].detail.complete, false);
});

test("while an answer is under way only the newest is asked for, and no sooner than a frame later", () => {
  const { session, world, set } = begin();
  for (const value of [0.3, 0.4, 0.5]) set(value, false);
  assert.equal(world.count, 1);
  world.answer();
  assertShows(session, 0.3);
  assert.equal(world.count, 2);
  assert.equal(rateOf(world.question.scenario), 0.5);
  assert.equal(session.runner.idle, false);
  session.change(rate(session.scenario, 0.6), false);
  world.answer(); // in no time: the next question waits for its frame
  assert.equal(world.count, 2);
  world.wait(14);
  assert.equal(rateOf(world.question.scenario), 0.6);
  world.answer();
  assertShows(session, 0.6);
  assert.equal(session.runner.idle, true);
});

test("what is settled is noted and handed on as the server writes it, with all of its inner life", () => {
  const { session, world, told, set } = begin({ row: 7 });
  set(0.3, false);
  world.answer();
  set(0.4, true);
  assert.equal(world.question.rows, undefined);
  world.answer();
  assertShows(session, 0.4);
  assert.deepEqual(told.handed, [0.4]);
  assert.deepEqual([session.isSettled, session.history.past.length, session.canUndo], [true, 2, true]);
  assert.equal(session.shown.tracks[0].detail.complete, true);
  assert.equal(session.scenario.optimizers[0].momentum, 0);
  assert.deepEqual(told.changes.slice(-3), ["shown", "history", "settled"]);
});

test("undo and redo go through what was settled, and hand it on again", () => {
  const { session, world, told, set } = begin();
  for (const value of [0.3, 0.4]) {
    set(value, true);
    world.answer();
  }
  for (const [go, value] of [
    ["undo", 0.3],
    ["undo", 0.1],
    ["redo", 0.3],
    ["redo", 0.4],
  ]) {
    world.wait(20);
    session[go]();
    world.answer();
    assertShows(session, value);
  }
  assert.deepEqual(told.handed, [0.3, 0.4, 0.3, 0.1, 0.3, 0.4]);
  assert.deepEqual([session.canUndo, session.canRedo, session.history.past.length], [true, false, 3]);
  session.redo();
  assert.equal(session.runner.idle, true); // there is nothing to redo
  session.undo();
  world.wait(20);
  world.answer();
  set(0.6, true);
  world.answer();
  assert.equal(session.canRedo, false); // another way was taken
});

test("undo in a hurry passes over answers that have not come yet", () => {
  const { session, world, told, set } = begin();
  for (const value of [0.3, 0.4]) {
    set(value, true);
    world.answer();
  }
  world.wait(20);
  session.undo();
  session.undo();
  assert.equal(world.count, 3);
  world.answer(); // to the first
  assertShows(session, 0.3);
  world.wait(20);
  world.answer();
  assertShows(session, 0.1);
  assert.deepEqual(told.handed, [0.3, 0.4, 0.1]);
  assert.deepEqual([session.canUndo, session.canRedo], [false, true]);
  session.redo();
  session.redo();
  world.wait(20);
  world.answer();
  world.wait(20);
  world.answer();
  assertShows(session, 0.4);
});

test("undo takes back first what nobody has answered yet", () => {
  const { session, world, told, set } = begin();
  set(0.3, true);
  world.answer();
  set(0.4, true);
  assert.equal(session.canUndo, true);
  session.undo();
  world.answer(); // to what was taken back
  world.wait(20);
  world.answer();
  assertShows(session, 0.3);
  assert.deepEqual(told.handed, [0.3, 0.3]);
  assert.deepEqual([session.history.past.length, session.canRedo], [2, false]);
});

test("what is refused leaves the hand, and is said until there is an answer again", () => {
  const { session, world, told, set } = begin();
  set(9, true);
  world.refuse("too large");
  assert.deepEqual(session.problems, [{ field: "start", message: "too large" }]);
  assert.deepEqual(told.changes.slice(-2), ["shown", "refused"]);
  assertShows(session, 0.1);
  assert.equal(rateOf(session.scenario), 0.1);
  assert.deepEqual([told.handed.length, session.history.past.length, session.canUndo], [0, 1, false]);
  set(0.3, true);
  world.answer();
  assert.deepEqual(session.problems, []);
  assertShows(session, 0.3);
});

test("a hand that is on to something else keeps it when what it had is refused", () => {
  const { session, world, set } = begin();
  set(9, false);
  set(0.3, true);
  world.refuse("too large");
  assert.equal(rateOf(session.scenario), 0.3);
  world.answer();
  assertShows(session, 0.3);
  assert.equal(session.history.past.length, 2);
});

test("answers out of order: one that comes too late is not shown, one in time is put on what it was asked upon", () => {
  const asked = [];
  let listener;
  const session = new Session(first(), {
    connect: (hear) => {
      listener = hear;
      return { ask: (request) => asked.push({ request, fields: request.question() }), idle: true, close: () => {} };
    },
    needs: () => ({ row: 0, taylor: false, lines: false, curves: ["loss"] }),
  });
  const answer = ({ request, fields }) =>
    listener.onAnswer(decode(answerTo(`${new URLSearchParams(fields)}\n${JSON.stringify(request.scenario)}`)), request);
  for (const value of [0.3, 0.4, 0.5]) session.change(rate(session.scenario, value), false);
  answer(asked[0]);
  answer(asked[2]);
  assertShows(session, 0.5);
  answer(asked[1]);
  assertShows(session, 0.5);
  session.change(setStart(session.scenario, [2, 2]), true);
  session.change(setStart(session.scenario, SCENARIO.start), true);
  assert.equal(asked[4].fields.held, "0,1"); // asked while the first start was still shown
  answer(asked[3]);
  answer(asked[4]);
  assertShows(session, 0.5);
});

test("a line that is cut is taken up again, at once and then after growing pauses, with what is newest by then", () => {
  const { session, world, told, set } = begin();
  set(0.3, false);
  world.cut();
  assert.equal(session.stale, ""); // an idle line may have been closed at this very moment
  assert.equal(session.runner.idle, false);
  world.wait(14);
  for (const pause of [1000, 2000, 4000, 4000]) {
    const before = world.sockets.length;
    world.cut(); // nobody is there yet
    assert.equal(session.stale, "away");
    world.wait(pause - 1);
    session.change(rate(session.scenario, 0.35), false); // a hand that moves does not hurry it
    assert.equal(world.sockets.length, before);
    world.wait(1);
    assert.equal(world.sockets.length, before + 1);
  }
  world.cut();
  assert.equal(told.changes.at(-1), "stale");
  world.wait(4000);
  world.accept();
  assert.equal(session.stale, "slow"); // somebody is there again
  assert.equal(rateOf(world.question.scenario), 0.35);
  set(0.4, true);
  world.answer();
  assert.equal(session.stale, "");
  world.answer();
  assertShows(session, 0.4);
  assert.equal(session.history.past.length, 2);
  assert.deepEqual(world.timers, []);
  set(0.5, false); // the next time it begins with no pause
  world.cut();
  world.wait(14);
  world.accept();
  world.answer();
  assertShows(session, 0.5);
});

test("a line that was cut while nothing was asked for is taken up by the next question", () => {
  const { session, world, set } = begin();
  world.cut();
  assert.deepEqual([session.stale, world.timers.length, world.sockets.length], ["", 0, 1]);
  set(0.3, true);
  world.accept();
  world.answer();
  assertShows(session, 0.3);
});

for (const code of [1000, 1001]) {
  test(`a server that closes an idle line with ${code} is not away, even if a question was on its way`, () => {
    const { session, world, told, set } = begin();
    set(0.3, true);
    world.cut(code);
    world.wait(14);
    world.accept();
    world.answer();
    assertShows(session, 0.3);
    assert.equal(told.changes.includes("stale"), false);
  });
}

test("a server that wants to be asked later is, after growing pauses, and is not said to be away", () => {
  const { session, world, set } = begin();
  set(0.3, true);
  for (const pause of [1000, 2000, 4000]) {
    world.cut(1013);
    assert.notEqual(session.stale, "away");
    world.wait(pause - 1);
    const before = world.sockets.length;
    world.wait(1);
    assert.equal(world.sockets.length, before + 1);
    world.accept();
  }
  world.answer();
  assertShows(session, 0.3);
});

test("what is too large for the server is refused once, and the line goes on with the next", () => {
  const { session, world, told, set } = begin();
  set(0.3, false);
  set(0.4, true);
  world.cut(1009);
  assert.deepEqual(session.problems, [{ field: "", message: "This is more than the server takes at once." }]);
  world.wait(14);
  world.accept();
  world.answer();
  assertShows(session, 0.4);
  assert.deepEqual([session.problems, told.changes.includes("stale")], [[], false]);
  set(0.5, true);
  world.cut(1009);
  assert.equal(rateOf(session.scenario), 0.4); // it has left the hand
  assert.deepEqual([session.runner.idle, session.canRedo, world.timers.length], [true, false, 0]);
});

test("a server that takes no questions is asked none any more, and why is said each time", () => {
  const { session, world, told, set } = begin();
  set(0.3, true);
  world.cut(1008, "not from there");
  assert.deepEqual(session.problems, [{ field: "", message: "not from there" }]);
  assert.equal(rateOf(session.scenario), 0.1);
  told.changes.length = 0;
  set(0.4, true);
  assert.deepEqual(session.problems, [{ field: "", message: "not from there" }]);
  assert.deepEqual([told.changes.at(-1), session.canUndo, session.runner.idle], ["refused", false, true]);
  world.wait(100_000);
  assert.deepEqual([world.sockets.length, world.count], [1, 1]);
});

test("a server that takes no questions says so to the first, even if it has closed the line before", () => {
  const { session, world, set } = begin();
  world.cut(1008);
  assert.deepEqual(session.problems, []);
  set(0.3, true);
  assert.deepEqual(session.problems, [{ field: "", message: "The server takes no questions from this page." }]);
  assert.equal(world.sockets.length, 1);
});

test("a line that was quiet for long is replaced before the next question: it may be dead without a word", () => {
  const { session, world, set } = begin();
  set(0.3, true);
  world.answer();
  world.wait(60_000);
  const old = world.socket;
  set(0.4, true);
  assert.equal(old.isClosed, true);
  assert.equal(old.sent.length, 1);
  world.accept();
  world.answer();
  assertShows(session, 0.4);
  world.wait(50_000);
  set(0.5, true);
  assert.equal(world.sockets.length, 2);
  world.time -= 3_600_000; // the clock is put back
  world.answer();
  set(0.6, true);
  world.answer();
  assertShows(session, 0.6);
});

test("an answer that is slow is waited for, one that never comes is asked for on another line", () => {
  const { session, world, set } = begin();
  set(0.3, false);
  world.wait(999);
  assert.equal(session.stale, "");
  world.wait(1);
  assert.equal(session.stale, "slow");
  const deaf = world.socket;
  world.wait(13_999);
  assert.equal(session.stale, "slow");
  world.wait(1);
  assert.deepEqual([session.stale, deaf.isClosed], ["away", true]);
  world.wait(14);
  world.accept();
  deaf.onmessage({ data: answerTo(deaf.sent[0]) }); // too late
  assertShows(session, 0.1);
  world.answer();
  assertShows(session, 0.3);
  assert.equal(session.stale, "");
});

test("onto another surface the server carries the scenario over", () => {
  const { session, world, told } = begin();
  session.moveOnto("valley");
  assert.equal(world.question.onto, "valley");
  assert.equal(world.question.held, undefined);
  world.answer();
  assert.deepEqual(session.shown.surface.domain, [
    [-1, 1],
    [-3, 3],
  ]);
  assert.equal(session.scenario.surface.key, "valley");
  assert.deepEqual(session.scenario.start, [0.5, 2]);
  assert.equal(told.handed.length, 1);
  world.wait(20);
  session.change(rate(session.scenario, 0.3), true);
  assert.deepEqual([world.question.onto, world.question.surface, world.question.held], [undefined, "valley", "1"]);
  world.answer();
  world.wait(20);
  session.undo();
  world.answer();
  world.wait(20);
  session.undo();
  world.answer();
  assertShows(session, 0.1);
  assert.equal(session.shown.surface.id, "bowl");
});

test("a hand that moves on while it is being carried over is carried over as well", () => {
  const { session, world, set } = begin();
  session.moveOnto("valley");
  set(0.3, false);
  world.answer();
  assert.equal(session.shown.surface.id, "valley");
  assert.equal(session.history.past.length, 2); // the surface was settled on
  assert.deepEqual([world.question.onto, rateOf(world.question.scenario)], ["valley", 0.3]);
  world.answer();
  assert.deepEqual([session.scenario.surface.key, rateOf(session.scenario)], ["valley", 0.3]);
  assert.equal(session.isSettled, false);
  set(0.4, true);
  assert.equal(world.question.onto, undefined);
});

test("undo takes back another surface that has not come yet", () => {
  const { session, world } = begin();
  session.moveOnto("valley");
  session.undo();
  world.answer();
  world.wait(20);
  assert.equal(world.question.onto, undefined);
  world.answer();
  assert.deepEqual([session.shown.surface.id, session.history.past.length], ["bowl", 1]);
});

test("what is held is not sent again, and stays the same object", () => {
  const needs = { row: 0 };
  const { session, world, set } = begin(needs);
  const { points, detail } = session.shown.tracks[1];
  set(0.3, false);
  assert.deepEqual([world.question.surface, world.question.held, world.question.held_inside], ["bowl", "1", undefined]);
  world.answer();
  assert.equal(session.shown.tracks[1].points, points);
  assert.notEqual(session.shown.tracks[1].detail, detail); // other rows of it
  set(0.4, false);
  assert.deepEqual([world.question.held, world.question.held_inside], ["1", "1"]); // the very same rows
  const ahead = session.shown.tracks[1].detail;
  world.answer();
  assert.equal(session.shown.tracks[1].detail, ahead);
  session.change({ ...session.scenario, tolerance: 0.5 }, false);
  world.wait(20);
  assert.equal(world.question.held, "0,1"); // a path does not depend on it
  world.answer();
  session.change({ ...session.scenario, seed: 1 }, false);
  world.wait(20);
  assert.equal(world.question.held, undefined);
  world.answer();
  assert.equal(session.shown.tracks[1].points, points); // it has come again, with the same numbers
  assert.equal(session.shown.tracks[1].detail, ahead);
  session.change(setStart(session.scenario, [2, 2]), false);
  world.wait(20);
  assert.equal(world.question.held, undefined);
  world.answer();
  assert.deepEqual([...session.shown.tracks[1].points.subarray(0, 2)], [2, 2]);
});

test("rows are asked for as the playhead and the display need them", () => {
  let needs = { row: 0, taylor: false, lines: false, curves: ["loss"] };
  const world = new World();
  const session = new Session(first(), {
    connect: (listener) => new Link("ws://server", listener, world),
    needs: () => needs,
  });
  world.accept();
  const ask = (value) => {
    world.wait(20);
    session.change(rate(session.scenario, value), false);
    const { rows, taylor, held_inside: inside } = world.question;
    world.answer();
    return [rows, taylor, inside];
  };
  assert.deepEqual(ask(0.3), ["0-64", undefined, undefined]);
  needs = { ...needs, row: 90 };
  assert.deepEqual(ask(0.4), ["90-154", undefined, undefined]);
  assert.equal(session.shown.tracks[0].detail.gradients.shape[0], 11); // there are no more
  needs = { ...needs, taylor: true };
  assert.deepEqual(ask(0.5), ["90-154", "1", undefined]);
  assert.deepEqual([...session.shown.tracks[1].detail.taylor.hessians.subarray(0, 4)], [1, 0, 0, 1]);
  assert.deepEqual(ask(0.6), ["90-154", "1", "1"]);
});

test("what is drawn besides the paths is asked for, and until it is here no path counts as held", () => {
  const needs = {};
  const { session, world, set } = begin(needs);
  assert.deepEqual([...session.shown.tracks[1].gradientsTaken.subarray(0, 3)], [0, 2, 4]);
  needs.curves = ["distance"];
  assert.equal(session.lacks, true);
  session.again();
  assert.deepEqual([world.question.curves, world.question.held], ["distance", undefined]);
  world.answer();
  assert.ok(Math.abs(session.shown.tracks[0].curves.distance[0] - Math.SQRT2) < 1e-6);
  assert.equal(session.lacks, false);
  set(0.3, false);
  assert.deepEqual([world.question.curves, world.question.held], ["distance", "1"]);
  world.answer();
  assert.ok(session.shown.tracks[1].curves.distance); // that of the path that was held
});

test("more of the same run can be asked for, and nothing is noted twice", () => {
  const needs = { taylor: false };
  const { session, world } = begin(needs);
  needs.taylor = true;
  session.again();
  assert.equal(session.shown.tracks[0].detail.taylor, undefined);
  world.answer();
  assert.ok(session.shown.tracks[0].detail.taylor);
  assert.equal(session.history.past.length, 1);
});

test("what is settled counts even if the next drag has begun when its answer comes", () => {
  const { session, world, told, set } = begin();
  set(0.3, true);
  set(0.4, false);
  world.answer(); // to what was settled
  assertShows(session, 0.3);
  assert.deepEqual([told.handed, session.isSettled, rateOf(session.scenario)], [[0.3], false, 0.4]);
  world.answer();
  assertShows(session, 0.4);
  assert.equal(session.isSettled, false);
  set(0.5, true);
  world.answer();
  world.wait(20);
  session.undo();
  world.answer();
  assertShows(session, 0.3);
});

test("after it is closed nothing is heard, shown or waited for", () => {
  const { session, world, told, set } = begin();
  set(0.3, true);
  const before = told.changes.length;
  session.close();
  assert.equal(world.socket.isClosed, true);
  world.socket.onmessage({ data: answerTo(world.socket.sent[0]) });
  world.socket.onclose({ code: 1006, reason: "" });
  world.wait(60_000);
  assert.equal(told.changes.length, before);
  assertShows(session, 0.1);
  assert.deepEqual([world.sockets.length, world.timers.length, session.runner.idle], [1, 0, true]);
});

test("it goes on where another one stood: with what could be undone and redone, and with what was in the hand", () => {
  const before = begin();
  for (const value of [0.3, 0.4]) {
    before.set(value, true);
    before.world.answer();
  }
  before.world.wait(20);
  before.session.undo();
  before.world.answer();
  const { session, world, told } = begin();
  session.resume(JSON.parse(JSON.stringify(before.session.standing)));
  world.answer();
  assertShows(session, 0.3);
  assert.deepEqual([session.canUndo, session.canRedo, session.history.past.length], [true, true, 2]);
  assert.deepEqual(told.handed, [0.3]);
  before.set(0.7, false);
  const third = begin();
  third.session.resume(before.session.standing);
  third.world.answer();
  assertShows(third.session, 0.7);
  assert.deepEqual([third.session.isSettled, third.session.history.past.length], [true, 3]);
});

test("what was asked for before it went on is not noted in the history that it goes on with", () => {
  const before = begin();
  before.set(0.3, true);
  before.world.answer();
  const { session, world, told } = begin();
  session.again(); // the payload that it begins with lacks something
  session.resume(JSON.parse(JSON.stringify(before.session.standing)));
  world.answer();
  world.wait(20);
  world.answer();
  assertShows(session, 0.3);
  assert.equal(session.history.past.length, 2);
  assert.deepEqual(told.handed, [0.3]);
});

test("without a runner it stays as it began", () => {
  const session = new Session(first(), {
    connect: null,
    needs: () => ({ row: 0, taylor: false, lines: false, curves: ["loss"] }),
  });
  session.subscribe(() => assert.fail("nothing changes"));
  session.change(rate(session.scenario, 0.3), true);
  session.moveOnto("valley");
  session.again();
  session.undo();
  session.redo();
  session.close();
  assertShows(session, 0.1);
  assert.equal(rateOf(session.scenario), 0.1);
});

test("what a page begins with that takes another's place can be a step of its history", () => {
  const before = begin();
  before.set(0.3, true);
  before.world.answer();
  const { session, world, told } = begin();
  session.resume(JSON.parse(JSON.stringify(before.session.standing)), true);
  assertShows(session, 0.1);
  assert.equal(world.count, 0);
  assert.deepEqual(session.history.past.map(rateOf), [0.1, 0.3, 0.1]);
  assert.deepEqual(told.changes, ["history"]);
  session.undo();
  world.answer();
  assertShows(session, 0.3);
});

test("the server chooses four rates, once, and that is a step", () => {
  const { session, world } = begin();
  session.showFourRates(1);
  assert.deepEqual([world.question.four, world.question.held], ["1", undefined]);
  world.answer();
  assert.deepEqual(
    session.scenario.optimizers.map(({ key, learning_rate: rate }) => `${key} ${rate}`),
    ["adam 0.9", "adam 0.5", "adam 0.1", "adam 0.01"],
  );
  assert.equal(session.history.past.length, 2);
  world.wait(20);
  session.again();
  assert.equal(world.question.four, undefined);
});

test("the ground of held-out examples is asked for with the surface that is without it, and no more once it is there", () => {
  const { session, world } = begin({ beside: () => {} });
  const { surfaces } = session.catalogue;
  const { key } = SCENARIO.surface;
  session.catalogue = { ...session.catalogue, surfaces: { ...surfaces, [key]: { ...surfaces[key], data: { holds_out: true } } } };
  assert.equal(session.lacks, true);
  session.again();
  assert.deepEqual([world.question.ground, world.question.surface], ["held_out", undefined]);
  world.answer();
  session.shown.surface.held_out = {};
  assert.equal(session.lacks, false);
  world.wait(20);
  session.again();
  assert.deepEqual([world.question.ground, world.question.surface], ["held_out", session.shown.surface.id]);
});

test("where no view needs it, nobody asks for it", () => {
  const { session, world, set } = begin();
  set(0.3, true);
  assert.deepEqual([session.lacks, world.question.ground], [false, undefined]);
});
