"""The one encoder of what the player draws: the answer to a drag, the page's first data, the offline page's.

A payload is one binary body: the length of the header (uint32, little-endian), the header (JSON, padded with spaces to
a multiple of 8), then raw little-endian arrays, each at a multiple of 8 bytes. The header's `arrays` has the name,
type, shape and offset of each.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

import numpy as np
from latex2mathml.converter import convert

from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SURFACES
from optviz.engine.landscape import landscape
from optviz.engine.rate_scaling import suited_rate
from optviz.engine.simulate import Path, Run
from optviz.engine.taylor import models_along
from optviz.picture.catalogue import VIEWS
from optviz.picture.looks import THEMES, looks
from optviz.picture.ticks import RULES
from optviz.scenario.choices import SurfaceChoice
from optviz.scenario.scenario import MAX_OPTIMIZERS, NUM_STEPS, SEED, START_REACH, TOLERANCE, Scenario
from optviz.surfaces.base import Parameter

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
                "metrics": vars(path.metrics),
                "arrows": path.choice.record.arrows,
                "accumulator": path.choice.record.accumulator,
            }
            | look._asdict()
            for path, look in zip(run, looks(scenario), strict=True)
        ],
    }
    arrays = {}
    if sent:
        arrays["points"] = np.stack([run[i].points for i in sent]).astype(np.float32)
        arrays["losses"] = np.stack([run[i].losses for i in sent]).astype(np.float32)
    if sent_inside:
        paths = {i: run[i] for i in sent_inside}
        arrays |= inner_arrays(paths, rows)
        if exact_steps:
            arrays["steps"] = steps_of(paths, rows)
        if taylor:
            arrays |= models_of(scenario.surface, paths, rows)
    if known_surface != surface_id:
        shown = landscape(scenario.surface)
        rates = {key: suited_rate(record, scenario.surface) for key, record in OPTIMIZERS.items()}
        scale = {"lowest": shown.lowest, "highest": shown.highest, "detail": shown.detail}
        header["surface"] = scale | {"rates": rates}
        arrays |= {f"axis_{i}": axis.astype(np.float32) for i, axis in enumerate(shown.axes)}
        if len(shown.axes) == 1:
            arrays["graph"] = shown.losses.astype(np.float32)
        else:
            arrays["shades"] = np.minimum(shown.shades, 4).astype(np.float32)
    if catalogue:
        header["catalogue"] = catalogue
    return encode(header | extra, arrays)


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


@cache
def whole_catalogue() -> dict[str, Any]:
    """Everything that can be chosen, with what the player says about it."""
    return {
        "max_optimizers": MAX_OPTIMIZERS,
        "start_reach": START_REACH,
        "settings": {parameter.key: asdict(parameter) for parameter in (NUM_STEPS, SEED, TOLERANCE)},
        "themes": {name: theme._asdict() for name, theme in THEMES.items()},
        "views": [
            {"key": v.key, "title": v.title, "weights": v.weights, "place": v.place, "script": v.script}
            for v in VIEWS.values()
        ],
        "ticks": RULES,
        "surfaces": {
            s.key: {
                "title": s.title,
                "family": s.family,
                "summary": s.summary,
                "domain": s.domain,
                "has_examples": s.examples > 0,
                "parameters": specs(s.parameters),
            }
            for s in SURFACES.values()
        },
        "noises": {
            n.key: {"title": n.title, "needs_examples": n.needs_examples, "parameters": specs(n.parameters)}
            for n in NOISES.values()
        },
        "schedules": {
            s.key: {"title": s.title, "parameters": specs(s.parameters), "formula": mathml(s.formula)}
            for s in SCHEDULES.values()
        },
        "optimizers": {
            o.key: {
                "title": o.title,
                "family": o.family,
                "parameters": specs(o.parameters),
                "formula": mathml(o.formula),
                "pseudocode": o.pseudocode,
                "symbols": dict(o.symbols),
                "source": o.source,
            }
            for o in OPTIMIZERS.values()
        },
    }


def used_catalogue(scenario: Scenario) -> dict[str, Any]:
    """Of the catalogue only what this scenario uses and what needs no server, for a player that changes nothing."""
    used = {
        "surfaces": {scenario.surface.key},
        "noises": {scenario.noise.key},
        "schedules": {"constant", *(choice.schedule.key for choice in scenario.optimizers)},
        "optimizers": {choice.key for choice in scenario.optimizers},
    }
    whole = whole_catalogue()
    return whole | {
        "views": [view for view in whole["views"] if VIEWS[view["key"]].offline],
        **{name: {key: whole[name][key] for key in whole[name] if key in keys} for name, keys in used.items()},
    }


def specs(parameters: tuple[Parameter, ...]) -> list[dict[str, Any]]:
    return [asdict(parameter) for parameter in parameters]


def mathml(formula: str) -> str:
    """LaTeX of a record as MathML, which browsers draw by themselves."""
    return convert(formula, display="block")
