"""What the page measures of the paths that it runs itself, beside what the server would make of the same rows.

Each surface, with its sliders at their ends as well (`make test` takes one of these settings of each); rules,
schedules, noises and lengths in turn. One rule of three takes the largest rate that there is, at which most diverge.
"""

import json
import re
from functools import cache

import numpy as np
import pytest
from optviz.surfaces.curve_of_minima import CurveOfMinima

from optviz import OPTIMIZERS, SCHEDULES, SURFACES, Scenario
from optviz.catalogue import NOISES
from optviz.engine.along import conditions
from optviz.engine.metrics import measure
from optviz.engine.simulate import Path, Run, minima_of
from optviz.engine.taylor import models_along
from optviz.picture.curves import curves_of
from optviz.picture.described import curves_said, ground_of, together_said, way_of
from optviz.picture.happened import happened
from optviz.picture.quantities import named, offered
from optviz.picture.table import COLUMNS
from optviz.player.catalogue import whole_catalogue
from optviz.player.payload import described, known_minima, narrowed, values_of
from optviz.player.said import sentences_of_runs
from optviz.scenario.choices import SurfaceChoice
from tests.browser_programs.beside import answered
from tests.browser_programs.proof import modules_of
from tests.samples import sample

HELD_OUT = ("held_out", "held_out_average", "held_out_together", "held_out_snapshots")
BY_PROGRAMS = dict.fromkeys((*HELD_OUT, "losses"), 1e-6) | {"condition": 1e-3}
FLAT, NARROW = 1e-7, 1e10
"""What programs are asked along a path, and how closely they agree; where hardly anything curves, by this share of the
largest curvature along the paths, or the larger curvature is so many times the smaller one, rounding decides.
"""
LENGTHS, TOLERANCES = (400, 1, 60, 2, 150), (1e-3, 0.5, 1e-9)


def scenarios() -> dict[str, Scenario]:
    rules, schedules = list(OPTIMIZERS), list(SCHEDULES)
    found = {}
    for i, (name, surface) in enumerate(settings().items()):
        record = surface.record
        choices = [{"key": rules[(2 * i + j) % len(rules)], "schedule": schedules[i % len(schedules)]} for j in (0, 1)]
        fast = OPTIMIZERS[rules[5 * i % len(rules)]]
        noises = [noise.key for noise in NOISES.values() if record.examples or not noise.needs_examples]
        found[name] = Scenario(
            surface=surface,
            optimizers=[*choices, {"key": fast.key, "learning_rate": fast.parameters[0].high}],
            noise=noises[-1 - i % len(noises)],
            num_steps=LENGTHS[list(SURFACES).index(record.key) % len(LENGTHS)],  # one program of each surface does
            tolerance=TOLERANCES[i % len(TOLERANCES)],
        )
    return found


def settings() -> dict[str, SurfaceChoice]:
    """Each surface as it is by default, and with all of its sliders at one end; in a sample, one of these in turn."""
    found = {}
    for i, (key, surface) in enumerate(SURFACES.items()):
        numbers = [parameter for parameter in surface.parameters if not parameter.choices]
        ends = {"": {}, ", low": {p.key: p.low for p in numbers}, ", high": {p.key: p.high for p in numbers}}
        asked = {end: values for end, values in ends.items() if values or not end}
        some = sample([[*asked][i % len(asked)]], [*asked])
        found |= {key + end: SurfaceChoice(key=key, **asked[end]) for end in some}
    return found


ALL = {name: Run(one, (), minima_of(one.surface)) for name, one in scenarios().items()}
"""Without paths: those are to come."""
STAND_ALONE = {name: run for name, run in ALL.items() if known_minima(run)["minima_stand_alone"]}


@cache
def measured() -> dict[str, tuple[Run, dict, dict[str, np.ndarray]]]:
    """By setting: the paths that the page has run, as a run of the server's, what it says of them, and its curves."""
    runs = STAND_ALONE.values()
    found = answered(
        "runs",
        {name for run in runs for name in modules_of(run.scenario)},
        scenarios=[run.scenario.to_dict() for run in runs],
        minima=[known_minima(run)["minima"] for run in runs],
        labels=[run.scenario.labels for run in runs],
        catalogue=whole_catalogue() | {"told": sentences_of_runs()},
    )
    taken = {}
    for i, (key, run) in enumerate(STAND_ALONE.items()):
        own = {name.removeprefix(f"{i}."): array for name, array in found.items() if name.startswith(f"{i}.")}
        said = json.loads(own.pop("said").tobytes())
        curves = {name.removeprefix("curve."): array for name, array in own.items() if name.startswith("curve.")}
        taken[key] = Run(run.scenario, paths_of(run, own), run.minima), said, curves
    return taken


def paths_of(run: Run, arrays: dict[str, np.ndarray]) -> tuple[Path, ...]:
    scenario = run.scenario
    every = [
        {name.removeprefix(f"{j}."): array for name, array in arrays.items() if name.startswith(f"{j}.")}
        for j in range(len(scenario.optimizers))
    ]
    diverged_at = [None if one["diverged_at"][0] < 0 else int(one["diverged_at"][0]) for one in every]
    points, losses = (np.stack([one[name] for one in every]) for name in ("points", "losses"))
    evaluations = [one["evaluations"] for one in every]
    metrics = measure(points, losses, evaluations, diverged_at, run.minima, scenario.tolerance)
    return tuple(
        Path(
            label=label,
            choice=choice,
            state={name.removeprefix("state."): array for name, array in one.items() if name.startswith("state.")},
            diverged_at=bad,
            metrics=numbers,
            **{name: one[name] for name in ("points", "losses", "gradients", "learning_rates", "evaluations")},
        )
        for label, choice, one, bad, numbers in zip(
            scenario.labels, scenario.optimizers, every, diverged_at, metrics, strict=True
        )
    )


