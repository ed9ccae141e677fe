// A box for one number.

import { parseNumber, written } from "../core/numbers.mjs";
import { nudged } from "../core/sliders.mjs";
import { h } from "./elements.mjs";

/** A number with its unit, as it is said; whole ones are written out. */
export const saidNumber = (parameter, value) => `${shortNumber(parameter, value)}${parameter.unit ? ` ${parameter.unit}` : ""}`;

function shortNumber({ integer, scale }, value) {
  return integer ? String(value) : written(value, scale === "complement" ? 6 : 4);
}

/**
 * A box that shows a few digits of a number and lets all of them be typed; it has `show(value)`. Enter takes what was typed,
 * and says where it stands what is wrong with it; Escape takes it back; the arrow keys go on by a digit.
 */
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
  const say = (problem) => {
    box.setCustomValidity(problem);
    box.toggleAttribute("aria-invalid", problem !== "");
    if (problem) onProblem(problem);
  };
  const restore = () => {
    say("");
    box.value = String(value);
  };
  /** Takes over what stands in the box; returns whether it could. */
  const take = () => {
    if (box.value === String(value)) return true;
    const { value: next, problem } = parseNumber(parameter, box.value);
    say(problem ?? "");
    if (problem) return false;
    box.show(next);
    onSettle(next);
    return true;
  };
  box.show = (next) => {
    if (next === value) return;
    value = next;
    if (document.activeElement !== box) box.value = shortNumber(parameter, next);
    box.title = `${next}${parameter.unit ? ` ${parameter.unit}` : ""}`;
  };
  box.addEventListener("focus", () => {
    restore();
    box.select();
  });
  box.addEventListener("input", () => box.setCustomValidity(""));
  box.addEventListener("blur", () => {
    take();
    box.setCustomValidity("");
    box.removeAttribute("aria-invalid");
    box.value = shortNumber(parameter, value);
  });
  box.addEventListener("keydown", (event) => {
    const steps = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter") {
      if (take()) box.blur();
      else box.reportValidity();
    } else if (event.key === "Escape") {
      restore();
      box.blur();
    } else if (steps) {
      event.preventDefault();
      if (!take()) return;
      box.value = String(nudged(parameter, value, steps, event.shiftKey));
      take();
    }
  });
  return box;
}
