// Searches for the best cell of a map: the tries of each way one by one on the true map, and the best so far over many repeats.

import { decades, linear, shareOf, ticksOf } from "../core/chart.mjs";
import { pixelsOf } from "../core/map.mjs";
import { looksOf } from "../core/map-looks.mjs";
import { written } from "../core/numbers.mjs";
import { say } from "../core/say.mjs";
import { bestSoFar, fieldOf, mediansOf, roundsOf, SHRUNK, searched, sideOf, WAYS } from "../core/searches.mjs";
import { writeAddressInLanguage } from "../dom/address.mjs";
import { h, setText, setValue } from "../dom/elements.mjs";
import { pixelRatio } from "../dom/paper.mjs";
import { ChartView, dot, dotted, square, stroke, tickElements } from "./chart.mjs";
import { Coming } from "./coming.mjs";
import { keyOfMap } from "./map-key.mjs";
import { Playing } from "./playing.mjs";
import { TrialFiles } from "./trial-files.mjs";

const REPEATS = [100, 1000, 10_000];
const INNER = [1, 3];
const MIDDLE = 2;
const OPACITY = 0.2;
const titles = () => [say("grid"), say("random"), say("coarse to fine")];

export class SearchView {
  constructor(page, style, signal) {
    /** @type {any} of the map that came last: how it looks, what is searched on it, and what was found */
    this.looks = null;
    /** @type {any} */
    this.field = null;
    /** @type {any} */
    this.found = null;
    this.style = style;
    this.coming = new Coming({}, signal);
    this.files = new TrialFiles("search", style);
    this.settings = { tries: 0, spacing: "scaled", repeats: 1, seed: 0 }; // the page has them
    this.given = ""; // settings that came with the page
    this.maps = WAYS.map((_, i) => new TriesView(titles()[i]));
    this.chart = new ChartView();
    this.playing = new Playing(say("tries"), (shown) => this.paint(shown), signal);
    this.said = h("p", { className: "ov-map-said", role: "status" });
    this.sides = h("input", { type: "range", min: "2", max: "10", "aria-label": say("Tries of each way") });
    this.count = h("output", { className: "ov-playing-number" });
    this.spacing = h("select", { className: "ov-select" });
    for (const [value, text] of [
      ["scaled", say("as the axes are scaled")],
      ["linear", say("by equal sums")],
    ])
      this.spacing.append(h("option", { value }, text));
    this.repeats = h("select", { className: "ov-select" });
    const again = h("button", { type: "button", className: "ov-button" }, say("Other draws"));
    this.sides.addEventListener("input", () => this.set({ tries: Number(this.sides.value) ** 2 }));
    this.spacing.addEventListener("change", () => this.set({ spacing: this.spacing.value }));
    this.repeats.addEventListener("change", () => this.set({ repeats: Number(this.repeats.value) }));
    again.addEventListener("click", () => this.set({ seed: this.settings.seed + 1 }));
    const controls = h(
      "div",
      { className: "ov-search-controls" },
      h("label", {}, say("Tries of each way"), this.sides, this.count),
      h("label", {}, say("Tries are spread"), this.spacing),
      h("label", {}, say("Repeats"), this.repeats),
      again,
    );
    this.key = h("div", { className: "ov-map-key" });
    const charts = h("div", { className: "ov-charts ov-three" }, ...this.maps.map(({ root }) => root), this.key, this.chart.root);
    this.picture = h("div", { hidden: true }, controls, this.playing.root, charts, this.said, this.files.root);
    this.title = h("h2", { className: "ov-map-title" });
    page.append(h("div", { className: "ov-coming-to" }, this.title, this.coming.root), this.picture);
    const observer = new ResizeObserver(() => this.paintMaps());
    observer.observe(this.picture);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  ask(data) {
    this.data = data;
    setText(this.title, data.title);
    const given = JSON.stringify(data.settings);
    if (given !== this.given) this.take(data.settings);
    this.given = given;
    this.address();
    this.coming.begin("api/sweep", data.asked, data.stages, (answer) => this.show(answer));
  }

  /** Shows these settings. */
  take(settings) {
    Object.assign(this.settings, settings);
    const { tries, spacing, repeats } = settings;
    const counts = [...new Set([...REPEATS, repeats])].sort((a, b) => a - b);
    this.repeats.replaceChildren(...counts.map((count) => h("option", { value: String(count) }, String(count))));
    setValue(this.repeats, repeats);
    setValue(this.sides, Math.sqrt(tries));
    setValue(this.spacing, spacing);
    setText(this.count, String(tries));
  }

  /** What is looked for, as the query of an address. */
  get query() {
    const fields = new URLSearchParams(this.data.query);
    for (const [name, value] of Object.entries(this.settings)) fields.set(`search.${name}`, String(value));
    return fields.toString();
  }

  address() {
    writeAddressInLanguage(this.query);
    this.files.show(this.query);
  }

  show({ arrays }) {
    const { rules, axes, asked } = this.data;
    const found = { ...arrays, shape: arrays.losses.shape };
    this.looks = looksOf(found, asked.outcome, this.style, [], rules);
    this.field = fieldOf(found, asked.outcome);
    this.finest = [asked.y.cells, asked.x.cells];
    this.picture.hidden = false;
    for (const map of this.maps) map.name(axes);
    this.key.replaceChildren(...keyOfMap(this.looks, rules.patterns, true));
    this.paintMaps();
    this.search(!this.found);
  }

  set(changes) {
    Object.assign(this.settings, changes);
    setText(this.count, String(this.settings.tries));
    this.address();
    if (this.field) this.search(true);
  }

  search(wanted) {
    const { x, y } = this.data.asked;
    const [rows, columns] = this.field.shape;
    const { tries, spacing } = this.settings;
    const sides = [sideOf(y, rows, spacing), sideOf(x, columns, spacing)];
    this.found = searched(this.field, sides, this.settings);
    this.medians = mediansOf(this.field, sides, tries);
    this.chart.show(this.chartOf());
    this.say();
    this.playing.reach(tries, wanted);
  }

  chartOf() {
    const { tries, repeats } = this.settings;
    const { colours, ink, muted } = this.data.looks[this.style];
    const { ticks } = this.data;
    const { quantiles } = this.found;
    const x = linear(say("tries"), 1, tries, true);
    const shown = quantiles.flatMap((own) => INNER.flatMap((level) => own[level]));
    const y = decades(say("best {outcome} so far", { outcome: this.data.outcome }), shown);
    const across = Array.from({ length: tries }, (_, k) => shareOf(x, k + 1));
    const heights = (values) => values.map((value) => shareOf(y, value));
    const [grid, random, fine] = titles();
    return {
      title: say("Best so far, {count} repeats", { count: repeats }),
      x: { title: x.title, ticks: ticksOf(x, ticks) },
      y: { title: y.title, ticks: ticksOf(y, ticks) },
      bands: quantiles.map((own, i) => {
        const [low, high] = INNER.map((level) => heights(own[level]));
        return { x: across, low, high, colour: colours[i], opacity: OPACITY };
      }),
      lines: [
        ...quantiles.map((own, i) => ({ x: across, y: heights(own[MIDDLE]), colour: colours[i], width: 2, dash: [] })),
        { x: across, y: heights(this.medians), colour: ink, width: 1.2, dash: [2, 3] },
      ],
      dots: [],
      key: [
        ...[grid, random, fine].map((text, i) => [colours[i], text, [], 1, false]),
        [muted, say("half of the repeats"), [], OPACITY, true],
        [ink, say("random, by its closed form"), [2, 3], 1, false],
      ],
    };
  }

  say() {
    const [grid, random, fine] = this.found.quantiles.map((own) => written(own[MIDDLE].at(-1), 3));
    const { tries, repeats } = this.settings;
    const least = written(
      this.field.values.reduce((a, b) => Math.min(a, b)),
      3,
    );
    const share = `${written(100 * this.found.wins, 3)} %`;
    const found = { tries, repeats, grid, random, coarse_to_fine: fine, least };
    const told = [
      say(
        "The best of {tries} tries, in the middle of {repeats} repeats: {grid} on the grid, {random} at random, {coarse_to_fine} from coarse to fine; the best cell of the map has {least}.",
        found,
      ),
      say("In {share} of the repeats random tries found something better than the grid.", { share }),
    ];
    setText(this.said, told.join(" "));
  }

  paintMaps() {
    if (this.looks) for (const map of this.maps) map.paint(this.looks, this.data.rules.patterns, this.finest);
  }

  paint(shown) {
    if (!this.found) return;
    const { cells, corners } = this.found.first;
    const { colours, ink, paper } = this.data.looks[this.style];
    for (const [i, map] of this.maps.entries()) {
      const box = i === 2 ? boxAt(corners, this.settings.tries, shown) : null;
      map.mark(cells[i].slice(0, shown), this.field, colours[i], ink, paper, box);
    }
    this.chart.mark(shareOf(linear("", 1, this.settings.tries), Math.max(shown, 1)));
  }
}

/** The box of the round that a try belongs to: its lower corner (y, x) and its size. */
function boxAt(corners, tries, shown) {
  const begins = roundsOf(tries);
  const round = Math.max(
    0,
    begins.slice(0, -1).findLastIndex((begin) => begin < shown),
  );
  return { corner: corners[round], size: SHRUNK ** round };
}

class TriesView {
  constructor(title) {
    this.canvas = h("canvas", { className: "ov-map" });
    this.svg = square("ov-tries");
    this.dots = dotted("ov-tries");
    this.told = h("p", { className: "ov-chart-unit" });
    this.frame = h("div", { className: "ov-map-frame", role: "img", "aria-label": title }, this.canvas, this.svg, this.dots);
    this.across = h("div", { className: "ov-map-across", "aria-hidden": "true" });
    this.upwards = h("div", { className: "ov-map-upwards", "aria-hidden": "true" });
    this.named = h("div", { className: "ov-map-name" });
    this.best = h("p", { className: "ov-tries-best" });
    const sheet = h("div", { className: "ov-chart-sheet" }, this.upwards, this.frame, this.across, this.named);
    this.root = h("div", { className: "ov-chart" }, h("h3", { className: "ov-chart-title" }, title), this.told, sheet, this.best);
  }

