// The axes around a scene, as lines and texts behind it.

import { pixelOf } from "../core/camera.mjs";
import { frameOf } from "../core/frame.mjs";
import { show, svg } from "./axes.mjs";

export class AxesInSpace {
  constructor() {
    this.element = svg("svg", "ov-axes");
    this.element.setAttribute("aria-hidden", "true");
    this.grid = svg("path", "ov-axes-slanted");
    this.labels = svg("g", "ov-axes-labels");
    this.element.append(this.grid, this.labels);
  }

  /** @param {import("../core/camera.mjs").Camera} camera @param {number} azimuth @param {any} axes see core/frame.mjs @param {any} theme */
  draw(camera, azimuth, axes, theme) {
    const em = Number.parseFloat(getComputedStyle(this.element).fontSize);
    const { lines, labels } = frameOf(camera, azimuth, axes, em);
    const written = (place) =>
      pixelOf(camera, place)
        .slice(0, 2)
        .map((part) => part.toFixed(1))
        .join(" ");
    this.element.setAttribute("width", String(camera.width));
    this.element.setAttribute("height", String(camera.height));
    this.element.style.color = theme.muted;
    this.element.style.stroke = theme.grid;
    this.grid.setAttribute("d", lines.map(([from, to]) => `M${written(from)}L${written(to)}`).join(""));
    show(
      this.labels,
      labels.map((label) => ({ ...label, y: label.y + theme.type.rise * em })),
    );
  }
}
