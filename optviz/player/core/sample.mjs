// Tables with so many rows that a hand would wait: while it moves some of them count, and the page says so.

import { say } from "./say.mjs";

/** @type {import("./programs.mjs").Sampling} */
export const WHILE_IT_MOVES = { many: 4096, few: 512 };

/** @type {import("./programs.mjs").Sampling} where the browser takes long on these, and the server too */
export const WHERE_IT_IS_SLOW = { many: 512, few: 256 };

/** @typedef {{ few: number, all: number }} Sample how many rows count, and of how many */

/** @param {Sample} sample */
export const saidOfSample = ({ few, all }) =>
  say("Here {few} of the {all} rows count, until the run on all of them is there.", { few, all });
