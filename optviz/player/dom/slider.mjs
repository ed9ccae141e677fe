// A slider: a native one for keyboards and screen readers, on a track that the hand has for itself.
//
// Shift or a pointer far from the track moves it ten times finer; beyond an end the track grows; a double click, a double tap
// or Delete takes it back to its default; Escape takes a movement back.

import { bounded, keyed, rangeOf, reaching, shareOf, stretchOf, valueAt } from "../core/sliders.mjs";
import { h, setText, setValue } from "./elements.mjs";
import { listenToHand } from "./track-hand.mjs";

/** @typedef {import("../core/sliders.mjs").Scale} Scale */
/** @typedef {{ kind: string, low: number, high: number | null, text: string }} Mark a stretch of the track, and what is there */

const TICKS = 1000; // of a track on which numbers do not lie evenly, or as finely as one likes
const nothing = (/** @type {number} */ _) => {};
let described = 0;

/**
 * The element has `show(value)`, `fit(scale, marks)`, `lay(under)` with an element that goes under the marks, where and what it says,
 * `reset()`, and the `input`.
 * @param {object} how
 * @param {string} how.label
 * @param {string} [how.className]
 * @param {string | null} [how.parameter] its key
 * @param {(value: number) => string} how.text says a number
 * @param {(value: number) => void} how.onInput is told the number while the hand moves
 * @param {(value: number) => void} [how.onSettle] and when it lets go
 * @param {(value: number) => void} [how.onShown] whenever the slider itself has moved
 * @param {() => number | undefined} [how.fallback] what it goes back to
 * @param {string[]} [how.leaves] keys that somebody else answers
 */
export function slider({
  label,
  className = "",
  parameter = null,
  text,
  onInput,
  onSettle = nothing,
  onShown = nothing,
  fallback = () => undefined,
  leaves = [],
}) {
  const said = h("span", { className: "ov-unseen", id: `ov-marks-${++described}` });
  const input = h("input", {
    type: "range",
    min: 0,
    max: TICKS,
    step: 1,
    className: `ov-slider ${className}`,
    "aria-label": label,
    "data-parameter": parameter,
  });
  const strip = h("span", { className: "ov-marks" });
  const track = h("div", { className: "ov-track" }, strip, input, said);
  /** @type {Scale} */
  let scale = null;
  /** @type {Mark[]} */
  let marks = [];
  let shown = null; // the number
  let visible = null; // the ends of the track now
  /** @type {{ low: number, high: number, text: string, element: HTMLElement } | null} what lies under the marks */
  let laid = null;
  let told = null; // what the hand has told and not settled
  let held = null; // by a "pointer" or a "key": nobody else moves it

  const draw = (value, range) => {
    if (range.join() !== visible?.join()) {
      visible = range;
      drawMarks();
    }
    const [first, last] = ticksOf(scale, range);
    if (input.max !== String(last)) Object.assign(input, { min: first, max: last });
    const share = Math.min(1, Math.max(0, shareOf(scale, range, value)));
    const place = String(Math.round(first + (last - first) * share));
    setValue(input, place);
    if (value === shown) return;
    shown = value;
    say();
    onShown(value);
  };
  const say = () => {
    const happens = marks.filter(isAt(shown)).map(({ kind }) => kind);
    input.setAttribute("aria-valuetext", [text(shown), ...happens].join(", "));
  };
  const drawMarks = () => {
    const spans = marks.map(({ kind, text: title, ...mark }) => {
      const stretch = stretchOf(scale, visible, mark);
      if (!stretch) return null;
      const span = h("span", { className: "ov-mark", "data-kind": kind, title });
      span.toggleAttribute("data-open", mark.high === null);
      span.style.setProperty("--from", String(stretch[0]));
      span.style.setProperty("--to", String(stretch[1]));
      return span;
    });
    strip.replaceChildren(...[under(), ...spans].filter(Boolean));
  };
  const under = () => {
    const stretch = laid && stretchOf(scale, visible, laid);
    if (!stretch) return null;
    laid.element.style.setProperty("--from", String(stretch[0]));
    laid.element.style.setProperty("--to", String(stretch[1]));
    return laid.element;
  };
  const describe = () => {
    const texts = [...marks.map((mark) => mark.text), ...(laid ? [laid.text] : [])];
    setText(said, texts.join("; "));
    if (texts.length) input.setAttribute("aria-describedby", said.id);
    else input.removeAttribute("aria-describedby");
  };
  const tell = (value) => {
    if (value !== told) onInput(value);
    told = value;
  };
  const settle = () => {
    held = null;
    if (told === null) return;
    const value = told;
    told = null;
    draw(value, rangeOf(scale, value));
    onSettle(value);
  };
  const set = (value) => {
    draw(value, rangeOf(scale, value));
    tell(value);
    settle();
  };
  const reset = () => {
    const value = fallback();
    if (value !== undefined) set(bounded(scale, value));
  };

  track.show = (value) => {
    if (!held && value !== shown) draw(value, rangeOf(scale, value));
  };
  track.fit = (nextScale, nextMarks) => {
    const sameMarks = JSON.stringify(nextMarks) === JSON.stringify(marks);
    const sameScale = JSON.stringify(nextScale) === JSON.stringify(scale);
    [scale, marks] = [nextScale, nextMarks];
    if (!sameMarks) describe();
    if (shown === null || (sameMarks && sameScale)) return;
    say();
    visible = null;
    draw(shown, rangeOf(scale, shown));
  };
  track.lay = (next) => {
    if (laid === next) return;
    laid = next;
    track.classList.toggle("ov-has-strip", laid !== null);
    track.title = laid?.text ?? "";
    describe();
    if (visible) drawMarks();
  };
  track.input = input;
  track.reset = reset;

  input.addEventListener("input", () => {
    const [first, last] = ticksOf(scale, visible);
    const value = valueAt(scale, visible, (Number(input.value) - first) / (last - first));
    draw(value, visible);
    tell(value);
  });
  input.addEventListener("change", settle);
  for (const name of ["keyup", "blur"]) input.addEventListener(name, () => held === "key" && settle());
  input.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || leaves.includes(event.key)) return;
    const isBack = event.key === "Delete" || event.key === "Backspace";
    const value = isBack ? fallback() : keyed(scale, visible, shown, event);
    if (value === undefined) return;
    event.preventDefault();
    held = "key";
    draw(value, rangeOf(scale, value));
    tell(value);
  });
  listenToHand(track, {
    isFree: () => !input.disabled,
    begin: () => {
      const [range, before] = [visible, shown];
      return {
        share: shareOf(scale, range, before),
        grab: () => {
          held = "pointer";
          input.focus({ preventScroll: true });
        },
        value: (share, fine) => valueAt(scale, range, share, fine),
        draw: (value) => draw(value, reaching(range, value)),
        tell,
        end: settle,
        back: () => (told === null ? settle() : set(before)),
      };
    },
    reset,
  });
  return track;
}

/** The ends of the native slider: of numbers that are counted evenly, they are the numbers themselves. */
const ticksOf = (/** @type {Scale} */ scale, /** @type {number[]} */ range) =>
  scale.integer && scale.scale === "linear" ? range : [0, TICKS];

/** Whether a number lies where a mark says that something happens to it, for those who do not see the mark. */
const isAt =
  (value) =>
  ({ kind, low, high }) =>
    kind !== "best" && value >= low && (high === null || value <= high);
