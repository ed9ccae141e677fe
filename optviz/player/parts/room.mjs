// The room of the page, and who has how much of it: as much as there is goes to the picture.

import { PAPER } from "../dom/paper.mjs";
import { watchRoom } from "../dom/room.mjs";

const BESIDE_MAPS = 0.45; // of the height is for the picture there, so that sliders are in view too
const MARGINS = 40; // pixels between the parts, and under them

/**
 * Who shares it.
 * @typedef {object} Page
 * @property {HTMLElement} root
 * @property {import("./toolbar.mjs").Toolbar} toolbar
 * @property {HTMLElement} strip has the surface's lines where no settings stand beside the picture
 * @property {import("./transport.mjs").Transport} transport
 * @property {import("./own-lines.mjs").OwnLines} surfaceLines
 * @property {import("./settings.mjs").Settings} [settings]
 * @property {() => boolean} hasSidebar whether the settings stand beside the picture
 * @property {import("./stages.mjs").Stages} stages
 * @property {import("./panels.mjs").Panels} panels
 * @property {import("./below.mjs").Below} below
 * @property {import("./maps-beside.mjs").MapsBeside} maps
 * @property {import("../core/session.mjs").Session} session
 * @property {import("./printing.mjs").Printing} printing
 * @property {() => void} layOut
 * @property {AbortController} stop
 */

export class Room {
  #laidOutFor = ""; // the domain

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    watchRoom(page.root, () => page.printing.isOnPaper || page.layOut(), page.stop.signal);
  }

  get #domain() {
    return this.page.session.shown.surface.domainKey;
  }

  /** Whether what is laid out is for the surface that is shown. */
  get fits() {
    return this.#laidOutFor === this.#domain;
  }

  /** Sizes for everything, from the room there is. */
  layOut() {
    const { root, toolbar, strip, transport, stages, panels, below, maps, printing } = this.page;
    const width = root.clientWidth;
    if (!width) return;
    this.#laidOutFor = this.#domain;
    this.#placeLines();
    const parts = [toolbar.element, strip, transport.element];
    const around = parts.reduce((sum, { offsetHeight }) => sum + offsetHeight, 0);
    const whole = (printing.isOnPaper ? PAPER.height : window.innerHeight) - around - MARGINS;
    const height = maps.isBeside ? BESIDE_MAPS * whole : whole;
    stages.layOut({ width, height, below: below.height }, panels);
    below.layOut();
  }

  /** The surface's sliders stand in the sidebar, where the panels do not move for them; without one, over the panels. */
  #placeLines() {
    const { surfaceLines, strip, settings, hasSidebar } = this.page;
    const { element } = surfaceLines;
    const isBeside = settings !== undefined && hasSidebar();
    const place = isBeside ? settings.place : strip;
    if (element.parentElement !== place) place.append(element);
    strip.hidden = isBeside;
  }
}
