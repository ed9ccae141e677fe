// The name that was probably meant: the measure of Python's difflib, by which the server finds it too.

const CUTOFF = 0.6;
const LONGEST = 60;

/** The one of some names that is nearest to a text; null where none is near. @param {string} text @param {string[]} names */
export function nearestName(text, names) {
  return nearestNames(text, names, 1, CUTOFF)[0] ?? null;
}

/**
 * So many of some names that are most like a text, the likeliest first.
 * @param {string} text @param {string[]} names @param {number} count @param {number} cutoff the least likeness, 0 to 1
 */
export function nearestNames(text, names, count, cutoff = 0) {
  const letters = [...text].slice(0, LONGEST);
  return names
    .map((name) => ({ name, ratio: likeness([...name], letters) }))
    .filter(({ ratio }) => ratio >= cutoff)
    .sort((one, other) => other.ratio - one.ratio || (one.name < other.name ? 1 : -1))
    .slice(0, count)
    .map(({ name }) => name);
}

/** Twice the letters that two texts share in one order, by all of their letters. @param {string[]} one @param {string[]} other */
function likeness(one, other) {
  const all = one.length + other.length;
  return all ? (2 * shared(one, other, [0, one.length, 0, other.length])) / all : 1;
}

/** The letters of the longest piece that both have, the first of those, and of what is before it and behind it. */
function shared(one, other, [begin, end, first, last]) {
  const { i, j, size } = longestPiece(one, other, [begin, end, first, last]);
  if (!size) return 0;
  return size + shared(one, other, [begin, i, first, j]) + shared(one, other, [i + size, end, j + size, last]);
}

function longestPiece(one, other, [begin, end, first, last]) {
  let best = { i: begin, j: first, size: 0 };
  for (let i = begin; i < end; i += 1) {
    for (let j = first; j < last; j += 1) {
      let size = 0;
      while (i + size < end && j + size < last && one[i + size] === other[j + size]) size += 1;
      if (size > best.size) best = { i, j, size };
    }
  }
  return best;
}
