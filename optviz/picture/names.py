"""Where the names of paths stand at their heads. The page has the same rule, with these numbers."""

import numpy as np

DIRECTIONS = ((1, 0), (-1, 0), (0.7, -0.7), (0.7, 0.7), (-0.7, -0.7), (-0.7, 0.7), (0, -1), (0, 1))
RULES = {"directions": DIRECTIONS, "distances": (10.0, 24.0, 40.0), "head": 8.0, "between": 1.0, "height": 1.1}
"""A name stands at the first of the `distances` from its head, in the first of the `directions` (y downwards), where it
touches no head (each reaches as far as `head`), no other name (with as much `between` them) and not the edge. `height`:
of a name, in sizes of its type; the rest is in pixels of the page."""


def place_names(
    heads: np.ndarray, widths: list[float], size: tuple[float, float], type_size: float, unit: float
) -> list[tuple[float, float] | None]:
    """The left edge and the middle of each name, in pixels from the upper left corner; None where it has no room.

    Args:
        heads: (paths, 2) where they are drawn, from the upper left corner.
        widths: of the names.
        size: of the picture.
        type_size: of the names.
        unit: a pixel of the page.
    """
    boxes: list[tuple[float, float, float, float]] = []
    places: list[tuple[float, float] | None] = []
    half = RULES["height"] * type_size / 2
    for (x, y), width in zip(heads, widths, strict=True):
        is_inside = 0 <= x <= size[0] and 0 <= y <= size[1]
        candidates = [
            box_at((x + unit * distance * right, y + unit * distance * below), (right, below), width, half)
            for distance in RULES["distances"]
            for right, below in DIRECTIONS
        ]
        free = (box for box in candidates if is_inside and is_free(box, heads, boxes, size, unit))
        box = next(free, None)
        places.append(None if box is None else (float(box[0]), float(box[1] + half)))
        if box is not None:
            boxes.append(box)
    return places


def box_at(
    end: tuple[float, float], direction: tuple[float, float], width: float, half: float
) -> tuple[float, float, float, float]:
    """Left, upper, right and lower edge of a name whose nearest edge is at a place."""
    right, below = direction
    left = end[0] - (width / 2 if right == 0 else width if right < 0 else 0)
    middle = end[1] + (half * np.sign(below) if right == 0 else 0)
    return left, middle - half, left + width, middle + half


def is_free(
    box: tuple[float, float, float, float],
    heads: np.ndarray,
    boxes: list[tuple[float, float, float, float]],
    size: tuple[float, float],
    unit: float,
) -> bool:
    left, top, right, bottom = box
    if left < 0 or top < 0 or right > size[0] or bottom > size[1]:
        return False
    away = np.hypot(*(heads - np.clip(heads, [left, top], [right, bottom])).T)
    gap = RULES["between"] * unit
    return not (away < RULES["head"] * unit).any() and all(
        right + gap <= other[0] or other[2] + gap <= left or bottom + gap <= other[1] or other[3] + gap <= top
        for other in boxes
    )
