// Streamlit's entry for the page of the maps: each comes coarse first; the hand reads its cells, a click opens one.

import { cellAt, pixelsOf, queryOf, said, stages } from "./core/map.mjs";
import { decode } from "./core/payload.mjs";
import { h, setText } from "./dom/elements.mjs";
import { isPageDark, loadStyle } from "./dom/frame.mjs";
import { pixelRatio } from "./dom/paper.mjs";

/** @type {WeakMap<Element, { stop: AbortController, asked: string }>} what a host shows */
const shown = new WeakMap();
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] };

/** Called for each run of the script, and when the theme changes. Returns what ends it once its host is gone. */
export async function attach({ parentElement, data }) {
  await loadStyle();
  const style = isPageDark() ? "dark" : "light";
  const asked = JSON.stringify([data, style]);
  if (shown.get(parentElement)?.asked !== asked) {
    shown.get(parentElement)?.stop.abort();
    const stop = new AbortController();
    shown.set(parentElement, { stop, asked });
    const page = h("div", { className: "ov-page ov-maps", "data-theme": style });
    parentElement.replaceChildren(page);
    showInTurn(page, data.maps, style, stop.signal);
  }
  return () => {
    if (!parentElement.isConnected) shown.get(parentElement)?.stop.abort();
  };
}

/** One map after the other, each from coarse to fine. */
async function showInTurn(page, maps, style, signal) {
  const views = maps.map(({ query }) => new MapView(page, query, signal));
  const finest = Math.max(...maps.map(({ sweep }) => sweep.x.cells));
  for (const most of stages(finest)) {
    for (const [i, { sweep }] of maps.entries()) {
      const answer = await answered(sweep, most, style, signal);
      if (signal.aborted) return;
      if (typeof answer === "string") return views[i].refuse(answer);
      views[i].show(answer, most < finest);
    }
  }
}

/** The map, or what is wrong. */
async function answered(sweep, most, style, signal) {
  try {
    const url = new URL(`api/sweep?most=${most}&style=${style}`, document.baseURI);
    const answer = await fetch(url, { method: "POST", body: JSON.stringify(sweep), signal });
    if (answer.ok) return decode(await answer.arrayBuffer());
    const { problems } = await answer.json();
    return problems.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join("; ");
  } catch {
    return "The server does not answer.";
  }
}

/** A map with its axes and its key. */
class MapView {
  constructor(page, query, signal) {
    this.query = query;
    /** @type {any} what is shown, and the cell under the hand: row, column */
    this.header = null;
    /** @type {any} */
    this.arrays = null;
    /** @type {number[] | null} */
    this.cell = null;
    this.title = h("h2", { className: "ov-map-title" }, "…");
    this.canvas = h("canvas", { className: "ov-map", tabIndex: 0, role: "img", "aria-label": "Map" });
    this.over = h("canvas", { className: "ov-map-over", "aria-hidden": "true" });
    this.across = h("div", { className: "ov-map-across", "aria-hidden": "true" });
    this.upwards = h("div", { className: "ov-map-upwards", "aria-hidden": "true" });
    this.names = [h("div", { className: "ov-map-name" }), h("div", { className: "ov-map-name ov-upright" })];
    this.key = h("div", { className: "ov-map-key" });
    this.text = h("p", { className: "ov-map-said", role: "status" }, "The map is on its way.");
    this.link = h("a", { className: "ov-link", hidden: true }, "Open this cell in the playground");
    this.frame = h("div", { className: "ov-map-frame" }, this.canvas, this.over);
    const sheet = h("div", { className: "ov-map-sheet" }, this.names[1], this.upwards, this.frame, this.across, this.names[0]);
    page.append(h("section", {}, this.title, sheet, this.text, h("p", { className: "ov-map-open" }, this.link), this.key));
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("click", (event) => this.open(event));
    this.canvas.addEventListener("keydown", (event) => this.step(event));
    const observer = new ResizeObserver(() => this.paint());
    observer.observe(this.frame);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  refuse(text) {
    setText(this.text, text);
  }

  show({ header, arrays }, isComing) {
    const before = this.header && this.cell && this.arrays.places.shape;
    Object.assign(this, { header, arrays });
    if (before) this.cell = this.cell.map((place, i) => Math.floor((place * arrays.places.shape[i]) / before[i]));
    setText(this.title, header.title);
    this.canvas.setAttribute("aria-label", `${header.title}. Arrow keys move from cell to cell, Enter opens one.`);
    for (const [i, name] of this.names.entries()) setText(name, header.axes[i]?.title ?? "");
    const tick =
      (side) =>
      ([share, text]) =>
        h("span", { className: "ov-map-tick", style: `${side}: ${100 * share}%` }, text);
    this.across.replaceChildren(...header.axes[0].ticks.map(tick("left")));
    this.upwards.replaceChildren(...(header.axes[1]?.ticks ?? []).map(tick("bottom")));
    this.frame.classList.toggle("ov-is-strip", header.axes.length < 2);
    this.showKey(header);
    this.paint();
    if (this.cell) this.say();
    else setText(this.text, isComing ? "A finer map is on its way." : "Point at a cell to read it, click to open it.");
  }

  showKey({ looks, bar, marks, key }) {
    const stops = bar.map((look) => looks[look][0]).join(", ");
    const numbers = marks.map(([share, text]) => h("span", { className: "ov-map-tick", style: `left: ${100 * share}%` }, text));
    const scale = bar.length && [
      h("div", { className: "ov-map-bar", style: `--stops: ${stops}` }),
      h("div", { className: "ov-map-marks" }, ...numbers),
    ];
    const entries = key.map(([look, text]) => h("span", { className: "ov-map-entry" }, this.sample(look), text));
    this.key.replaceChildren(...(scale || []), ...entries);
  }

  sample(look) {
    const ratio = pixelRatio();
    const [width, height] = [Math.round(24 * ratio), Math.round(14 * ratio)];
    const canvas = h("canvas", { width, height, className: "ov-map-sample", "aria-hidden": "true" });
    const places = Object.assign([look], { shape: [1, 1] });
    const pixels = pixelsOf(this.header, places, width, height, ratio);
    canvas.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0);
    return canvas;
  }

