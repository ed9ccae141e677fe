"""What is drawn, read back out of the files; never pixels."""

import re
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest

from optviz import Scenario, export, simulate
from optviz.catalogue import OPTIMIZERS, SURFACES
from optviz.exports.stamp import read_scenario
from optviz.figures.marks import seen_end
from optviz.figures.setting import matplotlib_as_shipped
from optviz.figures.text import LINE, width_of
from optviz.picture.looks import LOOKS, MARKS, SHARES, STROKES, THEMES, TYPE, looks
from tests.samples import sample

SVG = "{http://www.w3.org/2000/svg}"


exported = cache(export)
"""One file answers all that is asked of it."""
IN_SPACE = {"view": "space", "width": "300mm"}
WITH_ARROWS = {"arrows": 3, "step": 4}
ON_A_PAGE = {"format": "pdf", "width": "120mm", "height": "80mm"}


@cache
def svg_of(run, **options) -> dict[str, ElementTree.Element]:
    """The groups of a figure by their ids."""
    root = ElementTree.fromstring(exported(run, format="svg", **options))
    return {element.get("id"): element for element in root.iter(f"{SVG}g")} | {"": root}


def places(element: ElementTree.Element) -> np.ndarray:
    path = next(element.iter(f"{SVG}path")).get("d")
    return np.array([[float(x), float(y)] for x, y in re.findall(r"[ML] (\S+) (\S+)", path)])


def in_units_of(panel: ElementTree.Element, drawn: np.ndarray, limits) -> np.ndarray:
    """Places on the page as those of the axes, whose ground is the first thing in its group."""
    frame = places(panel)
    low, high = np.array(limits).T
    corner, across = frame.min(axis=0), np.ptp(frame, axis=0)
    share = (drawn - corner) / across
    share[:, 1] = 1 - share[:, 1]
    return low + share * (high - low)


def test_svg_has_every_point_of_every_path(run):
    groups = svg_of(run)
    for i, path in enumerate(run):
        drawn = in_units_of(groups[f"panel-{i}"], places(groups[f"path-{i}"]), SURFACES["ravine"].domain)
        np.testing.assert_allclose(drawn, path.points, atol=1e-6)


def test_svg_has_every_point_of_every_curve(run):
    groups = svg_of(run)
    for i, path in enumerate(run):
        steps = places(groups[f"curve-{i}"])[:, 0]
        np.testing.assert_allclose(np.diff(steps), np.ptp(steps) / run.scenario.num_steps, atol=1e-5)
        heights, logs = places(groups[f"curve-{i}"])[:, 1], np.log(path.losses)
        slope, offset = np.polyfit(logs, heights, 1)
        np.testing.assert_allclose(heights, slope * logs + offset, atol=1e-4)


def test_a_step_ends_the_paths_there(run):
    groups = svg_of(run, step=7)
    assert len(places(groups["path-0"])) == len(places(groups["curve-1"])) == 8


def test_one_weight_is_drawn_on_the_graph_of_its_loss(one_weight):
    groups = svg_of(one_weight)
    graph, path = places(groups["panel-0-graph"]), one_weight[0]
    drawn = places(groups["path-0"])
    across = np.polyfit(path.points[:, 0], drawn[:, 0], 1)
    upwards = np.polyfit(path.losses, drawn[:, 1], 1)
    np.testing.assert_allclose(drawn[:, 0], np.polyval(across, path.points[:, 0]), atol=1e-4)
    np.testing.assert_allclose(drawn[:, 1], np.polyval(upwards, path.losses), atol=1e-4)
    np.testing.assert_allclose(graph[[0, -1], 0], np.polyval(across, [0, 6]), atol=1e-3)
    np.testing.assert_allclose(graph[[0, -1], 1], np.polyval(upwards, np.cos([0, 6])), atol=1e-3)


def test_a_diverged_path_ends_with_its_last_good_point(diverging):
    groups = svg_of(diverging)
    assert len(places(groups["curve-0"])) == diverging[0].diverged_at
    assert "diverged at step" in text_of(groups)


def text_of(groups) -> str:
    return " ".join("".join(element.itertext()) for element in groups[""].iter(f"{SVG}text"))


@pytest.mark.parametrize("style", THEMES)
def test_paths_have_the_colours_of_the_palette(run, style):
    groups = svg_of(run, style=style)
    for i, look in enumerate(looks(run.scenario)):
        drawn = next(groups[f"path-{i}"].iter(f"{SVG}path")).get("style")
        assert f"stroke: {getattr(look, style)}" in drawn


