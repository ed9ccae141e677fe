// The settings of the sidebar over the picture, where the sidebar cannot be seen.

import { say } from "../core/say.mjs";
import { popover } from "../dom/controls.mjs";
import { h } from "../dom/elements.mjs";

export class Drawer {
  /** @param {HTMLElement} settings */
  constructor(settings) {
    this.settings = settings;
    /** @type {Element | null} */
    this.home = null; // where they are otherwise
    this.button = h("button", { type: "button", className: "ov-button ov-drawer-button" }, say("Settings"));
    this.box = popover(this.button, "ov-drawer", () => [settings]);
    this.box.addEventListener("toggle", (event) => /** @type {ToggleEvent} */ (event).newState === "closed" && this.putBack());
  }

  /** Gives the settings their home, where they stay while the drawer is closed. @param {Element} home */
  live(home) {
    this.home = home;
    if (!this.box.matches(":popover-open")) this.putBack();
  }

  putBack() {
    if (this.home && !this.home.contains(this.settings)) this.home.replaceChildren(this.settings);
  }
}
