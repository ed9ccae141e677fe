// Which of the things that have a name a picture has now.

/**
 * Their keys, in the order in which they are told; see optviz/picture/legend.py.
 * @param {{ display: Record<string, string>, surface: { domain: any[], minima: number[], curvesOfMinima: ArrayLike<number>[] },
 *   tracks: { path: any, detail: { state: Record<string, any> } }[],
 *   data?: { is_plane: boolean, has_classes: boolean, holds_out: boolean } | null, hasBatches?: boolean, hasEpochs?: boolean }} picture
 *   `data`: what the surface has; `hasEpochs`: whether their ends can be marked on curves
 * @param {Record<string, any>} named all of them
 */
export function drawnNow({ display, surface, tracks, data = null, hasBatches = false, hasEpochs = false }, named) {
  const isFlat = surface.domain.length === 2;
  const inSpace = isFlat && display.view === "space";
  const inside = isFlat && display.arrows !== "0";
  const models = display.taylor === "on";
  const believes = tracks.some(({ detail }) => "inverse_hessian" in detail.state);
  const isData = data !== null && display.data === "on";
  /** @type {Record<string, boolean>} */
  const isDrawn = {
    start: true,
    minimum: surface.minima.length > 0,
    minima_curve: surface.curvesOfMinima.length > 0,
    held_out_minimum: display.view === "held_out" && isFlat && data?.holds_out,
    contour: isFlat,
    best: tracks.some(({ path }) => (path.best ?? null) !== null),
    ahead: true,
    diverged: tracks.some(({ path }) => path.diverged_at !== null),
    gradient: inside,
    velocity: inside && tracks.some(({ path }) => Object.keys(path.arrows).length > 0),
    step: inside,
    rates: inside && tracks.some(({ path }) => Boolean(path.accumulator)),
    belief: inside && !inSpace && believes,
    tangent: models && !isFlat,
    parabola: models && !isFlat,
    plane: models && isFlat && !inSpace,
    bowl: models && isFlat && !inSpace,
    plane_in_space: models && inSpace,
    bowl_in_space: models && inSpace,
    belief_in_space: inside && inSpace && believes,
    hidden: inSpace,
    no_minimum: models,
    example: isData,
    held_out: isData && data.holds_out,
    batch: isData && hasBatches,
    epoch: display.curves === "on" && hasEpochs,
    fit: isData && !data.is_plane,
    border: isData && data.is_plane && data.has_classes,
    mean: isData && data.is_plane && !data.has_classes,
    residual: isData && !data.is_plane && display.residuals === "on",
  };
  return Object.keys(named).filter((key) => isDrawn[key]);
}
