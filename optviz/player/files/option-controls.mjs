// The controls of what can be chosen about a file.

import { asShown, follows, textOf } from "../core/export-options.mjs";
import { say } from "../core/say.mjs";
import { capital, h } from "../dom/elements.mjs";

const LONG_TITLE = 24; // letters, beyond which a title has a line of its own

/**
 * A line for each option of a format; those that do as the page does come last, folded away. `chosen` and `shown` are as in
 * export-options.mjs, `here` is the step of the playhead. `set(option, text, isTyped)` is told what was chosen, `setStep(step)` up to which step, null
 * for all of them.
 */
export function controlsOf(format, { chosen, shown, here, set, setStep }) {
  const isAside = (option) => follows(option, shown) && option.key !== "view";
  const lineOf = (option) => {
    if (option.key === "step") return line(say("Paths"), stepChoice(option, shown, here, setStep));
    const value = textOf(chosen, format, option, shown);
    return line(
      capital(option.title),
      control(option, value, shown, (text, isTyped) => set(option, text, isTyped)),
    );
  };
  const aside = format.options.filter(isAside).map(lineOf);
  const lines = format.options.filter((option) => !isAside(option)).map(lineOf);
  return aside.length ? [...lines, h("details", {}, h("summary", {}, say("More, as the page shows it")), ...aside)] : lines;
}

function control(option, value, shown, set) {
  const following = follows(option, shown) ? asShown(option, shown) : null;
  if (option.kind === "choice" || (option.kind === "flag" && following !== null)) {
    const said = (choice) => option.titles[choice] ?? { yes: say("yes"), no: say("no") }[choice] ?? choice;
    const first = following === null ? [] : [["", say("As on the page ({value})", { value: said(following) })]];
    const choices = option.kind === "flag" ? ["yes", "no"] : option.choices;
    return selection(option, [...first, ...choices.map((choice) => [choice, capital(said(choice))])], value, set);
  }
  if (option.kind === "flag") {
    const box = h("input", { type: "checkbox", checked: value === "yes", "data-option": option.key });
    box.addEventListener("change", () => set(box.checked ? "yes" : "no"));
    return box;
  }
  const box = h("input", {
    type: "text",
    className: "ov-home-text",
    value,
    placeholder: following || say("automatic"),
    inputMode: option.kind.endsWith("number") ? "decimal" : "text",
    autocomplete: "off",
    spellcheck: false,
    title: capital(option.allowed),
    "data-option": option.key,
  });
  box.addEventListener("input", () => set(box.value, true));
  return box;
}

/** How much of the paths a figure shows: all of it, or up to where the playhead was. It is not remembered: it belongs to the moment. */
function stepChoice(option, shown, here, setStep) {
  const choices = [
    ["", say("Whole")],
    [String(here), say("Up to step {step}", { step: here })],
  ];
  return selection(option, choices, String(shown.step ?? ""), (text) => setStep(text === "" ? null : here));
}

function selection(option, choices, value, onChange) {
  const entries = choices.map(([choice, text]) => h("option", { value: choice, selected: choice === value }, text));
  const select = h("select", { className: "ov-select", "data-option": option.key }, ...entries);
  select.addEventListener("change", () => onChange(select.value));
  return select;
}

function line(title, control) {
  const isLong = title.length > LONG_TITLE ? "yes" : "no";
  return h("label", { className: "ov-home-line", "data-long": isLong }, h("span", {}, title), control);
}
