"""What is drawn of the inside of the methods, read from the artists of a sheet."""

from functools import cache

import numpy as np
import pytest

from optviz import SURFACES, Scenario, plotly_figure, simulate
from optviz.engine.simulate import Run
from optviz.exports.export import FORMATS
from optviz.exports.figure import composed
from optviz.figures.drawing import draw
from optviz.figures.marks import outline_of_mark
from optviz.figures.setting import matplotlib_as_shipped
from optviz.picture.looks import DIVERGED, STROKES
from optviz.picture.view import NotDrawable


@cache
def first_run() -> Run:
    return simulate(
        Scenario(
            surface="ravine", start=(-2.0, 1.0), optimizers=["momentum", "adam", "bfgs"], num_steps=20, tolerance=0.1
        )
    )


DOMAIN = np.array(SURFACES["ravine"].domain)


def artists_of(run, step=5, **options):
    """Every artist that has a name, and the texts that can be seen."""
    values = FORMATS["png"].parse({"width": "900px", **options})
    del values["dpi"]
    with matplotlib_as_shipped():
        view, shown, rest = composed(run, values | {"step": step})
        sheet = draw(run, view, shown, **rest)
        sheet.figure.canvas.draw()
    named = {artist.get_gid(): artist for artist in sheet.figure.findobj() if artist.get_gid()}
    texts = [text.get_text() for text in sheet.figure.findobj(lambda a: hasattr(a, "get_text")) if text.get_visible()]
    return named, " ".join(texts)


def tip_of(shaft, place):
    """The tip of an arrow: its head is the next artist of its panel."""
    panel = shaft.axes
    heads = [artist for artist in panel.get_children() if artist.get_zorder() == shaft.get_zorder()]
    head = heads[heads.index(shaft) + 1]
    return DOMAIN[:, 0] + head.get_path().vertices[0] * np.ptp(DOMAIN, axis=1)


@pytest.mark.parametrize("arrows", [1, 3, 10])
def test_arrows_are_to_scale(arrows):
    named, text = artists_of(first_run(), arrows=arrows)
    momentum, adam = first_run()[0], first_run()[1]
    expected = {
        "gradient-0-0": (momentum, -0.04 * momentum.gradients[5]),
        "velocity-0-1": (momentum, -0.04 * momentum.state["velocity"][5]),
        "step-0-2": (momentum, momentum.points[6] - momentum.points[5]),
        "velocity-1-1": (adam, -0.06 * adam.state["first_moment"][5]),
    }
    for name, (path, displacement) in expected.items():
        shaft = named[name]
        np.testing.assert_allclose(tip_of(shaft, path), path.points[5] + arrows * displacement, atol=1e-9)
        begin = DOMAIN[:, 0] + shaft.get_path().vertices[0] * np.ptp(DOMAIN, axis=1)
        np.testing.assert_allclose(begin, path.points[5], atol=1e-9)
    assert "at step 5" in text
    assert ("times enlarged" in text) == (arrows > 1)
    assert "$v$: velocity" in text
    assert "$m$: first moment" in text


def test_the_belief_of_bfgs_is_a_contour_through_its_point():
    named, _ = artists_of(first_run(), arrows=1)
    bfgs = first_run()[2]
    offsets = named["belief-2"].get_path().vertices[:65] - bfgs.points[5]
    hessian = np.linalg.inv(bfgs.state["inverse_hessian"][5])
    values = offsets @ bfgs.gradients[5] + np.einsum("ni,ij,nj->n", offsets, hessian, offsets) / 2
    np.testing.assert_allclose(values, 0, atol=1e-9)


def test_taylor_models_of_two_weights():
    """The ravine is a quadratic: its model's minimum is its own."""
    named, text = artists_of(first_run(), taylor="yes")
    np.testing.assert_allclose(np.ravel(named["lowest-0"].get_data()), [0, 0], atol=1e-9)
    tangent = named["plane-0"].get_path().vertices
    np.testing.assert_allclose((tangent - first_run()[0].points[5]) @ first_run()[0].gradients[5], 0, atol=1e-9)
    assert "Taylor model" in text


def test_taylor_models_of_one_weight(monkeypatch):
    run = simulate(Scenario(surface="bowl_curve", optimizers=["sgd"], num_steps=5))
    named, text = artists_of(run, step=2, taylor="yes", arrows=3)
    graph, parabola = named["panel-0-graph"].get_xydata(), named["bowl-0"].get_path().vertices
    np.testing.assert_allclose(np.interp(parabola[:, 0], *graph.T), parabola[:, 1], atol=1e-3)
    slopes = np.diff(named["plane-0"].get_path().vertices, axis=0)
    np.testing.assert_allclose(slopes[:, 1] / slopes[:, 0], run[0].gradients[2, 0])
    assert "gradient" not in text


def test_no_minimum_is_said():
    run = simulate(Scenario(surface="plain_saddle", optimizers=["sgd"], num_steps=5))
    named, text = artists_of(run, taylor="yes")
    assert "no minimum" in text
    assert not named["lowest-0"].get_visible()