  name([[title, across], [other, upwards]]) {
    setText(this.named, title);
    setText(this.told, other);
    this.across.replaceChildren(...tickElements(across, "left"));
    this.upwards.replaceChildren(...tickElements(upwards, "bottom"));
  }

  paint({ looks, places }, patterns, finest) {
    const ratio = pixelRatio();
    const box = this.frame.getBoundingClientRect();
    const [width, height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
    if (!width || !height) return;
    Object.assign(this.canvas, { width, height });
    const pixels = pixelsOf({ looks, patterns }, places, { width, height, unit: ratio, finest });
    this.canvas.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0);
  }

  /** The tries so far, the best of them full, and the box that they are drawn from. */
  mark(cells, field, colour, ink, paper, box) {
    const [rows, columns] = field.shape;
    const at = ([row, column]) => [(column + 0.5) / columns, 1 - (row + 0.5) / rows];
    const best = bestSoFar(field, cells).at(-1);
    const which = cells.findIndex(([row, column]) => field.values[row * columns + column] === best);
    const [lines, parts] = [[], []];
    if (box) {
      const { corner, size } = box;
      const d = `M${corner[1]} ${1 - corner[0]}h${size}v${-size}h${-size}Z`;
      lines.push(stroke(d, paper, 3.6), stroke(d, ink, 1.4, [4, 3]));
    }
    for (const [k, cell] of cells.entries()) {
      const [x, y] = at(cell);
      parts.push(
        dot(x, y, k === which ? ink : colour, k === which ? 15 : 11),
        dot(x, y, k === which ? colour : paper, k === which ? 11 : 7),
      );
    }
    this.svg.replaceChildren(...lines);
    this.dots.replaceChildren(...parts);
    setText(this.best, cells.length ? say("best so far: {value}", { value: written(best, 3) }) : say("no try yet"));
  }
}
