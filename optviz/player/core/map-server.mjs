// Maps of the server: a sweep goes there, its outcomes come back.

import { askLong } from "./asking.mjs";

/** @typedef {import("./sweeping.mjs").Sweep} Sweep */

/**
 * A map with at most so many cells along each side, or what is wrong.
 * @param {{ server: string, page: string }} from the server, and by which token it knows the page
 * @param {Sweep} sweep @param {number} most @param {AbortSignal} signal @param {(share: number) => void} hear is told the share done
 * @returns {Promise<{ header: any, found: import("./sweeping.mjs").Outcomes } | { problem: string }>}
 */
export async function askMap({ server, page }, sweep, most, signal, hear) {
  const answer = await askLong(new URL("api/sweep", server).href, { most: String(most), page }, sweep, signal, hear);
  if (typeof answer === "string") return { problem: answer };
  const { header, arrays } = answer;
  return { header, found: /** @type {any} */ ({ ...arrays, shape: arrays.losses.shape }) };
}
