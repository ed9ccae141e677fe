// Sizes for what is shown, from the room there is.

import { columnsFor } from "../core/geometry.mjs";

/** Lays out the stages of a player that is `width` wide: one for all paths, or one a panel. */
export function layOutStages(player, width) {
  if (player.overlay) layOutShared(player);
  else layOutPanels(player, width);
}

/** The height that is left for the stages. */
function roomFor({ toolbar, strip, transport }) {
  const taken = toolbar.element.offsetHeight + strip.element.offsetHeight + transport.element.offsetHeight;
  return window.innerHeight - taken - 40;
}

function layOutPanels(player, width) {
  const { panels, grid, surface } = player;
  const columns = columnsFor(panels.length, width);
  const rows = Math.ceil(panels.length / columns);
  grid.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
  const panelWidth = panels[0].element.clientWidth - 2;
  const chrome = Math.max(
    ...panels.map(({ head, lines, stepper }) => head.offsetHeight + lines.offsetHeight + stepper.element.offsetHeight + 8),
  );
  const wished = columns === 1 && rows > 1 ? 0.8 * panelWidth : roomFor(player) / rows - chrome;
  const height = Math.round(Math.max(180, Math.min(wished, 0.86 * panelWidth, 560)));
  const inside = Math.min(panelWidth, widestStage(surface, panels[0].stage.margin, height));
  for (const { stage } of panels) stage.layOut(inside, height);
}

function layOutShared(player) {
  const { grid, shared, surface, overlay, view } = player;
  grid.style.gridTemplateColumns = "";
  const width = shared.clientWidth;
  const height = Math.round(Math.max(240, Math.min(roomFor(player), 0.86 * width, 720)));
  const widest = view === "space" ? width : widestStage(surface, overlay.margin, height);
  overlay.layOut(Math.min(width, widest), height);
}

/** The widest stage of a height whose plot, at equal scales, stays on the grid of the surface. */
function widestStage({ axes, domain }, margin, height) {
  if (axes.length === 1) return 2.4 * height;
  const [x, [y0, y1]] = [axes[0], domain[1]];
  const shape = (x[x.length - 1] - x[0]) / (y1 - y0);
  return Math.floor(shape * (height - margin.t - margin.b)) + margin.l + margin.r;
}
