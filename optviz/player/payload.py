"""The one encoder of what the player draws: the answer to a drag, the page's first data, the offline page's.

A payload is one binary body: the length of the header (uint32, little-endian), the header (JSON, padded with spaces to
a multiple of 8), then raw little-endian arrays, each at a multiple of 8 bytes. The header's `arrays` has the name,
type, shape and offset of each.

Points and losses are float64, as they were computed: the page takes differences of points, and shows losses digit by
digit. All else is float32, unless some of its numbers are beyond the decades that float32 has.
"""

import hashlib
import json
import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from optviz.catalogue import OPTIMIZERS
from optviz.engine.batches import steps_an_epoch
from optviz.engine.demonstrations import offered_rate
from optviz.engine.divergence import quadratic_of
from optviz.engine.held_out import has_both_grounds, held_out_minima
from optviz.engine.history import gradients_a_step
from optviz.engine.landscape import HUGE, Landscape, landscape
from optviz.engine.line_by_line import values_along
from optviz.engine.simulate import Path, Run
from optviz.engine.taylor import models_along
from optviz.picture.curves import Curves, curves_of
from optviz.picture.described import curves_said, ground_of, together_said, way_of
from optviz.picture.display import HEIGHTS
from optviz.picture.graph import graph_range
from optviz.picture.happened import happened
from optviz.picture.levels import grounds_of, levels_of
from optviz.picture.minima import crosses, curve_lines
from optviz.picture.quantities import best_row, named, offered
from optviz.picture.scene import loss_ticks, loss_title, raised, weight_ticks
from optviz.picture.sliders import home_of, marks_of
from optviz.picture.table import COLUMNS
from optviz.picture.tint import tint_table
from optviz.scenario.choices import SurfaceChoice

ALIGNMENT = 8
SMALLEST = np.finfo(np.float32).tiny
"""Below it float32 has fewer digits."""
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


def in_planes(body: bytes) -> bytes:
    """A body whose arrays have the first bytes of all their numbers first, then the second ones, and so on.

    Numbers of a path resemble each other in their first bytes only, so that it can be compressed by a quarter more.
    """
    length = 4 + int.from_bytes(body[:4], "little")
    planes = bytearray(body)
    for entry in json.loads(body[4:length])["arrays"]:
        width, begin = np.dtype(entry["dtype"]).itemsize, length + entry["offset"]
        end = begin + width * math.prod(entry["shape"])
        planes[begin:end] = np.frombuffer(body[begin:end], np.uint8).reshape(-1, width).T.tobytes()
    return bytes(planes)


def narrowed(array: np.ndarray) -> np.ndarray:
    """An array as float32 if that costs its numbers some digits only; as it is if one would become infinity or zero."""
    with np.errstate(over="ignore", under="ignore"):
        narrow = array.astype(np.float32)
    size = np.abs(narrow)
    is_lost = (size == np.inf) | ((size < SMALLEST) & (array != 0))
    return array if is_lost.any() else narrow


