"""Surfaces as the browser makes them from their programs, beside what the server's payload has of them."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from optviz import SURFACES, Scenario
from optviz.engine.simulate import Run, minima_of
from optviz.player.catalogue import whole_catalogue
from optviz.player.payload import ground, held_out_ground
from optviz.scenario.choices import SurfaceChoice
from tests.browser_programs.beside import answered

FLOAT, PLACES, FOUND = 1e-9, 2e-3, 1e-6
"""How far numbers may be from the server's: shares of a number; and of what counts places of the grid, areas and tints,
some places, where the loss is that of a level, or of the corners, to the last bit; and a minimum that is looked for,
near which the loss hardly rises."""
ARRAYS = 2e-6
"""The same of arrays of float32."""


class Ground(NamedTuple):
    """A surface with numbers, and what both make of it."""

    choice: SurfaceChoice
    found: tuple[dict[str, Any], dict[str, np.ndarray]]
    expected: tuple[dict[str, Any], dict[str, np.ndarray]]

    def differences(self) -> Iterator[str]:
        """In words; words, numbers of levels and the like have to be the same."""
        (said, arrays), (told, expected) = self.found, self.expected
        yield from apart("", said, json.loads(json.dumps(told)))
        if arrays.keys() != expected.keys():
            yield f"arrays {sorted(arrays.keys() ^ expected.keys())}"
        for name, array in expected.items():
            here = arrays[name]
            same = here.dtype == array.dtype and here.size == array.size
            if not same or not np.allclose(here.ravel(), array.ravel(), rtol=ARRAYS, atol=ARRAYS, equal_nan=True):
                yield f"{name} {here.dtype}"


def apart(place: str, found: Any, expected: Any) -> Iterator[str]:
    if place == ".quadratic" and expected and found and is_round(expected):
        yield from apart(f"{place}.curvatures", found["curvatures"], expected["curvatures"])
    elif isinstance(expected, dict) and isinstance(found, dict):
        for key in expected.keys() | found.keys():
            yield from apart(f"{place}.{key}", found.get(key, "nothing"), expected.get(key, "nothing"))
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        if place.endswith("directions") and np.dot(found[0], expected[0]) < 0:
            found = np.negative(found).tolist()  # either way along it
        for i, (one, other) in enumerate(zip(found, expected, strict=True)):
            yield from apart(f"{place}.{i}", one, other)
    elif isinstance(expected, float) and isinstance(found, float | int):
        near = PLACES if place.endswith(".area") or ".tints." in place else FLOAT * max(1.0, abs(expected))
        near = FOUND if re.search(r"\.held_out\.minima\.\d\.point\.", place) else near
        if not abs(found - expected) <= near:
            yield f"{place}: {found} instead of {expected}"
    elif found != expected:
        yield f"{place}: {found} instead of {expected}"


def is_round(quadratic: dict[str, Any]) -> bool:
    """Whether all directions of a quadratic are alike, so that it has no principal ones."""
    return bool(np.ptp(quadratic["curvatures"]) < FLOAT * max(quadratic["curvatures"]))


def made_here() -> list[str]:
    """The surfaces whose grounds the browser can make."""
    return [key for key, surface in whole_catalogue()["surfaces"].items() if surface["has_ground"]]


def moved(key: str, share_of: Callable[[], float]) -> SurfaceChoice:
    """A surface with each of its sliders at a share of its track."""
    numbers = {}
    for parameter in SURFACES[key].parameters:
        share, low, high = share_of(), parameter.low, parameter.high
        value = min(high, low * (high / low) ** share if parameter.scale == "log" else low + share * (high - low))
        if parameter.choices:
            numbers[parameter.key] = parameter.choices[round(value)]
        else:
            numbers[parameter.key] = round(value) if parameter.integer else value
    return SurfaceChoice.model_validate({"key": key} | numbers)


def modules_of(choice: SurfaceChoice) -> list[str]:
    kinds = ("surfaces", "minima", *(["models"] if choice.record.model else []))
    return [f"{kind}/{choice.key}" for kind in kinds]


def grounds(choices: Sequence[SurfaceChoice], *, beside: bool = False) -> list[Ground]:
    """What both make of surfaces; `beside`: with the ground of the loss on held-out examples."""
    scenarios = [Scenario(surface=choice, optimizers=["sgd"]) for choice in choices]
    found = answered(
        "grounds",
        [name for choice in choices for name in modules_of(choice)],
        catalogue=whole_catalogue(),
        surfaces=[scenario.to_dict()["surface"] for scenario in scenarios],
        beside=beside,
    )
    compared = []
    for i, (choice, scenario) in enumerate(zip(choices, scenarios, strict=True)):
        own = {name.removeprefix(f"{i}."): array for name, array in found.items() if name.startswith(f"{i}.")}
        said = json.loads(own.pop("said").tobytes())
        told, arrays = ground(Run(scenario, (), minima_of(choice)))
        if beside:
            told["held_out"], arrays["held_shares"] = held_out_ground(choice)
        compared.append(Ground(choice, (said, own), (told, arrays)))
    return compared
