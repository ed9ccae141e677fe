// Elements in one call, and nothing else.

/** An element with properties (those with a dash or `role`, `for` as attributes, `on…` as listeners) and children. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.includes("-") || name === "role" || name === "for" || name === "list" || !(name in element)) {
      element.setAttribute(name, value === true ? "" : value);
    } else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Sets the text of an element that has nothing else, if it differs: what has not changed is not laid out again. */
export function setText(element, text) {
  const { firstChild } = element;
  if (!firstChild) element.append(text);
  else if (firstChild.data !== text) firstChild.data = text; // a new text node would have to be styled first
}

/**
 * Has a control show a value, if it does not: for each that is written into a choice, Chromium looks through all controls of the
 * page, for more than two milliseconds.
 */
export function setValue(/** @type {HTMLInputElement | HTMLSelectElement} */ control, /** @type {string | number} */ value) {
  if (control.value !== String(value)) control.value = String(value);
}

/** A text that begins with a capital letter. */
export const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