def payload(
    run: Run,
    *,
    rows: slice | None = None,
    taylor: bool = False,
    lines: bool = False,
    curves: Collection[str] = ("loss",),
    known_surface: str | None = None,
    held: Collection[int] = (),
    held_inside: bool = False,
    settled: bool = True,
    beside: bool = False,
    catalogue: dict[str, Any] | None = None,
    **extra: Any,
) -> bytes:
    """A run as the player draws it.

    Args:
        run: the run.
        rows: for which rows to send what goes on inside the methods (gradients, states, learning rates, evaluations);
            all of them unless told otherwise.
        taylor: whether to send gradient and Hessian of the true loss at these rows as well.
        lines: whether to send what each line of the pseudo-code gives in the steps that leave these rows.
        curves: the keys of the quantities to send.
        known_surface: the identity of the surface that the player already holds; it is not sent again.
        held: places of the paths that the player already holds; nor are they.
        held_inside: whether it also holds what goes on inside their methods, for these very rows.
        settled: whether no hand is on the run: it says the address of the scenario, what happened and the picture in
            words, which nobody reads while one moves, and where other learning rates diverge, as far as that has to be
            tried.
        beside: whether to send the ground of the loss on held-out examples with the surface, where there is one.
        catalogue: what can be chosen, which a player needs once: `whole_catalogue()`, or the part that it will need.
        extra: further fields of the header.
    """
    scenario, rows = run.scenario, rows or slice(0, None)
    surface_id = identity(scenario.surface)
    sent = [i for i in range(len(run)) if i not in held]
    sent_inside = sent if held_inside else list(range(len(run)))
    header = {
        "scenario": scenario.to_dict("key"),
        "surface_id": surface_id,
        "sent": sent,
        "sent_inside": sent_inside,
        "detail_from": rows.start,
        "paths": [
            {
                "label": path.label,
                "diverged_at": path.diverged_at,
                "best": best_row(path, run),
                "cells": [column.cell(path) for column in COLUMNS if column.on_page],
                "marks": [mark._asdict() for mark in marks_of(run, i, settled=settled)],
            }
            for i, path in enumerate(run)
        ],
    }
    plotted = {key: curves_of(run, key) for key in curves}
    header["curves"] = {key: described(one) for key, one in plotted.items()}
    if (steps := steps_an_epoch(scenario)) > 1:
        header["epoch"] = steps
    if settled:
        header["url"] = scenario.to_url()
        header["happened"] = [str(sentence) for sentence in happened(run)]
        header["ground"] = " ".join(map(str, ground_of(run)))
        for path, sent_path in zip(run, header["paths"], strict=True):
            sent_path["way"] = str(way_of(path, run))
        for key, one in plotted.items():
            header["curves"][key]["said"] = str(curves_said(one, run))
            if told := together_said(one, run):
                header["curves"][key]["told"] = str(told)
    header["offered"] = {key: named(key) for key in offered(run)}
    arrays = {}
    if sent:
        arrays["points"] = np.stack([run[i].points for i in sent])
        arrays["losses"] = np.stack([run[i].losses for i in sent])
        arrays |= {f"curve.{key}": narrowed(values_of(one, sent, run)) for key, one in plotted.items()}
        counted = [i for i in sent if gradients_a_step(run[i].choice.record) is None]
        arrays |= {f"gradients.{i}": run[i].evaluations[:, 1].astype(np.int32) for i in counted}
    if sent_inside:
        paths = {i: run[i] for i in sent_inside}
        arrays |= inner_arrays(paths, rows)
        if lines:
            arrays |= {f"lines.{i}": line_values(run, path, rows) for i, path in paths.items()}
        if taylor:
            arrays |= models_of(scenario.surface, paths, rows)
    if known_surface != surface_id:
        rates = {key: offered_rate(record, scenario.surface) for key, record in OPTIMIZERS.items()}
        homes = {key: home_of(record, scenario.surface) for key, record in OPTIMIZERS.items()}
        told, numbers = ground(run)
        header["surface"] = {"rates": rates, "homes": homes} | told
        arrays |= numbers
        if beside and has_both_grounds(scenario.surface):
            header["surface"]["held_out"], arrays["held_shares"] = held_out_ground(scenario.surface)
        if table := scenario.surface.table:
            header["surface"]["table"] = {
                key: getattr(table, key) for key in ("name", "columns", "classes", "hold_out")
            }
            arrays["table"] = table.rows
    if catalogue:
        header["catalogue"] = catalogue
    return encode(header | extra, arrays)


