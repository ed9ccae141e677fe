"""The page and the SVG file are the same picture: what was drawn on both is read, and compared.

Looks, levels, tints, ticks and words, in every view. Nothing is taken from the data that the painters were given: from the
page come the strokes that its canvases recorded, its vectors and what Plotly holds, from the file its elements.
"""

import re
from itertools import combinations

import numpy as np
import pytest
from PIL import ImageColor
from recorded import drawn_in, record
from svg_file import Drawing, corners_of, dash_as_seen

from optviz import Scenario, export, simulate
from optviz.picture.looks import LOOKS, THEMES

STEPS = 40
SCENARIOS = {
    "negative": Scenario(
        surface="styblinski_tang",
        start=(0.5, 3.5),
        optimizers=[
            {"key": "sgd", "learning_rate": 0.01},
            {"key": "momentum", "learning_rate": 0.003},
            "adam",
            {"key": "rmsprop", "learning_rate": 0.05},
        ],
        num_steps=STEPS,
    ),
    "diverges": Scenario(
        surface="rosenbrock",
        start=(-1.2, 1.0),
        optimizers=[{"key": "sgd", "learning_rate": 0.01}, "adam"],
        num_steps=STEPS,
    ),
    "twelve": Scenario(
        surface="ravine",
        optimizers=[{"key": "sgd", "learning_rate": 0.01 + 0.005 * i, "label": f"rate {i}"} for i in range(12)],
        num_steps=STEPS,
    ),
    "graph": Scenario(
        surface="double_well_curve", optimizers=[{"key": "sgd", "learning_rate": 0.01}, "adam"], num_steps=STEPS
    ),
}
STAGES = {"panels": ".ov-panel .ov-stage", "overlaid": ".ov-shared .ov-stage", "space": ".ov-shared .ov-stage"}
CURVES = ".ov-curves-stage"
PLOTLY = """() => {
  const { _fullData: traces, _fullLayout: layout } = document.querySelector(".ov-space .js-plotly-plot");
  const axis = ({ title, tickvals, ticktext, range }) => ({ title: title.text, tickvals, ticktext, range });
  const { xaxis, yaxis, zaxis, aspectratio } = layout.scene;
  return {
    axes: [xaxis, yaxis, zaxis].map(axis),
    sides: ["x", "y", "z"].map((name) => aspectratio[name]),
    scale: traces.find(({ type }) => type === "surface").colorscale,
    lines: traces.filter(({ mode }) => mode === "lines").map(({ line, x, y, z }) => ({
      colour: line.color, width: line.width, dash: line.dash, places: [x, y, z].map((part) => Array.from(part)),
    })),
  };
}"""


class Page:
    """The page of a scenario, in every view."""

    def __init__(self, screen, scenario: Scenario, theme: str):
        self.screen, self.theme = screen, theme
        screen.page.emulate_media(color_scheme=theme)
        screen.open(f"{scenario.to_url()}&show.view=panels")
        screen.seek(STEPS)
        self.view = "panels"

    def show(self, view: str) -> None:
        if view != self.view:
            self.screen.choose(view=view)
            self.view = view
            self.screen.ready()
            self.screen.seek(STEPS)
            self.screen.next_frame()

    def drawn(self, i: int = 0) -> list[dict]:
        return drawn_in(self.screen, STAGES[self.view], i)

    def axes(self, selector: str, i: int = 0) -> dict:
        return self.screen.page.evaluate(
            "([selector, i]) => axesIn(document.querySelectorAll(selector)[i])", [selector, i]
        )

    def canvas(self, selector: str, i: int = 0) -> dict:
        return self.screen.page.evaluate(
            "([selector, i]) => canvasesIn(document.querySelectorAll(selector)[i])[0]", [selector, i]
        )

    def samples(self, selector: str) -> list[dict]:
        return self.screen.page.evaluate("(one) => [...document.querySelectorAll(one)].map(sampleIn)", selector)

    def texts(self, selector: str) -> list[str]:
        return self.screen.page.locator(selector).all_inner_texts()


class Pictures:
    """A scenario on the page and in files; each is made once."""

    def __init__(self, screen):
        self.screen, self.held, self.page, self.shown = screen, {}, None, None

    def show(self, name: str, view: str, theme: str = "light") -> tuple[Page, Drawing]:
        if self.shown != (name, theme):
            self.page, self.shown = Page(self.screen, SCENARIOS[name], theme), (name, theme)
        self.page.show(view)
        return self.page, self.file(name, view, theme)

    def file(self, name: str, view: str, theme: str = "light") -> Drawing:
        key = name, view, theme
        if key not in self.held:
            options = {"curves": False, "title": False} if view in ("panels", "space") else {}
            data = export(self.run(name), format="svg", view=view, style=theme, width="1600px", **options)
            self.held[key] = Drawing(data)
        return self.held[key]

    def run(self, name: str):
        return (
            self.held.setdefault(name, None) or self.held.update({name: simulate(SCENARIOS[name])}) or self.held[name]
        )


