// The controls of a number: name, slider, and the number itself to type.

import { fromPosition, parseNumber, toPosition, written } from "../core/numbers.mjs";
import { h } from "./elements.mjs";
import { listenAhead } from "./pointer.mjs";

const TICKS = 1000;

/**
 * A line for one parameter. `onInput(value)` while the hand moves, `onSettle(value)` when it lets go,
 * `onProblem(text)` when what was typed is not allowed. The element has `show(value)`.
 */
export function numberLine(parameter, { name, onInput, onSettle, onProblem }) {
  if (parameter.choices.length) return choiceLine(parameter, { name, onSettle });
  const label = labelOf(parameter, name);
  const slider = h("input", {
    type: "range",
    min: 0,
    max: TICKS,
    step: 1,
    className: "ov-slider",
    "aria-label": label,
    "data-parameter": parameter.key,
  });
  const box = numberBox(parameter, {
    label: `${label}, exact number`,
    onSettle: (next) => {
      element.show(next);
      onSettle(next);
    },
    onProblem,
  });
  let value = null;
  const element = h(
    "div",
    { className: "ov-line" },
    h("span", { className: "ov-line-name", title: parameter.title }, parameter.title),
    slider,
    box,
  );
  element.show = (next) => {
    if (next === value) return;
    value = next;
    const place = String(Math.round(toPosition(parameter, next) * TICKS));
    if (!holds() && slider.value !== place) slider.value = place;
    slider.setAttribute("aria-valuetext", `${shown(parameter, next)}${unitOf(parameter)}`);
    box.show(next);
  };
  let told = null;
  const tell = (next) => {
    if (next !== told) onInput(next);
    told = next;
  };
  const at = (tick) => fromPosition(parameter, tick / TICKS);
  const holds = listenAhead(slider, (share) => tell(at(Math.round(share * TICKS))));
  slider.addEventListener("input", () => {
    element.show(at(slider.value));
    tell(at(slider.value));
  });
  slider.addEventListener("change", () => {
    told = null;
    onSettle(at(slider.value));
  });
  return element;
}

/** A line for a number that all panels share: `set(scenario, value)`; `on` has `change(edit, settled)` and `problem(text)`. */
export function scenarioLine(parameter, on, set) {
  const change = (settled) => (value) => on.change((scenario) => set(scenario, value), settled);
  return numberLine(parameter, { name: "", onInput: change(false), onSettle: change(true), onProblem: on.problem });
}

/** A box for one number, which shows four digits and lets all of them be typed; it has `show(value)`. */
export function numberBox(parameter, { label, onSettle, onProblem }) {
  const box = h("input", {
    type: "text",
    inputMode: "decimal",
    className: "ov-number",
    "aria-label": label,
    autocomplete: "off",
    spellcheck: false,
  });
  let value = null;
  box.show = (next) => {
    if (next === value) return;
    value = next;
    if (document.activeElement !== box) box.value = shown(parameter, next);
    box.title = `${next}${unitOf(parameter)}`;
  };
  box.addEventListener("focus", () => {
    box.value = String(value);
    box.select();
  });
  box.addEventListener("blur", () => (box.value = shown(parameter, value)));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") box.blur();
    if (event.key === "Escape") {
      box.value = String(value);
      box.blur();
    }
  });
  box.addEventListener("change", () => {
    const parsed = parseNumber(parameter, box.value);
    if (parsed.problem) onProblem(parsed.problem);
    else {
      box.show(parsed.value);
      onSettle(parsed.value);
    }
  });
  return box;
}

const labelOf = (parameter, name) => `${name ? `${name}: ` : ""}${parameter.title}`;
const unitOf = (parameter) => (parameter.unit ? ` ${parameter.unit}` : "");
/** Whole numbers are written out. */
const shown = (parameter, value) => (parameter.integer ? String(value) : written(value, 4));

function choiceLine(parameter, { name, onSettle }) {
  const select = h(
    "select",
    { className: "ov-select", "aria-label": labelOf(parameter, name) },
    ...parameter.choices.map((choice) => h("option", { value: choice }, choice)),
  );
  select.addEventListener("change", () => onSettle(select.value));
  const element = h(
    "div",
    { className: "ov-line" },
    h("span", { className: "ov-line-name", title: parameter.title }, parameter.title),
    select,
  );
  element.show = (value) => (select.value = value);
  return element;
}

/** A button with an icon (one of ICONS) and a name that is read aloud and shown on hover. */
export function iconButton(icon, name, onclick, properties = {}) {
  const button = h("button", { type: "button", className: "ov-icon", "aria-label": name, title: name, onclick, ...properties });
  button.setIcon = (next) => {
    if (button.dataset.icon === next) return;
    button.dataset.icon = next;
    button.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true">${ICONS[next]}</svg>`;
  };
  button.setIcon(icon);
  return button;
}

const ICONS = {
  play: '<path d="M4 2.5v11l9-5.5z" fill="currentColor"/>',
  pause: '<path d="M4 2.5h3v11H4zM9 2.5h3v11H9z" fill="currentColor"/>',
  back: '<path d="M12 3v10L6 8zM4 3h1.6v10H4z" fill="currentColor"/>',
  forward: '<path d="M4 3v10l6-5zM10.4 3H12v10h-1.6z" fill="currentColor"/>',
  loop: '<path d="M3.5 7.5a4 4 0 0 1 4-4h4M9.5 1.2l2.3 2.3-2.3 2.3M12.5 8.5a4 4 0 0 1-4 4h-4M6.5 14.8l-2.3-2.3 2.3-2.3" fill="none" stroke="currentColor" stroke-width="1.5"/>',
  undo: '<path d="M6.5 2.5 3 6l3.5 3.5M3.2 6H9a3.7 3.7 0 0 1 0 7.4H6" fill="none" stroke="currentColor" stroke-width="1.6"/>',
  redo: '<path d="M9.5 2.5 13 6 9.5 9.5M12.8 6H7a3.7 3.7 0 0 0 0 7.4h3" fill="none" stroke="currentColor" stroke-width="1.6"/>',
  close: '<path d="M4 4l8 8M12 4l-8 8" fill="none" stroke="currentColor" stroke-width="1.6"/>',
  more: '<circle cx="3.5" cy="8" r="1.4" fill="currentColor"/><circle cx="8" cy="8" r="1.4" fill="currentColor"/><circle cx="12.5" cy="8" r="1.4" fill="currentColor"/>',
};

let popovers = 0;

/** A button that opens a box under itself; `fill()` gives the box's children each time it opens. */
export function popover(button, className, fill) {
  const id = `ov-popover-${++popovers}`;
  const box = h("div", { id, popover: "auto", className: `ov-popover ${className}` });
  button.setAttribute("popovertarget", id);
  button.setAttribute("aria-haspopup", "true");
  box.addEventListener("beforetoggle", (event) => {
    if (event.newState === "open") box.replaceChildren(...fill(() => box.hidePopover()));
  });
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "open") return;
    const at = button.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = box;
    const below = at.bottom + 4 + offsetHeight <= window.innerHeight;
    box.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - offsetWidth - 8))}px`;
    box.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - 4 - offsetHeight)}px`;
    box.querySelector("button, a, select, input")?.focus();
  });
  return box;
}
