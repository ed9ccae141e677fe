// Work that is done in slices, so that frames come between them: a generator that rests wherever it `isLate`.

/**
 * @template T
 * @typedef {Generator<void, T, void>} Slow
 */
/** @typedef {() => boolean} IsLate */

/** For work that has all the time. */
export const never = () => false;

/** All of it at once. @template T @param {Slow<T>} work @returns {T} */
export function finished(work) {
  for (;;) {
    const { done, value } = work.next();
    if (done) return /** @type {T} */ (value);
  }
}
