// How paths are drawn: the rule of optviz/picture/looks.py, on its table.

/** @typedef {{ light: string, dark: string, print: string, dash: number[], mark: string }} Look */

/**
 * A look for each choice, all different: the one that its rule prefers, or where that is taken by one before it, the next in a
 * circle that nobody prefers or has.
 * @param {{ key: string }[]} choices
 * @param {{ optimizers: Record<string, any>, looks: Look[] }} catalogue
 * @returns {Look[]}
 */
export function looksOf(choices, { optimizers, looks }) {
  const preferred = choices.map(({ key }) => optimizers[key].colour);
  const taken = new Set();
  const isFree = (place) => !preferred.includes(place) && !taken.has(place);
  return preferred.map((wanted) => {
    const circle = looks.map((_, i) => (wanted + i) % looks.length);
    const place = taken.has(wanted) ? circle.find(isFree) : wanted;
    taken.add(place);
    return looks[place];
  });
}
