// Sizes for what is shown, from the room there is.

import { columnsFor } from "../core/geometry.mjs";

/** Lays out the stages of a player that is `width` wide: one for all paths, or one a panel. */
export function layOutStages(player, width) {
  if (player.staging.shared) layOutShared(player);
  else layOutPanels(player, width);
}

/** The height that is left for the stages. */
function roomFor({ toolbar, strip, transport }) {
  const taken = toolbar.element.offsetHeight + strip.element.offsetHeight + transport.element.offsetHeight;
  return window.innerHeight - taken - 40;
}

function layOutPanels(player, width) {
  const { panels, grid, staging } = player;
  const columns = columnsFor(panels.length, width);
  const rows = Math.ceil(panels.length / columns);
  grid.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
  const panelWidth = panels[0].element.clientWidth - 2;
  const chrome = Math.max(
    ...panels.map(({ head, lines, stepper }) => head.offsetHeight + lines.offsetHeight + stepper.element.offsetHeight + 8),
  );
  const wished = columns === 1 && rows > 1 ? 0.8 * panelWidth : roomFor(player) / rows - chrome;
  const height = Math.round(Math.max(180, Math.min(wished, 0.86 * panelWidth, 560)));
  staging.layOut({ width: panelWidth, height });
}

function layOutShared(player) {
  const { grid, staging } = player;
  grid.style.gridTemplateColumns = "";
  const width = staging.element.clientWidth;
  const height = Math.round(Math.max(240, Math.min(roomFor(player), 0.86 * width, 720)));
  staging.layOut({ width, height });
}
