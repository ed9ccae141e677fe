// A lesson beside the picture: first its question, while the picture is covered; then what the run says to it, a few paragraphs,
// claims with the numbers of the run in the hand, and a task whose goal is looked for in that run.

import { hasAll, hold, quantityOf, saidValue } from "../core/claims.mjs";
import { LessonSteps } from "../core/lesson-steps.mjs";
import { iconButton } from "../dom/controls.mjs";
import { h, setText } from "../dom/elements.mjs";
import { lessonMemory } from "../dom/memory.mjs";

/** @typedef {{ html: string, values: import("../core/claims.mjs").Quantity[] }} Said a sentence of ours, with places for values */

/**
 * What a lesson acts through.
 * @typedef {object} Room
 * @property {any} catalogue
 * @property {(key: string, language?: string) => void} go to another lesson
 * @property {(language: string) => void} speak goes on in another language
 * @property {string | null} list the address of all lessons; null where there is none
 * @property {(() => void) | null} leave to the playground, with what is in the hand; null where there is none
 * @property {() => void} play from the start
 * @property {() => void} restore the lesson's own numbers
 * @property {() => void} covered the picture is covered, or no longer
 */

export class LessonPanel {
  /** @param {Room} room */
  constructor(room) {
    this.room = room;
    this.steps = new LessonSteps(lessonMemory);
    this.element = h("aside", { className: "ov-lesson", lang: "en" });
    /** @type {any} as optviz/lessons/sent.py has it */
    this.lesson = null;
    /** @type {{ element: HTMLElement, values: import("../core/claims.mjs").Quantity[] }[]} sentences with values */
    this.said = [];
  }

  get isCovered() {
    return this.lesson !== null && this.steps.isCovered;
  }

  /** What a file has to know to have it beside the picture. */
  get fileOptions() {
    return { lesson: this.lesson?.key ?? "none" };
  }

  /** Begins a lesson, or goes on with it; `isHere` if the run that is shown is one of it. @param {any} lesson @param {boolean} isHere */
  open(lesson, isHere) {
    this.lesson = lesson;
    this.isHere = isHere;
    this.steps.open(lesson.key);
    this.#build();
  }

  close() {
    this.lesson = null;
    this.said = [];
    this.element.replaceChildren();
  }

