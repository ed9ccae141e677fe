// How far somebody is in a lesson: the question is answered or passed over, hints are shown one by one, the task is done.

/** What is kept of a lesson. @typedef {{ answer: number | null, done: boolean }} Progress `answer`: -1 for passed over */

export class LessonSteps {
  /** @param {{ read: () => Record<string, Progress>, write: (all: Record<string, Progress>) => void }} memory of this browser */
  constructor(memory) {
    this.memory = memory;
    this.key = "";
    this.hints = 0;
    /** @type {Progress} */
    this.progress = { answer: null, done: false };
  }

  /** Begins a lesson, or goes on with it. */
  open(/** @type {string} */ key) {
    this.key = key;
    this.hints = 0;
    this.progress = { answer: null, done: false, ...this.memory.read()[key] };
  }

  get isCovered() {
    return this.progress.answer === null;
  }

  /** An answer by its place; -1: none, the picture is to be seen all the same. */
  answer(/** @type {number} */ place) {
    this.#keep({ answer: place });
  }

  askAgain() {
    this.#keep({ answer: null });
  }

  /** Takes note that the task's goal is reached; gives whether it was not before. */
  reach() {
    if (this.progress.done) return false;
    this.#keep({ done: true });
    return true;
  }

  #keep(/** @type {Partial<Progress>} */ what) {
    this.progress = { ...this.progress, ...what };
    this.memory.write({ ...this.memory.read(), [this.key]: this.progress });
  }
}
