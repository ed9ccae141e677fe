// A fan of noise: the cloud of its runs at the playhead, the bands of their losses, and where they ended.

import { linear, shareOf } from "../core/chart.mjs";
import { say } from "../core/say.mjs";
import { tintsOf } from "../core/tint-pixels.mjs";
import { writeAddressInLanguage } from "../dom/address.mjs";
import { h, setText } from "../dom/elements.mjs";
import { pixelRatio } from "../dom/paper.mjs";
import { ChartView, drawn, square, stroke, tickElements } from "./chart.mjs";
import { Coming } from "./coming.mjs";
import { Playing } from "./playing.mjs";
import { TrialFiles } from "./trial-files.mjs";

const RADIUS = 2.2;
const OPACITY = 0.55;

export class FanView {
  constructor(page, style, signal) {
    /** @type {any} what came last */
    this.header = null;
    /** @type {any} */
    this.arrays = null;
    this.coming = new Coming({ style }, signal);
    this.files = new TrialFiles("fan", style);
    this.query = "";
    this.title = h("h2", { className: "ov-map-title" });
    this.ground = h("canvas", { className: "ov-plane-ground" });
    this.dots = h("canvas", { className: "ov-plane-dots" });
    this.lines = square("ov-plane-lines");
    this.crosses = square("ov-plane-lines");
    this.frame = h("div", { className: "ov-plane", role: "img" }, this.ground, this.lines, this.dots, this.crosses);
    this.upwards = h("div", { className: "ov-map-upwards", "aria-hidden": "true" });
    this.across = h("div", { className: "ov-map-across", "aria-hidden": "true" });
    this.sheet = h("div", { className: "ov-chart-sheet" }, this.upwards, this.frame, this.across);
    this.chart = new ChartView();
    this.playing = new Playing(say("step"), (step) => this.paint(step), signal);
    this.ends = h("ul", { className: "ov-fan-ends" });
    this.said = h("p", { className: "ov-map-said" });
    const name = h("h3", { className: "ov-chart-title" }, say("The runs at this step"));
    const cloud = h("div", { className: "ov-chart" }, name, h("p", { className: "ov-chart-unit" }), this.sheet, this.ends);
    this.chart.root.append(this.said);
    this.picture = h("div", { hidden: true }, this.playing.root, h("div", { className: "ov-charts" }, cloud, this.chart.root));
    this.picture.append(this.files.root);
    page.append(h("div", { className: "ov-coming-to" }, this.title, this.coming.root), this.picture);
    const observer = new ResizeObserver(() => this.paint(this.playing.step));
    observer.observe(this.frame);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  ask({ asked, stages, query }) {
    this.query = query;
    writeAddressInLanguage(query);
    this.coming.begin("api/fan", asked, stages, (answer) => this.show(answer));
  }

  show({ header, arrays }) {
    const isFirst = !this.header;
    Object.assign(this, { header, arrays });
    this.picture.hidden = false;
    this.files.show(this.query);
    setText(this.title, header.title);
    this.frame.setAttribute("aria-label", header.said.join(" "));
    this.chart.show(header.chart);
    this.playing.reach(header.last, isFirst);
    const [x, y] = header.sides;
    this.across.replaceChildren(...tickElements(x.ticks, "left"));
    this.upwards.replaceChildren(...tickElements(y?.ticks ?? [], "bottom"));
    this.ends.replaceChildren(...header.ends.map(([share, text]) => endOf(share, text, header.colour)));
    setText(this.said, header.said[0]);
    this.paintGround();
    this.paint(this.playing.step);
  }

  paintGround() {
    const { ground } = this.arrays;
    const { ramp, lines, minima, ink, paper } = this.header;
    if (ground) {
      const [height, width] = ground.shape;
      Object.assign(this.ground, { width, height });
      this.ground.getContext("2d").putImageData(new ImageData(tintsOf(ground, ramp), width, height), 0, 0);
    } else this.ground.width = 0;
    const crosses = minima.map(([x, y]) => `M${x - 0.012} ${1 - y - 0.012}l.024 .024M${x - 0.012} ${1 - y + 0.012}l.024 -.024`);
    this.lines.replaceChildren(...lines.map(([path, colour, width]) => stroke(path, colour, width)));
    this.crosses.replaceChildren(...crosses.flatMap((cross) => [stroke(cross, paper, 4), stroke(cross, ink, 1.8)]));
  }

  /** The cloud at the last step of those that came, up to this one. */
  paint(step) {
    if (!this.header) return;
    const { steps, cloud } = this.arrays;
    let picture = steps.findLastIndex((one) => one <= step);
    if (picture < 0) picture = 0;
    const ratio = pixelRatio();
    const { width, height } = this.frame.getBoundingClientRect();
    Object.assign(this.dots, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    const pen = this.dots.getContext("2d");
    pen.scale(this.dots.width, this.dots.height);
    Object.assign(pen, { fillStyle: this.header.colour, globalAlpha: OPACITY });
    const [, count] = cloud.shape;
    const [across, upwards] = [(RADIUS * ratio) / this.dots.width, (RADIUS * ratio) / this.dots.height];
    for (let i = 0; i < count; i += 1) {
      const at = 2 * (picture * count + i);
      pen.beginPath();
      pen.ellipse(cloud[at], 1 - cloud[at + 1], across, upwards, 0, 0, 2 * Math.PI);
      pen.fill();
    }
    this.chart.mark(shareOf(linear("", 0, this.header.last), step));
  }
}

function endOf(share, text, colour) {
  const bar = drawn("svg", { viewBox: "0 0 1 1", preserveAspectRatio: "none", class: "ov-fan-bar", "aria-hidden": "true" });
  bar.append(drawn("rect", { width: share, height: 1, fill: colour }));
  const percent = `${Math.round(1000 * share) / 10} %`;
  return h("li", {}, h("span", { className: "ov-fan-share" }, percent), bar, h("span", {}, text));
}
