// What a view is: the record that it is found by, the module that draws it, and what it is given.

import { say } from "./say.mjs";

/**
 * A view as the catalogue has it. Of those whose `place` is "panels" (a stage in each panel) or "shared" (one stage for all
 * paths) one is chosen; those "below" have a place of their own under the transport, and are hidden or not.
 * @typedef {object} ViewRecord
 * @property {string} key
 * @property {string} title
 * @property {number | null} weights how many a surface must have for it; null for any number
 * @property {"panels" | "shared" | "below"} place
 * @property {boolean} needs_data whether it is for surfaces with data only
 * @property {boolean} [needs_held_out] whether it is for those only of whose data some are held out
 * @property {string} script the module, relative to the player's folder
 *
 * What a view's module exports as `VIEW`.
 * @typedef {object} ViewModule
 * @property {string} key that of its record
 * @property {(room: Room) => View} create a view of its own for each panel, or one for all
 * @property {() => string} [obstacle] why this browser cannot draw it; empty if it can
 * @property {Beside} [beside] makes what it needs of a surface besides its ground
 * @property {object} [fileOptions] what it adds to the options of files, with the values that hold while it is not shown
 *
 * A view that is shown. `update` comes first, then `layOut`, then `frame` in each frame of the browser in which something
 * may have changed.
 * @typedef {object} View
 * @property {HTMLElement} element
 * @property {(picture: Picture) => void} update takes over what is to be seen; what has not changed is the same object
 * @property {(space: Space) => void} layOut takes its size, which is at most that of the space
 * @property {(step: number, shown: Shown) => void} frame draws the state at a step, if it is not the one that is drawn
 * @property {() => boolean} isDrawn whether all of the newest picture is drawn
 * @property {() => void} destroy
 * @property {string} [inWords] what there is to be seen besides the surface and the paths, once all has settled, for those who hear it
 * @property {(width: number) => number} [rowsIn] how many plots stand over each other in a width, if that is more than one
 * @property {(ranges: [number, number][] | null) => void} [setRanges] zooms; null: shows what it began with
 * @property {() => object} [fileOptions] what a file has to know to look like it
 *
 * Adds it to a ground that the page has made, while a hand moves the surface or once it rests.
 * @callback Beside
 * @param {import("./programs.mjs").Programs} programs @param {import("./scenario.mjs").Choice} surface
 * @param {import("./grounds.mjs").Ground} ground @param {boolean} isMoving
 * @returns {import("./grounds.mjs").Ground}
 *
 * What a view acts through.
 * @typedef {object} Room
 * @property {(weights: number[], settled: boolean, place: number | null) => void} start moves the own start of the rule at a place, or
 *   without one that which all others share; `settled` once the hand lets go
 * @property {((edits: import("./edits.mjs").Edits, settled: boolean) => void) | null} data changes the data; null where nothing can be changed
 * @property {(() => void) | null} openTable has the reader give a table; null where that cannot be
 * @property {() => void} undo takes back what was done last
 * @property {(step: number) => void} seek moves the playhead
 * @property {(ranges: [number, number][] | null) => void} zoom has all stages show these ranges
 * @property {() => void} redraw has a frame come, where the view itself has changed since the last one
 * @property {(name: string, value: string) => void} choose changes something of the display
 * @property {(name: string) => Promise<any>} program a module of optviz/browser/programs.py
 * @property {Record<string, any>} catalogue what can be chosen, and what is said about it
 * @property {Record<string, any>} memory what the view remembers while another one is shown
 *
 * What is to be seen. A view in a panel gets one track, all others all of them.
 * @typedef {object} Picture
 * @property {ColouredTrack[]} tracks
 * @property {import("./run.mjs").Track[]} together all of them
 * @property {import("./run.mjs").Surface} surface
 * @property {import("./scenario.mjs").Scenario} scenario
 * @property {number[]} start that which all paths share but those that have their own
 * @property {"light" | "dark"} style the name of the theme
 * @property {any} theme
 * @property {import("./ticks.mjs").TickRules} rules
 * @property {any} drawing the rules for levels, crowded paths and heads that meet, see optviz/picture
 * @property {Record<string, any>} curves the quantities that are here, with their ranges; see optviz/picture/curves.py
 * @property {Record<string, string>} offered the titles of all that there are
 * @property {number} [epoch] how many steps one is, where not each is taken on all examples
 * @property {string[]} [happened] what happened in the run, in a sentence or two, once no hand is on it
 * @property {string} [ground] the surface in words, once it is settled
 * @property {Record<string, string>} display
 * @property {number} numSteps
 * @property {boolean} settled whether no hand is on it
 *
 * @typedef {import("./run.mjs").Track & { colour: string, start: import("./starts.mjs").Start }} ColouredTrack in the colour of the theme
 * @typedef {{ width: number, height: number }} Space in pixels
 * @typedef {{ arrows: number, taylor: boolean }} Shown how much arrows are enlarged, 0 for none, and whether models are drawn
 */

/** Whether a view is one of those of which one is chosen. */
export function isChosen(/** @type {ViewRecord} */ { place }) {
  return place !== "below";
}

/** Whether a page offers a view for what it shows. @param {ViewRecord} view @param {{ hasHeldOut?: boolean }} shown */
export const isOffered = ({ needs_held_out: needsHeldOut }, { hasHeldOut }) => !needsHeldOut || !!hasHeldOut;

/**
 * The view to show where one is wished for, and a word on it if it is not that one.
 * @param {string} wished
 * @param {{ views: ViewRecord[], obstacles: Record<string, () => string>, weights: number }} page its views, the first of which can
 *   always be shown; why a view cannot be drawn; how many weights its surface has
 * @param {boolean} [hasHeldOut] whether that has two, and examples that are held out
 */
export function viewFor(wished, { views, obstacles, weights }, hasHeldOut = false) {
  const first = views[0];
  const view = views.find(({ key }) => key === wished) ?? first;
  if (view.weights !== null && view.weights !== weights) {
    const count = view.weights === 1 ? say("one weight") : say("two weights");
    return {
      view: first,
      word: say("{view} is for surfaces of {count}; this one is shown {first}.", { view: view.title, count, first: first.title }),
    };
  }
  if (!isOffered(view, { hasHeldOut })) {
    const names = { view: view.title, first: first.title };
    return { view: first, word: say("{view} is for surfaces with held-out examples; this one is shown {first}.", names) };
  }
  const obstacle = obstacles[view.key]?.();
  return obstacle
    ? { view: first, word: say("{obstacle}; the picture is shown {first}.", { obstacle, first: first.title }) }
    : { view, word: "" };
}
