// What going step by step sets for itself, and gives back.

const SLOWEST = 0.5; // steps a second, at which one can follow each line of the pseudo-code

/** @typedef {{ arrows: string, speed: number }} Pace how much arrows are enlarged, and steps a second */

export class Stepwise {
  /** @type {{ before: Pace, during: Pace } | null} */
  lent = null;

  /** The pace while one goes step by step. @param {Pace} before @returns {Pace} */
  enter(before) {
    const during = { arrows: before.arrows === "0" ? "1" : before.arrows, speed: Math.min(before.speed, SLOWEST) };
    this.lent = { before, during };
    return during;
  }

  /** The pace afterwards: as before, but for what was set by hand meanwhile. @param {Pace} now @returns {Pace} */
  leave(now) {
    const { before, during } = this.lent ?? { before: now, during: now };
    this.lent = null;
    return {
      arrows: now.arrows === during.arrows ? before.arrows : now.arrows,
      speed: now.speed === during.speed ? before.speed : now.speed,
    };
  }
}
