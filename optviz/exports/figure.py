"""PNG, SVG and PDF: the figure for slides and papers, with its Scenario in the metadata."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from optviz.engine.simulate import Run, simulate
from optviz.exports.base import (
    PIXELS_AN_INCH,
    Format,
    Length,
    Option,
    OptionError,
    check_pixels,
    choice,
    flag,
    length,
    number,
)
from optviz.exports.stamp import stamp
from optviz.picture.display import AGAINST, ARROWS, HEIGHTS, SCALE, VIEW
from optviz.picture.quantities import QUANTITIES, is_quantity
from optviz.picture.scene import HIGHEST, LOWEST
from optviz.picture.view import NotDrawable, Shown, View
from optviz.scenario.bounds import MAX_STEPS
from optviz.scenario.scenario import Scenario
from optviz.texts.words import words
from optviz.views.catalogue import VIEWS, view_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PAPER_DPI = 300
MOST_PIXELS = 8192
SURFACE_PIXELS, COARSEST, FINEST = 1600, 150, 400
"""The width of a drawing in the pixels of what is an image in it, and the bounds of their number an inch."""
TEXT_TAG, FAMILIES = re.compile(r"<(?:text|tspan)\b[^>]*>"), re.compile(r"font-family: [^;\"]*")
INSTEAD = "'Bitstream Vera Sans', Verdana, Geneva, 'Segoe UI', Arial, sans-serif"
"""The fonts that an SVG names for machines without that of matplotlib: the first ones are as wide as it is."""
STYLES = ("light", "dark", "print")


def parse_curve(value: Any) -> str:
    if not is_quantity(str(value)):
        raise ValueError(value)
    return str(value)


SHOWN = (
    choice("style", "style", STYLES),
    choice("view", "view", {key: view.title for key, view in VIEWS.items()}, also=VIEW.former),
    choice("arrows", "arrows of gradient, velocity and step, enlarged so many times", ARROWS.choices),
    flag("taylor", "Taylor models", False),
    choice("heights", "loss in 3D", HEIGHTS.choices),
    number("azimuth", "in 3D, from where around it, in degrees from the x axis", None, -360, 360),
    number("elevation", "in 3D, from how far above, in degrees", None, LOWEST, HIGHEST),
    flag("title", "title", True),
    flag("curves", "curves", True),
    Option(
        key="curve",
        title="what the curves show",
        default="loss",
        allowed=words("a_quantity", choices=list(QUANTITIES)),
        parse=parse_curve,
    ),
    choice("scale", "scale of the curves", SCALE.choices),
    choice("against", "what the curves are plotted against", AGAINST.choices),
    flag("residuals", "residuals of the data", False),
)
"""What a figure and a clip show; the page calls the values by the same names."""
COMMON = (
    length("height", "height", None),
    *SHOWN,
    flag("letters", "panel letters", False),
    number("step", "up to step", None, 0, MAX_STEPS, integer=True),
)


@contextmanager
def with_fonts() -> Iterator[None]:
    """matplotlib set up; it is loaded now."""
    from optviz.figures.setting import matplotlib_as_shipped

    with matplotlib_as_shipped():
        yield


@contextmanager
def drawing() -> Iterator[Callable[..., Any]]:
    """What draws a Run, with matplotlib set up for it; both are loaded now, as hardly any program needs them.

    Raises:
        OptionError: what is asked for cannot be drawn.
    """
    from optviz.figures.drawing import draw

    try:
        with with_fonts():
            yield draw
    except NotDrawable as error:
        raise OptionError(error.problems) from None


def composed(run: Run, options: Mapping[str, Any]) -> tuple[View, Shown, dict[str, Any]]:
    """The view that options ask for, what is shown in it, and the other options.

    Raises:
        NotDrawable: a run cannot be seen so.
    """
    rest = dict(options)
    shown = Shown(arrows=float(rest.pop("arrows")), **{name: rest.pop(name) for name in Shown._fields[1:]})
    return view_of(rest.pop("view"), run), shown, rest


def save(run: Run, kind: str, metadata: dict, dpi: float | None = None, **options: Any) -> bytes:
    dpi = dpi or min(max(SURFACE_PIXELS / options["width"].inches, COARSEST), FINEST)
    file = io.BytesIO()
    with drawing() as draw:
        view, shown, rest = composed(run, options)
        figure = draw(run, view, shown, dpi=dpi, **rest).figure
        figure.savefig(file, format=kind, dpi=dpi, metadata=metadata)
    return file.getvalue()


def figure(what: Scenario | Run, **options: Any) -> "Figure":
    """A matplotlib figure of a Scenario or its Run, to add to: its axes have names (`panel-0`, `space`, `curves`).

    Args:
        what: a Scenario, or its Run where there is one already.
        options: those of a PNG image but for `dpi`, such as `view="overlaid"` or `width="120mm"`.

    Raises:
        OptionError: an option that there is not, a value that is not allowed, or a view that this run has not.
    """
    run = what if isinstance(what, Run) else simulate(what)
    values = SVG.parse(options)
    with drawing() as draw:
        view, shown, rest = composed(run, values)
        return draw(run, view, shown, **rest).figure


def name_of(run: Run) -> str:
    return f"{run.scenario.surface.record.title}: {', '.join(run.scenario.labels)}"


def resolution(width: Length, dpi: float | None) -> float:
    """A width in px is that of the image; lengths on paper take `dpi`, 300 unless given."""
    return dpi or (PIXELS_AN_INCH if width.is_pixels else PAPER_DPI)


def check_image(values: Mapping[str, Any]) -> None:
    """Refuses an image with too many pixels."""
    width = values["width"]
    check_pixels(width, values["height"], resolution(width, values["dpi"]), MOST_PIXELS)


def write_png(run: Run, *, width: Length, dpi: float | None, **options: Any) -> bytes:
    metadata = {"Title": name_of(run), "Scenario": stamp(run.scenario), "Software": "optviz"}
    return save(run, "png", metadata, resolution(width, dpi), width=width, **options)


def write_svg(run: Run, **options: Any) -> bytes:
    metadata = {"Title": name_of(run), "Source": stamp(run.scenario), "Creator": "optviz", "Date": None}
    drawing = save(run, "svg", metadata, **options).decode()
    return TEXT_TAG.sub(lambda tag: FAMILIES.sub(rf"\g<0>, {INSTEAD}", tag[0]), drawing).encode()


def write_pdf(run: Run, **options: Any) -> bytes:
    metadata = {"Title": name_of(run), "Subject": stamp(run.scenario), "Creator": "optviz", "CreationDate": None}
    return save(run, "pdf", metadata, **options)


DPI = number("dpi", "dots per inch", None, 30, 1200)
PNG = Format(
    key="png",
    title="PNG image",
    group="figure",
    summary="An image for slides, messages and pages.",
    extension=".png",
    media_type="image/png",
    write=write_png,
    options=(length("width", "width", "1920px"), *COMMON, DPI),
    check=check_image,
)
SVG = Format(
    key="svg",
    title="SVG drawing",
    group="figure",
    summary="Paths and letters sharp at every size, with real text: for web pages, and for editing.",
    extension=".svg",
    media_type="image/svg+xml",
    write=write_svg,
    options=(length("width", "width", "1280px"), *COMMON),
)
PDF = Format(
    key="pdf",
    title="PDF drawing",
    group="figure",
    summary="Paths and letters sharp at every size, fonts inside: for papers, posters and LaTeX slides.",
    extension=".pdf",
    media_type="application/pdf",
    write=write_pdf,
    options=(length("width", "width", "254mm"), *COMMON),
)
