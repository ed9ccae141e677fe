// The clock: the playhead and its time.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Clock, SPEEDS } from "../../../optviz/player/core/clock.mjs";

test("playing goes on by time, rests at the end, and begins again", () => {
  const clock = new Clock({ numSteps: 200 });
  const steps = [0.5, 100, 1, 1].map((seconds) => {
    clock.advance(seconds);
    return clock.playhead.step;
  });
  assert.deepEqual(steps, [15, 200, 200, 0]);
  assert.equal(clock.playhead.playing, true);
  clock.advance(100);
  clock.advance(1);
  assert.equal(clock.playhead.step, 200); // it rests as long the second time
});

test("without repeat, playing stops at the end, and play begins again", () => {
  const clock = new Clock({ numSteps: 50 });
  clock.toggleLoop();
  clock.advance(100);
  clock.advance(0.1);
  assert.deepEqual([clock.playhead.playing, clock.playhead.step], [false, 50]);
  clock.toggle();
  assert.deepEqual([clock.playhead.playing, clock.playhead.step], [true, 0]);
  clock.advance(0.5);
  clock.toggle();
  assert.deepEqual([clock.playhead.playing, clock.playhead.step], [false, 15]);
  clock.advance(1);
  assert.equal(clock.playhead.step, 15);
});

test("the time of frames is taken as it is told, but for the time away", () => {
  const clock = new Clock({ numSteps: 200 });
  clock.tick(5000); // the first one tells when it began
  assert.equal(clock.playhead.step, 0);
  clock.tick(5050);
  assert.equal(clock.playhead.step, 1.5);
  clock.tick(65_050);
  assert.equal(clock.playhead.step, 4.5);
});

test("a sought step is whole, inside the run, and held", () => {
  const clock = new Clock({ numSteps: 10 });
  for (const [step, expected] of [
    [7.6, 8],
    [-3, 0],
    [99, 10],
  ]) {
    clock.seek(step);
    assert.equal(clock.playhead.step, expected);
  }
  assert.equal(clock.playhead.playing, false);
  clock.set({ step: 4.7 });
  assert.equal(clock.row, 4);
  clock.nudge(1);
  assert.equal(clock.playhead.step, 5);
  clock.nudge(-10);
  assert.equal(clock.playhead.step, 0);
});

test("a shorter run takes the playhead along to its end", () => {
  const clock = new Clock({ numSteps: 100, playing: false });
  clock.seek(80);
  clock.fit(120);
  assert.equal(clock.playhead.step, 80);
  clock.fit(50);
  assert.equal(clock.playhead.step, 50);
  clock.seek(60);
  assert.equal(clock.playhead.step, 50);
});

test("faster and slower end at the fastest and the slowest", () => {
  const clock = new Clock({ numSteps: 10 });
  assert.equal(clock.playhead.speed, 30);
  clock.faster(1);
  assert.equal(clock.playhead.speed, 60);
  for (let i = 0; i < 20; i++) clock.faster(1);
  assert.equal(clock.playhead.speed, SPEEDS.at(-1));
  for (let i = 0; i < 20; i++) clock.faster(-1);
  assert.equal(clock.playhead.speed, SPEEDS[0]);
});

test("whoever draws it is told of every change, and the time for which it stands still does not count", () => {
  let told = 0;
  const clock = new Clock({ numSteps: 200, playing: false, changed: () => (told += 1) });
  clock.tick(1000);
  assert.equal(told, 0);
  const changes = [
    () => clock.seek(7),
    () => clock.nudge(1),
    () => clock.faster(1),
    () => clock.toggleLoop(),
    () => clock.fit(100),
    () => clock.toggle(),
  ];
  for (const [i, change] of changes.entries()) {
    change();
    assert.ok(told > i);
  }
  clock.set({ speed: 30 });
  clock.tick(61_000); // a minute later
  assert.equal(clock.playhead.step, 8);
  clock.tick(61_050);
  assert.equal(clock.playhead.step, 9.5);
});
