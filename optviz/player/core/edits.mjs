// Changes to the data of a surface: rows that are moved, added or taken away, as optviz/scenario/edits.py writes them. A table
// stays as it is; with changes it is another one.

const DIGITS = 4; // of a number that a hand gives
const MOST_IN_LINK = 40; // as in optviz/scenario/bounds.py

/**
 * Rows that are moved begin with their place; those that are added stand behind all others, and those that are removed keep their
 * place and do not count. Null where nothing is changed.
 * @typedef {{ moved?: number[][], added?: number[][], removed?: number[] } | null | undefined} Edits
 * @typedef {import("./examples.mjs").Table & { isMade?: boolean }} Table as it comes: `isMade` where numbers of the surface make it
 */

/** The table with changes. @template {Table} T @param {T} table @param {Edits} edits @returns {T} */
export function edited(table, edits) {
  if (!edits) return table;
  const { moved = [], added = [], removed = [] } = edits;
  const rows = [...table.rows, ...added];
  for (const [place, ...row] of moved) rows[place] = row;
  return { ...table, rows, removed };
}

/** How many rows are changed. @param {Edits} edits */
export const countOf = (edits) => Object.values(edits ?? {}).reduce((sum, { length }) => sum + length, 0);

/** With a row at a place. @param {Edits} edits @param {Table} table as it comes @param {number} place @param {number[]} row */
export function withRow(edits, table, place, row) {
  const own = place - table.rows.length;
  if (own >= 0) return written({ ...edits, added: (edits?.added ?? []).with(own, row) }, table);
  const others = (edits?.moved ?? []).filter(([other]) => other !== place);
  return written({ ...edits, moved: [...others, [place, ...row]] }, table);
}

/** With one row more. @param {Edits} edits @param {Table} table @param {number[]} row */
export const withNewRow = (edits, table, row) => written({ ...edits, added: [...(edits?.added ?? []), row] }, table);

/** Without a row. @param {Edits} edits @param {Table} table @param {number} place */
export function withoutRow(edits, table, place) {
  const own = place - table.rows.length;
  if (own >= 0) return written({ ...edits, added: (edits?.added ?? []).toSpliced(own, 1) }, table);
  return written({ ...edits, removed: [...(edits?.removed ?? []), place] }, table);
}

/** Changes as the server writes them: in the order of their places, and nothing that changes nothing. @returns {Edits} */
function written({ moved = [], added = [], removed = [] }, /** @type {Table} */ { rows, isMade }) {
  const isSame = ([place, ...row]) => !isMade && row.every((value, k) => value === rows[place][k]);
  const kept = moved.filter((row) => !removed.includes(row[0]) && !isSame(row)).toSorted(([a], [b]) => a - b);
  const all = { moved: kept, added, removed: removed.toSorted((a, b) => a - b) };
  const found = Object.fromEntries(Object.entries(all).filter(([, { length }]) => length > 0));
  return Object.keys(found).length ? found : null;
}

/** Whether a row can be taken away: two examples to train on stay, and one that is held out. @param {Table} table with its changes */
export function canRemove({ rows, heldOut, removed = [] }, place) {
  const isHeld = heldOut.includes(place);
  const held = heldOut.filter((one) => !removed.includes(one)).length;
  return isHeld ? held > 1 : rows.length - removed.length - held > 2;
}

/**
 * The row that a hand puts at a place of the picture: within the columns' limits and the picture, in four digits.
 * @param {{ ranges: [number, number][], side: number }} program @param {any[]} columns @param {number[]} place
 * @param {number[]} row what it was; of a plane the target stays
 */
export function rowAt({ ranges, side }, columns, place, row) {
  const put = place.map((value, k) => within(columns[k], ranges[k], value));
  return side ? [...put, row[2]] : put;
}

function within({ low, high, integer }, [first, last], /** @type {number} */ value) {
  const bounded = Math.min(high, last, Math.max(low, first, value));
  return integer ? Math.round(Math.min(high, Math.max(low, value))) : Number(bounded.toPrecision(DIGITS));
}

/** The changes of an address as its texts: rows with `_` between their numbers; of more than it carries only how many. */
export function inLink(/** @type {Edits} */ edits, /** @type {(value: number) => string} */ text) {
  const count = countOf(edits);
  if (count > MOST_IN_LINK) return { needed: count };
  const rowText = (row) => (Array.isArray(row) ? row : [row]).map(text).join("_");
  return Object.fromEntries(Object.entries(edits).map(([kind, rows]) => [kind, rows.map(rowText).join(" ")]));
}