@pytest.mark.parametrize(
    ("options", "of"),
    [
        ({"curve": "gradient_norm"}, lambda path: (np.arange(21), np.hypot(*path.gradients.T))),
        (
            {"curve": "state.velocity", "scale": "linear"},
            lambda path: (np.arange(21), np.hypot(*path.state["velocity"].T)),
        ),
        ({"against": "gradients"}, lambda path: (path.evaluations[:, 1], path.losses)),
    ],
)
def test_curves_show_what_is_asked_for(options, of):
    across, upwards = of(first_run()[0])
    named, _ = artists_of(first_run(), step=20, view="curves", **options)
    shown, axes = named["curve-0"].get_path().vertices, named["curve-0"].axes
    positive = upwards > 0
    np.testing.assert_allclose(shown[positive], np.column_stack([across, upwards])[positive])
    assert axes.get_yscale() == options.get("scale", "log")


def test_a_logarithmic_loss_is_counted_from_the_lowest_minimum():
    run = simulate(Scenario(surface="styblinski_tang", optimizers=["adam"], num_steps=5))
    named, text = artists_of(run, view="curves")
    lowest = min(minimum.value for minimum in run.minima)
    np.testing.assert_allclose(named["curve-0"].get_path().vertices[:, 1], run[0].losses - lowest)
    assert "above the lowest known minimum" in text
    named, text = artists_of(run, view="curves", scale="linear")
    np.testing.assert_allclose(named["curve-0"].get_path().vertices[:, 1], run[0].losses)


@pytest.mark.parametrize("scale", ["log", "linear"])
def test_a_loss_that_explodes_leaves_upwards_and_is_marked_there(scale):
    """The last good loss is 4.5e73; the run ends with it, and has the mark of divergence at the upper edge."""
    sgd = {"key": "sgd", "learning_rate": 0.79}
    run = simulate(Scenario(surface="mueller_brown", optimizers=[sgd, "adam"], num_steps=60))
    named, _ = artists_of(run, step=60, view="curves", scale=scale)
    last = run[0].diverged_at - 1
    mark, other = named["curve-end-0"], named["curve-end-1"]
    across, height = named["curve-0"].get_path().vertices[-1]
    assert (across, height > 1e70) == (last, True)
    assert [one[0] for one in mark.get_data()] == [last, mark.axes.get_ylim()[1]]
    assert other.get_xdata()[0] == 60
    np.testing.assert_array_equal(mark.get_marker().vertices, outline_of_mark(DIVERGED).vertices)


@pytest.mark.parametrize(
    ("surface", "options", "message"),
    [
        ("bowl_curve", {"view": "space"}, "view: space needs a surface of two weights"),
        ("bowl_curve", {"curve": "rate_y"}, "curve: there is nothing to show of the effective learning rate of y"),
        ("ravine", {"curve": "state.second_moment"}, "state.velocity can be shown here"),
    ],
)
def test_what_cannot_be_shown_is_said(surface, options, message):
    run = simulate(Scenario(surface=surface, optimizers=["momentum"], num_steps=3))
    with pytest.raises(NotDrawable) as error:
        artists_of(run, **options)
    assert message in str(error.value)


OWN = {"key": "adam", "start": [1.5, -1.0]}


@pytest.mark.parametrize(
    ("view", "rings"),
    [
        ("panels", {"panel-0-start": (-2, 1), "panel-1-start": (1.5, -1), "panel-2-start": (-2, 1)}),
        ("overlaid", {"panel-0-start": (-2, 1), "panel-0-start-1": (1.5, -1)}),
    ],
)
def test_each_panel_has_the_ring_of_its_start_and_one_picture_each_ring_once(view, rings):
    run = simulate(Scenario(surface="ravine", start=(-2, 1), optimizers=["momentum", OWN, "adam"], num_steps=9))
    named, _ = artists_of(run, view=view)
    found = {name: tuple(artist.get_xydata()[0]) for name, artist in named.items() if "-start" in name}
    assert found == rings


@pytest.mark.parametrize("view", ["panels", "overlaid"])
def test_plotly_has_the_same_rings(view):
    run = simulate(Scenario(surface="ravine", start=(-2, 1), optimizers=["momentum", OWN, "adam"], num_steps=9))
    size = 2 * STROKES.start_radius
    data = plotly_figure(run, view=view, frames=0).data
    drawn = [one for one in data if one.type == "scatter" and not one.legendgroup]
    rings = [one for one in drawn if one.mode == "markers" and one.marker.size == size]
    places = {(one.xaxis, x, y) for one in rings for x, y in zip(one.x, one.y, strict=True)}
    both = {("x", -2, 1), ("x", 1.5, -1)}
    assert places == (both if view == "overlaid" else {("x", -2, 1), ("x2", 1.5, -1), ("x3", -2, 1)})


def test_in_space_there_is_a_ring_for_each_start():
    run = simulate(Scenario(surface="ravine", start=(-2, 1), optimizers=["momentum", OWN, "adam"], num_steps=9))
    named, _ = artists_of(run, view="space")
    rings = [artist.get_xydata()[0] for name, artist in named.items() if name.startswith("space-start")]
    assert len(rings) == 2
    assert np.abs(rings[0] - rings[1]).max() > 0.1
