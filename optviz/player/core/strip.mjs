// The strip of a map that a learning rate's track shows: the final loss of its rule at each rate, all else being as it is.

import { looksOf } from "./map-looks.mjs";
import { alone } from "./map-wish.mjs";
import { written } from "./numbers.mjs";
import { say } from "./say.mjs";
import { Sweeper } from "./sweeping.mjs";

export const CELLS = 72;
const RATE = "optimizers.0.learning_rate";

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {{ colours: (string | null)[], text: string, low: number, high: number }} Strip a colour for each rate, null where it diverges */

/** The sweep of a strip between the ends of a track. @param {Scenario} scenario @param {number} i @param {[number, number]} ends @returns {import("./sweeping.mjs").Sweep} */
export function stripOf(scenario, i, [low, high]) {
  const own = alone({ scenario, optimizer: i, x: null, y: null, outcome: "final_loss" });
  return { ...own, x: { key: RATE, low, high, scale: "log", cells: CELLS } };
}

/** A strip in the making: `go(until)` runs cells while that allows it, and gives the strip once all are there. */
export class StripWork {
  #next = 0;

  /** @param {import("./programs.mjs").Programs} programs @param {import("./sweeping.mjs").Sweep} sweep */
  constructor(programs, sweep) {
    this.sweep = sweep;
    this.sweeper = new Sweeper(programs, sweep);
  }

  /** @param {() => boolean} mayGoOn @param {"light" | "dark"} style @param {any} rules @returns {Strip | null} */
  go(mayGoOn, style, rules) {
    while (this.#next < CELLS) {
      this.sweeper.run(0, this.#next);
      this.#next += 1;
      if (!mayGoOn()) return this.#next < CELLS ? null : this.#made(style, rules);
    }
    return this.#made(style, rules);
  }

  #made(style, rules) {
    const { found } = this.sweeper;
    const { looks, places } = looksOf(found, "final_loss", style, [], rules);
    const colours = Array.from(places, (look, i) => (found.diverged_at[i] >= 0 ? null : looks[look][0]));
    const good = Array.from(found.losses, (loss, i) => (found.diverged_at[i] >= 0 ? Number.POSITIVE_INFINITY : loss));
    const { low, high } = this.sweep.x;
    return { colours, text: toldOf(good, found.x, rules.alike), low, high };
  }
}

/** What a strip says, with the rates at which the loss is lowest: of several side by side the first and the last. */
function toldOf(losses, rates, alike) {
  const said = say("Strip: the final loss at each rate, dark is low, dotted has diverged");
  const lowest = Math.min(...losses);
  if (lowest === Infinity) return said;
  let [first, from, to] = [0, 0, -1];
  for (const [i, loss] of losses.entries()) {
    if (loss > lowest + alike * Math.abs(lowest)) first = i + 1;
    else if (i - first > to - from) [from, to] = [first, i];
  }
  const [low, high] = [from, to].map((i) => written(rates[i], 2));
  if (from === to) return say("{said}; lowest at {rate}", { said, rate: low });
  return say("{said}; nowhere lower than from {low} to {high}", { said, low, high });
}
