// The course of lessons: which one is open beside the picture, how one comes to others and leaves them, and the picture's cover.

import { say } from "../core/say.mjs";
import { LessonPanel } from "./lesson.mjs";

/**
 * What the course needs of the page.
 * @typedef {object} Page
 * @property {any} catalogue
 * @property {HTMLElement} host of the lesson and the player
 * @property {HTMLElement} root of the player, which is covered
 * @property {import("../core/session.mjs").Session} session
 * @property {import("../core/clock.mjs").Clock} clock
 * @property {import("./maps-beside.mjs").MapsBeside} maps
 * @property {boolean} canMove whether the picture may play by itself
 * @property {((key: string, language: string) => Promise<any>) | null} fetchLesson gives a lesson as optviz/lessons/sent.py has it; null
 *   where there is only one
 * @property {string | null} list the address of all lessons
 * @property {((language: string) => void) | null} speak has the page go on in another language, where it can
 * @property {(settled: boolean) => void} show the picture, as it is now
 * @property {() => void} layOut
 * @property {(lesson: any) => void} begin the lesson's own experiment
 * @property {() => void} leaves a lesson is about to be left
 * @property {() => void} left and it has been
 * @property {() => void} addressed the address is another one now
 * @property {(text: string) => void} problem
 */

export class Course {
  /** @param {Page} page */
  constructor(page) {
    const { catalogue, clock, session, canMove, list } = page;
    this.page = page;
    this.panel = new LessonPanel({
      catalogue,
      go: (key, language) => this.go(key, language),
      speak: page.speak ?? ((language) => this.go(this.lesson.key, language)),
      list,
      leave: page.fetchLesson && (() => this.leave()),
      play: () => (canMove ? clock.set({ step: 0, playing: true }) : clock.seek(clock.numSteps)),
      restore: () => session.change(this.lesson.scenario, true),
      covered: () => this.#cover(),
    });
    this.element = this.panel.element;
    this.#stand(false);
  }

  /** The lesson that is open, or null. */
  get lesson() {
    return this.panel.lesson;
  }

  #stand(/** @type {boolean} */ isOpen) {
    this.element.hidden = !isOpen;
    this.page.host.classList.toggle("ov-with-lesson", isOpen);
  }

  /**
   * A lesson beside the picture.
   * @param {any} lesson as optviz/lessons/sent.py has it @param {boolean} isHere whether its experiment is in the hand already
   */
  open(lesson, isHere) {
    const { maps, session, show, layOut } = this.page;
    if (!isHere) maps.close();
    else if (lesson.sweep && !maps.desk) maps.open(lesson.sweep);
    this.panel.open(lesson, isHere);
    this.#stand(true);
    this.#cover();
    show(session.isSettled);
    layOut();
    if (session.lacks) session.again();
  }

  /** To the lesson before or after the one that is open, if there is one. @param {"before" | "after"} to */
  turn(to) {
    const key = this.lesson?.[to];
    if (key) this.go(key);
  }

  /** Another lesson, with its own experiment; or this one in another language, with what is in the hand. @param {string} key */
  async go(key, language = this.lesson?.language ?? this.page.catalogue.language) {
    const isSame = key === this.lesson?.key;
    try {
      const lesson = await this.page.fetchLesson(key, language);
      this.open(lesson, isSame);
      if (isSame) this.page.addressed();
      else this.page.begin(lesson);
    } catch {
      this.page.problem(say("The lesson could not be fetched; the server does not answer."));
    }
  }

  /** Goes on without the lesson, with what is in the hand. */
  leave() {
    this.page.leaves();
    this.panel.close();
    this.page.maps.close();
    this.#stand(false);
    this.#cover();
    this.page.left();
  }

  /** Has a lesson's maps stand beside its own run. */
  bringMaps(/** @type {import("../core/scenario.mjs").Scenario} */ scenario) {
    const { maps } = this.page;
    if (!maps.desk && this.panel.asksForMaps(scenario)) maps.open(this.lesson.sweep);
  }

  /** The picture is covered until the lesson's question is behind one. */
  #cover() {
    const { root, clock, session } = this.page;
    const { isCovered, lesson } = this.panel;
    root.inert = isCovered;
    Object.assign(root.dataset, { covered: isCovered ? "on" : "off", cover: isCovered ? lesson.words.covered : "" });
    if (isCovered) clock.set({ step: 0, playing: false });
    else this.panel.update(session.shown, session.isSettled);
  }
}
