"""What is drawn in an SVG file: its elements by their ids, with the places and the look that each has in the end."""

import base64
import io
import re
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np
from PIL import Image

SVG, HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True)
class Line:
    """A line: its corners on the drawing, and how it is drawn. The dash is in widths of the line."""

    corners: np.ndarray
    colour: str
    width: float
    dash: tuple[float, ...]
    alpha: float


@dataclass(frozen=True)
class Mark:
    """A mark around its place; `stroke` is the width of its outline, 0 for none."""

    outline: np.ndarray
    place: tuple[float, float]
    fill: str
    colour: str
    stroke: float


@dataclass(frozen=True)
class Words:
    text: str
    x: float
    y: float
    colour: str
    size: float
    is_bold: bool


class Drawing:
    """An SVG file."""

    def __init__(self, data: bytes):
        self.root = ElementTree.fromstring(data)
        self.named = {found.get("id"): found for found in self.root.iter() if found.get("id")}
        self.order = {name: place for place, name in enumerate(self.named)}

    def ids(self, pattern: str) -> list[str]:
        return [name for name in self.named if re.fullmatch(pattern, name)]

    def line(self, name: str) -> Line:
        path = self.named[name].find(f".//{SVG}path")
        style = style_of(path)
        width = float(style.get("stroke-width", 1))
        dash = tuple(float(part) / width for part in style.get("stroke-dasharray", "").replace(",", " ").split())
        cap = style.get("stroke-linecap", "butt")
        return Line(
            corners_of(path.get("d")),
            style["stroke"],
            width,
            dash_as_seen(dash, cap),
            float(style.get("stroke-opacity", 1)) * float(style.get("opacity", 1)),
        )

    def frame(self, name: str) -> np.ndarray:
        """The corners of a panel."""
        return corners_of(self.named[name].find(f".//{SVG}path").get("d"))

    def mark(self, name: str) -> Mark:
        use = self.named[name].find(f".//{SVG}use")
        outline = self.named[use.get(HREF).removeprefix("#")]
        style = style_of(use)
        return Mark(
            corners_of(outline.get("d")),
            (float(use.get("x")), float(use.get("y"))),
            "none" if style.get("fill-opacity") == "0" else style.get("fill", "#000000"),
            style.get("stroke", "none"),
            float(style.get("stroke-width", 1)) if "stroke" in style else 0.0,
        )

    def words(self, name: str | None = None) -> list[Words]:
        """All texts in an element, in order; mathematics without its places."""
        inside = self.root if name is None else self.named[name]
        found = []
        for text in inside.iter(f"{SVG}text"):
            parts = list(text.iter(f"{SVG}tspan")) or [text]
            style = style_of(parts[0])
            found.append(
                Words(
                    "".join(part.text or "" for part in parts),
                    *(float(text.get(axis, 0)) for axis in "xy"),
                    style.get("fill", "#000000"),
                    float(style["font-size"].removesuffix("px")),
                    style.get("font-weight") == "700",
                )
            )
        return found

    def ticks(self, name: str, axis: str) -> list[tuple[tuple[float, float], str, Words | None]]:
        """The ticks of an axis, `x` or `y`: the place and the colour of the mark, and the label."""
        found = [one for one in self.named[name].iter() if (one.get("id") or "").startswith(f"{axis}tick")]
        uses = [one.find(f".//{SVG}use") for one in found]
        return [
            (
                (float(use.get("x")), float(use.get("y"))),
                style_of(use)["stroke"],
                next(iter(self.words(one.get("id"))), None),
            )
            for one, use in zip(found, uses, strict=True)
        ]

    def grid_lines(self, name: str, axis: str) -> int:
        """How many ticks of an axis have a line across the panel."""
        ticks = [one for one in self.named[name].iter() if (one.get("id") or "").startswith(f"{axis}tick")]
        return sum(1 for one in ticks if any(path.get("clip-path") for path in one.iter(f"{SVG}path")))

    def image(self, name: str) -> tuple[np.ndarray, tuple[float, float, float, float]]:
        """The only image in an element, rows from the top, and where it lies: left, top, width, height."""
        image = self.named[name].find(f".//{SVG}image")
        pixels = Image.open(io.BytesIO(base64.b64decode(image.get(HREF).partition(",")[2]))).convert("RGBA")
        x, y, width, height = (float(image.get(key)) for key in ("x", "y", "width", "height"))
        scale, (across, down) = re.match(r"scale\(1 -1\)", image.get("transform")), places_in(image.get("transform"))
        assert scale
        # turned over, and moved before that: its last row comes first
        return np.array(pixels)[::-1], (x + across, -(y + down) - height, width, height)


def places_in(transform: str) -> tuple[float, float]:
    x, y = re.search(r"translate\(([-\d.e]+) ([-\d.e]+)\)", transform).groups()
    return float(x), float(y)


def style_of(element) -> dict[str, str]:
    pairs = (part.partition(":") for part in element.get("style", "").split(";") if part.strip())
    return {key.strip(): value.strip() for key, _, value in pairs}


def corners_of(outline: str) -> np.ndarray:
    """The corners of an outline of straight lines, (n, 2): where a new one begins, after a row that is not finite."""
    corners, pen = [], re.findall(r"([MLCQZz])([^MLCQZz]*)", outline)
    for letter, numbers in pen:
        if letter == "M" and corners:
            corners.append([np.nan, np.nan])
        values = [float(value) for value in numbers.replace(",", " ").split()]
        corners += [values[i : i + 2] for i in range(0, len(values), 2)]
    return np.array(corners)


def dash_as_seen(dash: tuple[float, ...], cap: str) -> tuple[float, ...]:
    """Strokes and gaps in widths of the line as they look: round ends make strokes longer and gaps shorter."""
    more = 0 if cap == "butt" else 1
    return tuple(length + (more if i % 2 == 0 else -more) for i, length in enumerate(dash))
