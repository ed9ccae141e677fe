// Finding rows by words, and the row beside another one.

/** A text as it is searched: accents and case do not matter. @param {string} text */
export const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Whether a text has all words of a query, each anywhere in it.
 * @param {string} query @returns {(text: string) => boolean} of a text that is `folded`
 */
export function finder(query) {
  const words = folded(query).split(/\s+/).filter(Boolean);
  return (text) => words.every((word) => text.includes(word));
}

/** @typedef {{ left: number, top: number }} Place of a row that is shown */

/**
 * Where an arrow key leads from a row: over and under it to the nearest one of the line that is nearest, sideways along the
 * order. At an end it stays.
 * @param {Place[]} places in their order @param {number} from @param {string} key an arrow's
 */
export function neighbour(places, from, key) {
  const last = places.length - 1;
  if (key === "ArrowLeft") return Math.max(0, from - 1);
  if (key === "ArrowRight") return Math.min(last, from + 1);
  const way = key === "ArrowDown" ? 1 : -1;
  const { left, top } = places[from];
  const [distance, aside] = [({ top: other }) => way * (other - top), ({ left: other }) => Math.abs(other - left)];
  let best = from;
  places.forEach((place, i) => {
    if (distance(place) <= 0) return;
    const gained = best === from ? -1 : distance(place) - distance(places[best]);
    if (gained < 0 || (gained === 0 && aside(place) < aside(places[best]))) best = i;
  });
  return best;
}

/** Whether rows stand beside each other. @param {Place[]} places */
export const hasColumns = (places) => places.some(({ left }) => left !== places[0].left);
