// The handles of all starts on a stage: of that which paths share, and of each rule's own.

import { say } from "../core/say.mjs";
import { moving } from "./moving.mjs";
import { startHandle } from "./start-handle.mjs";

/** @typedef {import("../core/starts.mjs").Start} Start */

/**
 * What they act through: the weights under a pointer, as of which start; how much of each weight is shown; where the surface's own
 * start is.
 * @typedef {object} Hand
 * @property {(event: PointerEvent, start: Start) => number[]} weightsAt
 * @property {() => number[]} spans
 * @property {() => number[]} home
 * @property {(weights: number[], settled: boolean, place: number | null) => void} move
 */

export class StartHandles {
  /** @type {HTMLButtonElement[]} */
  #handles = [];
  /** @type {((x: number, y?: number) => void)[]} what moves each of them */
  #moves = [];
  /** @type {Start[]} */
  #starts = [];

  /** @param {HTMLElement} before which they stand @param {string} title @param {Hand} hand */
  constructor(before, title, hand) {
    this.before = before;
    this.title = title;
    this.hand = hand;
  }

  /** As many as there are starts. @param {Start[]} starts */
  fit(starts) {
    this.#starts = starts;
    while (this.#handles.length > starts.length) this.#removeLast();
    while (this.#handles.length < starts.length) this.#add(this.#handles.length);
    for (const [k, handle] of this.#handles.entries()) {
      const { place, name } = starts[k];
      const said =
        place === null
          ? say("Start point: drag it, or use the arrow keys")
          : say("Start point of {name}: drag it, or use the arrow keys", { name });
      if (handle.getAttribute("aria-label") !== said) handle.setAttribute("aria-label", said);
    }
  }

  #add(/** @type {number} */ k) {
    const { hand } = this;
    const start = () => this.#starts[k];
    const handle = startHandle({
      weightsAt: (event) => hand.weightsAt(event, start()),
      start: () => start().weights,
      home: () => (start().place === null ? hand.home() : start().shared),
      spans: hand.spans,
      move: (weights, settled) => hand.move(weights, settled, start().place),
    });
    handle.title = this.title;
    handle.hidden = true;
    this.#handles.push(handle);
    this.#moves.push(moving(handle));
    this.before.before(handle);
  }

  #removeLast() {
    this.#handles.pop().remove();
    this.#moves.pop();
  }

  /** Puts them at these pixels; null where one is out of sight. @param {(number[] | null)[]} places */
  put(places) {
    for (const [k, handle] of this.#handles.entries()) {
      const at = places[k];
      handle.hidden = !at;
      if (at) this.#moves[k](at[0], at[1]);
    }
  }
}
