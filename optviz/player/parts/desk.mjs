// Maps beside the player: of two numbers of a rule, or of all starts of all rules. They are made anew while the hand moves, coarse
// first; fine ones come from the server once it has let go.

import { ticksAlong, titleOf } from "../core/axes.mjs";
import { COARSE, FirstMaps } from "../core/first-maps.mjs";
import { looksOf, PENDING, pendingSaid } from "../core/map-looks.mjs";
import { askMap } from "../core/map-server.mjs";
import { theoryOf } from "../core/map-theory.mjs";
import * as wishes from "../core/map-wish.mjs";
import { written } from "../core/numbers.mjs";
import { inLanguage, say } from "../core/say.mjs";
import { atMost } from "../core/sweep-work.mjs";
import { roomFor } from "../core/sweeping.mjs";
import { newToken } from "../core/token.mjs";
import { h } from "../dom/elements.mjs";
import { Sweepers } from "../dom/sweepers.mjs";
import { DeskControls } from "./desk-controls.mjs";
import { MapView } from "./map.mjs";
import { keyOfMap } from "./map-key.mjs";

const LIVE = 64; // cells along each side while the hand moves
const SOON = 16; // milliseconds that all of a map may take others while the page waits for it: it is on the next frame
const MOST_TICKS = 6;
/** @type {[string, () => string, string][]} formats as optviz/exports/maps.py has them, their titles, and the style */
const FILES = [
  ["png", () => say("PNG, as on the page"), "page"],
  ["svg", () => say("SVG, as on the page"), "page"],
  ["pdf", () => say("PDF for print"), "print"],
  ["csv", () => say("CSV of all cells"), ""],
  ["npz", () => say("NPZ for NumPy"), ""],
  ["html", () => say("HTML page that plays offline"), ""],
];

/** @typedef {import("../core/view.mjs").Picture} Picture */
/** @typedef {import("../core/map-wish.mjs").Wish} Wish */
/** @typedef {import("../core/scenario.mjs").Scenario} Scenario */

/**
 * What maps need of the player.
 * @typedef {object} DeskRoom
 * @property {any} catalogue
 * @property {string | null} server
 * @property {(name: string) => Promise<any>} program
 * @property {(make: (scenario: Scenario) => Scenario, settled: boolean) => void} change
 * @property {() => void} addressed the address is another one now
 * @property {() => string} address the query of the scenario that is shown
 * @property {(() => void) | null} close takes the maps away, where they can be
 */

export class Desk {
  /** @type {Wish | null} */
  #wish = null;
  /** @type {Picture | null} */
  #picture = null;
  /** @type {MapView[]} */
  #views = [];
  /** @type {import("../core/sweeping.mjs").Sweep[]} those that are shown */
  #sweeps = [];
  #keys = ""; // what the maps that are shown depend on
  #asking = new AbortController(); // the server
  /** @type {number[]} cells along a side of each map that is there */
  #fineness = [];
  /** @type {string[]} the axes of each map that is there */
  #axes = [];
  #surface = ""; // that the axes are for
  #token = newToken();
  #style = ""; // that the maps are painted in
  onPaper = false;

  /** @param {DeskRoom} room @param {any} [asked] a sweep of the address, as optviz/scenario/sweep.py has it */
  constructor(room, asked) {
    this.room = room;
    if (asked) this.#wish = wishes.wishOf(asked);
    this.first = new FirstMaps(room.catalogue, room.program, () => performance.now());
    this.sweepers = new Sweepers(room.catalogue, room.server, room.program);
    this.controls = new DeskControls(room.catalogue, room.server !== null, {
      wish: (wish) => this.wishFor(wish),
      stop: () => this.stop(),
      whole: () => this.zoom(null),
      files: () => this.#files(),
      close: room.close,
    });
    this.maps = h("div", { className: "ov-map-grid" });
    this.key = h("div", { className: "ov-map-key" });
    this.element = h("div", { className: "ov-page ov-desk" }, this.controls.element, this.maps, this.key);
  }

