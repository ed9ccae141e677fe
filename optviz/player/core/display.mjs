// How the picture is shown: nothing that a run depends on. It is kept in the URL beside the scenario. What can be chosen comes
// with the catalogue.

/**
 * Something about how a picture is shown; see optviz/picture/display.py.
 * @typedef {object} DisplayOption
 * @property {string} key
 * @property {string} title
 * @property {string} default
 * @property {Record<string, string>} choices what is said of each value; none where it is the key of a quantity
 * @property {"view" | "parts" | "curves" | "data" | ""} group where the page offers it
 * @property {boolean} resizes whether the page is laid out anew when it changes
 * @property {Record<string, string>} former values that old addresses have
 * @property {[number, number][]} [bounds] of each number, where its value is numbers with commas between, or empty
 */

const PREFIX = "show.";
const NUMBER = /^-?\d{1,4}(\.\d{1,6})?$/;
const STATE_FIELD = /^state\.\w{1,40}$/;

/**
 * Of a group, in their order.
 * @param {DisplayOption[]} options
 * @param {string} group
 */
export function displayOptionsOf(options, group) {
  return options.filter((option) => option.group === group);
}

/**
 * The display that the fields of a URL ask for, and what is wrong with them.
 * @param {Record<string, string>} fields
 * @param {{ display: DisplayOption[], quantities: Record<string, string> }} catalogue
 */
export function parseDisplay(fields, { display: options, quantities }) {
  const display = Object.fromEntries(options.map((option) => [option.key, option.default]));
  const problems = [];
  for (const [path, given] of Object.entries(fields)) {
    const option = options.find(({ key }) => PREFIX + key === path);
    if (!option) {
      problems.push(`${path}: no such field; ${options.map(({ key }) => key).join(", ")} are allowed`);
      continue;
    }
    const value = option.former[given] ?? given;
    if (option.bounds?.length) {
      if (areWithin(value, option.bounds)) display[option.key] = value;
      else
        problems.push(`${path}: numbers from ${option.bounds.map(([low, high]) => `${low} to ${high}`).join(", ")} are allowed`);
      continue;
    }
    const choices = Object.keys(option.choices);
    const allowed = choices.length ? choices : Object.keys(quantities);
    if (allowed.includes(value) || (!choices.length && STATE_FIELD.test(value))) display[option.key] = value;
    else problems.push(`${path}: ${allowed.join(", ")} are allowed`);
  }
  return { display, problems };
}

/** Whether a text is numbers with commas between, each within its bounds, or nothing. */
function areWithin(text, bounds) {
  const parts = text === "" ? [] : text.split(",");
  return parts.length <= bounds.length && parts.every((part, i) => NUMBER.test(part) && isBetween(Number(part), bounds[i]));
}

const isBetween = (value, [low, high]) => value >= low && value <= high;

/**
 * What of a display differs from the default, as fields of a URL.
 * @param {Record<string, string>} display
 * @param {DisplayOption[]} options
 */
export function toQuery(display, options) {
  const changed = options.filter(({ key, default: usual }) => display[key] !== usual);
  return changed.map(({ key }) => `${PREFIX}${key}=${encodeURIComponent(display[key])}`).join("&");
}
