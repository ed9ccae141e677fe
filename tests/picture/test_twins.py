"""Rules that the page has as well, as it draws each frame: heads, names, labels, crowded paths, shades off the grid.

Each is tested by what it is for, and the page's, in node, by giving the same.
"""

import json
import subprocess
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from optviz import OPTIMIZERS, SURFACES, Scenario, simulate
from optviz.engine import line_by_line
from optviz.engine.landscape import landscape
from optviz.picture import crowding, heads, labels, levels, names
from optviz.picture.levels import levels_of, lines_of
from optviz.picture.looks import SHARES, looks
from optviz.picture.patch import RULES as PATCH
from optviz.picture.patch import patch_of
from optviz.picture.scene import raised
from optviz.player.catalogue import whole_catalogue
from optviz.scenario.bounds import MAX_OPTIMIZERS
from optviz.scenario.choices import OptimizerChoice, SurfaceChoice
from tests.player.test_in_node import find_node

SCRIPT = Path(__file__).with_name("twins.mjs")
SIZE = (300.0, 200.0)


def on_the_page(*questions: dict) -> list:
    done = subprocess.run(
        [find_node(), str(SCRIPT)],
        input=json.dumps(questions),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    return json.loads(done.stdout)


def zigzag(apart: float, count: int) -> np.ndarray:
    return np.array([(20 + apart * k, 40 + 100 * (k % 2)) for k in range(count)])


CROWDED = {
    "a zigzag that leaves no room": (zigzag(1.5, 80), True),
    "one with room between its strokes": (zigzag(8.0, 30), False),
    "to and fro on one line": (np.array([(20, 50), (200, 50)] * 50), False),
    "a straight line": (np.array([(0, 0), (300, 200)]), False),
    "outside": (np.array([(-500, -500), (-400, -400)]), False),
}


def test_a_path_is_crowded_where_it_fills_its_ground():
    found = [crowding.is_crowded(path, SIZE) for path, _ in CROWDED.values()]
    assert found == [expected for _, expected in CROWDED.values()]
    asked = [
        {"rule": "crowding", "path": path.tolist(), "size": SIZE, "rules": crowding.RULES}
        for path, _ in CROWDED.values()
    ]
    assert on_the_page(*asked) == found


def heads_at(*places: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    return heads.spread(np.array(places), 1.0)


def test_heads_apart_stay_where_they_are():
    places, sizes = heads_at((10, 10), (50, 10))
    np.testing.assert_array_equal(places, [(10, 10), (50, 10)])
    np.testing.assert_allclose(sizes, SHARES.head)


def test_of_two_heads_in_one_place_the_lower_shows_a_rim():
    places, sizes = heads_at((10, 10), (12, 11), (90, 90))
    np.testing.assert_array_equal(places[:2], [(10, 10), (12, 11)])
    np.testing.assert_allclose(sizes, SHARES.head * np.array([SHARES.under, 1, 1]))


@pytest.mark.parametrize("count", [3, 5, 12])
def test_more_heads_stand_on_a_ring_apart_from_each_other(count):
    middle = np.array([100.0, 80.0])
    places, _ = heads_at(*(middle + 0.1 * k for k in range(count)))
    assert min(np.hypot(*(one - other)) for one, other in combinations(places, 2)) == pytest.approx(
        heads.RULES["apart"], rel=1e-6
    )
    np.testing.assert_allclose(places.mean(axis=0), middle + 0.05 * (count - 1), atol=1e-9)
    assert places[0][1] > middle[1]  # the first is uppermost


def test_the_page_spreads_heads_alike():
    random = np.random.default_rng(0)
    for unit in (1.0, 1.6):
        places = random.uniform(0, 40, (12, 2))
        asked = {"rule": "heads", "places": (places * [1, -1]).tolist(), "unit": unit, "rules": heads.RULES}
        (there,) = on_the_page(asked | {"shares": SHARES._asdict()})
        found, sizes = heads.spread(places, unit)
        np.testing.assert_allclose(np.array(there), np.column_stack([found * [1, -1], sizes]), atol=1e-9)


@pytest.mark.parametrize(
    ("labels", "called"),
    [
        (["SGD η = 0.1", "SGD η = 0.1, ρ = 2"], ["η = 0.1", "η = 0.1, ρ = 2"]),
        (["AdaGrad, full matrix η = 1", "AdaGrad, full matrix η = 2"], ["η = 1", "η = 2"]),
        (["SGD η = 0.1", "Adam η = 0.1"], ["SGD η = 0.1", "Adam η = 0.1"]),
        (["SGD", "SGD η = 0.1"], ["SGD", "SGD η = 0.1"]),
        (["SGD η = 0.1"], ["SGD η = 0.1"]),
    ],
)
def test_paths_of_one_rule_are_called_by_their_numbers_at_their_heads(labels, called):
    assert names.names_apart(labels) == called
    assert on_the_page({"rule": "apart", "labels": labels}) == [called]


def test_names_touch_neither_heads_nor_each_other_and_stay_inside():
    random = np.random.default_rng(1)
    shown, questions, here = 0, [], []
    for _ in range(20):
        places, widths = random.uniform(0, 120, (8, 2)), random.uniform(25, 60, 8).tolist()
        paths = [np.vstack([random.uniform(-50, 400, (6, 2)), [np.nan, 3], place]) for place in places]
        found = names.place_names(places, widths, SIZE, 13.0, 1.0, names.cover_of(paths, SIZE, 1.0))
        half = names.RULES["height"] * 13 / 2
        boxes = [
            (left, middle - half, left + width, middle + half)
            for (left, middle), width in ((one, width) for one, width in zip(found, widths, strict=True) if one)
        ]
        shown += len(boxes)
        for left, top, right, bottom in boxes:
            assert left >= 0
            assert top >= 0
            assert right <= SIZE[0]
            assert bottom <= SIZE[1]
            away = places - np.clip(places, [left, top], [right, bottom])
            assert np.hypot(*away.T).min() >= names.RULES["head"]
        for one, other in combinations(boxes, 2):
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        view = {"width": SIZE[0], "height": SIZE[1]}
        asked = {"rule": "names", "heads": places.tolist(), "widths": widths, "view": view, "size": 13}
        asked["paths"] = [[[None if np.isnan(x) else x for x in row] for row in path.tolist()] for path in paths]
        questions.append(asked | {"rules": names.RULES})
        here.append(found)
    assert shown > 100
    for found, there in zip(here, on_the_page(*questions), strict=True):
        assert [one is None for one in there] == [one is None for one in found]
        np.testing.assert_allclose([one for one in there if one], [one for one in found if one], atol=1e-9)


def test_a_head_outside_has_no_name_and_one_that_is_nowhere_takes_no_room():
    places = np.array([(-20.0, 50.0), (np.nan, np.nan), (50.0, 50.0)])
    found = names.place_names(places, [30.0] * 3, SIZE, 13.0, 1.0, NO_PATHS)
    assert [one is None for one in found] == [True, True, False]


NO_PATHS = names.cover_of([], SIZE, 1.0)


def test_a_name_stands_where_it_hides_least():
    """Beside a path that goes on to the right and comes from the left, above or below it; without one, to the right."""
    head, width = np.array([[150.0, 100.0]]), [40.0]
    assert names.place_names(head, width, SIZE, 13.0, 1.0, NO_PATHS) == [(160.0, 100.0)]
    along = [np.array([(0.0, 100.0), (300.0, 100.0)])]
    ((left, middle),) = names.place_names(head, width, SIZE, 13.0, 1.0, names.cover_of(along, SIZE, 1.0))
    assert abs(middle - 100) > 13 / 2
    assert np.hypot(left + width[0] / 2 - 150, middle - 100) < 60
    fan = [
        np.array([(150.0, 100.0), (150 + 300 * np.cos(a), 100 + 300 * np.sin(a))]) for a in np.arange(-2.4, 2.5, 0.1)
    ]
    ((left, middle),) = names.place_names(head, width, SIZE, 13.0, 1.0, names.cover_of(fan, SIZE, 1.0))
    assert left + width[0] < 150  # all other sides are full


def test_cells_are_counted_once_however_often_a_path_comes():
    to_and_fro = np.array([(2.0, 2.0), (98.0, 2.0)] * 9)
    cover = names.cover_of([to_and_fro, to_and_fro], (100.0, 40.0), 1.0)
    assert cover.under((0, 0, 99, 39)) == 25
    assert cover.under((10, 0, 21, 1)) == 4
    assert cover.under((10, 5, 21, 39)) == cover.under((-30, -30, -20, -20)) == cover.under((200, 0, 210, 9)) == 0


def sent(key: str) -> dict:
    """A surface as the page has it."""
    shown = landscape(Scenario(surface=key, optimizers=["sgd"]).surface)
    found = [level._asdict() for level in levels_of(shown)]
    return {
        "axes": [axis.tolist() for axis in shown.axes],
        "shares": shown.share(shown.losses).tolist(),
        "detail": shown.detail,
        "domain": SURFACES[key].domain,
        "levels": {"coarse": found, "dense": found},
    }


@pytest.mark.parametrize("key", ["ravine", "rastrigin", "goldstein_price", "cliff"])
def test_the_page_has_the_same_shades_between_the_nodes(key):
    (x0, x1), (y0, y1) = SURFACES[key].domain
    count = 23
    middles = (np.arange(count) + 0.5) / count
    shown = landscape(Scenario(surface=key, optimizers=["sgd"]).surface)
    here = shown.shades_on([x0 + middles * (x1 - x0), y1 - middles * (y1 - y0)])
    (there,) = on_the_page({"rule": "shades", "surface": sent(key), "ranges": ((x0, x1), (y0, y1)), "count": count})
    np.testing.assert_allclose(there, here, atol=2e-7)


SCENARIOS = {
    "ravine": Scenario(surface="ravine", optimizers=["sgd", "momentum"], num_steps=60),
    "himmelblau": Scenario(surface="himmelblau", start=(0.3, 1.2), optimizers=["adam"], num_steps=60),
    "rastrigin": Scenario(surface="rastrigin", optimizers=["adam"], num_steps=60),
}


@pytest.mark.parametrize("key", SCENARIOS)
def test_labels_stand_on_their_lines_away_from_paths_and_from_each_other(key):
    run, size, letters = simulate(SCENARIOS[key]), (260.0, 240.0), 11.4
    shown, ends = landscape(run.scenario.surface), run.scenario.surface.record.domain
    low, spans = np.array(ends).T[0], np.ptp(np.array(ends), axis=1)

    def pixels(places: np.ndarray) -> np.ndarray:
        return ((places - low) / spans * [1, -1] + [0, 1]) * size

    paths = [pixels(path.points) for path in run]
    marks = pixels(np.array([*(minimum.point for minimum in run.minima), run.scenario.start]))
    lines = lines_of(levels_of(shown))
    found = labels.labels_of(shown, lines, ends, size, paths, marks, letters, lambda text: 0.5 * letters * len(text))
    assert found or key == "rastrigin"
    for label in found:
        x, y = np.array([label.x, label.y]) / size
        on_line = shown.shades_on([low[:1] + x * spans[:1], low[1:] + (1 - y) * spans[1:]])[0, 0]
        assert on_line == pytest.approx(label.shade, abs=0.02)
        assert abs(np.degrees(label.angle)) <= 58
        for places in [*paths, *marks[:, None]]:
            assert np.hypot(*(places - [label.x, label.y]).T).min() > 1.7 * letters - 0.8 * letters  # to a cell
    for one, other in combinations(found, 2):
        assert np.hypot(one.x - other.x, one.y - other.y) > letters
    view = {"width": size[0], "height": size[1], "ranges": ends}
    asked = {"rule": "labels", "surface": sent(key), "view": view, "paths": [path.tolist() for path in paths]}
    asked |= {"marks": marks.tolist(), "size": letters, "rules": labels.RULES, "levels": levels.RULES}
    (there,) = on_the_page(asked)
    assert [one[0] for one in there] == [one.text for one in found]
    np.testing.assert_allclose([one[1:] for one in there], [(one.x, one.y, one.angle) for one in found], atol=1e-5)


def test_heights_of_the_scene_go_with_the_loss_as_is_wished():
    asked, expected = [], []
    for key, wished in [("ravine", "linear"), ("ravine", "auto"), ("saddle", "log"), ("saddle", "linear")]:
        shown = landscape(SurfaceChoice(key=key))
        found = raised(shown, wished)
        losses = np.linspace(shown.lowest, shown.highest, 7)
        shares = np.linspace(0, 1, 7)
        depth = found.detail
        assert (depth is None) == (wished == "linear")
        by_hand = shares if depth is None else np.log(1 + depth * shares) / np.log(1 + depth)
        np.testing.assert_allclose(found.shade(losses), by_hand, atol=1e-12)
        surface = {"lowest": shown.lowest, "highest": shown.highest}
        asked.append({"rule": "heights", "surface": surface, "depth": depth, "losses": losses.tolist()})
        expected.append(by_hand)
    np.testing.assert_allclose(on_the_page(*asked), expected, atol=1e-12)


def test_a_patch_lies_at_the_heights_of_its_model():
    shown, domain, units = (
        landscape(SurfaceChoice(key="ravine")),
        np.array([[-3.0, 3.0], [-2.0, 2.0]]),
        np.array([0.2, 0.3]),
    )
    gradient, hessian = np.array([0.5, -1.0]), np.array([[1.0, 0.3], [0.3, 2.0]])
    asked, expected = [], []
    for point, curved, wished in [
        ((1.0, 0.5), hessian, "linear"),
        ((2.9, 0.0), None, "log"),
        ((0.0, 0.0), hessian, "log"),
    ]:
        found = raised(shown, wished)
        lines = patch_of(np.array(point), 2.0, gradient, curved, found, domain, units)
        for line in lines:
            there = line[np.isfinite(line).all(axis=1)]
            offsets = there[:, :2] - point
            losses = 2.0 + offsets @ gradient
            losses += 0 if curved is None else 0.5 * np.sum(offsets @ curved * offsets, axis=1)
            np.testing.assert_allclose(there[:, 2], found.shade(losses), atol=1e-9)
        places = np.concatenate(lines)
        assert np.isclose(places[:, :2], point).all(axis=1).any()
        assert np.isnan(places).any() == (point[0] == 2.9)
        model = {"weights": point, "loss": 2.0, "gradient": gradient.tolist()}
        model["hessian"] = None if curved is None else curved.ravel().tolist()
        room = {"units": units.tolist(), "domain": domain.tolist(), "patch": PATCH}
        room |= {"lowest": shown.lowest, "highest": shown.highest}
        asked.append({"rule": "patch", "model": model, "room": room, "depth": found.detail})
        expected.append(lines)
    for lines, on_page in zip(expected, on_the_page(*asked), strict=True):
        for line, other in zip(lines, on_page, strict=True):
            told = [[np.nan] * 3 if place is None else place for place in other]
            np.testing.assert_allclose(told, line, atol=1e-9)


def test_any_list_of_rules_looks_alike():
    """Each rule alone, as many as there can be, and lists in which some come again and again, some of them named."""
    draws = np.random.default_rng(0)
    keys = list(OPTIMIZERS)
    lists = [[key] for key in keys] + [[key] * MAX_OPTIMIZERS for key in keys[:3]]
    for few in (3, 8, len(keys)):
        some = draws.choice(keys, few, replace=False)
        lists += [list(draws.choice(some, size)) for size in range(2, MAX_OPTIMIZERS + 1)]
    named = [[{"key": str(key)} | ({"label": f"L{i}"} if i % 3 else {}) for i, key in enumerate(one)] for one in lists]
    (found,) = on_the_page({"rule": "looks", "lists": named, "catalogue": whole_catalogue()})
    for one, there in zip(named, found, strict=True):
        here = looks(Scenario(surface="sphere", optimizers=one))
        assert there == json.loads(json.dumps([look._asdict() for look in here]))
        assert len({look["mark"] for look in there}) == len(there)


def test_the_same_is_said_of_a_rule_in_each_of_its_forms():
    """Its arrows, what it divides by, its lines with each kind of weight decay, and the limit of its rate in words,
    with the slider of each number at either end.
    """
    choices = []
    for rule in OPTIMIZERS.values():
        forms = [{rule.switch.key: form} for form in rule.choices] if rule.switch else [{}]
        decays = [{}, {"weight_decay": 0.1}, {"weight_decay": 0.1, "decay_form": "l2"}, {"decay_form": "decoupled"}]
        numbers = [p for p in rule.hyperparameters if not p.choices]
        ends = [{}, {p.key: p.low for p in numbers}, {p.key: p.high for p in numbers}]
        choices += [
            {"key": rule.key} | form | decay | end
            for form in forms
            for decay in (decays if rule.first_order else [{}])
            for end in ends
        ]
    (found,) = on_the_page({"rule": "records", "choices": choices, "catalogue": whole_catalogue()})
    for data, there in zip(choices, found, strict=True):
        choice = OptimizerChoice.model_validate(data)
        rule = choice.record
        here = {
            "arrows": rule.arrows,
            "accumulator": rule.accumulator,
            "updates": rule.updates,
            "epsilon": choice.numbers.get("epsilon", 0.0),
            "code": [line._asdict() for line in line_by_line.lines_of(choice)],
            "limit": rule.on_quadratics and rule.on_quadratics.why(choice.numbers),
        }
        assert there == json.loads(json.dumps(here))