  /** Takes over what the hand has. @param {Picture} picture */
  update(picture) {
    const { scenario, surface } = picture;
    const { catalogue } = this.room;
    this.#picture = picture;
    const style = this.onPaper ? "print" : picture.style;
    const isStyled = this.#style !== style;
    this.#style = style;
    Object.assign(this.element.dataset, { theme: picture.style, paper: this.onPaper ? "on" : "off" });
    if (!this.#wish || (this.#surface && this.#surface !== surface.key) || !wishes.isPossible(this.#wish, scenario, catalogue)) {
      this.#wish = this.#again(scenario, surface);
    }
    this.#surface = surface.key;
    this.controls.show(this.#wish, scenario, surface);
    const sweeps = wishes.sweepsOf(this.#wish, scenario);
    const alone = sweeps.map(wishes.alone);
    const keys = alone.map(wishes.keyOf).join();
    this.#sweeps = sweeps;
    this.#fitViews(sweeps);
    if (keys !== this.#keys) {
      this.#keys = keys;
      this.#begin(alone);
    } else if (isStyled) for (const view of this.#views) this.#paint(view);
    if (picture.settled) this.#refine(alone);
    this.#markOwn();
  }

  /** A wish of the same kind as before, for another surface or other rules. */
  #again(scenario, ground) {
    const { catalogue } = this.room;
    if (this.#wish?.kind === "starts") return wishes.wishOfStarts(scenario, catalogue, ground, this.#wish.cells);
    const usual = wishes.usualWish(scenario, catalogue, ground);
    return this.#wish ? { ...usual, cells: this.#wish.cells } : usual;
  }

  /** A map of the numbers of the rule at a place. @param {number} place @param {Picture} picture */
  showMapOf(place, picture) {
    const { scenario, surface } = picture;
    this.#picture ??= picture;
    this.#surface = surface.key;
    this.wishFor({ ...wishes.usualWish(scenario, this.room.catalogue, surface, place), cells: LIVE });
  }

  wishFor(/** @type {Wish} */ wish) {
    this.#wish = wish;
    this.update({ ...this.#picture, settled: true });
    this.room.addressed();
  }

  /** Shows these ends of the axes, or all that they began with. */
  zoom(/** @type {number[][] | null} */ ends) {
    const { scenario, surface } = this.#picture;
    const { catalogue } = this.room;
    const numbers = wishes.numbersOf(scenario, this.#wish.place, catalogue);
    const keys = [this.#wish.x, this.#wish.y].map((axis) => axis?.key);
    if (!ends) return this.wishFor(wishes.of(this.#wish, keys, scenario, catalogue, surface));
    const within = (axis, i) => axis && { ...axis, ...wishes.within(numbers.get(axis.key), ends[i]) };
    const [x, y] = [within(this.#wish.x, 0), within(this.#wish.y, 1)];
    if ([x, y].every((axis) => !axis || axis.low < axis.high)) this.wishFor({ ...this.#wish, x, y });
  }

  /** As many views as there are maps, each with its name and axes. */
  #fitViews(sweeps) {
    const { catalogue } = this.room;
    const { theme, rules, tracks } = this.#picture;
    while (this.#views.length > sweeps.length) this.#views.pop().destroy();
    while (this.#views.length < sweeps.length) this.#views.push(this.#newView());
    for (const [i, view] of this.#views.entries()) {
      const sweep = sweeps[i];
      const axes = [sweep.x, sweep.y].filter(Boolean);
      const record = catalogue.surfaces[sweep.scenario.surface.key];
      const numbers = wishes.numbersOf(sweep.scenario, sweep.optimizer, catalogue);
      const titles = axes.map(({ key }) => titleOf(key, numbers.get(wishes.anywhere(key)), record));
      view.fit({
        title: tracks[sweep.optimizer].path.label,
        axes,
        titles,
        ticks: axes.map((axis) => ticksAlong(axis, MOST_TICKS, rules)),
        theme,
        minima: this.#minimaSaid(sweep),
      });
    }
    this.maps.dataset.count = String(sweeps.length);
  }

  #newView() {
    const view = new MapView(
      {
        point: (values) => {
          for (const one of this.#views) one.point(values);
        },
        pick: (values) => this.#pick(view, values),
        zoom: (ends) => this.zoom(ends),
      },
      this.room.catalogue.drawing.maps,
    );
    this.maps.append(view.element);
    return view;
  }

  /** Where the minima are; nothing where they are others from cell to cell. */
  #minimaSaid({ x, y }) {
    if ([x, y].some((axis) => axis?.key.startsWith("surface."))) return [];
    const { knownMinima } = this.#picture.surface;
    return knownMinima?.map(({ point }) => `(${point.map((value) => written(value)).join(", ")})`) ?? [say("a curve of minima")];
  }

  /** A cell becomes what is in the hand. */
  #pick(view, values) {
    const { axes } = view;
    const numbers = Object.fromEntries(axes.map(({ key }, i) => [key, Number(values[i].toPrecision(6))]));
    const sweep = this.#sweeps[this.#views.indexOf(view)];
    this.room.change((scenario) => wishes.withNumbers(scenario, wishes.inOwnStart({ ...sweep, scenario }, numbers)), true);
  }

  /** Coarse maps, made where the hand is. */
  #begin(alone) {
    this.#asking.abort();
    this.#refined = "";
    this.#fineness = alone.map(() => 0);
    for (const [i, view] of this.#views.entries()) this.#draw(view, alone[i]);
    if (!this.#isLocal) return this.#showNone();
    // Others begin with what the page itself is not expected to make; meanwhile it makes the first ones.
    const finest = this.room.server === null ? this.#wish.cells : LIVE;
    const isSoon = this.sweepers.expected(alone) < SOON; // then one picture is less to paint than two, and there before
    const expected = isSoon ? COARSE : this.first.expected(alone);
    const stages = [COARSE, LIVE, finest].filter((cells, i, all) => cells > Math.max(expected, all[i - 1] ?? 0));
    const hear = (share) => this.room.server === null && this.#hear(share < 1 ? [share, 1] : null);
    this.sweepers.ask(alone, stages, (i, found) => this.#show(i, found), hear);
    for (const [i, found] of ((!isSoon && this.first.make(alone)) || []).entries()) this.#show(i, found);
    this.#showNone();
  }

  /** Maps whose axes are other ones than those of what is there have no cell yet. */
  #showNone() {
    for (const [i, sweep] of this.#sweeps.entries()) {
      const view = this.#views[i];
      if (view.found && this.#axes[i] === axesOf(sweep)) continue;
      this.#axes[i] = axesOf(sweep);
      this.#paint(view, roomFor(this.room.catalogue, atMost(sweep, COARSE)));
      view.tell(say("The map is on its way."));
    }
  }

  /** How far the work is; what takes long enough to be told of shows what is still to come. @param {[number, number] | null} share */
  #hear(share) {
    this.controls.busy(share);
    if (share && share[0] % 1 && this.#picture.settled) this.#pend();
  }

  /** Shows which cells are not yet computed. */
  #pend() {
    for (const [i, view] of this.#views.entries()) if (this.#fineness[i] < this.#wish.cells) view.pend();
    this.#paintKey();
  }

  /** What theory says of a map, once the rule's program is there. */
  async #draw(view, sweep) {
    const { program, catalogue } = this.room;
    const { quadratic } = this.#picture.surface;
    const keys = this.#keys;
    const rule = await program(`optimizers/${sweep.scenario.optimizers[0].key}-${sweep.scenario.start.length}`).catch(() => ({}));
    if (keys !== this.#keys) return;
    view.theory = theoryOf(sweep, rule, quadratic, catalogue);
    view.mark();
  }

  #refined = ""; // of what the server is asked for a fine map, or has made one

  /** Whether the page can make the maps itself: it has to know where the minima are. */
  get #isLocal() {
    return this.#picture.surface.knownMinima !== null;
  }

  /** Fine maps, made by the server, one after the other. */
  async #refine(alone) {
    const { server } = this.room;
    const cells = this.#wish.cells;
    const wanted = `${this.#keys} ${cells}`;
    if (server === null || this.#refined === wanted) return;
    this.#refined = wanted;
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const steps = cells > LIVE ? (cells > 256 ? [256, cells] : [cells]) : [cells];
    let done = 0;
    for (const most of steps) {
      for (const [i, sweep] of alone.entries()) {
        const hear = (share) => signal.aborted || this.#hear([done + share, steps.length * alone.length]);
        hear(0);
        const answer = await askMap({ server, page: this.#token }, sweep, most, signal, hear);
        if (signal.aborted) return;
        done += 1;
        if ("problem" in answer) {
          this.controls.busy(null);
          this.#refined = "";
          this.#pend();
          return this.#views[i].tell(answer.problem);
        }
        this.#show(i, answer.found);
      }
    }
    this.controls.busy(null);
  }

  /** The maps as files: titles and addresses. */
  #files() {
    const { room } = this;
    return FILES.map(([format, title, style]) => {
      const styled = style && { style: style === "page" ? this.#picture.style : style };
      const fields = new URLSearchParams({ ...styled, ...inLanguage() });
      return [title(), new URL(`api/maps/${format}?${room.address()}&${this.query}&${fields}`, room.server).href];
    });
  }

  /** What is under way is not wanted any more. */
  stop() {
    this.#asking.abort();
    this.sweepers.stop();
    this.controls.busy(null);
    this.#pend();
    for (const view of this.#views) view.tell(say("Stopped."));
  }

  /** A map that has come, unless a finer one is there. */
  #show(i, found) {
    const view = this.#views[i];
    const fineness = Math.max(...found.shape);
    if (!view || fineness < this.#fineness[i]) return;
    this.#fineness[i] = fineness;
    this.#axes[i] = axesOf(this.#sweeps[i]);
    this.#paint(view, found);
    const isComing = fineness < this.#wish.cells;
    view.tell(isComing ? say("A finer map is on its way.") : say("Point at a cell to read it, click to see its run."));
  }

  #paint(view, found = view.found) {
    if (!found) return;
    const looks = looksOf(found, this.#wish.outcome, this.#style, view.minima, this.room.catalogue.drawing.maps);
    view.show(found, looks);
    this.#paintKey();
  }

  /** The key of the first map; and what is not yet computed, on whichever map it is. */
  #paintKey() {
    const [{ looks }] = this.#views;
    if (!looks) return;
    const isNamed = looks.key.some(([look]) => look === PENDING);
    /** @type {[number, string][]} */
    const pending = !isNamed && this.#views.some(({ isPending }) => isPending) ? [[PENDING, pendingSaid()]] : [];
    const { patterns } = this.room.catalogue.drawing.maps;
    this.key.replaceChildren(...keyOfMap({ ...looks, key: [...looks.key, ...pending] }, patterns, this.#views.length === 1));
  }

  /** Where a rule's numbers are on the axes of a map: null beyond their ends. @returns {(number | null)[]} */
  #placeOf({ axes }, sweep) {
    return axes.map(({ low, high }, i) => {
      const value = wishes.numberAt(sweep, [sweep.x, sweep.y].filter(Boolean)[i].key, this.room.catalogue);
      return value >= low && value <= high ? value : null;
    });
  }

  /** The player's own setting on each map, those of other rules whose map it is as well, and its run where the axes are the weights. */
  #markOwn() {
    const { tracks } = this.#picture;
    for (const [i, view] of this.#views.entries()) {
      const sweep = this.#sweeps[i];
      view.own = this.#placeOf(view, sweep);
      view.others = wishes.othersOn(this.#wish, sweep).map((other) => this.#placeOf(view, other));
      view.path = this.#wish.kind === "starts" && view.axes.length === 2 ? tracks[sweep.optimizer].points : null;
      view.mark();
    }
  }

  /** Whether no finer map is to come. */
  get isFinished() {
    return this.#fineness.length > 0 && this.#fineness.every((cells) => cells >= this.#wish.cells) && !this.controls.isBusy;
  }

  /** The maps that are shown. */
  get views() {
    return [...this.#views];
  }

  /** The fields of the address. */
  get query() {
    return this.#sweeps.length ? wishes.sweepQuery(this.#sweeps[0]) : "";
  }

  /** What is taken up again when the page comes back. */
  get left() {
    return this.#wish;
  }

  resume(/** @type {Wish | null} */ wish) {
    if (wish) this.#wish = wish;
  }

  destroy() {
    this.#asking.abort();
    this.sweepers.end();
    for (const view of this.#views) view.destroy();
    this.element.remove();
  }
}

/** The axes of a map as a text, however fine it is. @param {import("../core/sweeping.mjs").Sweep} sweep */
const axesOf = ({ x, y }) => JSON.stringify([x, y].map((axis) => axis && { ...axis, cells: 0 }));
