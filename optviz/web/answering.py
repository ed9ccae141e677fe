"""What is answered with a payload: a question of the player, and the first one of a page.

Whoever asks says how programs may be come by (`at_most`); what takes longer goes to the slow lane.
"""

import gzip
import json
import re
from collections.abc import Mapping
from functools import lru_cache

from optviz.engine.compiled_programs import Means, NotAtHand, allowed
from optviz.engine.demonstrations import shown_on
from optviz.engine.four_rates import RUNS, at_four_rates
from optviz.engine.simulate import Run, expected_seconds, simulate
from optviz.lessons.sent import sent
from optviz.picture.quantities import QUANTITIES, is_quantity
from optviz.player.catalogue import whole_catalogue
from optviz.player.payload import payload
from optviz.problems import ScenarioError
from optviz.registry import short
from optviz.scenario.bounds import MAX_OPTIMIZERS
from optviz.scenario.query import DISPLAY, LANGUAGE, LESSON, SWEEP
from optviz.scenario.scenario import Scenario
from optviz.texts.language import ENGLISH, speaking
from optviz.texts.words import Words
from optviz.views.catalogue import VIEWS
from optviz.web.exporting.export_options import LARGEST_FILE, offered

PAGES_KEPT = 16
"""A class opens the same few, of up to 2 MB."""
FAST = 1
"""The catalogue becomes a sixth, and numbers hardly less, however long one tries."""
LONGEST_RUN = 0.05
"""Seconds that a run may take beside the drags of others."""


def answer(body: bytes | str, query: Mapping[str, str]) -> bytes:
    """The payload of a Scenario's run.

    Args:
        body: the Scenario as JSON.
        query: `onto` has the scenario carried over to another surface, `four` (`2`) its third rule shown at four
            learning rates; `surface` names the one that the player already holds, `held` (`0,2`) the places of the
            paths that it does; `rows` (`120-168`) are the rows whose inner life it needs, `taylor` (`1`) that it needs
            the true gradients and Hessians there too, `lines` (`1`) what the lines of the pseudo-code give,
            `held_inside` (`1`) that it has all of this of the paths that it holds.
            `ground` (`held_out`) asks for that of the loss on held-out examples with the surface, where there is one.
            `curves` (`loss,held_out`) are the quantities that it plots or tells, `language` the one that the page
            is in.

    Raises:
        ScenarioError: something of it is not allowed.
        NotAtHand: it takes longer than is allowed here.
    """
    with speaking(query.get(LANGUAGE)):
        return answer_to(body, query)


def answer_to(body: bytes | str, query: Mapping[str, str]) -> bytes:
    """The same, in the language that is spoken."""
    rows, held = parse_rows(query.get("rows")), parse_places(query.get("held"))
    curves = parse_curves(query.get("curves"))
    scenario = Scenario.from_json(body)
    if (surface := query.get("onto")) is not None:
        scenario = shown_on(scenario, surface)
    if (four := query.get("four")) is not None:
        place = parse_place(four, scenario)
        look_at_time(scenario, RUNS)
        scenario = at_four_rates(scenario, place)
    return payload(
        run_of(scenario),
        rows=rows,
        taylor=query.get("taylor") == "1",
        lines=query.get("lines") == "1",
        curves=curves,
        known_surface=query.get("surface"),
        held=held,
        held_inside=query.get("held_inside") == "1",
        settled=rows is None,
        beside=query.get("ground") == "held_out",
    )


def first_answer(scenario: Scenario, display: Mapping[str, str]) -> bytes:
    """The payload that a page begins with, gzipped: the run, all that can be chosen, and how the picture is shown.

    Args:
        scenario: the page's.
        display: fields of its address that begin with `show.`, and its `language`; `lesson` for the one beside it,
            `sweep` for the maps beside it, as JSON.

    Raises:
        NotAtHand: it takes longer than is allowed here.
    """
    with speaking(display.get(LANGUAGE)):
        return kept_first_answer(scenario, tuple(display.items()))


@lru_cache(maxsize=PAGES_KEPT)
def kept_first_answer(scenario: Scenario, display: tuple[tuple[str, str], ...]) -> bytes:
    shown = dict(display)
    key, language, maps = shown.pop(LESSON, None), shown.pop(LANGUAGE, ENGLISH), shown.pop(SWEEP, None)
    curve = shown.get(f"{DISPLAY}curve", "loss")
    lesson = sent(key, language) if key else None
    view = VIEWS.get(shown.get(f"{DISPLAY}view", ""))
    is_beside = view is not None and view.needs_held_out
    plotted = [curve if is_quantity(curve) else "loss", *(["held_out"] if is_beside else [])]
    body = payload(
        run_of(scenario),
        curves=dict.fromkeys([*plotted, *(lesson["curves"] if lesson else ())]),
        beside=is_beside,
        catalogue=whole_catalogue(),
        formats=offered(),
        largest_file=LARGEST_FILE,
        display=shown,
        lesson=lesson,
        sweep=json.loads(maps) if maps else None,
    )
    return gzip.compress(body, compresslevel=FAST, mtime=0)


def run_of(scenario: Scenario) -> Run:
    look_at_time(scenario)
    return simulate(scenario)


def look_at_time(scenario: Scenario, times: int = 1) -> None:
    """Nothing runs long beside the drags of others.

    Raises:
        NotAtHand: so many runs of the scenario would.
    """
    if allowed.get() < Means.COMPILED and times * expected_seconds(scenario) > LONGEST_RUN:
        raise NotAtHand


def parse_rows(text: str | None) -> slice | None:
    """`120-168`: the rows from 120 on, up to but without 168. Nothing: all of them.

    Raises:
        ScenarioError: it is something else.
    """
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,5})-(\d{1,5})", text)
    if not match or int(match[1]) >= int(match[2]):
        raise ScenarioError.of("rows", "bad_rows", value=short(text))
    return slice(int(match[1]), int(match[2]))


def parse_curves(text: str | None) -> list[str]:
    """`loss,held_out`: the keys of these quantities. Nothing: the loss.

    Raises:
        ScenarioError: there is no such quantity, or they are more than there are of every run.
    """
    keys = (text or "loss").split(",")
    for key in keys:
        if not is_quantity(key) or len(keys) > len(QUANTITIES):
            allowed = Words("a_quantity", {"choices": list(QUANTITIES)})
            raise ScenarioError.of("curves", "not_allowed", value=short(key), allowed=allowed)
    return list(dict.fromkeys(keys))


def parse_place(text: str, scenario: Scenario) -> int:
    """`2`: the third of the scenario's optimizers.

    Raises:
        ScenarioError: it is something else.
    """
    if not re.fullmatch(r"[0-9]{1,2}", text) or int(text) >= len(scenario.optimizers):
        raise ScenarioError.of("four", "bad_place", value=short(text), most=len(scenario.optimizers) - 1)
    return int(text)


def parse_places(text: str | None) -> set[int]:
    """`0,2`: the first and the third. Nothing: none.

    Raises:
        ScenarioError: it is something else.
    """
    if text is None:
        return set()
    if not re.fullmatch(rf"\d{{1,2}}(,\d{{1,2}}){{0,{MAX_OPTIMIZERS - 1}}}", text):
        raise ScenarioError.of("held", "bad_places", value=short(text))
    return {int(place) for place in text.split(",")}
