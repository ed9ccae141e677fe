"""The one encoder of what the player draws: the answer to a drag, the page's first data, the offline page's.

A payload is one binary body: the length of the header (uint32, little-endian), the header (JSON, padded with spaces to
a multiple of 8), then raw little-endian arrays, each at a multiple of 8 bytes. The header's `arrays` has the name,
type, shape and offset of each.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from optviz.catalogue import OPTIMIZERS
from optviz.engine.history import row_of
from optviz.engine.landscape import HUGE, Landscape, landscape
from optviz.engine.rate_scaling import scaled_rate
from optviz.engine.simulate import Path, Run
from optviz.engine.taylor import models_along
from optviz.picture.curves import Curves, curves_of
from optviz.picture.graph import graph_range
from optviz.picture.levels import levels_of
from optviz.picture.looks import looks
from optviz.picture.quantities import offered, quantity_of
from optviz.picture.scene import loss_ticks, loss_title, weight_ticks
from optviz.picture.table import COLUMNS
from optviz.picture.tint import tint_table
from optviz.scenario.choices import SurfaceChoice

ALIGNMENT = 8
MOST_NUMBERS = 4
"""A field of a state with more numbers a row is not sent: nobody looks at the memory of L-BFGS number by number."""


def encode(header: dict[str, Any], arrays: dict[str, np.ndarray]) -> bytes:
    """Header and arrays as one body."""
    entries, chunks, offset = [], [], 0
    for name, array in arrays.items():
        array = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False)
        entries.append({"name": name, "dtype": array.dtype.name, "shape": array.shape, "offset": offset})
        padding = -array.nbytes % ALIGNMENT
        chunks += [array.tobytes(), b"\0" * padding]
        offset += array.nbytes + padding
    text = json.dumps(header | {"arrays": entries}, ensure_ascii=False).encode()
    text += b" " * (-(4 + len(text)) % ALIGNMENT)
    return b"".join([len(text).to_bytes(4, "little"), text, *chunks])


def payload(
    run: Run,
    *,
    rows: slice | None = None,
    taylor: bool = False,
    exact_steps: bool = True,
    curves: Collection[str] = ("loss",),
    heights: bool = False,
    known_surface: str | None = None,
    held: Collection[int] = (),
    held_inside: bool = False,
    catalogue: dict[str, Any] | None = None,
    **extra: Any,
) -> bytes:
    """A run as the player draws it.

    Args:
        run: the run.
        rows: for which rows to send what goes on inside the methods (gradients, states, learning rates, evaluations);
            all of them unless told otherwise.
        taylor: whether to send gradient and Hessian of the true loss at these rows as well.
        exact_steps: whether to send the steps as well. A player without them takes the differences of the points, which
            are too coarse for it where a path has converged.
        curves: the keys of the quantities to send.
        heights: whether to send how high each row lies in the scene of three dimensions.
        known_surface: the identity of the surface that the player already holds; it is not sent again.
        held: places of the paths that the player already holds; nor are they.
        held_inside: whether it also holds what goes on inside their methods, for these very rows.
        catalogue: what can be chosen, which a player needs once: `whole_catalogue()`, or the part that it will need.
        extra: further fields of the header.
    """
    scenario, rows = run.scenario, rows or slice(0, None)
    surface_id = identity(scenario.surface)
    sent = [i for i in range(len(run)) if i not in held]
    sent_inside = sent if held_inside else list(range(len(run)))
    header = {
        "scenario": scenario.to_dict(),
        "url": scenario.to_url(),
        "surface_id": surface_id,
        "sent": sent,
        "sent_inside": sent_inside,
        "detail_from": rows.start,
        "minima": [{"point": minimum.point, "value": minimum.value} for minimum in run.minima],
        "paths": [
            {
                "label": path.label,
                "diverged_at": path.diverged_at,
                "gradients_a_step": gradients_a_step(path),
                "cells": [column.cell(path) for column in COLUMNS if column.on_page],
                "arrows": path.choice.record.arrows,
                "accumulator": path.choice.record.accumulator,
            }
            | look._asdict()
            for path, look in zip(run, looks(scenario), strict=True)
        ],
    }
    plotted = {key: curves_of(run, key) for key in curves}
    header["curves"] = {key: described(one) for key, one in plotted.items()}
    header["offered"] = {key: quantity_of(key).title for key in offered(run)}
    arrays = {}
    if sent:
        arrays["points"] = np.stack([run[i].points for i in sent]).astype(np.float32)
        arrays["losses"] = np.stack([run[i].losses for i in sent]).astype(np.float32)
        arrays |= {f"curve.{key}": values_of(one, sent, run) for key, one in plotted.items()}
        arrays |= {f"gradients.{i}": run[i].evaluations[:, 1].astype(np.int32) for i in sent if counts(run[i])}
        if heights:
            arrays["heights"] = heights_of(scenario.surface, [run[i] for i in sent])
    if sent_inside:
        paths = {i: run[i] for i in sent_inside}
        arrays |= inner_arrays(paths, rows)
        if exact_steps:
            arrays["steps"] = steps_of(paths, rows)
        if taylor:
            arrays |= models_of(scenario.surface, paths, rows)
    if known_surface != surface_id:
        shown = landscape(scenario.surface)
        rates = {key: scaled_rate(record, scenario.surface) for key, record in OPTIMIZERS.items()}
        header["surface"] = {"rates": rates} | drawn(shown, scenario.surface)
        arrays |= {f"axis_{i}": axis.astype(np.float32) for i, axis in enumerate(shown.axes)}
        if len(shown.axes) == 1:
            arrays["graph"] = shown.losses.astype(np.float32)
        else:
            arrays["shares"] = np.minimum(shown.share(shown.losses), HUGE).astype(np.float32)
    if catalogue:
        header["catalogue"] = catalogue
    return encode(header | extra, arrays)


def drawn(shown: Landscape, choice: SurfaceChoice) -> dict[str, Any]:
    """How a surface is drawn: the range of its graph, or its tints and contours and the axes of its scene."""
    if len(shown.axes) == 1:
        return {"graph_range": graph_range(shown)}
    ground = {"detail": shown.detail, "tints": tint_table(shown)}
    levels = {"coarse": levels_of(shown), "dense": levels_of(shown, dense=True)}
    ground |= {"levels": {name: [level._asdict() for level in found] for name, found in levels.items()}}
    losses = [{"height": float(shown.shade(tick.value)), "text": tick.text} for tick in loss_ticks(shown)]
    weights = [[tick._asdict() for tick in ticks] for ticks in weight_ticks(choice.record.domain)]
    return ground | {"scene": {"weights": weights, "losses": losses, "title": loss_title(shown)}}


def described(curves: Curves) -> dict[str, Any]:
    ranges = {scale: found._asdict() for scale, found in curves.ranges.items()}
    absent = [i for i, values in enumerate(curves.values) if values is None]
    return {"title": curves.title, "base": curves.base, "absent": absent, "ranges": ranges}


def values_of(curves: Curves, sent: Sequence[int], run: Run) -> np.ndarray:
    """The values of a quantity above its base, (sent paths, rows): not a number where there is none."""
    nothing = np.full(run.scenario.num_steps + 1, np.nan)
    with np.errstate(over="ignore"):
        return np.stack([nothing if (one := curves.values[i]) is None else one for i in sent]).astype(np.float32)


def counts(path: Path) -> bool:
    """Whether a rule takes now more gradients in a step, now fewer."""
    return "evaluations" in row_of(path.choice.record, path.points.shape[1]).state._fields


def gradients_a_step(path: Path) -> int | None:
    return None if counts(path) else path.choice.record.evaluations[1]


def heights_of(choice: SurfaceChoice, paths: Sequence[Path]) -> np.ndarray:
    """How high each row lies in the scene, 0 to 1, (paths, rows)."""
    shown = landscape(choice)
    return np.minimum(np.stack([shown.shade(path.losses) for path in paths]), 1).astype(np.float32)


def inner_arrays(paths: Mapping[int, Path], rows: slice) -> dict[str, np.ndarray]:
    """What goes on inside the methods in some rows: for all of these paths at once, and each path's own state."""
    num_steps = len(next(iter(paths.values())).learning_rates)
    steps = np.minimum(np.arange(num_steps + 1)[rows], num_steps - 1)
    arrays = {
        "gradients": np.stack([path.gradients[rows] for path in paths.values()]).astype(np.float32),
        "learning_rates": np.stack([path.learning_rates[steps] for path in paths.values()]).astype(np.float32),
        "evaluations": np.stack([path.evaluations[rows] for path in paths.values()]).astype(np.int32),
    }
    for i, path in paths.items():
        for name, values in path.state.items():
            if values[0].size <= MOST_NUMBERS:
                arrays[f"state.{i}.{name}"] = values[rows].astype(np.float32)
    return arrays


def steps_of(paths: Mapping[int, Path], rows: slice) -> np.ndarray:
    """The step that leaves each row (paths, rows, weights); the last row repeats the one before."""
    all_steps = (np.diff(path.points, axis=0) for path in paths.values())
    return np.stack([np.concatenate([steps, steps[-1:]])[rows] for steps in all_steps]).astype(np.float32)


def models_of(surface: SurfaceChoice, paths: Mapping[int, Path], rows: slice) -> dict[str, np.ndarray]:
    """The true gradient (paths, rows, weights) and Hessian (paths, rows, weights, weights) along each path."""
    points = np.stack([path.points[rows] for path in paths.values()])
    weights = points.shape[-1]
    gradients, hessians = models_along(surface.record, surface.values, points.reshape(-1, weights))
    return {
        "taylor_gradients": gradients.reshape(points.shape).astype(np.float32),
        "taylor_hessians": hessians.reshape(*points.shape, weights).astype(np.float32),
    }


def identity(choice: SurfaceChoice) -> str:
    """A short name for a surface with its parameters."""
    return hashlib.sha256(json.dumps(choice.flat()).encode()).hexdigest()[:16]
