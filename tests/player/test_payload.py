"""The payload: what the player is fed with, byte by byte."""

import json
import math
from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from optviz.surfaces.base import Minimum

from optviz import OPTIMIZERS, SCHEDULES, SURFACES, Scenario, simulate
from optviz.engine.held_out import held_out_landscape
from optviz.engine.landscape import CELLS, REACH, landscape
from optviz.engine.simulate import Run, minima_of
from optviz.player.catalogue import used_catalogue, whole_catalogue
from optviz.player.payload import encode, identity, in_planes, narrowed, payload
from optviz.scenario.choices import SurfaceChoice
from optviz.texts.numbers import written

RATE = 0.1
SCENARIO = Scenario(surface="himmelblau", optimizers=[{"key": "adam", "learning_rate": RATE}, "sgd"], num_steps=20)


def decode(body: bytes) -> tuple[dict, dict[str, np.ndarray]]:
    length = int.from_bytes(body[:4], "little")
    assert (4 + length) % 8 == 0
    header = json.loads(body[4 : 4 + length])
    arrays = {}
    for entry in header["arrays"]:
        assert entry["offset"] % 8 == 0
        dtype = np.dtype(entry["dtype"]).newbyteorder("<")
        count = int(np.prod(entry["shape"]))
        flat = np.frombuffer(body, dtype, count, 4 + length + entry["offset"])
        arrays[entry["name"]] = flat.reshape(entry["shape"])
    return header, arrays


def test_what_is_encoded_is_read_back():
    arrays = {"a": np.arange(3, dtype=np.float32), "b": np.array([[1, 2]], dtype=">i4"), "c": np.zeros((0, 2))}
    header, read = decode(encode({"name": "ü"}, arrays))
    assert header["name"] == "ü"
    for name, array in arrays.items():
        np.testing.assert_array_equal(read[name], array)


def test_a_payload_has_the_run():
    run = simulate(SCENARIO)
    header, arrays = decode(payload(run))
    assert Scenario.from_dict(header["scenario"]) == SCENARIO
    assert Scenario.from_url(header["url"]) == SCENARIO
    assert [path["label"] for path in header["paths"]] == ["Adam", "SGD"]
    assert header["paths"][0]["cells"][0] == written(run[0].metrics.final_loss)
    for i, path in enumerate(run):
        np.testing.assert_array_equal(arrays["points"][i], path.points)
        np.testing.assert_array_equal(arrays["losses"][i], path.losses)
    assert "catalogue" not in header


def test_the_same_scenario_gives_the_same_payload():
    assert payload(simulate(SCENARIO)) == payload(simulate(Scenario.from_url(SCENARIO.to_url())))


def test_nobody_reads_the_address_or_the_picture_in_words_while_the_hand_moves():
    settled, moving = (decode(payload(simulate(SCENARIO), settled=settled))[0] for settled in (True, False))
    assert settled.pop("url") == SCENARIO.to_url()
    words = [
        settled.pop("ground"),
        settled.pop("happened"),
        settled["curves"]["loss"].pop("said"),
        *(path.pop("way") for path in settled["paths"]),
    ]
    assert all(words)
    tried = [path.pop("marks") for path in settled["paths"]]
    assert [[], []] == [path.pop("marks") for path in moving["paths"]] != tried
    assert {**settled, "arrays": None} == {**moving, "arrays": None}


def test_a_known_surface_is_not_sent_again():
    run = simulate(SCENARIO)
    header, arrays = decode(payload(run))
    assert arrays["shares"].shape == (CELLS + 1, CELLS + 1)
    again, fewer = decode(payload(run, known_surface=header["surface_id"]))
    assert again["surface_id"] == header["surface_id"]
    assert set(arrays) - set(fewer) == {"axis_0", "axis_1", "shares"}


