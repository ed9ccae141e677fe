// Addresses of an experiment: the page's own, those of links and of other pages, and the same page in another language.

import { toQuery } from "../core/display.mjs";
import { scenarioQuery } from "../core/fields.mjs";
import { addressOf, copyAddress, writeAddress } from "../dom/address.mjs";
import { goToPage, ownLanguage } from "../dom/language.mjs";

/**
 * What a page of the whole playground has in the place of a server.
 * @typedef {object} Whole
 * @property {boolean} keepsAddress whether its address follows the experiment
 * @property {(key: string, language: string) => Promise<any>} lesson gives one of its lessons
 * @property {Record<string, string> | null} pages the same in all languages, where there are
 */

/**
 * What addresses tell of.
 * @typedef {object} Page
 * @property {any} catalogue
 * @property {string | null} server the base URL of its routes
 * @property {Whole | null} whole
 * @property {import("../core/session.mjs").Session} session
 * @property {Record<string, string>} display how the picture is shown
 * @property {import("./course.mjs").Course} course
 * @property {import("./maps-beside.mjs").MapsBeside} maps
 */

export class Addresses {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** Whether the page's address follows the experiment, and others can open it. */
    this.follow = page.server !== null || !!page.whole?.keepsAddress;
  }

  /** The fields of the page's address, for what is shown. */
  get shown() {
    const { session, whole } = this.page;
    const { scenario, url } = session.shown;
    return this.#of(whole ? scenarioQuery(scenario) : url);
  }

  /** Those of links, for what is in the hand: the page's address has it once it is settled. */
  get inHand() {
    return this.#of(scenarioQuery(this.page.session.scenario));
  }

  /** Those of an experiment: the lesson, the language if it is not the browser's, the experiment, how it is shown. */
  #of(/** @type {string} */ experiment) {
    const { catalogue, display, maps, course } = this.page;
    const { lesson } = course;
    const { language = catalogue.language } = lesson ?? {};
    const isNamed = lesson || language !== ownLanguage(Object.keys(catalogue.languages));
    const fields = new URLSearchParams({ ...(lesson && { lesson: lesson.key }), ...(isNamed && { language }) }).toString();
    return [fields, experiment, maps.query, toQuery(display, catalogue.display)].filter(Boolean).join("&");
  }

  write() {
    if (this.follow) writeAddress(this.shown);
  }

  /** Copies a link; gives what to say then. */
  copy() {
    return copyAddress(this.inHand);
  }

  /** That of a place on another page of the server's, which comes back to this experiment; null without a server. */
  placeOn(/** @type {string} */ page, /** @type {string} */ place) {
    const { server } = this.page;
    return server === null ? null : addressOf(page, server, this.inHand, place);
  }

  /** Has the page go on in another language, where it can, with what is in the hand; null where it cannot. */
  get speak() {
    const { server, whole } = this.page;
    const pages = whole?.pages;
    if (server === null && !pages) return null;
    return (/** @type {string} */ language) => goToPage(pages?.[language] ?? location.pathname, language, this.inHand);
  }
}
