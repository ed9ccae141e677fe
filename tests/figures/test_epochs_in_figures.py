"""Epochs on the curves of files: lines behind them, and no text over another."""

from itertools import combinations

import pytest
from matplotlib.text import Text

from optviz import Scenario, simulate
from optviz.exports.figure import figure
from optviz.exports.plotly import plotly_figure
from optviz.figures.setting import matplotlib_as_shipped
from optviz.picture.epochs import DASH, epochs_of
from optviz.picture.looks import THEMES

BATCHES = {"key": "mini_batch", "batch_size": 6}
CARS = Scenario(surface="linear_regression", optimizers=["sgd", "adam"], noise=BATCHES, num_steps=60)
RUN = simulate(CARS)
ENDS = [9, 18, 27, 36, 45, 54]


def named(made) -> dict:
    return {artist.get_gid(): artist for artist in made.findobj() if artist.get_gid()}


@pytest.mark.parametrize(("view", "width"), [("panels", "16cm"), ("curves", "20cm"), ("curves", "80mm")])
def test_they_stand_in_a_row_of_their_own(view, width):
    made = figure(RUN, view=view, width=width)
    there, curves = named(made), named(made)["curve-0"]
    with matplotlib_as_shipped():
        renderer = made.canvas.get_renderer()
        texts = [one for one in made.findobj(Text) if one.axes is curves.axes and one.get_text() and one.get_visible()]
        boxes = {one: one.get_window_extent(renderer) for one in texts}
        top = curves.axes.get_window_extent(renderer).y1
        figure_top = made.bbox.y1
    lines = [there[name] for name in there if name.startswith("epoch-") and "label" not in name]
    labels = [there[name].get_text() for name in there if name.startswith("epoch-label")]
    shown = [line.get_xdata()[0] for line in lines]
    assert len(shown) >= 3
    assert set(shown) <= set(ENDS)
    assert labels == [f"epoch {shown[0] // 9:g}", *(f"{x // 9:g}" for x in shown[1:])]
    assert all(line.get_zorder() < curves.get_zorder() for line in lines)
    words = [one.get_text() for one in texts]
    every = ", a line every 2 epochs" if shown[0] == 18 else ""
    assert f"step · an epoch is 9 steps{every}" in words
    for one, other in combinations(boxes.values(), 2):
        assert not one.overlaps(other)
    for one in texts:
        if one.get_text() in labels and boxes[one].y0 > top - 1:
            assert boxes[one].y1 < figure_top


def test_where_none_are_marked_the_plot_is_as_high_as_ever():
    whole = simulate(Scenario(**CARS.to_dict() | {"noise": {"key": "mini_batch", "batch_size": 50}, "num_steps": 20}))
    without = simulate(Scenario(**CARS.to_dict() | {"noise": "none", "num_steps": 20}))
    heights = [named(figure(run, view="curves"))["curves"].get_position().height for run in (RUN, whole, without)]
    assert heights[0] < heights[1] == heights[2]
    assert not [name for name in named(figure(whole, view="curves")) if name.startswith("epoch")]


def test_plotly_has_the_same():
    made = plotly_figure(RUN, view="curves", frames=0)
    expected = epochs_of(RUN, "steps").marks(60, 30.0)
    assert [shape.x0 for shape in made.layout.shapes] == [mark.across for mark in expected] == ENDS[1::2]
    dash = ",".join(f"{length}px" for length in DASH)
    looks = {(shape.layer, shape.line.color, shape.line.dash) for shape in made.layout.shapes}
    assert looks == {("below", THEMES["light"].muted, dash)}
    *texts, note = (one.text for one in made.layout.annotations)
    assert (texts, note) == (["epoch 2", "4", "6"], "an epoch is 9 steps, a line every 2 epochs")
    without = plotly_figure(simulate(Scenario(surface="ravine", optimizers=["sgd"], num_steps=9)), view="curves")
    assert not without.layout.shapes