def test_print_tells_curves_apart_by_their_dashes(run):
    styles = [next(svg_of(run, style="print")[f"curve-{i}"].iter(f"{SVG}path")).get("style") for i in (0, 1)]
    assert ["dasharray" in style for style in styles] == [bool(look.dash) for look in looks(run.scenario)]


@pytest.mark.parametrize("options", [{}, IN_SPACE, {"view": "overlaid", "arrows": "1", "taylor": "on"}])
def test_no_id_is_given_twice(run, options):
    ids = re.findall(r' id="([^"]*)"', exported(run, format="svg", **options).decode())
    assert len(set(ids)) == len(ids)


def test_text_is_text(run):
    text = text_of(svg_of(run, letters=True))
    for word in ("Ravine", "SGD", 'a<b> & "c", |d| (ü)', "(a)", "(b)", "step", "loss"):
        assert word in text


def test_text_has_fonts_instead_on_a_machine_without_that_of_matplotlib(run):
    for options in ({}, IN_SPACE, WITH_ARROWS):
        for element in svg_of(run, **options)[""].iter():
            for families in re.findall("font-family: ([^;]*)", element.get("style", "")):
                assert families.startswith(("'Source Sans Pro', ", "'STIX"))  # or mathematics
                assert families.endswith(", Arial, sans-serif")


WRITTEN = [
    "\U0001f469\u200d\U0001f52c",
    "\u0645\u06cc\u200c\u0631\u0648\u062f",
    "10\xa0%",
    "\U0001fae8 \ue000",
    "font-family: x",
]


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_label_that_no_font_has_letters_for_is_drawn_all_the_same(kind):
    labelled = [{"key": "sgd", "label": label} for label in WRITTEN]
    run = simulate(Scenario(surface="ravine", optimizers=labelled, num_steps=3))
    options = {"view": "overlaid", "curves": False, "width": "1920px"}
    assert read_scenario(exported(run, format=kind, **options)) == run.scenario
    if kind == "svg":
        shown = text_of(svg_of(run, **options))
        assert all(label in shown for label in WRITTEN)


def test_a_curve_that_leaves_the_picture_has_its_mark_there():
    low, high = np.array([0.0, 0.0]), np.array([10.0, 10.0])
    straight = np.array([[1.0, 5.0], [3.0, 7.0], [7.0, 11.0], [8.0, 12.0]])
    np.testing.assert_allclose(seen_end(straight, low, high), [6.0, 10.0])
    np.testing.assert_allclose(seen_end(straight[:2], low, high), [3.0, 7.0])
    np.testing.assert_allclose(seen_end(np.array([[4.0, 1.0], [4.0, -3.0]]), low, high), [4.0, 0.0])
    assert seen_end(straight + 20, low, high) is None


def test_a_curve_below_the_axis_has_its_mark_on_the_edge():
    run = simulate(
        Scenario(surface="ravine", optimizers=["sgd", {"key": "adagrad", "learning_rate": 1.5}], num_steps=200)
    )
    assert run["AdaGrad"].losses[-1] < 1e-20
    groups = svg_of(run, view="curves")
    foot = max(places(groups["curves"])[:, 1])
    (mark,) = groups["curve-end-1"].iter(f"{SVG}use")
    assert float(mark.get("y")) == pytest.approx(foot, abs=1e-3)


def test_the_sample_of_a_path_shows_each_of_its_dashes_whole():
    for look in LOOKS:
        period = sum(look.dash) * SHARES.sample * STROKES.walked / TYPE
        reach = max(abs(x) for corners in MARKS[look.mark].outline for x, _ in corners) / TYPE
        assert period <= LINE - reach


@pytest.mark.parametrize(
    ("options", "there", "not_there"),
    [
        ({}, ["panel-0", "panel-1", "curve-1", "panel-1-minimum-0", "panel-0-start", "end-1"], []),
        ({"curves": False}, ["panel-1"], ["curve-0"]),
        ({"view": "overlaid"}, ["panel-0", "path-0", "path-1", "curve-1"], ["panel-1"]),
        ({"view": "curves"}, ["curve-0", "curve-1"], ["panel-0", "path-0"]),
        ({"view": "side"}, ["panel-0", "panel-1"], []),
        (IN_SPACE, ["space", "path-0", "path-1", "curve-1"], ["panel-0"]),
        (WITH_ARROWS, ["gradient-0-0", "step-0-1", "velocity-1-1"], ["rates-0-1"]),
    ],
)
def test_views(run, options, there, not_there):
    groups = svg_of(run, **options)
    assert not [name for name in there if name not in groups]
    assert not [name for name in not_there if name in groups]


