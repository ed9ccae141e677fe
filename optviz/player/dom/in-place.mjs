// A text that is typed in the place of the element that shows it.

import { h } from "./elements.mjs";

/**
 * Enter or leaving takes what was typed, Escape does not.
 * @param {HTMLElement} element takes its place again, and the focus if it goes nowhere else
 * @param {{ value: string, maxLength: number, name: string, onType: (text: string) => void }} text `onType` gets another one
 */
export function typeInPlace(element, { value, maxLength, name, onType }) {
  const box = h("input", {
    type: "text",
    className: "ov-in-place",
    "aria-label": name,
    value,
    maxLength,
    autocomplete: "off",
    spellcheck: false,
  });
  let isOver = false; // what has the focus loses it as it goes
  const end = (isTaken) => {
    if (isOver) return;
    isOver = true;
    const text = box.value.trim();
    const hadFocus = box === document.activeElement;
    box.replaceWith(element);
    if (hadFocus) element.focus();
    if (isTaken && text !== value) onType(text);
  };
  box.addEventListener("blur", () => end(true));
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    end(event.key === "Enter");
  });
  element.replaceWith(box);
  box.focus();
  box.select();
}