@pytest.fixture(scope="module")
def pictures(screens_apart):
    screen = screens_apart(device_scale_factor=2, viewport={"width": 1600, "height": 1100}, reduced_motion="reduce")
    record(screen)
    yield Pictures(screen)
    assert screen.complaints == []


# Looks


class Look(dict):
    """Colour, dash and mark of a path as drawn."""


def rgb(colour: str) -> tuple[int, ...]:
    return ImageColor.getrgb(colour)[:3]


def scaled(outline: np.ndarray) -> np.ndarray:
    return outline / np.nanmax(np.abs(outline))


def line_on_page(drawn: list[dict], colour: str, *, alpha: float = 1.0) -> tuple[float, tuple[float, ...]]:
    """The width and the dash of the lines of a colour, which are all alike."""
    lines = [
        one
        for one in drawn
        if one["name"] == "stroke" and one["corners"] and rgb(one["colour"]) == rgb(colour) and one["alpha"] == alpha
    ]
    found = {
        (one["width"], dash_as_seen(tuple(length / one["width"] for length in one["dash"]), one["cap"]))
        for one in lines
    }
    assert len(found) == 1
    return found.pop()


def mark_on_page(drawn: list[dict], colour: str, paper: str) -> tuple[str, np.ndarray, float]:
    """The kind of the last mark of a colour, its outline in pixels, and the width of its stroke."""
    parts = [one for one in drawn if one["shape"]]
    own = [one for one in parts if rgb(one["colour"]) == rgb(colour)]
    shape, place = own[-1]["shape"], own[-1]["place"]
    same = [one for one in parts if one["shape"] == shape and one["place"] == place]
    filled = {rgb(one["colour"]) for one in same if one["name"] == "fill"}
    kind = {(): "open", (rgb(colour),): "full", (rgb(paper),): "hollow"}[tuple(filled)]
    width = own[-1]["width"] * own[-1]["scale"] if own[-1]["name"] == "stroke" else 0.0
    return kind, corners_of(shape) * own[-1]["scale"], width


def mark_in_file(mark, colour: str, paper: str) -> tuple[str, np.ndarray, float]:
    if mark.fill == "none":
        kind = "open"
    else:
        kind = {rgb(colour): "full", rgb(paper): "hollow"}[rgb(mark.fill)]
    assert kind == "full" or rgb(mark.colour) == rgb(colour)
    return kind, mark.outline, mark.stroke


def assert_same_mark(page, file, unit: float) -> None:
    """`unit`: of the file, to a pixel of the page."""
    assert page[0] == file[0]
    assert page[1].shape == file[1].shape
    np.testing.assert_allclose(page[1] * unit, file[1], atol=0.02)
    assert page[2] * unit == pytest.approx(file[2], abs=0.01)