def header(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize(
    ("options", "size"),
    [
        ({"width": "640px", "height": "360px"}, (640, 360)),
        ({"width": 640, "height": 360, "dpi": 192}, (1280, 720)),
        ({"width": "4in", "height": "3in"}, (1200, 900)),
        ({"width": "101.6mm", "height": "76.2mm", "dpi": 100}, (400, 300)),
    ],
)
def test_png_has_the_size_that_was_asked_for(run, options, size):
    assert header(exported(run, format="png", **options)) == size


def test_pdf_has_the_page_that_was_asked_for_and_its_fonts_inside(run):
    data = exported(run, **ON_A_PAGE)
    box = re.search(rb"/MediaBox \[ 0 0 (\S+) (\S+) \]", data)
    assert [float(side) / 72 * 25.4 for side in box.groups()] == pytest.approx([120, 80])
    assert b"/FontFile2" in data
    assert b"/Type3" not in data
    assert b"/CreationDate" not in data
    assert b"/Title (Ravine: SGD" in data or b"/Title <" in data or b"/Title (\xfe\xff" in data


def test_a_surface_in_space_stays_small_in_a_drawing(run):
    """It is one image, whatever the size of the page."""
    for kind in ("svg", "pdf"):
        assert len(exported(run, format=kind, **IN_SPACE)) < 700_000


def test_pdf_has_every_point_of_every_path(run):
    data = exported(run, **ON_A_PAGE)
    streams = [zlib.decompress(found) for found in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)[:1]]
    content = max(streams, key=len).decode("latin-1")
    lines = [re.findall(r"(\S+) (\S+) [ml]\n", part) for part in content.split("\nS\n")]
    domain = np.array(SURFACES["ravine"].domain)
    for path in run:
        expected = (path.points - domain[:, 0]) / np.ptp(domain, axis=1)
        same = [np.array(line, float)[-len(expected) :] for line in lines if len(line) >= len(expected)]
        assert any(is_scaled(drawn, expected) for drawn in same)


def is_scaled(drawn: np.ndarray, expected: np.ndarray) -> bool:
    """Whether places are those expected, but for a scale and an offset of each axis."""
    for column, target in zip(drawn.T, expected.T, strict=True):
        fitted = np.polyval(np.polyfit(target, column, 1), target)
        if not np.allclose(fitted, column, atol=2e-4):
            return False
    return True


@pytest.mark.parametrize(
    "options", [{"format": "png", "width": "640px", "height": "360px"}, {"format": "svg"}, ON_A_PAGE]
)
def test_the_same_run_gives_the_same_bytes_whatever_the_settings_of_matplotlib(run, options):
    plain = exported(run, **options)
    with matplotlib.rc_context({"lines.linewidth": 9, "axes.facecolor": "red", "font.size": 30, "text.usetex": True}):
        assert export(run, **options) == plain


def test_threads_do_not_meet(run):
    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(lambda style: export(run, format="svg", style=style), ["light", "dark"])
    assert one == exported(run, format="svg", style="light")
    assert other == exported(run, format="svg", style="dark")


DRAWN_ALIKE = {(len(one.domain), one.levels, bool(one.examples)): key for key, one in SURFACES.items()}


@pytest.mark.parametrize(
    "surface", sample(DRAWN_ALIKE, {surface.family: surface.key for surface in SURFACES.values()}).values()
)
def test_surfaces_of_every_kind_can_be_drawn(surface):
    run = simulate(Scenario(surface=surface, optimizers=["sgd"], num_steps=5))
    assert "path-0" in svg_of(run, width="300px")


def test_every_symbol_can_be_set():
    records = [*OPTIMIZERS.values(), *SURFACES.values()]
    symbols = {parameter.symbol for record in records for parameter in record.parameters if parameter.symbol}
    with matplotlib_as_shipped():
        for symbol in symbols:
            assert width_of(f"${symbol}$", 0.1, math=True) > 0
