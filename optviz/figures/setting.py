"""What every part of a figure is drawn with: matplotlib set up, the style, and the sheet that it is drawn on."""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import matplotlib
import numpy as np
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from optviz.engine.simulate import Run
from optviz.figures.layout import Box, Layout
from optviz.picture.looks import THEMES, TYPE, Look, Theme
from optviz.texts.language import name_of

FOLDER = Path(__file__).parent / "fonts"
FAMILY = "Source Sans Pro"
"""The typeface of the page, which lies beside this file."""
FONTS = (
    FAMILY,
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Noto Sans CJK JP",
    "Apple SD Gothic Neo",
    "Malgun Gothic",
    "Noto Sans Devanagari",
    "Kohinoor Devanagari",
    "Nirmala UI",
    "Noto Sans Thai",
    "Thonburi",
    "Leelawadee UI",
    "Noto Emoji",
    "Segoe UI Emoji",
    "Segoe UI Symbol",
    "Noto Sans Symbols2",
)
"""The second comes with matplotlib; the others are used, where installed, for labels that it has no letters for. What
none of them has, matplotlib draws as a box with a sign for its script."""
FILES = re.compile("NotoSansCJK|NotoSansSC|SourceHanSans|PingFang|Hiragino|msyh|simhei|wqy-", re.IGNORECASE)
"""What files of those with Chinese letters are called. They may have been installed after matplotlib last looked."""
NO_LETTER = r"Glyph .* missing from font"
"""What matplotlib warns of when it draws such a box."""
SETTINGS: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "optviz", "pdf.fonttype": 42}
MATHEMATICS = {"rm": "", "sf": "", "tt": "", "cal": ":italic", "it": ":italic", "bf": ":bold", "bfit": ":bold"}
SETTINGS |= {"mathtext.fontset": "custom", "mathtext.fallback": "stixsans"}
SETTINGS |= {f"mathtext.{kind}": FAMILY + form for kind, form in MATHEMATICS.items()}
LOCK = Lock()


class Style(NamedTuple):
    """The theme, and the colour, the dash and the mark of each path in it."""

    theme: Theme
    colours: tuple[str, ...]
    dashes: tuple[tuple[float, ...], ...]
    marks: tuple[str, ...]


class Moving(NamedTuple):
    """Artists that depend on the step, and `show(step)`, which has them show what there is up to it."""

    artists: tuple[Artist, ...]
    show: Callable[[int], None]


@dataclass(frozen=True)
class Sheet:
    """A figure under way.

    Args:
        dpi: of what is drawn as pixels.
        moving: everything that depends on the step; the rest stands still.
    """

    figure: Figure
    layout: Layout
    style: Style
    run: Run
    dpi: float
    moving: list[Moving] = field(default_factory=list)

    @property
    def theme(self) -> Theme:
        return self.style.theme

    @property
    def em(self) -> float:
        """The size of the text in points: the unit of all widths of lines."""
        return points(self.layout.em)

    @property
    def pixel(self) -> float:
        """What is one pixel wide on the page, in points: lines and marks grow with the type."""
        return self.em / TYPE

    def add_axes(self, box: Box) -> Axes:
        across, upwards = self.layout.width, self.layout.height
        return self.figure.add_axes((box.left / across, box.bottom / upwards, box.width / across, box.height / upwards))

    def move(self, artists: Artist | Iterable[Artist], show: Callable[[int], None]) -> None:
        """Takes note of artists that depend on the step."""
        self.moving.append(Moving((artists,) if isinstance(artists, Artist) else tuple(artists), show))

    def show(self, step: int) -> None:
        for part in self.moving:
            part.show(step)


@contextmanager
def matplotlib_as_shipped() -> Iterator[None]:
    """matplotlib with its own defaults, whatever the user's settings are; one thread at a time, as they are global."""
    with LOCK, matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", NO_LETTER)
        matplotlib.rcdefaults()
        for file in sorted(FOLDER.glob("*.ttf")):
            if not any(font.fname == str(file) for font in font_manager.fontManager.ttflist):
                font_manager.fontManager.addfont(file)
        add_new_fonts()
        installed = {font.name for font in font_manager.fontManager.ttflist}
        matplotlib.rcParams["font.family"] = [name for name in FONTS if name in installed]
        matplotlib.rcParams.update(SETTINGS)
        yield


def add_new_fonts() -> None:
    """Has matplotlib know the fonts with Chinese letters that are installed, if it does not yet."""
    known = {font.fname for font in font_manager.fontManager.ttflist}
    for file in font_manager.findSystemFonts():
        if FILES.search(Path(file).name) and file not in known:
            font_manager.fontManager.addfont(file)


@cache
def can_write(language: str) -> bool:
    """Whether the fonts that are here have the letters of a language: of what it calls itself."""
    with matplotlib_as_shipped():
        families = matplotlib.rcParams["font.family"]
    fonts = [font_manager.get_font(font_manager.findfont(name)) for name in families]
    return all(any(font.get_char_index(ord(letter)) for font in fonts) for letter in name_of(language))


def make_style(chosen: Sequence[Look], name: str) -> Style:
    colours = tuple(getattr(look, name) for look in chosen)
    return Style(THEMES[name], colours, tuple(look.dash for look in chosen), tuple(look.mark for look in chosen))


def points(inches: float) -> float:
    return inches * 72


def set_axes(axes: Axes, sheet: Sheet, *, left: bool, bottom: bool) -> None:
    """Thin edges, few numbers, and these only on the outer panels."""
    size, theme = sheet.em, sheet.theme
    axes.set_facecolor(theme.paper)
    for edge in axes.spines.values():
        edge.set(color=theme.grid, linewidth=0.06 * size)
    axes.tick_params(
        length=0.25 * size,
        width=0.06 * size,
        pad=0.25 * size,
        color=theme.muted,
        labelcolor=theme.muted,
        labelsize=0.8 * size,
        labelleft=left,
        labelbottom=bottom,
    )


def outline_of(places: np.ndarray, codes: np.ndarray | None = None) -> Outline:
    """A line through all of the places: no backend may leave any out."""
    outline = Outline(places, codes)
    outline.should_simplify = False
    return outline


def add_line(axes: Axes, *, dash: tuple[float, ...] = (), **properties) -> PathPatch:
    """A line that has no places yet."""
    patch = PathPatch(outline_of(np.zeros((1, 2))), fill=False, capstyle="butt" if dash else "round", **properties)
    patch.set(joinstyle="round", linestyle=(0, dash) if dash else "solid")
    axes.add_artist(patch)
    return patch


class Window(NamedTuple):
    """A panel in points from its lower left corner, where a circle is round."""

    size: np.ndarray
    low: np.ndarray
    unit: np.ndarray

    def place(self, weights: np.ndarray) -> np.ndarray:
        return (weights - self.low) * self.unit

    def weights(self, places: np.ndarray) -> np.ndarray:
        return self.low + places / self.unit

    def outline(self, places: np.ndarray, codes: np.ndarray | None = None) -> Outline:
        """Places in points as shares of the panel, which is what `transAxes` takes."""
        return outline_of(places / self.size, codes)


def window_of(axes: Axes, box: Box) -> Window:
    size = np.array([points(box.width), points(box.height)])
    low, high = np.array([axes.get_xlim(), axes.get_ylim()]).T
    return Window(size, low, size / (high - low))