def ground(run: Run) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What the surface of a run is, and the numbers of its picture. The page can make the same (`core/grounds.mjs`)."""
    surface = run.scenario.surface
    shown, curves_of_minima = landscape(surface), curve_lines(run)
    told = drawn(shown, surface) | known_minima(run) | {"quadratic": quadratic_in_parts(surface)}
    told["curve_heights"] = [float(shown.shade(line[0, 2])) for line in curves_of_minima]
    arrays = {f"axis_{i}": axis.astype(np.float32) for i, axis in enumerate(shown.axes)}
    arrays |= {f"curve_of_minima.{i}": line[:, :2].astype(np.float32) for i, line in enumerate(curves_of_minima)}
    if len(shown.axes) == 1:
        arrays["graph"] = shown.losses.astype(np.float32)
    else:
        arrays["shares"] = np.minimum(shown.share(shown.losses), HUGE).astype(np.float32)
    return told, arrays


def drawn(shown: Landscape, choice: SurfaceChoice) -> dict[str, Any]:
    """How a surface is drawn: the range of its graph, or its tints and contours and the axes of its scene."""
    if len(shown.axes) == 1:
        return {"graph_range": graph_range(shown)}
    weights = [[tick._asdict() for tick in ticks] for ticks in weight_ticks(choice.record.domain)]
    heights = {key: upright(raised(shown, key)) for key in HEIGHTS.choices}
    return tinted(shown) | {"scene": {"weights": weights, "heights": heights}}


def tinted(shown: Landscape) -> dict[str, Any]:
    """The scale of the shades of a flat picture, with its tints and levels."""
    levels = {"coarse": levels_of(shown), "dense": levels_of(shown, dense=True)}
    return {
        "detail": shown.detail,
        "tints": tint_table(shown),
        "levels": {name: [level._asdict() for level in found] for name, found in levels.items()},
        "lowest": shown.lowest,
        "highest": shown.highest,
    }


def held_out_ground(choice: SurfaceChoice) -> tuple[dict[str, Any], np.ndarray]:
    """The scale of the losses on training and on held-out examples, the minima of the latter, and its shares there.

    The page can make the same (`core/held-out.mjs`).
    """
    _, held_out, scale = grounds_of(choice)
    minima = [{"point": one.point, "value": one.value} for one in held_out_minima(choice)]
    shares = np.minimum(held_out.share(held_out.losses), HUGE).astype(np.float32)
    return tinted(scale) | {"minima": minima}, shares


def known_minima(run: Run) -> dict[str, Any]:
    """Those that stand alone, and whether they are all: how far a curve of minima is, the page cannot measure."""
    alone = crosses(run)
    minima = [{"point": minimum.point, "value": minimum.value} for minimum in alone]
    return {"minima": minima, "minima_stand_alone": len(alone) == len(run.minima)}


def quadratic_in_parts(choice: SurfaceChoice) -> dict[str, Any] | None:
    """The curvatures of a quadratic, and the direction of each."""
    if (found := quadratic_of(choice)) is None:
        return None
    curvatures, directions = found
    return {"curvatures": curvatures.tolist(), "directions": directions.T.tolist()}


def upright(raised: Landscape) -> dict[str, Any]:
    """How heights of the scene go with the loss, and the axis that says so."""
    losses = [{"height": float(raised.shade(tick.value)), "text": tick.text} for tick in loss_ticks(raised)]
    return {"detail": raised.detail, "losses": losses, "title": loss_title(raised)}


def described(curves: Curves) -> dict[str, Any]:
    ranges = {scale: found._asdict() for scale, found in curves.ranges.items()}
    absent = [i for i, values in enumerate(curves.values) if values is None]
    return {
        "title": curves.title,
        "base": curves.base,
        "absent": absent,
        "ranges": ranges,
    }


def values_of(curves: Curves, sent: Sequence[int], run: Run) -> np.ndarray:
    """The values of a quantity above its base, (sent paths, rows): not a number where there is none."""
    nothing = np.full(run.scenario.num_steps + 1, np.nan)
    return np.stack([nothing if (one := curves.values[i]) is None else one for i in sent])


def inner_arrays(paths: Mapping[int, Path], rows: slice) -> dict[str, np.ndarray]:
    """What goes on inside the methods in some rows: for all of these paths at once, and each path's own state."""
    num_steps = len(next(iter(paths.values())).learning_rates)
    steps = np.minimum(np.arange(num_steps + 1)[rows], num_steps - 1)
    arrays = {
        "gradients": narrowed(np.stack([path.gradients[rows] for path in paths.values()])),
        "learning_rates": narrowed(np.stack([path.learning_rates[steps] for path in paths.values()])),
        "evaluations": np.stack([path.evaluations[rows] for path in paths.values()]).astype(np.int32),
    }
    for i, path in paths.items():
        for name, values in path.state.items():
            if values[0].size <= MOST_NUMBERS:
                arrays[f"state.{i}.{name}"] = narrowed(values[rows])
    return arrays


def line_values(run: Run, path: Path, rows: slice) -> np.ndarray:
    """What each line of a path's pseudo-code makes of the numbers, line after line, (steps that leave the rows, ...).

    A step that is not there, since the run has diverged before it, repeats the last one that is.
    """
    last = run.scenario.num_steps - 1 if path.diverged_at is None else max(path.diverged_at - 1, 0)
    steps = np.minimum(np.arange(run.scenario.num_steps)[rows], last)
    if not len(steps):
        return np.zeros((0, 1), np.float32)
    found = [value for line in values_along(run.scenario, path, steps) for value in line]
    with np.errstate(over="ignore"):
        return np.concatenate([value.reshape(len(steps), -1) for value in found], axis=1).astype(np.float32)


def models_of(surface: SurfaceChoice, paths: Mapping[int, Path], rows: slice) -> dict[str, np.ndarray]:
    """The true gradient (paths, rows, weights) and Hessian (paths, rows, weights, weights) along each path."""
    points = np.stack([path.points[rows] for path in paths.values()])
    weights = points.shape[-1]
    gradients, hessians = models_along(surface, points.reshape(-1, weights))
    return {
        "taylor_gradients": narrowed(gradients.reshape(points.shape)),
        "taylor_hessians": narrowed(hessians.reshape(*points.shape, weights)),
    }


def identity(choice: SurfaceChoice) -> str:
    """A short name for a surface with its parameters and its data."""
    return hashlib.sha256(json.dumps(choice.flat()).encode()).hexdigest()[:16]
