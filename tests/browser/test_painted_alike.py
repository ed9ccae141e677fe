"""The page and the SVG file are the same picture: what was drawn on both is read, and compared.

Looks, levels, tints, ticks and words, in every view. Nothing is taken from the data that the painters were given: from
the page come the strokes that its canvases recorded and its vectors, from the file its elements.
"""

import base64
import io
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache, partial
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image, ImageColor
from recorded import record
from svg_file import Drawing, corners_of, dash_as_seen

from optviz import Scenario, export, simulate
from optviz.engine.landscape import Landscape, landscape
from optviz.engine.surface_programs import grid_program
from optviz.engine.tables import table_of
from optviz.picture.levels import grounds_of, levels_of, lines_of
from optviz.picture.looks import LETTERS, LOOKS, THEMES, looks
from optviz.picture.tint import tints

STEPS = 40
MOST = 4096
"""Points whose losses are asked for at a time."""
SCENARIOS = {
    "negative": Scenario(
        surface="styblinski_tang",
        start=(0.5, 3.5),
        optimizers=[
            {"key": "sgd", "learning_rate": 0.01},
            {"key": "momentum", "learning_rate": 0.003},
            {"key": "adam", "learning_rate": 0.1},
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
    "held out": Scenario(
        surface={"key": "overfitting", "l2": 0.3},
        start=(0.0, 0.0),
        optimizers=[{"key": "sgd", "learning_rate": 0.1}, {"key": "adam", "learning_rate": 0.3}],
        num_steps=STEPS,
    ),
    "graph": Scenario(
        surface="double_well_curve", optimizers=[{"key": "sgd", "learning_rate": 0.01}, "adam"], num_steps=STEPS
    ),
}
FINE = {"viewport": {"width": 1600, "height": 1100}, "device_scale_factor": 2}
SMALL = {"viewport": {"width": 1000, "height": 700}}
"""For the scene, which is drawn without a graphics card here, and of which no pixel is looked at."""
STAGES = {"panels": ".ov-panel .ov-stage", "overlaid": ".ov-shared .ov-stage", "space": ".ov-shared .ov-stage"}
STAGES["held_out"] = STAGES["overlaid"]
CURVES = ".ov-curves-stage"


READ = """([stages, curves, withImages, withWords]) => {
  const all = (selector, read) => [...document.querySelectorAll(selector)].map(read);
  const text = (one) => one.innerText;
  const shown = {
    stages: all(stages, (one) => ({
      ...{ drawn: drawnIn(one), canvas: canvasesIn(one)[0], images: withImages ? imagesIn(one) : [] },
      axes: one.querySelector(".ov-axes-marks") && axesIn(one),
    })),
    axes: all(".ov-space .ov-axes text", (one) => one.textContent),
  };
  return !withWords ? shown : {
    ...shown,
    curves: all(curves, (one) => ({ drawn: drawnIn(one), axes: axesIn(one) }))[0],
    grid: document.querySelector(".ov-curves .ov-axes-grid").getAttribute("d"),
    quantity: document.querySelector(".ov-curves-head select").selectedOptions[0].text,
    samples: [".ov-curves-name", ".ov-panel .ov-head", ".ov-table tbody tr"].map((one) => all(one, sampleIn)),
    texts: {
      ...{ legend: all(".ov-curves-name", text), note: all(".ov-curves .ov-note", text) },
      ...{ names: all(".ov-panel .ov-name", text), losses: all(".ov-panel .ov-loss", text) },
      titles: all(".ov-table thead th", text),
    },
    rows: all(".ov-table tbody tr", (row) => [...row.cells].map((cell) => cell.textContent)),
  };
}"""


class Page:
    """What a page shows of a scenario in a view, read at once."""

    def __init__(self, screen, scenario: Scenario, view: str):
        screen.show(f"{scenario.to_url()}&show.view={view}")
        screen.seek(STEPS)
        screen.next_frame()
        selector = STAGES[view]
        asked = [selector, CURVES, view in ("overlaid", "held_out"), view in ("panels", "overlaid")]
        self.shown = screen.page.evaluate(READ, asked)
        self.screenshot = screen.page.locator(selector).first.screenshot() if view == "panels" else b""

    def __getitem__(self, part: str):
        return self.shown[part]

    def drawn(self, i: int = 0) -> list[dict]:
        return self["stages"][i]["drawn"]

    def pixels(self):
        """What colour a place of the canvases of the first stage has on the screen."""
        image, canvas = Image.open(io.BytesIO(self.screenshot)).convert("RGB"), self["stages"][0]["canvas"]
        ratio = FINE["device_scale_factor"]
        return lambda place: image.getpixel(
            tuple(int(ratio * (part + canvas[edge])) for part, edge in zip(place, ("left", "top"), strict=True))
        )


class Pictures:
    """Scenarios on the page and in files; each is made once."""

    def __init__(self, new_screen):
        self.screen = cache(new_screen)
        self.run = cache(lambda name: simulate(SCENARIOS[name]))
        self.page, self.file = cache(self.page_of), cache(self.file_of)

    def show(self, name: str, view: str, theme: str = "light") -> tuple[Page, Drawing]:
        """The page with a view, and the file of it."""
        return self.page(name, view, theme), self.file(name, view, theme)

    def page_of(self, name: str, view: str, theme: str) -> Page:
        return Page(self.screen(theme, view == "space"), SCENARIOS[name], view)

    def file_of(self, name: str, view: str, theme: str = "light") -> Drawing:
        options = {"curves": False, "title": False} if view in ("panels", "space") else {}
        width = "640px" if view == "space" else "1600px"  # of the surface itself no pixel is looked at
        return Drawing(export(self.run(name), format="svg", view=view, style=theme, width=width, **options))


@pytest.fixture(scope="module")
def pictures(screens_apart):
    screens = []

    def new_screen(theme, is_small):
        size = SMALL if is_small else FINE
        screen = screens_apart(**size, reduced_motion="reduce", color_scheme=theme)
        screen.like = {"viewport": size["viewport"], "color_scheme": theme}
        record(screen)
        screens.append(screen)
        return screen

    yield Pictures(new_screen)
    assert [complaint for screen in screens for complaint in screen.complaints] == []


# Looks


def rgb(colour: str) -> tuple[int, ...]:
    return ImageColor.getrgb(colour)[:3]


LEADER = 1.0
"""The width of the line from a head to its name."""


def scaled(outline: np.ndarray) -> np.ndarray:
    return outline / np.nanmax(np.abs(outline))


def line_on_page(drawn: list[dict], colour: str, *, alpha: float = 1.0) -> tuple[float, tuple[float, ...]]:
    """The width and the dash of the lines of a colour, which are all alike."""
    lines = [
        one
        for one in drawn
        if one["name"] == "stroke"
        and one["corners"]
        and rgb(one["colour"]) == rgb(colour)
        and one["alpha"] == alpha
        and one["width"] != LEADER
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
    kind = "open" if mark.fill == "none" else {rgb(colour): "full", rgb(paper): "hollow"}[rgb(mark.fill)]
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
    """For each path its sample on the page, its label there and the colour of its label in the file."""
    samples, labels = page["samples"][0], page["texts"]["legend"]
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
        path, casing = file.line(f"path-{i}"), file.line(f"casing-{i}")
        unit = path.width / width
        assert path.colour == colour
        assert close(dash, path.dash)
        papers = {
            round(one["width"] * unit, 2)
            for one in drawn
            if one["name"] == "stroke" and one["corners"] and rgb(one["colour"]) == rgb(paper)
        }
        assert round(casing.width, 2) in papers
        assert rgb(casing.colour) == rgb(paper)
        assert casing.width - path.width >= 2.9 * unit
        if path.dash:
            gaps = file.line(f"gaps-{i}")
            width_of_gaps, dash_of_gaps = line_on_page(drawn, gaps.colour)
            assert (width_of_gaps, dash_of_gaps, gaps.dash) == (width, (), ())
            assert gaps.width == path.width
            assert file.order[f"casing-{i}"] < file.order[f"gaps-{i}"] < file.order[f"path-{i}"]
        assert file.order[f"casing-{i}"] < min(
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
    drawn, seen = page["curves"]["drawn"], []
    for i, (sample, _, colour) in enumerate(legend(page, file, count)):
        assert [samples[i] for samples in page["samples"]] == [sample] * 3
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
    inked = [one for one in drawn if one["name"] == "stroke" and rgb(one["colour"]) == rgb(THEMES[theme].ink)]
    crosses, rings = ([one for one in inked if bool(one["corners"]) == is_cross] for is_cross in (True, False))
    ring = file.mark("panel-0-start")
    np.testing.assert_allclose([one["width"] * unit for one in rings], ring.stroke, atol=0.01)
    assert rings
    assert ring.fill == "none"
    minima = [file.mark(minimum) for minimum in file.ids(r"panel-0-minimum-\d+")]
    (width,), (alpha,) = ({one[key] for one in crosses} for key in ("width", "alpha"))
    assert (width * unit, alpha) == pytest.approx((minima[0].stroke, 1.0), abs=0.01)
    reach = np.abs(np.diff(crosses[0]["corners"][:2], axis=0)).max() / 2
    assert np.nanmax(np.abs(minima[0].outline)) == pytest.approx(reach * unit, abs=0.01)
    assert len(crosses[0]["corners"]) == 4 * len(minima)
    if name == "graph":
        line = file.line("panel-0-graph")
        width, dash = line_on_page(drawn, line.colour)
        assert (dash, line.dash) == ((), ())
        assert line.width == pytest.approx(width * unit, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_halo_is_seen_on_both_sides_of_a_path(pictures, theme):
    page, _ = pictures.show("negative", "panels", theme)
    (colour, paper), drawn = (page["samples"][0][0]["line"]["stroke"], THEMES[theme].paper), page.drawn(0)
    walked = max(
        (one for one in drawn if one.get("corners") and rgb(one["colour"]) == rgb(colour)), key=lambda one: one["width"]
    )
    papers = (one for one in drawn if one.get("corners") and rgb(one["colour"]) == rgb(paper))
    halo = max(papers, key=lambda one: len(one["corners"]))
    ends = np.array(walked["corners"])
    along = np.diff(ends, axis=0)
    aside = along[:, ::-1] * [1, -1] / np.linalg.norm(along, axis=1, keepdims=True)
    offset = (walked["width"] + halo["width"]) / 4  # the middle of what is seen of it
    longest = np.argmax(np.linalg.norm(along, axis=1))
    middle = (ends[longest] + ends[longest + 1]) / 2
    pixels = page.pixels()
    for side in (-1, 1):
        assert pixels(middle + side * offset * aside[longest]) == pytest.approx(rgb(paper), abs=2)
        ground = pixels(middle + side * 3 * offset * aside[longest])
        assert ground != pytest.approx(rgb(paper), abs=4)
    assert pixels(middle) == pytest.approx(rgb(colour), abs=4)


# Levels and tints


class Frame:
    """The weights at places of a picture, from the numbers at its axes: the labels say what they are at."""

    def __init__(self, across: list[tuple[float, str]], upwards: list[tuple[float, str]]):
        self.fits = [fit(across), fit(upwards)]

    def weights(self, places: np.ndarray) -> np.ndarray:
        return np.stack([(places[..., k] - shift) / scale for k, (scale, shift) in enumerate(self.fits)], axis=-1)

    def places(self, weights: np.ndarray) -> np.ndarray:
        return np.stack([scale * weights[..., k] + shift for k, (scale, shift) in enumerate(self.fits)], axis=-1)


RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def number(text: str) -> float:
    """The number that a label says."""
    plain = text.replace("−", "-")
    power = re.fullmatch(r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", plain)
    return 10.0 ** int(power[1].translate(RAISED)) if power else float(plain)


def fit(labels: list[tuple[float, str]], *, logarithmic: bool = False) -> tuple[float, float]:
    """Scale and shift of an axis, whose labels have to stand evenly: place = scale · value + shift."""
    places, values = np.array([place for place, _ in labels]), np.array([number(text) for _, text in labels])
    values = np.log10(values) if logarithmic else values
    assert len(labels) >= 2
    scale, shift = np.polyfit(values, places, 1)
    np.testing.assert_allclose(scale * values + shift, places, atol=0.05)
    return scale, shift


def labels_on_page(axes: dict) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
    across = [(one["x"], one["text"]) for one in axes["labels"] if one["anchor"] == "middle"]
    upwards = [(one["y"], one["text"]) for one in axes["labels"] if one["anchor"] == "end"]
    return across, upwards


def shifted(labels: tuple[list, list]) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
    """The labels of the page where they stand: those upwards hang from there by a share of their type."""
    across, upwards = labels
    return across, [(y - 0.35 * LETTERS.ticks, text) for y, text in upwards]


def labels_in_file(file: Drawing, name: str) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
    across, upwards = ([tick for tick in file.ticks(name, axis) if tick[2]] for axis in "xy")
    return [(place[0], words.text) for place, _, words in across], [
        (place[1], words.text) for place, _, words in upwards
    ]


class GroundOnPage:
    """The pixels of the ground on the page."""

    def __init__(self, page: Page, i: int = 0):
        (image,) = page["stages"][i]["images"]
        self.pixels = np.array(Image.open(io.BytesIO(base64.b64decode(image.partition(",")[2]))).convert("RGBA"))
        axes, self.canvas = page["stages"][i]["axes"], page["stages"][i]["canvas"]
        self.frame = Frame(*shifted(labels_on_page(axes)))

    def at(self, weights: np.ndarray) -> np.ndarray:
        """The colours (..., 3) of the pixels at weights."""
        x, y = np.moveaxis(self.pixel(weights), -1, 0)
        return self.pixels[np.floor(y).astype(int), np.floor(x).astype(int), :3].astype(float)

    def pixel(self, weights: np.ndarray) -> np.ndarray:
        rows, columns = self.pixels.shape[:2]
        ratio = np.array([columns / self.canvas["width"], rows / self.canvas["height"]])
        return (self.frame.places(weights) - [self.canvas["left"], self.canvas["top"]]) * ratio


class GroundInFile:
    """The image and the outlines of a panel of the file."""

    def __init__(self, file: Drawing, name: str = "panel-0"):
        self.file, self.name = file, name
        _, upwards = labels_in_file(file, "panel-0")  # the outer one has those of its row
        self.frame = Frame(labels_in_file(file, name)[0], upwards)
        self.pixels, self.box = file.image(name)

    def at(self, weights: np.ndarray) -> np.ndarray:
        left, top, width, height = self.box
        rows, columns = self.pixels.shape[:2]
        x, y = np.moveaxis((self.frame.places(weights) - [left, top]) / [width, height] * [columns, rows], -1, 0)
        return self.pixels[np.floor(y).astype(int), np.floor(x).astype(int), :3].astype(float)

    def crossings(self, cut: np.ndarray) -> np.ndarray:
        """Where the outlines cross a straight cut of two ends, in shares of its length."""
        found = []
        for outline in self.file.ids(rf"{self.name}-contour-\d+-\d+"):
            corners = self.frame.weights(self.file.line(outline).corners)
            found.append(shares_at(corners, cut))
        return np.sort(np.concatenate(found))


def shares_at(corners: np.ndarray, cut: np.ndarray) -> np.ndarray:
    """Where a line crosses a straight cut, in shares of its length."""
    along = cut[1] - cut[0]
    offset = corners - cut[0]
    side = offset[:, 0] * along[1] - offset[:, 1] * along[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        crosses = np.flatnonzero(side[:-1] * side[1:] < 0)
    share = side[crosses] / (side[crosses] - side[crosses + 1])
    places = offset[crosses] + share[:, None] * (offset[crosses + 1] - offset[crosses])
    shares = places @ along / (along @ along)
    return shares[(shares > 0) & (shares < 1)]


def on_cut(cut: np.ndarray, shares: np.ndarray) -> np.ndarray:
    return cut[0] + shares[:, None] * (cut[1] - cut[0])


def losses_at(scenario: Scenario, points: np.ndarray) -> np.ndarray:
    """The losses at points, by the surface itself."""
    padded = np.zeros((MOST, 2))  # so that one program does for all
    padded[: len(points)] = points
    choice = scenario.surface
    losses = grid_program(choice.record)(padded, np.array(choice.values), table_of(choice))
    return np.asarray(losses)[: len(points)]


class Told(NamedTuple):
    """What a ground has to show: the losses at points (n, 2), and the landscape whose levels and tints it has."""

    losses: Callable[[np.ndarray], np.ndarray]
    scale: Landscape

    @property
    def lines(self) -> list:
        """The levels of a picture as large as these."""
        return lines_of(levels_of(self.scale, dense=True))


def told_of(scenario: Scenario) -> Told:
    return Told(partial(losses_at, scenario), landscape(scenario.surface))


def numbers_of(told: Told, points: np.ndarray) -> np.ndarray:
    """Losses as numbers of levels: whole on a level, 1 on the lowest."""
    levels = [0.0, *(line.level.shade for line in told.lines)]
    return np.interp(told.scale.shade(told.losses(points)), levels, np.arange(len(levels)), right=np.inf)


def tint_of(told: Told, points: np.ndarray, theme: str, of: str = "ramp") -> np.ndarray:
    """The theme's ramp, or the colours of a kind of line on it, at points."""
    ramp = np.array([rgb(colour) for colour in getattr(THEMES[theme], of)], dtype=float)
    shades = tints(told.scale, told.scale.shade(told.losses(points)))
    return np.stack([np.interp(shades, np.linspace(0, 1, len(ramp)), ramp[:, k]) for k in range(3)], axis=-1)


def lines_on_page(ground: GroundOnPage, told: Told, cut: np.ndarray, theme: str) -> np.ndarray:
    """Where there are lines on a cut, in shares of its length."""
    count = int(2 * np.abs(np.diff(ground.pixel(cut), axis=0)).max())
    shares = (np.arange(count) + 0.5) / count
    points = on_cut(cut, shares)
    tint, ink = tint_of(told, points, theme), tint_of(told, points, theme, "index")
    cover = ((ground.at(points) - tint) * (ink - tint)).sum(axis=1) / ((ink - tint) ** 2).sum(axis=1)
    ends = np.flatnonzero(np.diff(np.concatenate([[0], cover > 0.2, [0]]).astype(int)))
    is_apart = np.diff(ends[1:-1])[::2] > TOGETHER  # pixels of one line, where it lies between two rows of them
    ends = ends[np.concatenate([[True], np.repeat(is_apart, 2), [True]])]
    return np.array([np.average(shares[a:b], weights=cover[a:b].clip(0)) for a, b in ends.reshape(-1, 2)])


TOGETHER = 3
"""Samples, two a pixel, between what is drawn of one line."""
CUTS = (((0.03, 0.2), (0.97, 0.24)), ((0.1, 0.95), (0.9, 0.4)), ((0.62, 0.02), (0.66, 0.98)))
"""From one place of the domain to another, in shares of its sides."""
GROUNDS = [("negative", "light"), ("negative", "dark"), ("twelve", "light"), ("diverges", "light")]


def cuts_of(scenario: Scenario) -> list[np.ndarray]:
    low, high = np.array(scenario.surface.record.domain).T
    return [low + np.array(cut) * (high - low) for cut in CUTS]


def in_order(levels: np.ndarray) -> list[int]:
    """Levels as they are met on a cut; of those that are met twice without another between, one."""
    whole = np.rint(levels).astype(int)
    return whole[np.diff(whole, prepend=-1) != 0].tolist()


def crossed(numbers: np.ndarray) -> list[int]:
    """The whole numbers that a list of numbers, close to each other, goes through."""
    between = np.floor(numbers).astype(int)
    return in_order(np.concatenate([range(a + 1, b + 1) if b > a else range(a, b, -1) for a, b in pairwise(between)]))


@pytest.mark.parametrize(("name", "theme"), GROUNDS)
def test_the_same_levels_are_drawn_and_no_others(pictures, name, theme):
    page, file = pictures.show(name, "overlaid", theme)
    scenario = SCENARIOS[name]
    assert len(levels_met(GroundOnPage(page), GroundInFile(file), told_of(scenario), scenario, theme)) > 10


def levels_met(ground: GroundOnPage, drawn: GroundInFile, told: Told, scenario: Scenario, theme: str) -> set[int]:
    """The levels that are met on some cuts, which have to be the same on the page and in the file, and no others."""
    lines, met = told.lines, set()

    def strong(numbers: list[int]) -> list[int]:
        found = [number for number in numbers if number > 0 and lines[number - 1].level.kind == "index"]
        return in_order(np.array(found)) if found else []

    for cut in cuts_of(scenario):
        along = numbers_of(told, on_cut(cut, np.linspace(0, 1, 4001)))
        expected = crossed(along)
        touched = {int(number) for number in np.rint(along[np.abs(along - np.rint(along)) < 0.15])}
        for shares in (lines_on_page(ground, told, cut, theme), drawn.crossings(cut)):
            numbers = numbers_of(told, on_cut(cut, shares))
            np.testing.assert_allclose(numbers, np.rint(numbers), atol=0.15)
            assert set(in_order(numbers)) <= touched
            assert strong(in_order(numbers)) == strong(expected)  # thin ones fade where they are dense
            met.update(in_order(numbers))
    return met


@pytest.mark.parametrize(("name", "theme"), GROUNDS)
def test_labels_say_the_loss_of_the_line_that_they_are_on(pictures, name, theme):
    scenario = SCENARIOS[name]
    page, file = pictures.show(name, "overlaid", theme)
    ground, drawn = GroundOnPage(page), GroundInFile(file)
    written = [one for one in page.drawn() if one["name"] == "words" and rgb(one["colour"]) == rgb(THEMES[theme].label)]
    corner = [ground.canvas["left"], ground.canvas["top"]]
    here = [(one["text"], ground.frame.weights(np.array(one["place"]) + corner)) for one in written]
    there = [
        (words.text, drawn.frame.weights(np.array([words.x, words.y])))
        for label in file.ids(r"panel-0-label-\d+")
        for words in file.words(label)
    ]
    assert here
    assert there
    shown, (low, high) = landscape(scenario.surface), np.array(scenario.surface.record.domain).T
    for text, weights in [*here, *there]:
        near = weights + 0.015 * np.random.default_rng(0).uniform(-1, 1, (200, 2)) * (high - low)  # its foot
        shades = shown.shade(losses_at(scenario, near))
        assert shades.min() <= shown.shade(number(text)) <= shades.max()


@pytest.mark.parametrize(("name", "theme"), [("negative", "light"), ("negative", "dark")])
def test_names_stand_at_the_heads_in_their_colours(pictures, name, theme):
    page, file = pictures.show(name, "overlaid", theme)
    colours = {
        one.label: getattr(look, theme) for one, look in zip(pictures.run(name), looks(SCENARIOS[name]), strict=True)
    }
    here = {one["text"]: one["colour"] for one in page.drawn() if one["name"] == "words" and one["text"] in colours}
    there = {words.text: words.colour for i in range(len(colours)) for words in file.words(f"name-{i}")}
    assert len(here) >= 3
    assert len(there) >= 3
    for found in (here, there):
        assert {label: rgb(colour) for label, colour in found.items()} == {
            label: rgb(colours[label]) for label in found
        }


@pytest.mark.parametrize(("name", "theme"), GROUNDS)
def test_the_ground_has_the_same_tints(pictures, name, theme):
    page, file = pictures.show(name, "overlaid", theme)
    assert_same_tints(GroundOnPage(page), GroundInFile(file), told_of(SCENARIOS[name]), SCENARIOS[name])


def assert_same_tints(ground: GroundOnPage, drawn: GroundInFile, told: Told, scenario: Scenario) -> None:
    low, high = np.array(scenario.surface.record.domain).T
    points = low + np.random.default_rng(0).uniform(0.02, 0.98, (400, 2)) * (high - low)
    numbers = numbers_of(told, points)
    around = [numbers_of(told, points + offset * (high - low) / 250) for offset in ((1, 0), (-1, 0), (0, 1), (0, -1))]
    is_between = np.all(np.floor(around) == np.floor(numbers), axis=0)  # no line is near
    assert is_between.sum() > 60
    here, there = ground.at(points[is_between]), drawn.at(points[is_between])
    np.testing.assert_allclose(here, there, atol=3)
    assert np.ptp(here, axis=0).min() > 12


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("i", [0, 1])
def test_both_grounds_of_held_out_examples_are_drawn_alike(pictures, i, theme):
    """Their lines and tints beside the losses in NumPy; their crosses, squares and paths."""
    scenario = SCENARIOS["held out"]
    page, file = pictures.show("held out", "held_out", theme)
    ground, drawn = GroundOnPage(page, i), GroundInFile(file, f"panel-{i}")
    data = scenario.surface.record.model.data[0]
    rows, penalty = ((data.training, 0.3), (data.left, 0.0))[i]

    def losses(points):
        missed = points @ rows[:, :2].T - rows[:, 2]
        return (missed**2).mean(axis=1) / 2 + penalty / 2 * (points**2).sum(axis=1)

    told = Told(losses, grounds_of(scenario.surface).scale)
    assert len(levels_met(ground, drawn, told, scenario, theme)) > 5
    assert_same_tints(ground, drawn, told, scenario)
    shown = page.drawn(i)
    for colour, minima in (("ink", rf"panel-{i}-minimum-\d+"), ("muted", rf"panel-{i}-other-minimum-\d+")):
        inked = [
            one
            for one in shown
            if one["name"] == "stroke" and rgb(one["colour"]) == rgb(getattr(THEMES[theme], colour))
        ]
        crosses = [one for one in inked if one["corners"] and len(one["corners"]) == 4]
        there = file.ids(minima)
        assert len(crosses) == len(there) == (0 if (colour, i) == ("muted", 0) else 1)


# Ticks


def marks_on_page(axes: dict) -> tuple[list[float], list[float]]:
    """The places of the ticks across and upwards; a label that would touch another one in the corner is not written."""
    marks = re.findall(r"M([\d.]+) ([\d.]+)([vh])", axes["marks"]["d"])
    across, upwards = (
        [float(mark[k]) for mark in marks if mark[2] == direction] for k, direction in ((0, "v"), (1, "h"))
    )
    return across, upwards


def assert_same_axis(here: list, marks: list[float], there: list, ends: np.ndarray) -> None:
    """Of the page what is within the ends of the file's axis: a mark wherever the file has one, and the same labels."""
    (scale, shift), (low, high) = fit(here), (ends.min(), ends.max())
    values, slack = (np.array(marks) - shift) / scale, 1.0 / abs(scale)
    inside = sorted(values[(low - slack <= values) & (values <= high + slack)])
    labelled = sorted(number(text) for _, text in there)
    np.testing.assert_allclose(inside, labelled, atol=1.5 * slack)
    texts, written = {text for _, text in here}, {text for _, text in there}
    assert {text for text in texts if low <= number(text) <= high} <= written
    assert len(written - texts) <= 1


@pytest.mark.parametrize(
    ("name", "view", "theme"),
    [
        ("negative", "panels", "light"),
        ("negative", "overlaid", "dark"),
        ("diverges", "overlaid", "light"),
        ("graph", "overlaid", "light"),
    ],
)
def test_panels_have_the_same_ticks(pictures, name, view, theme):
    page, file = pictures.show(name, view, theme)
    axes = page["stages"][0]["axes"]
    corner = next(one for one in file.ids(r"panel-\d+") if all(labels_in_file(file, one)))
    here, there = labels_on_page(axes), labels_in_file(file, corner)
    frame = Frame(*there)
    corners = frame.weights(file.frame(corner))
    for k in (0, 1):
        assert_same_axis(shifted(here)[k], marks_on_page(axes)[k], there[k], corners[:, k])
    assert_same_colours(axes, file, corner)


def assert_same_colours(axes: dict, file: Drawing, name: str) -> None:
    for axis in "xy":
        for _, colour, words in file.ticks(name, axis):
            assert rgb(colour) == rgb(axes["marks"]["colour"])
            assert words is None or {rgb(one["colour"]) for one in axes["labels"]} == {rgb(words.colour)}


@pytest.mark.parametrize("name", ["negative", "diverges", "graph"])
def test_curves_have_the_same_ticks_and_titles(pictures, name):
    page, _ = pictures.show(name, "overlaid")
    file = pictures.file(name, "curves")
    axes = page["curves"]["axes"]
    here, there = shifted(labels_on_page(axes)), labels_in_file(file, "curves")
    for labels, drawn, marks, is_logarithmic in zip(here, there, marks_on_page(axes), (False, True), strict=True):
        assert [text for _, text in labels] == [text for _, text in drawn]
        np.testing.assert_allclose([place for place, _ in labels], marks, atol=1)
        fit(labels, logarithmic=is_logarithmic)
        fit(drawn, logarithmic=is_logarithmic)
    assert_same_colours(axes, file, "curves")
    lines = page["grid"]
    assert [lines.count("V"), lines.count("H")] == [file.grid_lines("curves", axis) for axis in "xy"]
    assert [lines.count("V"), lines.count("H")] == [len(labels) for labels in here]
    quantity = page["quantity"]
    (note,) = page["texts"]["note"]
    words = [one.text for one in file.words("curves")]
    assert f"{quantity[0].lower()}{quantity[1:]} {note}".strip() in words
    assert [one["text"] for one in axes["titles"]] == words[-1:]


# Words


@pytest.mark.parametrize("name", ["negative", "diverges", "twelve", "graph"])
def test_labels_and_losses_are_the_same(pictures, name):
    page, file = pictures.show(name, "overlaid")
    for i, (label, loss) in enumerate(zip(page["texts"]["names"], page["texts"]["losses"], strict=True)):
        (outcome,) = file.words(f"outcome-{i}")
        said = outcome.text.removeprefix("loss ")
        assert " ".join(label.split()) == SCENARIOS[name].labels[i]
        if "diverged" in loss + said:
            assert loss == said
        else:
            digits = Decimal(said.replace("−", "-")), Decimal(loss.replace("−", "-"))
            unit = Decimal(1).scaleb(max(one.adjusted() for one in digits) - 2)
            assert abs(digits[0] - digits[1]) <= unit * Decimal("0.56")  # three digits, and four of a number that runs
            assert ("e" in said) == ("e" in loss)
    assert [words.text for words in file.words() if words.is_bold][-len(SCENARIOS[name].labels) :] == list(
        SCENARIOS[name].labels
    )


@pytest.mark.parametrize("name", ["negative", "diverges", "twelve", "graph"])
def test_the_table_has_the_cells_of_the_markdown_file(pictures, name):
    page, _ = pictures.show(name, "overlaid")
    lines = [
        line for line in export(pictures.run(name), format="markdown").decode().splitlines() if line.startswith("|")
    ]
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    titles = page["texts"]["titles"]
    columns = [head.index(title) for title in titles]
    assert len(columns) >= 6
    assert page["rows"] == [[row[column].replace("\\", "") for column in columns] for row in rows]


# Space


@pytest.mark.parametrize("name", ["negative", "twelve"])
def test_the_scene_is_the_same(pictures, name):
    page, file = pictures.show(name, "space")
    words = [one.text for one in file.words("space") if one.text not in SCENARIOS[name].labels]
    assert words == page["axes"]
    paper, drawn, seen = THEMES["light"].paper, page.drawn(), []
    for i in range(len(SCENARIOS[name].optimizers)):
        path, casing = file.line(f"path-{i}"), file.line(f"casing-{i}")
        width, dash = line_on_page(drawn, path.colour)
        assert close(dash, path.dash)
        papers = {
            round(one["width"] / width, 2)
            for one in drawn
            if one["name"] == "stroke" and one["corners"] and rgb(one["colour"]) == rgb(paper)
        }
        assert round(casing.width / path.width, 2) in papers
        kind, outline, _ = mark_on_page(drawn, path.colour, paper)
        mark = mark_in_file(file.mark(f"end-{i}"), path.colour, paper)
        assert kind == mark[0]
        np.testing.assert_allclose(scaled(outline), scaled(mark[1]), atol=0.01)
        seen.append((path.dash, kind, outline))
    assert_told_apart(seen)
