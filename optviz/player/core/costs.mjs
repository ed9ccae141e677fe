// How long work takes, by what decides it: the middle one of the latest few times, since a single one may have been held up.

export const LATEST = 5;

/**
 * How long the programs of a page take, as far as it is known: for all of its runners, since what one has warmed up is warm.
 * @typedef {object} Known
 * @property {Map<string, number>} steps milliseconds of a step of one rule, by the programs that take it
 * @property {Costs} grounds by the surface
 */

/** @returns {Known} */
export const nothingKnown = () => ({ steps: new Map(), grounds: new Costs() });

export class Costs {
  /** @type {Map<string, number[]>} milliseconds of the latest ones, by their kind */
  #latest = new Map();

  note(/** @type {string} */ kind, /** @type {number} */ milliseconds) {
    this.#latest.set(kind, [...(this.#latest.get(kind) ?? []), milliseconds].slice(-LATEST));
  }

  has(/** @type {string} */ kind) {
    return this.#latest.has(kind);
  }

  /** The milliseconds that work of a kind will take; not a number where it was done fewer than so many times. */
  expected(/** @type {string} */ kind, fewest = 1) {
    const latest = this.#latest.get(kind) ?? [];
    return latest.length < fewest ? Number.NaN : latest.toSorted((a, b) => a - b)[latest.length >> 1];
  }
}
