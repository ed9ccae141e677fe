// The one playhead of all panels, and its time: a real number of steps, so that slow motion is smooth.

export const SPEEDS = [0.5, 1, 2, 5, 15, 30, 60, 120, 240, 480];
const REST = 1.2; // seconds at the end before a loop begins again
const LONGEST = 0.1; // seconds: a tab that was hidden does not make up for the time away

/**
 * @typedef {object} Playhead
 * @property {number} step
 * @property {boolean} playing
 * @property {number} speed in steps a second
 * @property {boolean} loop whether it begins again at the end
 */

/** Takes the time, and never reads it. */
export class Clock {
  /** @param {{ numSteps: number, playing?: boolean, changed?: () => void }} run is told when something of it has changed */
  constructor({ numSteps, playing = true, changed = () => {} }) {
    this.numSteps = numSteps;
    this.changed = changed;
    /** @type {Playhead} */
    this.playhead = { step: 0, playing, speed: 30, loop: true };
    this.rested = 0;
    this.lastTick = null;
  }

  /** Whole steps walked. */
  get row() {
    return Math.floor(this.playhead.step);
  }

  /** Changes some of the playhead. @param {Partial<Playhead>} change */
  set(change) {
    Object.assign(this.playhead, change);
    this.rested = 0;
    this.changed();
  }

  /** Another run, on which the playhead stays where it is if it can. @param {number} numSteps */
  fit(numSteps) {
    this.numSteps = numSteps;
    this.playhead.step = Math.min(this.playhead.step, numSteps);
    this.changed();
  }

  /** Goes on to a moment, in milliseconds; the time for which it stood still does not count. @param {number} now */
  tick(now) {
    this.advance(Math.min(LONGEST, (now - (this.lastTick ?? now)) / 1000));
    this.lastTick = this.playhead.playing ? now : null;
  }

  /** @param {number} seconds */
  advance(seconds) {
    const { playhead, numSteps } = this;
    if (!playhead.playing) return;
    if (playhead.step < numSteps) {
      this.set({ step: Math.min(playhead.step + seconds * playhead.speed, numSteps) });
      return;
    }
    if (!playhead.loop) {
      playhead.playing = false;
      return;
    }
    this.rested += seconds;
    if (this.rested >= REST) this.set({ step: 0 });
  }

  /** Play and pause; playing from the end begins again. */
  toggle() {
    const { playing, step } = this.playhead;
    this.set({ playing: !playing, step: !playing && step >= this.numSteps ? 0 : step });
  }

  toggleLoop() {
    this.set({ loop: !this.playhead.loop });
  }

  /** Stops at a whole step inside the run. @param {number} step */
  seek(step) {
    this.set({ playing: false, step: Math.min(this.numSteps, Math.max(0, Math.round(step))) });
  }

  /** Some steps on, or back. @param {number} steps */
  nudge(steps) {
    this.seek(this.row + steps);
  }

  /** The next faster (or, for −1, slower) speed. @param {number} direction */
  faster(direction) {
    const place = SPEEDS.indexOf(this.playhead.speed) + direction;
    this.set({ speed: SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, place))] });
  }
}
