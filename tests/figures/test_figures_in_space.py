"""The landscape in relief: its projection against SciPy's rotations, what hides what against a walk along the rays."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from optviz import Scenario, simulate
from optviz.engine.landscape import landscape
from optviz.exports.export import FORMATS
from optviz.exports.figure import composed
from optviz.figures.drawing import draw
from optviz.figures.relief import Camera, Relief, height_at, is_seen, lay_on, scene_of, turned, view_of
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