  paint() {
    if (!this.header) return;
    const ratio = pixelRatio();
    const box = this.canvas.getBoundingClientRect();
    const [width, height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
    if (!width || !height) return;
    Object.assign(this.canvas, { width, height });
    const pixels = pixelsOf(this.header, this.arrays.places, width, height, ratio);
    this.canvas.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0);
    Object.assign(this.over, { width, height });
    this.mark();
  }

  /** Draws what lies over the map: theory, and the cell under the hand. */
  mark() {
    const { width, height } = this.over;
    const ratio = pixelRatio();
    const { border, optimum, ink, paper } = this.header;
    const pen = this.over.getContext("2d");
    pen.clearRect(0, 0, width, height);
    for (const [colour, wide, dash] of [
      [paper, 4, []],
      [ink, 1.8, [5, 3]],
    ]) {
      Object.assign(pen, { strokeStyle: colour, lineWidth: wide * ratio });
      pen.setLineDash(dash.map((length) => length * ratio));
      pen.beginPath();
      for (const [x, y] of border) pen.lineTo(x * width, (1 - y) * height);
      pen.stroke();
      pen.setLineDash([]);
      pen.beginPath();
      for (const [x, y] of optimum) cross(pen, x * width, (1 - y) * height, 5 * ratio);
      pen.stroke();
    }
    if (!this.cell) return;
    const [rows, columns] = this.arrays.places.shape;
    const [row, column] = this.cell;
    const side = [Math.max(width / columns, 6 * ratio), Math.max(height / rows, 6 * ratio)];
    const middle = [((column + 0.5) * width) / columns, height - ((row + 0.5) * height) / rows];
    for (const [colour, wide] of [
      [paper, 4],
      [ink, 1.8],
    ]) {
      Object.assign(pen, { strokeStyle: colour, lineWidth: wide * ratio });
      pen.strokeRect(middle[0] - side[0] / 2, middle[1] - side[1] / 2, ...side);
    }
  }

  say() {
    setText(this.text, said(this.header, this.arrays, this.cell));
    this.link.href = `./?${queryOf(this.query, this.header, this.arrays, this.cell)}`;
    this.link.hidden = false;
    this.mark();
  }

  point({ clientX, clientY }) {
    if (!this.header) return;
    const box = this.canvas.getBoundingClientRect();
    const { shape } = this.arrays.places;
    this.cell = cellAt(shape, (clientX - box.left) / box.width, (clientY - box.top) / box.height);
    this.say();
  }

  open(event) {
    this.point(event);
    this.link.click();
  }

  step(event) {
    if (!this.header) return;
    const { shape } = this.arrays.places;
    if (event.key === "Enter" && this.cell) return this.link.click();
    const move = STEPS[event.key];
    if (!move) return;
    event.preventDefault();
    const from = this.cell ?? shape.map((count) => Math.floor(count / 2));
    this.cell = from.map((place, i) => Math.min(shape[i] - 1, Math.max(0, place + move[i])));
    this.say();
  }
}

function cross(pen, x, y, reach) {
  pen.moveTo(x - reach, y - reach);
  pen.lineTo(x + reach, y + reach);
  pen.moveTo(x - reach, y + reach);
  pen.lineTo(x + reach, y - reach);
}
