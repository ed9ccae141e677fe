// What was chosen about the files to take home: remembered from one time to the next, and turned into what the server is asked.

const ON_OFF = { on: "yes", off: "no" }; // the page's switches, as exports call them
const SHARED = ["choice", "flag"]; // kinds of options that mean the same in every format

/** The formats by group, in their order: `[[group, formats], …]`. */
export function groupsOf(formats) {
  const groups = new Map();
  for (const format of formats) groups.set(format.group, [...(groups.get(format.group) ?? []), format]);
  return [...groups];
}

/** What was chosen, as far as it makes sense still: `{ format, shared, own }`. */
export function parseChosen(text, formats) {
  let chosen = null;
  try {
    chosen = JSON.parse(text);
  } catch {
    // whatever it was, it is of no use
  }
  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const format = formats.some(({ key }) => key === chosen?.format) ? chosen.format : formats[0].key;
  return { format, shared: isObject(chosen?.shared) ? chosen.shared : {}, own: isObject(chosen?.own) ? chosen.own : {} };
}

/** Whether an option does as the page does unless it is chosen. The step is apart: it belongs to the moment. */
export function follows(option, shown) {
  return option.key in shown && option.key !== "step";
}

/** The text of an option: as it was chosen, or else its default; empty where it follows the page. */
export function textOf(chosen, format, option, shown) {
  const unset = follows(option, shown) ? "" : option.default;
  const value = SHARED.includes(option.kind) ? chosen.shared[option.key] : chosen.own[format.key]?.[option.key];
  if (typeof value !== "string") return unset;
  return option.kind === "choice" && value !== "" && !option.choices.includes(value) ? unset : value;
}

/** What is chosen once an option has another text. */
export function withValue(chosen, format, option, value) {
  if (SHARED.includes(option.kind)) return { ...chosen, shared: { ...chosen.shared, [option.key]: value } };
  return { ...chosen, own: { ...chosen.own, [format.key]: { ...chosen.own[format.key], [option.key]: value } } };
}

/** What is chosen, without that a file has a table of the reader's own inside: that is said of one file, and not remembered. */
export function withoutOwnData(chosen) {
  const { own: _, ...shared } = chosen.shared;
  return { ...chosen, shared };
}

/** What the page shows, in the words of an option: its default where it has none for it. */
export function asShown(option, shown) {
  const value = shown[option.key];
  if (option.kind === "flag") return ON_OFF[value] ?? option.default;
  if (option.kind === "choice") return option.choices.includes(value) ? value : option.default;
  return value === null || value === undefined ? option.default : String(value);
}

/**
 * The options to ask for: those whose text is not the default. `shown` is what the page shows: its display, and the `step` up
 * to which the paths are wanted, null for all of it.
 */
export function requestOptions(chosen, format, shown) {
  const options = {};
  for (const option of format.options) {
    let value = textOf(chosen, format, option, shown).trim();
    if (follows(option, shown) && !value) value = asShown(option, shown);
    if (option.key === "step") value = shown.step === null ? "" : String(shown.step);
    if (value && value !== option.default) options[option.key] = value;
  }
  return options;
}

/** A viewpoint as files take it, in whole degrees; nulls where there is none. */
export function anglesOf(viewpoint) {
  const { azimuth, elevation } = viewpoint ?? {};
  return viewpoint ? { azimuth: Math.round(azimuth), elevation: Math.round(elevation) } : { azimuth: null, elevation: null };
}
