// The controls of a number: name, slider, and the number itself to type.

import { say } from "../core/say.mjs";
import { h, setValue } from "./elements.mjs";
import { numberBox, saidNumber } from "./number-box.mjs";
import { slider } from "./slider.mjs";

const NONE = []; // marks

/**
 * A line for one parameter. `onInput(value)` while the hand moves, `onSettle(value)` when it lets go,
 * `onProblem(text)` when what was typed is not allowed. The element has `show(value)`, and `fit({ home, marks, fallback })` for
 * where its track begins and what is to be seen on it, and what it goes back to if not to the parameter's default.
 */
export function numberLine(parameter, { name, onInput, onSettle, onProblem }) {
  if (parameter.choices.length) return choiceLine(parameter, { name, onSettle });
  const label = labelOf(parameter, name);
  /** @type {number} */
  let fallback = parameter.default;
  const track = slider({
    label,
    parameter: parameter.key,
    text: (value) => saidNumber(parameter, value),
    onInput,
    onSettle,
    onShown: (value) => box.show(value),
    fallback: () => fallback,
  });
  const box = numberBox(parameter, {
    label: say("{name}, exact number", { name: label }),
    onSettle: (next) => {
      track.show(next);
      onSettle(next);
    },
    onProblem,
  });
  const title = h("span", { className: "ov-line-name", ondblclick: track.reset }, parameter.title);
  const element = h("div", { className: "ov-line" }, title, track, box);
  element.show = track.show;
  element.lay = track.lay;
  let fitted = null;
  element.fit = ({ home = null, marks = NONE, fallback: next = parameter.default }) => {
    if (fitted && home === fitted.home && marks === fitted.marks && next === fallback) return;
    fitted = { home, marks };
    fallback = next;
    title.title = say("{title} (double click: {value})", { title: parameter.title, value: saidNumber(parameter, next) });
    element.classList.toggle("ov-line-wide", home !== null);
    track.fit({ ...parameter, home }, marks);
  };
  element.fit({});
  return element;
}

/** A line for a number that all panels share: `set(scenario, value)`; `on` has `change(edit, settled)` and `problem(text)`. */
export function scenarioLine(parameter, on, set) {
  const change = (settled) => (value) => on.change((scenario) => set(scenario, value), settled);
  return numberLine(parameter, { name: "", onInput: change(false), onSettle: change(true), onProblem: on.problem });
}

const labelOf = (parameter, name) => (name ? say("{name}: {title}", { name, title: parameter.title }) : parameter.title);

function choiceLine(parameter, { name, onSettle }) {
  const select = h(
    "select",
    { className: "ov-select", "aria-label": labelOf(parameter, name) },
    ...parameter.choices.map((choice, i) => h("option", { value: choice }, parameter.choices_said[i])),
  );
  select.addEventListener("change", () => onSettle(select.value));
  const element = h(
    "div",
    { className: "ov-line" },
    h("span", { className: "ov-line-name", title: parameter.title }, parameter.title),
    select,
  );
  element.show = (value) => setValue(select, value);
  element.fit = () => {};
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
    const isReached = box.matches(":focus-within"); // by a hand that was quicker than this event
    if (!isReached) box.querySelector("button, a, select, input")?.focus();
  });
  return box;
}
