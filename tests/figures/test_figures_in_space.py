"""The landscape in relief: its projection against SciPy's rotations, what hides what against a walk along the rays."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from optviz import Scenario, simulate
from optviz.engine.landscape import landscape
from optviz.exports.export import FORMATS
from optviz.exports.figure import composed
from optviz.figures.drawing import draw
from optviz.figures.relief import (
    Camera,
    Relief,
    height_at,
    is_seen,
    lay_on,
    scene_of,
    shares_of_light,
    turned,
    view_of,
)
from optviz.figures.setting import matplotlib_as_shipped

AXIS = np.linspace(-1.5, 1.5, 61)
UNITS = np.array([0.6, 0.6, 0.7])


def surface(x, y):
    """Two hills, one before the other."""
    return np.exp(-8 * ((x + 0.4) ** 2 + y**2)) + 0.6 * np.exp(-8 * ((x - 0.5) ** 2 + (y - 0.2) ** 2))


RELIEF = Relief((AXIS, AXIS), surface(*np.meshgrid(AXIS, AXIS)).astype(np.float32), np.full(2, -1.0), np.ones(2), UNITS)


@pytest.mark.parametrize("camera", [Camera(-137.5, 51), Camera(42, 10), Camera(90, 90), Camera(0, 30)])
def test_the_projection_is_a_rotation(camera):
    places = np.random.default_rng(0).normal(size=(20, 3))
    towards, right, up = Rotation.from_euler("zy", [-camera.azimuth, camera.elevation], degrees=True).apply(places).T
    np.testing.assert_allclose(turned(camera, places), np.column_stack([right, up, towards]), atol=1e-12)


@pytest.mark.parametrize("camera", [Camera(-170, 20), Camera(10, 25), Camera(100, 40), Camera(-90, 90)])
def test_what_is_seen(camera):
    """A point is seen unless the surface stands between it and somebody far away."""
    flat = np.random.default_rng(1).uniform(-0.95, 0.95, (400, 2))
    heights = surface(*flat.T)
    view = view_of(RELIEF, camera, 400)
    told = is_seen(view, turned(camera, scene_of(RELIEF, np.column_stack([flat, heights]))))
    around, above = np.radians(camera)
    ray = np.array([np.cos(above) * np.cos(around), np.cos(above) * np.sin(around), np.sin(above)]) / UNITS
    steps = np.linspace(0.04, 2, 400)[:, None, None]
    walked = np.column_stack([flat, heights]) + steps * ray
    inside = (np.abs(walked[..., :2]) <= 1).all(axis=-1)
    hidden = (inside & (surface(walked[..., 0], walked[..., 1]) > walked[..., 2])).any(axis=0)
    assert np.mean(told == ~hidden) > 0.97
    assert 0 < hidden.mean() < 0.6 or camera.elevation == 90


def test_a_long_step_is_bent_over_the_hills():
    points = np.array([[-1.0, 0.0], [0.0, 0.0], [1.0, 0.4]])
    laid = lay_on(RELIEF, points, surface(*points.T))
    np.testing.assert_allclose(laid.places[np.isin(laid.rows, [0, 1, 2]), :2], points)
    np.testing.assert_allclose(laid.places[:, 2], surface(*laid.places[:, :2].T), atol=0.01)
    assert len(laid.rows) > 40
    assert (np.diff(laid.rows) > 0).all()


def test_heights_between_nodes_are_those_of_the_surface():
    places = np.random.default_rng(2).uniform(-1, 1, (50, 2))
    np.testing.assert_allclose(height_at(RELIEF, places), surface(*places.T), atol=0.01)


def test_paths_lie_where_the_camera_sees_their_points():
    run = simulate(Scenario(surface="ravine", start=(-2.0, 1.0), optimizers=["sgd", "adam"], num_steps=12))
    options = FORMATS["png"].parse({"width": "700px", "view": "space", "azimuth": 30, "elevation": 60})
    del options["dpi"]
    with matplotlib_as_shipped():
        view, shown, rest = composed(run, options)
        sheet = draw(run, view, shown, **rest)
    named = {artist.get_gid(): artist for artist in sheet.figure.findobj() if artist.get_gid()}
    shown = landscape(run.scenario.surface)
    low, high = np.array(run.scenario.surface.record.domain).T
    sides = 1.25 * (high - low) / (high - low).max()
    for i, path in enumerate(run):
        scene = np.column_stack(
            [(path.points - (low + high) / 2) / (high - low) * sides, 0.7 * shown.shade(path.losses)]
        )
        _, right, up = Rotation.from_euler("zy", [-30, 60], degrees=True).apply(scene).T
        vertices = named[f"behind-{i}"].get_path().vertices
        for place in np.column_stack([right, up]):
            assert np.abs(vertices - place).max(axis=1).min() < 1e-9
        np.testing.assert_allclose(np.ravel(named[f"end-{i}"].get_data()), [right[-1], up[-1]], atol=1e-9)
        in_front = named[f"path-{i}"].get_path().vertices
        assert np.isin(in_front[np.isfinite(in_front[:, 0]), 0], vertices[:, 0]).all()


def test_slopes_that_face_the_light_are_bright_and_what_is_flat_has_its_tint():
    """The light comes from the left of who looks; a plane tells nothing else than its slope."""
    for azimuth in (-137.5, 20):
        camera = Camera(azimuth, 50)
        left = np.radians(azimuth - 90)
        for slope, brighter in ((0.0, None), (0.5, False), (-0.5, True)):
            heights = 0.5 + slope * 0.6 / 0.7 * (np.cos(left) * AXIS[None, :] + np.sin(left) * AXIS[:, None])
            plane = Relief((AXIS, AXIS), heights.astype(np.float32), np.full(2, -1.0), np.ones(2), UNITS)
            shadow, highlight = shares_of_light(view_of(plane, camera, 60), camera)
            middle = shadow[len(shadow) // 2, 30], highlight[len(highlight) // 2, 30]
            if brighter is None:
                np.testing.assert_allclose(middle, 0, atol=1e-3)
            else:
                assert (middle[1] > 0.02, middle[0] > 0.02) == (brighter, not brighter)


def test_arrows_and_models_are_drawn_where_their_numbers_say():
    run = simulate(Scenario(surface="sphere", start=(-2.0, 1.0), optimizers=["adagrad", "bfgs"], num_steps=12))
    asked = {"width": "700px", "view": "space", "azimuth": 30, "elevation": 60, "arrows": 3, "taylor": "on", "step": 2}
    options = FORMATS["png"].parse(asked | {"heights": "linear"})
    del options["dpi"]
    with matplotlib_as_shipped():
        view, shown, rest = composed(run, options)
        sheet = draw(run, view, shown, **rest)
    named = {artist.get_gid(): artist for artist in sheet.figure.findobj() if artist.get_gid()}
    low, high = np.array(run.scenario.surface.record.domain).T
    ground = landscape(run.scenario.surface)

    def seen(points, losses):
        heights = (np.asarray(losses) - ground.lowest) / (ground.highest - ground.lowest)
        sides = 1.25 * (high - low) / (high - low).max()
        scene = np.column_stack([(points - (low + high) / 2) / (high - low) * sides, 0.7 * heights])
        return Rotation.from_euler("zy", [-30, 60], degrees=True).apply(scene)[:, 1:]

    axes, path = named["space"], run[0]
    foot, tip = path.points[2], path.points[2] + 3 * (path.points[3] - path.points[2])
    head = named["step-0-1"].get_path().vertices  # a line from the foot towards the tip
    window = np.array([axes.get_xlim(), axes.get_ylim()])
    drawn = window[:, 0] + head * np.ptp(window, axis=1)
    ends = seen(np.array([foot, tip]), [path.losses[2]] * 2)
    np.testing.assert_allclose(drawn[0], ends[0], atol=1e-9)
    along, whole = drawn[1] - drawn[0], ends[1] - ends[0]
    assert along @ whole / (np.linalg.norm(along) * np.linalg.norm(whole)) == pytest.approx(1, abs=1e-9)
    bowl = named["bowl-0"].get_path().vertices  # a quadratic surface is its own model, and lies on itself
    touched = seen(foot[None], path.losses[2:3])
    assert np.nanmin(np.abs(bowl - touched).max(axis=1)) < 1e-6
    lowest = np.ravel(named["lowest-0"].get_data())
    np.testing.assert_allclose(lowest, seen(np.zeros((1, 2)), [0.0])[0], atol=1e-6)
    assert named["belief-1"].get_visible()
    rates = named["rates-0"].get_path().vertices
    squares = path.state[path.choice.record.accumulator][2]
    half = 0.08 * (1 / np.sqrt(squares)) / (1 / np.sqrt(squares)).max() * (high - low).max() / 1.25
    end = foot + np.array([half[0], 0.0])
    assert np.nanmin(np.abs(rates - seen(end[None], [ground_loss(run, end)])).max(axis=1)) < 2e-3


def ground_loss(run, point) -> float:
    return simulate(Scenario.from_dict(run.scenario.to_dict() | {"start": tuple(point), "num_steps": 1}))[0].losses[0]
