// A theme with lines and marks as large as the type.

/** @type {WeakMap<object, object>} */
const large = new WeakMap();

/** A theme, the same object each time; `unit`: what is a pixel in small type. */
export function themeOf(theme, isLarge) {
  if (!large.has(theme)) large.set(theme, grown(theme, theme.shares.large));
  return isLarge ? large.get(theme) : theme;
}

function grown(theme, unit) {
  const strokes = Object.fromEntries(Object.entries(theme.strokes).map(([name, width]) => [name, unit * width]));
  return { ...theme, strokes, unit };
}