def nearly_flat(run: Run) -> np.ndarray:
    """The rows of each path where the loss does not curve in any direction, or in one, but for what is rounded."""
    surface = run.scenario.surface
    found = [models_along(surface, path.points)[1] for path in run]
    number = np.stack([conditions(one) for one in found])
    is_rounded = np.isfinite(number) & (number > NARROW)
    return is_rounded | (np.abs(found).max(axis=(2, 3)) < FLAT * np.abs(found).max())


def test_only_curves_of_minima_are_left_to_the_server():
    curved = {key for key, run in ALL.items() if any(isinstance(one, CurveOfMinima) for one in run.minima)}
    assert ALL.keys() - STAND_ALONE.keys() == curved != set()
    for run in STAND_ALONE.values():
        assert [(*one["point"], one["value"]) for one in known_minima(run)["minima"]] == [
            (*minimum.point, minimum.value) for minimum in run.minima
        ]


@pytest.mark.parametrize("key", STAND_ALONE)
def test_the_table_says_the_same(key):
    run, said, _ = measured()[key]
    assert said["cells"] == [[column.cell(path) for column in COLUMNS if column.on_page] for path in run]


@pytest.mark.parametrize("key", STAND_ALONE)
def test_the_curves_are_the_same(key):
    """All that is offered: titles, base, what is absent, ranges and notes, and the values.

    Where lengths of vectors are in them, the last bit is another one with each library of C.
    """
    run, said, curves = measured()[key]
    assert said["offered"] == {name: named(name) for name in offered(run)}
    assert list(said["curves"]) == list(curves) == offered(run)
    for name, values in curves.items():
        expected = curves_of(run, name)
        is_curved = name == "condition" and len(run.scenario.start) == 2
        flat = nearly_flat(run) if is_curved else np.zeros(values.shape, bool)
        for scale, found in said["curves"][name].pop("ranges").items():
            theirs = expected.ranges[scale]._asdict()
            ends = [(float(one.pop("low")), float(one.pop("high"))) for one in (found, theirs)]
            assert found == theirs
            size = 0.0 if theirs["logarithmic"] else np.abs(ends[1]).max()
            if not flat.any():
                np.testing.assert_allclose(*ends, rtol=0, atol=BY_PROGRAMS.get(name, 4 * np.finfo(float).eps) * size)
        assert said["curves"][name] == {k: v for k, v in described(expected).items() if k != "ranges"}
        sent = narrowed(values_of(expected, range(len(run)), run))
        assert values.dtype == sent.dtype
        if name in BY_PROGRAMS:
            values, sent = (np.where(flat, 0, one) for one in (values, sent))
            np.testing.assert_allclose(values, sent, rtol=BY_PROGRAMS[name], atol=1e-12)
        else:
            np.testing.assert_array_max_ulp(values, sent, maxulp=1)


def rounded(text):
    """What is said of a curve, with numbers that are nothing but rounding as 0."""
    return re.sub(r"[\d.]+e−(1[6-9]|[23]\d)\b", "0", text)


@pytest.mark.parametrize("key", STAND_ALONE)
def test_what_happened_is_told_alike(key):
    """In a sentence or two for all, and in words for those who hear the picture."""
    run, said, _ = measured()[key]
    assert said["told"]["happened"] == list(map(str, happened(run)))
    assert said["told"]["ground"] == " ".join(map(str, ground_of(run)))
    assert said["told"]["ways"] == [str(way_of(path, run)) for path in run]
    together = {name: told for name in offered(run) if (told := together_said(curves_of(run, name), run))}
    assert said["together"] == {name: str(told) for name, told in together.items()}
    expected = {name: str(curves_said(curves_of(run, name), run)) for name in offered(run)}
    assert {name: rounded(text) for name, text in said["spoken"].items()} == {
        name: rounded(text) for name, text in expected.items()
    }


def test_all_that_can_be_said_is():
    """A sample that leaves something out would prove nothing of it."""
    runs, told, drawn = zip(*measured().values(), strict=True)
    cells = {cell for said in told for row in said["cells"] for cell in row}
    assert {"no minimum known", "not reached", "not for good", "0"} <= cells
    assert any(cell.startswith("diverged at step ") for cell in cells)
    notes = {
        one["note"]
        for run in runs
        for name in offered(run)
        for one in described(curves_of(run, name))["ranges"].values()
    }
    linear = {"no minimum is known, so the scale is linear", "a share, so the scale is linear"}
    assert linear | {"there is nothing of this kind to show here"} <= notes
    assert {array.dtype for curves in drawn for array in curves.values()} == {np.dtype("f4"), np.dtype("f8")}
    assert {path.choice.key for run in runs for path in run} == set(OPTIMIZERS)
    assert {path.choice.schedule.key for run in runs for path in run} == set(SCHEDULES)
    assert {run.scenario.noise.key for run in runs} == set(NOISES)
