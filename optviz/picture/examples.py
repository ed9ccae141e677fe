"""How the examples of a table are drawn: where each is, and its mark.

A mark is round, or square if the example is held out; of two classes the first is open and the second full; on a plane
of two inputs it is as large as a target that is a number.
"""

from typing import NamedTuple

from optviz.engine.data_space import space_of
from optviz.engine.tables import data_of
from optviz.picture.looks import STROKES
from optviz.scenario.choices import SurfaceChoice


class Example(NamedTuple):
    """A mark.

    Args:
        place: in the units of the axes.
        reach: to each side, in pixels of the page.
        outline: how thick its line is, in pixels of the page.
        is_full: whether it is filled.
        number: which row it is of the table that a model is trained on; None if it is held out.
    """

    place: tuple[float, float]
    reach: float
    outline: float
    is_full: bool
    number: int | None


def examples_of(choice: SurfaceChoice) -> list[Example]:
    """The marks of the rows of a surface's data."""
    data, is_plane = data_of(choice), space_of(choice).is_plane
    targets = data.rows[list(data.places), -1]
    low, high = float(targets.min()), float(targets.max())
    training = {place: number for number, place in enumerate(data.trained_places.tolist())}
    found, share_of_size = [], size_among(len(data.places))
    for i in data.places:
        row = data.rows[i].tolist()
        share = (row[-1] - low) / ((high - low) or 1)
        span = STROKES.example_most - STROKES.example_least
        reach = STROKES.example_least + share * span if is_plane and not data.classes else STROKES.example_reach
        size = {"reach": reach * share_of_size, "outline": STROKES.example * share_of_size}
        is_full = bool(data.classes) and share > 0.5
        found.append(Example(place=(row[0], row[1]), **size, is_full=is_full, number=training.get(i)))
    return found


def size_among(count: int) -> float:
    """The share of its usual size that a mark has among so many."""
    return min(1.0, max(STROKES.example_small, (STROKES.example_many / count) ** 0.5))
