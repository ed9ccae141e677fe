// What is to be seen of a run, as views and panels are given it.

import { BESIDE } from "./curve.mjs";
import { startOfPath } from "./starts.mjs";
import { themeOf } from "./theme.mjs";

/**
 * @param {import("./run.mjs").Run} run
 * @param {object} shown
 * @param {{ themes: Record<string, any>, ticks: import("./ticks.mjs").TickRules, drawing: any }} shown.catalogue
 * @param {Record<string, string>} shown.display
 * @param {"light" | "dark"} shown.theme
 * @param {boolean} shown.settled whether no hand is on it
 * @returns {import("./view.mjs").Picture}
 */
export function pictureOf({ scenario, surface, data, numSteps, tracks }, { catalogue, display, theme, settled }) {
  const coloured = tracks.map((track, i) => ({
    ...track,
    colour: track.path[theme],
    start: startOfPath(scenario, i, track.path.label),
  }));
  return {
    tracks: coloured,
    together: tracks,
    surface,
    scenario,
    start: scenario.start,
    style: theme,
    theme: themeOf(catalogue.themes[theme], display.large === "on"),
    rules: catalogue.ticks,
    drawing: catalogue.drawing,
    curves: data.header.curves,
    offered: data.header.offered,
    epoch: data.header.epoch,
    happened: data.header.happened,
    ground: data.header.ground,
    display,
    numSteps,
    settled,
  };
}

/**
 * What of a run a display shows, with the playhead at a row, and a lesson beside it tells.
 * @param {Record<string, string>} display @param {number} row @param {{ curves: string[] } | null} [lesson]
 * @returns {import("./session.mjs").Needs}
 */
export function needsOf({ curve, taylor, stepwise, view }, row, lesson = null) {
  return { row, taylor: taylor === "on", lines: stepwise === "on", curves: curvesNeeded(curve, lesson, view) };
}

/** The quantity that is plotted, what is drawn beside it, what a view reads, and those of which a lesson tells. @param {string} curve @param {{ curves: string[] } | null} lesson @param {string} [view] */
export function curvesNeeded(curve, lesson, view) {
  const read = view === "held_out" ? [view] : [];
  return [...new Set([curve, ...(Object.hasOwn(BESIDE, curve) ? [BESIDE[curve]] : []), ...read, ...(lesson?.curves ?? [])])];
}