def test_the_ground_of_held_out_examples_is_sent_with_the_surface_to_who_asks_for_it():
    """To all others not a byte of it, and nothing where none are held out."""
    held, without = (
        simulate(Scenario(surface=key, optimizers=["sgd"], num_steps=3)) for key in ("transfer", "anscombe")
    )
    assert payload(without, beside=True) == payload(without)
    assert payload(held, beside=True, known_surface=identity(held.scenario.surface)) == payload(
        held, known_surface=identity(held.scenario.surface)
    )
    (header, arrays), (told, more) = decode(payload(held)), decode(payload(held, beside=True))
    assert more.keys() - arrays.keys() == {"held_shares"}
    assert told["surface"].keys() - header["surface"].keys() == {"held_out"}
    own = told["surface"].pop("held_out")
    assert [told[key] for key in told if key != "arrays"] == [header[key] for key in header if key != "arrays"]
    shown = held_out_landscape(held.scenario.surface)
    losses = own["lowest"] + more["held_shares"] * (own["highest"] - own["lowest"])
    np.testing.assert_allclose(losses, shown.losses, rtol=1e-5)
    (minimum,) = own["minima"]
    assert losses.min() == pytest.approx(minimum["value"], abs=2e-3)
    assert own["levels"]["coarse"] != header["surface"]["levels"]["coarse"]


def test_what_goes_on_inside_is_sent_for_the_rows_asked_for():
    run = simulate(SCENARIO)
    header, arrays = decode(payload(run, rows=slice(15, 40)))
    assert header["detail_from"] == 15
    np.testing.assert_array_equal(arrays["gradients"][1], run[1].gradients[15:].astype(np.float32))
    np.testing.assert_array_equal(arrays["evaluations"][0], run[0].evaluations[15:])
    np.testing.assert_array_equal(arrays["state.0.first_moment"], run[0].state["first_moment"][15:].astype(np.float32))
    np.testing.assert_array_equal(arrays["learning_rates"][0], np.float32([RATE] * 6))
    beyond, none = decode(payload(run, rows=slice(500, 564)))
    assert beyond["detail_from"] == 500
    assert none["gradients"].shape == (2, 0, 2)


def test_what_the_player_holds_is_not_sent_again():
    run = simulate(SCENARIO)
    header, arrays = decode(payload(run, rows=slice(0, 5), held={0}))
    assert (header["sent"], header["sent_inside"]) == ([1], [0, 1])
    np.testing.assert_array_equal(arrays["points"], run[1].points[None])
    np.testing.assert_array_equal(arrays["gradients"][0], run[0].gradients[:5].astype(np.float32))
    header, arrays = decode(payload(run, rows=slice(0, 5), taylor=True, held={0}, held_inside=True))
    assert (header["sent"], header["sent_inside"]) == ([1], [1])
    np.testing.assert_array_equal(arrays["gradients"], run[1].gradients[None, :5].astype(np.float32))
    assert arrays["taylor_hessians"].shape == (1, 5, 2, 2)
    assert "state.0.first_moment" not in arrays
    header, arrays = decode(payload(run, held={0, 1, 7}, held_inside=True, known_surface=header["surface_id"]))
    assert (header["sent"], header["sent_inside"], arrays) == ([], [], {})
    assert [path["label"] for path in header["paths"]] == ["Adam", "SGD"]


def test_numbers_that_single_precision_does_not_hold_are_sent_as_they_are():
    """A loss of 1e73 before SGD leaves; the squares that RMSProp keeps of slopes that fall to nothing."""
    sgd = {"key": "sgd", "learning_rate": 0.79}
    run = simulate(Scenario(surface="mueller_brown", optimizers=[sgd, "adam"], num_steps=60))
    assert run[0].losses.max() > np.finfo(np.float32).max
    _, arrays = decode(payload(run, curves=("loss", "learning_rate")))
    np.testing.assert_array_equal(arrays["losses"][0], run[0].losses)
    assert (arrays["curve.loss"].dtype, arrays["curve.learning_rate"].dtype) == (np.float64, np.float32)
    run = simulate(Scenario(surface="sphere", optimizers=["momentum", "newton"], num_steps=800))
    gradients = run[0].gradients
    assert 0 < np.abs(gradients[gradients != 0]).min() < 1e-16
    assert narrowed(np.array([1.0, 0.0, -3.5, np.nan])).dtype == np.float32
    for lost in (1e-40, -1e-300, 1e39):
        np.testing.assert_array_equal(narrowed(np.array([1.0, lost])), [1.0, lost])


