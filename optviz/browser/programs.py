"""Which modules the browser can run, by name.

A module is made of one record, and of no more than it needs of another: a rule knows the number of weights, and a noise
that draws from the examples knows the surface that has them.
"""

from collections.abc import Callable
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import version as release

from optviz.browser import cells
from optviz.browser.lines import of_lines
from optviz.browser.losses import of_batches, of_minima, of_noise, of_regularisation, of_surface
from optviz.browser.models import of_model
from optviz.browser.rules import of_rule, of_schedule
from optviz.browser.translation import Untranslated
from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SURFACES
from optviz.engine import compiled_programs
from optviz.engine.program_sources import checksum, place_of
from optviz.noise import NONE
from optviz.scenario.scenario import Scenario


@cache
def makers() -> dict[str, Callable[[], str]]:
    """How each module is made, by its name."""
    weights = sorted({len(surface.domain) for surface in SURFACES.values()})
    found: dict[str, Callable[[], str]] = {f"surfaces/{s.key}": partial(of_surface, s) for s in SURFACES.values()}
    found |= {f"models/{s.key}": partial(of_model, s) for s in SURFACES.values() if s.model}
    found |= {f"minima/{s.key}": partial(of_minima, s) for s in SURFACES.values()}
    found |= {f"lines/{o.key}": partial(of_lines, o) for o in OPTIMIZERS.values()}
    found |= {f"schedules/{s.key}": partial(of_schedule, s) for s in SCHEDULES.values()}
    for count in weights:
        found |= {f"optimizers/{o.key}-{count}": partial(of_rule, o, count) for o in OPTIMIZERS.values()}
        found[f"regularisation/{count}"] = partial(of_regularisation, count)
    for noise in NOISES.values():
        if noise.needs_examples:
            with_examples = [surface for surface in SURFACES.values() if surface.examples]
            found |= {f"noises/{noise.key}-{s.key}": partial(of_batches, noise, s) for s in with_examples}
        else:
            found |= {f"noises/{noise.key}-{count}": partial(of_noise, noise, count) for count in weights}
    return found


@cache
def makers_for_maps() -> dict[str, Callable[[], str]]:
    """How the modules are made that workers need besides, for several cells of a map at once."""
    found = {f"cells/{key}": partial(cells.of_surface, surface) for key, surface in SURFACES.items()}
    for count in sorted({len(surface.domain) for surface in SURFACES.values()}):
        found |= {f"cells/{key}-{count}": partial(cells.of_rule, rule, count) for key, rule in OPTIMIZERS.items()}
    return found


def names_of(scenario: Scenario) -> list[str]:
    """The modules that a scenario needs whatever its numbers are, under every schedule, with its noise and without."""
    surface, weights = scenario.surface.record, len(scenario.surface.record.domain)
    noises = dict.fromkeys((NONE, scenario.noise.record))
    return [
        f"surfaces/{surface.key}",
        *([f"models/{surface.key}"] if surface.model else []),
        *([f"minima/{surface.key}"] if surface.parameters and not surface.minima_by_numpy else []),
        *(f"noises/{noise.key}-{surface.key if noise.needs_examples else weights}" for noise in noises),
        f"regularisation/{weights}",
        *(f"schedules/{schedule.key}" for schedule in SCHEDULES.values()),
        *(f"optimizers/{key}-{weights}" for key in dict.fromkeys(choice.key for choice in scenario.optimizers)),
        *dict.fromkeys(f"lines/{one.key}" for one in scenario.optimizers if not one.record.text_state),
    ]


def names_with(weights: int) -> list[str]:
    """The modules that any surface of so many weights can go with: all but noises that draw from its examples."""
    return [
        f"regularisation/{weights}",
        *(f"noises/{noise.key}-{weights}" for noise in NOISES.values() if not noise.needs_examples),
        *(f"schedules/{key}" for key in SCHEDULES),
        *(f"optimizers/{key}-{weights}" for key in OPTIMIZERS),
    ]


@cache
def text_of(name: str) -> str:
    """The text of a module, from the file cache where compiled programs are kept and it was made before.

    Raises:
        KeyError: there is no such module.
        Untranslated: it is about something that only JAX can do, and stays on the server.
    """
    make, kept = (makers() | makers_for_maps())[name], compiled_programs.file_cache
    key = sha256(f"{name} {version()}".encode()).hexdigest()
    if kept and (data := kept.get(key)) is not None:
        return data.decode()
    text = make()
    if kept:
        kept.put(key, text.encode())
    return text


@cache
def version() -> str:
    """A hash of all that the modules are made of."""
    records = [record for every in (SURFACES, OPTIMIZERS, SCHEDULES, NOISES) for record in every.values()]
    places = [place for record in records if (place := place_of(record))]
    return f"{checksum({__name__, *(module for module, _ in places)})} {release('jax')}"


def untranslated() -> dict[str, str]:
    """The modules that stay on the server, with what in each of them does not translate."""
    found = {}
    for name in makers():
        try:
            text_of(name)
        except Untranslated as error:
            found[name] = str(error)
    return found