  #build() {
    const { lesson, steps } = this;
    this.said = [];
    this.element.lang = lesson.language;
    this.element.setAttribute("aria-label", lesson.title);
    this.answers = lesson.answers.map((/** @type {Said} */ answer, i) => this.#answerButton(answer, i));
    this.feedback = h("p", { className: "ov-lesson-feedback", role: "status" });
    this.claims = lesson.claims.map((claim) => this.#claim(claim));
    const first = h(
      "div",
      { className: "ov-lesson-first" },
      this.#head(),
      h("h1", {}, lesson.title),
      h("p", { className: "ov-lesson-ask" }, this.#sentence(lesson.ask)),
      h("div", { className: "ov-lesson-answers", role: "group", "aria-label": lesson.words.question }, ...this.answers),
      this.feedback,
      steps.isCovered && this.#skip(), // beside the answers on a phone as well, where the picture comes before the rest
    );
    const rest = h("div", { className: "ov-lesson-rest" }, ...(steps.isCovered ? [] : this.#uncovered()));
    this.element.replaceChildren(first, rest);
    this.element.scrollTop = 0;
  }

  #head() {
    const { lesson, room } = this;
    const { words } = lesson;
    const place = fill(words.lesson, lesson);
    const turn = (icon, word, key) => {
      const button = iconButton(icon, word, () => room.go(key));
      button.disabled = key === null;
      return button;
    };
    const list = room.list && h("a", { className: "ov-link", href: room.list }, words.lessons);
    const others = Object.entries(lesson.languages).filter(([language]) => language !== lesson.language);
    const languages = others.map(([language, title]) =>
      h(
        "button",
        { type: "button", className: "ov-button ov-plain", lang: language, onclick: () => this.room.speak(language) },
        title,
      ),
    );
    return h(
      "div",
      { className: "ov-lesson-head" },
      list,
      h("span", { className: "ov-lesson-place" }, place),
      ...languages,
      turn("back", words.before, lesson.before),
      turn("forward", words.after, lesson.after),
    );
  }

  #skip() {
    const { skip } = this.lesson.words;
    return h("button", { type: "button", className: "ov-button ov-plain", onclick: () => this.#answer(-1) }, skip);
  }

  #answerButton(answer, i) {
    const { steps } = this;
    const properties = { type: "button", className: "ov-answer", onclick: () => this.#answer(i) };
    const isChosen = steps.progress.answer === i;
    return h("button", { ...properties, "aria-pressed": String(isChosen), disabled: !steps.isCovered }, this.#sentence(answer));
  }

  #answer(i) {
    this.steps.answer(i);
    this.#build();
    this.room.covered();
    this.room.play();
    this.feedback.tabIndex = -1;
    this.feedback.focus({ preventScroll: true }); // the button that was pressed is no more
  }

  /** What comes once the question is behind one. */
  #uncovered() {
    const { lesson, room } = this;
    const { words } = lesson;
    const text = h("div", { className: "ov-lesson-text" });
    text.innerHTML = lesson.text; // made of our own files
    this.taskWord = h("p", { className: "ov-lesson-done", role: "status" });
    this.hints = h("ul", { className: "ov-lesson-hints" });
    this.more = h("button", { type: "button", className: "ov-button ov-plain", onclick: () => this.#hint() }, words.hint);
    this.restore = h("button", { type: "button", className: "ov-button ov-plain", onclick: room.restore }, words.as_it_was);
    const notes = h("div");
    notes.innerHTML = lesson.notes; // likewise
    return [
      text,
      h("h2", {}, words.claims),
      h("ul", { className: "ov-claims" }, ...this.claims.map(({ element }) => element)),
      this.restore,
      h("h2", {}, words.task),
      h("p", {}, this.#sentence(lesson.task)),
      this.taskWord,
      this.hints,
      this.more,
      h("details", { className: "ov-lesson-notes" }, h("summary", {}, words.notes), notes),
      h(
        "div",
        { className: "ov-lesson-foot" },
        room.leave && h("button", { type: "button", className: "ov-button", onclick: room.leave }, words.playground),
        h("button", { type: "button", className: "ov-button ov-plain", onclick: () => this.again() }, words.again),
      ),
    ];
  }

  /** Asks again, with the picture and all that tells the answer hidden. */
  again() {
    if (!this.lesson) return;
    this.steps.askAgain();
    this.#build();
    this.room.covered();
  }

  #hint() {
    const { lesson, steps } = this;
    const { hints } = lesson.task;
    this.hints.append(h("li", {}, this.#sentence(hints[steps.hints])));
    steps.hints += 1;
    setText(this.more, lesson.words.next_hint);
    this.more.hidden = steps.hints === hints.length;
    this.#showValues();
  }

  #claim(claim) {
    const word = h("span", { className: "ov-claim-word" });
    return { claim, word, element: h("li", {}, this.#sentence(claim), " ", word) };
  }

  /** A sentence of ours, whose values are those of the run that is shown. */
  #sentence(/** @type {Said} */ { html, values }) {
    const element = h("span", {});
    element.innerHTML = html;
    if (values.length) this.said.push({ element, values });
    return element;
  }

  /** What the run that is shown says to the lesson. @param {import("../core/run.mjs").Run} run @param {boolean} settled */
  update(run, settled) {
    if (!this.lesson || this.steps.isCovered) return;
    this.run = run;
    const { catalogue } = this.room;
    const { words, task } = this.lesson;
    this.#showValues();
    for (const { claim, word, element } of this.claims) {
      const isComplete = hasAll(claim.holds, run, catalogue);
      const isHeld = isComplete && hold(claim.holds, run, catalogue);
      element.dataset.holds = isHeld ? "yes" : "no";
      setText(word, isHeld ? "" : isComplete ? words.fails : words.missing);
    }
    this.restore.hidden = this.claims.every(({ element }) => element.dataset.holds === "yes");
    this.isHere ||= this.#isOwn(run); // until then it is that of another lesson
    if (!settled || !this.isHere) return;
    if (!this.feedback.textContent) setText(this.feedback, this.#whichAnswer(run));
    if (hold(task.goal, run, catalogue)) this.steps.reach();
    setText(this.taskWord, this.steps.progress.done ? words.done : "");
  }

  #isOwn({ scenario }) {
    return JSON.stringify(scenario) === JSON.stringify(this.lesson.scenario);
  }

  /** Whether maps belong beside its run, and this is it. @param {any} scenario */
  asksForMaps(scenario) {
    return Boolean(this.lesson?.sweep) && this.#isOwn({ scenario });
  }

  /** What the run says to the answer that was given. */
  #whichAnswer(run) {
    const { lesson, steps, room, answers } = this;
    if (!this.#isOwn(run)) return ""; // it asks about its own run
    const { answer: given } = steps.progress;
    const place = lesson.answers.findIndex(({ when }) => hold(when, run, room.catalogue));
    if (place < 0) return "";
    answers[place].dataset.right = "yes";
    const answer = answers[place].textContent;
    if (given === place) return lesson.words.right;
    return fill(given === -1 ? lesson.words.open_question : lesson.words.wrong, { answer });
  }

  #showValues() {
    if (!this.run) return;
    const { room, lesson, run } = this;
    for (const { element, values } of this.said) {
      for (const [i, output] of element.querySelectorAll("output").entries()) {
        const quantity = values[i];
        setText(output, saidValue(quantity, quantityOf(quantity, run, room.catalogue), lesson.words.never));
      }
    }
  }
}

/** A sentence with what belongs into its places. @param {string} sentence @param {Record<string, any>} values */
function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