def stand_alone(record):
    found = record.minima(**record.given(record.defaults))
    return bool(found) and all(isinstance(one, Minimum) for one in found)


@cache
def one_step(weights):
    surface = next(key for key, record in SURFACES.items() if len(record.domain) == weights)
    return simulate(Scenario(surface=surface, optimizers=["sgd"], num_steps=1))


def standing(choice, point, loss):
    """A run that stays at a point, as if the loss were this one there: no program of the surface is needed."""
    path = replace(one_step(len(point))[0], points=np.array([point] * 2), losses=np.array([loss] * 2))
    return Run(Scenario(surface=choice, start=point, optimizers=["sgd"], num_steps=1), (path,), minima_of(choice))


@pytest.mark.parametrize("surface", [key for key, record in SURFACES.items() if stand_alone(record)])
def test_what_is_plotted_is_differenced_in_double_precision(surface):
    """Against exact arithmetic, near a minimum and hardly higher: single precision is too coarse for that."""
    record = SURFACES[surface]
    lowest = min(record.minima(**record.given(record.defaults)), key=lambda one: one.value)
    loss = lowest.value + 1e-9 * max(1.0, abs(lowest.value))
    run = standing(SurfaceChoice(key=surface), [weight + 1e-7 for weight in lowest.point], loss)
    _, arrays = decode(
        payload(run, curves=("loss", "distance"), known_surface=identity(run.scenario.surface), settled=False)
    )
    loss = Fraction(float(run[0].losses[0])) - Fraction(min(minimum.value for minimum in run.minima))
    assert arrays["curve.loss"][0, 0] == pytest.approx(float(loss), rel=1e-6, abs=0)
    away = math.hypot(
        *(Fraction(a) - Fraction(b) for a, b in zip(run[0].points[0].tolist(), lowest.point, strict=True))
    )
    assert arrays["curve.distance"][0, 0] == pytest.approx(away, rel=1e-6, abs=0)


def test_the_lines_of_pseudo_code_come_with_their_values_where_they_are_asked_for():
    """Nesterov's gradient is taken ahead: on x² / 2 + 5 y², from (−2, 1), with v = −η g after the first step."""
    optimizers = [{"key": "nesterov", "learning_rate": 0.1, "rho": 0.5}, "bfgs"]
    surface = {"key": "ravine", "condition_number": 10, "tilt": 0}
    run = simulate(Scenario(surface=surface, start=(-2, 1), optimizers=optimizers, num_steps=3))
    _, arrays = decode(payload(run, lines=True))
    rules = whole_catalogue()["optimizers"]
    (nesterov,), (bfgs,) = (rules[key]["forms"].values() for key in ("nesterov", "bfgs"))
    assert nesterov["pseudocode"].split("\n")[-3:] == [
        "    g = grad(f, x + ρ * v)",
        "    v = ρ * v - η * g",
        "    x = x + v",
    ]
    assert list(map(list, nesterov["kinds"])) == [["vector"], ["vector"], ["vector"]]
    first = [-2, 10, 0.2, -1, -1.8, 0]
    second = [-1.7, -5, 0.27, 0, -1.53, 0]
    np.testing.assert_allclose(arrays["lines.0"][:2], [first, second], rtol=1e-6, atol=1e-6)
    assert len(arrays["lines.0"]) == 3  # a step fewer than rows
    sizes = {"number": 1, "truth": 1, "vector": 2, "matrix": 4}
    kinds = [kind for line in bfgs["kinds"] for kind in line]
    assert arrays["lines.1"].shape == (3, sum(sizes[kind] for kind in kinds))
    _, fewer = decode(payload(run, lines=True, rows=slice(2, 60)))
    np.testing.assert_array_equal(fewer["lines.0"], arrays["lines.0"][2:])
    _, none = decode(payload(run, lines=True, rows=slice(60, 90)))
    assert len(none["lines.0"]) == 0
    assert "lines.0" not in decode(payload(run))[1]


