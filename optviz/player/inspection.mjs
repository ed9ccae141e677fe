// A player as tests and benchmarks look into it: what its parts own, by one name each.

/** Has a player looked into by `window.optvizPlayer`; null when it goes. @param {import("./player.mjs").Player | null} player */
export function expose(player) {
  Object.assign(window, { optvizPlayer: player && inspectable(player) });
}

/** @param {import("./player.mjs").Player} player */
function inspectable(player) {
  const { session, clock, panels, stages, below, host, root, catalogue, stop, exportPanel } = player;
  return {
    ...{ session, host, root, catalogue, stop, exportPanel },
    get scenario() {
      return session.scenario;
    },
    get shownScenario() {
      return session.shown.scenario;
    },
    get surface() {
      return session.shown.surface;
    },
    get numSteps() {
      return session.shown.numSteps;
    },
    get url() {
      return session.shown.url;
    },
    get data() {
      return session.shown.data;
    },
    history: session.history,
    runner: session.runner,
    link: /** @type {any} */ (session.runner)?.far,
    get playhead() {
      return clock.playhead;
    },
    setPlayhead: (playhead) => clock.set(playhead),
    get display() {
      return player.display;
    },
    setDisplay: (name, value) => player.setDisplay(name, value),
    themeMayHaveChanged: () => player.themeMayHaveChanged(),
    get theme() {
      return player.picture.theme;
    },
    get view() {
      return stages.record.key;
    },
    panels: panels.all,
    strips: player.strips,
    stages: stages.all,
    get overlay() {
      return stages.shared;
    },
    /** The paths as they are drawn. */
    get tracks() {
      return stages.all.flatMap((/** @type {any} */ { tracks }) => tracks);
    },
    curves: below.views[0],
    dataSpace: below.views[1],
    get desk() {
      return player.maps.desk;
    },
    zoom: (ranges) => stages.zoom(ranges),
    handOn: () => player.handOn(),
  };
}