def close(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return len(one) == len(other) and np.allclose(one, other, atol=0.06)


def legend(page: Page, file: Drawing, count: int) -> list[tuple[dict, str, str]]:
    """For each path its sample on the page, its label there and its colour in the file, which are those of its label."""
    samples, labels = page.samples(".ov-curves-name"), page.texts(".ov-curves-name")
    bold = [words.text for words in file.words() if words.is_bold][-count:]
    assert [label.strip() for label in labels] == bold
    return [
        (sample, label, file.line(f"sample-{i}").colour)
        for i, (sample, label) in enumerate(zip(samples, bold, strict=True))
    ]


LOOKED_AT = [
    ("negative", "panels", "light"),
    ("negative", "overlaid", "light"),
    ("negative", "overlaid", "dark"),
    ("diverges", "panels", "light"),
    ("twelve", "overlaid", "light"),
    ("graph", "overlaid", "light"),
]


@pytest.mark.parametrize(("name", "view", "theme"), LOOKED_AT)
def test_paths_look_alike(pictures, name, view, theme):
    page, file = pictures.show(name, view, theme)
    paper, count = THEMES[theme].paper, len(SCENARIOS[name].optimizers)
    seen = []
    for i, (sample, _, colour) in enumerate(legend(page, file, count)):
        drawn = page.drawn(i if view == "panels" else 0)
        assert rgb(sample["line"]["stroke"]) == rgb(colour)
        width, dash = line_on_page(drawn, colour)
        path, halo = file.line(f"path-{i}"), file.line(f"halo-{i}")
        unit = path.width / width
        assert path.colour == colour
        assert close(dash, path.dash)
        halos = {
            one["width"]
            for one in drawn
            if one["name"] == "stroke" and one["corners"] and rgb(one["colour"]) == rgb(paper)
        }
        assert [one * unit for one in halos] == [pytest.approx(halo.width, abs=0.01)]
        assert rgb(halo.colour) == rgb(paper)
        assert halo.width > path.width
        assert file.order[f"halo-{i}"] < min(
            file.order[f"path-{j}"] for j in range(count) if view != "panels" or j == i
        )
        mark = mark_in_file(file.mark(f"end-{i}"), colour, paper)
        assert_same_mark(mark_on_page(drawn, colour, paper), mark, unit)
        seen.append((path.dash, mark[0], mark[1]))
    if view != "panels":
        assert_told_apart(seen)


def assert_told_apart(looks) -> None:
    """Without colour: by the dash, and by the mark too."""
    for (dash, kind, outline), (other_dash, other_kind, other) in combinations(looks, 2):
        assert not close(dash, other_dash)
        assert (
            kind != other_kind
            or outline.shape != other.shape
            or not np.allclose(scaled(outline), scaled(other), atol=0.02)
        )


@pytest.mark.parametrize(("name", "theme"), [("twelve", "light"), ("negative", "dark"), ("diverges", "light")])
def test_samples_and_curves_look_alike(pictures, name, theme):
    page, file = pictures.show(name, "overlaid", theme)
    paper, count = THEMES[theme].paper, len(SCENARIOS[name].optimizers)
    drawn, seen = drawn_in(page.screen, CURVES), []
    everywhere = [page.samples(f"{where}") for where in (".ov-curves-name", ".ov-panel .ov-head", ".ov-table tbody tr")]
    for i, (sample, _, colour) in enumerate(legend(page, file, count)):
        assert [samples[i] for samples in everywhere] == [sample] * 3
        line, width = file.line(f"sample-{i}"), float(sample["line"]["strokeWidth"].removesuffix("px"))
        unit = line.width / width
        lengths = [float(length) for length in re.findall(r"[\d.]+", sample["line"]["strokeDasharray"])]
        assert close(tuple(length / width for length in lengths), line.dash)
        assert sample["line"]["strokeLinecap"] == "butt"
        kind, outline, _ = mark_in_file(file.mark(f"sample-mark-{i}"), colour, paper)
        np.testing.assert_allclose(scaled(corners_of(sample["mark"]["d"])), scaled(outline), atol=0.01)
        assert rgb(sample["mark"]["fill"]) == rgb(paper if kind == "hollow" else colour)
        seen.append((line.dash, kind, outline))
        curve = file.line(f"curve-{i}")
        width, dash = line_on_page(drawn, colour)
        assert curve.colour == colour
        assert curve.width == pytest.approx(width * unit, abs=0.01)
        assert close(dash, curve.dash)
        if not file.named[f"curve-end-{i}"]:  # it has left the axis upwards
            assert not [one for one in drawn if one["shape"] and rgb(one["colour"]) == rgb(colour)]
            continue
        mark = mark_in_file(file.mark(f"curve-end-{i}"), colour, paper)
        assert_same_mark(mark_on_page(drawn, colour, paper), mark, unit)
    assert_told_apart(seen)
    if name == "twelve":
        assert len(seen) == len(LOOKS)


@pytest.mark.parametrize(("name", "theme"), [("negative", "light"), ("negative", "dark"), ("graph", "light")])
def test_the_ground_is_drawn_with_the_same_lines(pictures, name, theme):
    page, file = pictures.show(name, "overlaid", theme)
    drawn = page.drawn()
    colour = file.line("path-0").colour
    unit = file.line("path-0").width / line_on_page(drawn, colour)[0]
    crosses = [one for one in drawn if one["name"] == "stroke" and rgb(one["colour"]) == rgb(THEMES[theme].ink)]
    minima = [file.mark(minimum) for minimum in file.ids(r"panel-0-minimum-\d+")]
    (width,), (alpha,) = ({one[key] for one in crosses} for key in ("width", "alpha"))
    assert (width * unit, alpha) == pytest.approx((minima[0].stroke, 0.8), abs=0.01)
    reach = np.abs(np.diff(crosses[0]["corners"][:2], axis=0)).max() / 2
    assert np.nanmax(np.abs(minima[0].outline)) == pytest.approx(reach * unit, abs=0.01)
    assert len(crosses[0]["corners"]) == 4 * len(minima)
    if name == "graph":
        line = file.line("panel-0-graph")
        width, dash = line_on_page(drawn, line.colour)
        assert (dash, line.dash) == ((), ())
        assert line.width == pytest.approx(width * unit, abs=0.01)