def test_lines_stay_at_the_step_in_which_a_run_has_diverged():
    """They end with the point that was too far away, which is no row of the path."""
    surface = {"key": "rosenbrock", "b": 100}
    run = simulate(Scenario(surface=surface, optimizers=[{"key": "sgd", "learning_rate": 1}], num_steps=9))
    diverged_at = run[0].diverged_at
    assert diverged_at < 6
    lines = decode(payload(run, lines=True))[1]["lines.0"]
    x, y = run[0].points[-1]
    gradient = np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])
    expected = np.concatenate([gradient, [x, y] - gradient])
    np.testing.assert_allclose(lines[diverged_at - 1 :], np.tile(expected, (10 - diverged_at, 1)), rtol=1e-6)


def test_the_catalogue_has_everything_and_its_part_only_what_is_used():
    whole = whole_catalogue()
    assert set(whole["optimizers"]) == set(OPTIMIZERS)
    assert set(whole["surfaces"]) == set(SURFACES)
    assert whole["optimizers"]["sgd"]["forms"][""]["formula"].startswith("<math")
    assert list(whole["optimizers"]["momentum"]["forms"]) == ["sum", "average"]
    assert whole["optimizers"]["momentum"]["switch"] == "convention"
    part = used_catalogue(SCENARIO)
    assert set(part["optimizers"]) == {"adam", "sgd"}
    assert set(part["surfaces"]) == {"himmelblau"}
    assert set(part["schedules"]) == set(SCHEDULES)
    assert part["themes"] == whole["themes"]
    json.dumps(whole, allow_nan=False)


@pytest.mark.parametrize("key", SURFACES)
def test_a_landscape_is_the_surface_on_its_grid(key):
    choice = SurfaceChoice.model_validate(key)
    shown = landscape(choice)
    surface = choice.record
    for axis, (low, high) in zip(shown.axes, surface.domain, strict=True):
        assert axis[-1] - axis[0] == pytest.approx(REACH * (high - low))
    place = (5, 77)[-len(surface.domain) :]
    point = np.array([axis[i] for axis, i in zip(shown.axes, reversed(place), strict=True)])
    loss = float(surface.function(point, **surface.given(choice.numbers)))
    if not surface.model:
        assert shown.losses[place] == pytest.approx(loss, rel=1e-12)
    assert shown.shade(loss) == pytest.approx(shown.shades[place], abs=0.005)
    assert np.isfinite(shown.shades).all()
    order = np.argsort(shown.losses, axis=None, kind="stable")
    assert (np.diff(shown.shades.ravel()[order]) >= -1e-12).all()  # the shade never falls where the loss rises
    share = (shown.losses - shown.lowest) / (shown.highest - shown.lowest)
    logarithmic = None if shown.detail is None else np.log1p(shown.detail * share.clip(0)) / np.log1p(shown.detail)
    np.testing.assert_allclose(shown.shades, share if logarithmic is None else logarithmic, rtol=1e-12)
    inside = (shown.losses >= shown.lowest) & (shown.losses <= shown.highest)
    assert shown.shades[inside].min() >= -1e-12
    assert shown.shades[inside].max() <= 1 + 1e-12


def test_planes_hold_the_first_bytes_of_all_numbers_first():
    values = {"points": np.array([[0.1, -2.0, 3e300]]), "steps": np.array([7, -70_000], np.int32)}
    body = encode({}, values)
    planes = in_planes(body)
    assert len(planes) == len(body)
    length = 4 + int.from_bytes(body[:4], "little")
    assert planes[:length] == body[:length]
    assert planes[length : length + 3] == bytes(np.array(value).tobytes()[0] for value in values["points"][0])
    assert planes[length + 24 : length + 26] == bytes([7, 0x90])
