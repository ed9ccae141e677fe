// What a key is called, whatever is written on it.

/**
 * A key by the sign that it gives; where that is of another script or a sign of an unshifted digit, by its place on the board.
 * So `v` is where V is written, and on a Russian board, on which it is nowhere, where others have it.
 * @param {{ key: string, code: string, shiftKey: boolean }} event
 */
export function keyName({ key, code, shiftKey }) {
  const [letter, digit] = [/^Key([A-Z])$/, /^Digit(\d)$/].map((form) => form.exec(code)?.[1]);
  if (letter && !/^[ -~]+$/.test(key)) return letter.toLowerCase();
  if (digit && !shiftKey && !/^[0-9+?-]$/.test(key)) return digit;
  return key.length === 1 ? key.toLowerCase() : key;
}
