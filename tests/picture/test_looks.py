"""Contrast by WCAG 2.1; colour blindness by Machado, Oliveira and Fernandes (2009), severity 1; distance in OKLab."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from optviz.picture.looks import LOOKS, STROKES, THEMES, Look, looks
from optviz.scenario.bounds import MAX_OPTIMIZERS
from optviz.scenario.scenario import Scenario

NORMAL = np.eye(3)
PROTANOPIA = np.array(
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
)
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
TRITANOPIA = np.array(
    [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
)
LINEAR_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
LMS_TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
COLOURED = ("light", "dark")


def linear(colour: str) -> np.ndarray:
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def distance(one: str, other: str, sight: np.ndarray) -> float:
    places = [LMS_TO_OKLAB @ np.cbrt(LINEAR_TO_LMS @ np.clip(sight @ linear(colour), 0, 1)) for colour in (one, other)]
    return float(np.linalg.norm(places[0] - places[1]))


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("style", THEMES)
@pytest.mark.parametrize("place", range(len(LOOKS)))
def test_every_path_stands_out_from_its_casing_and_from_the_heights(style, place):
    theme, colour = THEMES[style], getattr(LOOKS[place], style)
    assert contrast(colour, theme.paper) >= 3
    assert contrast(colour, theme.ramp[-1]) >= 2.1 - 0.005
    assert STROKES.casing >= 1.5  # thinner, it blurs with a pale ground


@pytest.mark.parametrize(("style", "span"), [("light", 1.75), ("dark", 2.2), ("print", 1.71)])
def test_the_ground_spans_what_was_measured(style, span):
    ramp = THEMES[style].ramp
    assert contrast(ramp[0], ramp[-1]) == pytest.approx(span, abs=0.01)


@pytest.mark.parametrize("style", COLOURED)
@pytest.mark.parametrize("sight", [NORMAL, PROTANOPIA, DEUTERANOPIA, TRITANOPIA])
def test_the_ground_goes_one_way_in_even_steps_for_everybody(style, sight):
    ramp = THEMES[style].ramp
    seen = [sight @ linear(colour) for colour in ramp]
    light = np.array([0.2126, 0.7152, 0.0722]) @ np.clip(np.array(seen), 0, 1).T
    steps = np.diff(light)
    assert (steps < 0).all() or (steps > 0).all()
    bright, dark = max(light[0], light[-1]) + 0.05, min(light[0], light[-1]) + 0.05
    assert 1.65 < bright / dark < 2.35
    distances = [distance(one, other, sight) for one, other in pairwise(ramp)]
    assert max(distances) < 2.2 * min(distances)


@pytest.mark.parametrize(
    ("style", "kind", "low", "high"),
    [
        ("light", "thin", 1.45, 1.56),
        ("light", "index", 2.26, 2.70),
        ("dark", "thin", 1.41, 1.51),
        ("dark", "index", 2.52, 3.23),
    ],
)
def test_lines_have_the_contrast_to_their_tints_that_was_measured(style, kind, low, high):
    theme = THEMES[style]
    found = [contrast(tint, line) for tint, line in zip(theme.ramp, getattr(theme, kind), strict=True)]
    assert (min(found), max(found)) == pytest.approx((low, high), abs=0.03)


@pytest.mark.parametrize("style", THEMES)
def test_numbers_on_lines_can_be_read_on_every_tint(style):
    theme = THEMES[style]
    assert min(contrast(theme.label, tint) for tint in theme.ramp) >= 4.5


def test_dark_ground_and_light_ground():
    assert THEMES["light"].paper == "#ffffff"
    assert THEMES["dark"].paper == "#0f1216"


@pytest.mark.parametrize("style", THEMES)
def test_text_can_be_read(style):
    theme = THEMES[style]
    assert contrast(theme.ink, theme.paper) >= 7
    assert contrast(theme.muted, theme.paper) >= 4.5


@pytest.mark.parametrize("style", THEMES)
def test_the_ramp_starts_as_the_paper_and_goes_one_way(style):
    theme = THEMES[style]
    away = [contrast(theme.paper, stop) for stop in theme.ramp]
    assert away[0] == 1
    assert all(np.diff(away) > 0)


@pytest.mark.parametrize("style", COLOURED)
@pytest.mark.parametrize(
    ("sight", "least"),
    [(NORMAL, 0.11), (DEUTERANOPIA, 0.07), (PROTANOPIA, 0.07), (TRITANOPIA, 0.07)],
    ids=["normal", "deuteranopia", "protanopia", "tritanopia"],
)
def test_any_two_paths_can_be_told_apart(style, sight, least):
    colours = [getattr(look, style) for look in LOOKS]
    assert min(distance(one, other, sight) for one, other in combinations(colours, 2)) >= least


def test_all_dashes_are_different():
    assert len({look.dash for look in LOOKS}) == len(LOOKS)


def test_all_marks_are_different():
    assert len({look.mark for look in LOOKS}) == len(LOOKS)


def test_the_first_line_is_solid_and_the_others_are_pairs_of_stroke_and_gap():
    assert LOOKS[0].dash == ()
    assert all(len(look.dash) % 2 == 0 and all(length > 0 for length in look.dash) for look in LOOKS)


def test_there_is_a_look_for_every_optimizer_of_a_scenario():
    assert len(LOOKS) == MAX_OPTIMIZERS
    assert len(set(looks(Scenario(surface="ravine", optimizers=["sgd"] * MAX_OPTIMIZERS)))) == MAX_OPTIMIZERS


def test_a_preferred_place_that_is_free_is_taken():
    scenario = Scenario(surface="ravine", optimizers=["adam", "sgd"])
    assert looks(scenario) == tuple(LOOKS[choice.record.colour] for choice in scenario.optimizers)


def test_the_second_of_a_kind_leaves_the_others_theirs():
    scenario = Scenario(surface="ravine", optimizers=["sgd", "sgd", "momentum"])
    first, second, momentum = looks(scenario)
    assert (first, momentum) == (LOOKS[0], LOOKS[1])
    assert second == LOOKS[2]
    assert isinstance(second, Look)


def test_greys_are_far_apart_and_with_the_dash_no_two_paths_are_alike():
    greys = sorted({look.print for look in LOOKS})
    assert min(distance(one, other, NORMAL) for one, other in combinations(greys, 2)) > 0.18
    assert len({(look.print, look.dash) for look in LOOKS}) == len(LOOKS)
    shown = [look.print for look in looks(Scenario.default())]
    assert len(set(shown)) == len(greys)  # the page's own picture uses them all
