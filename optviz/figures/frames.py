"""The frames of a clip: what stands still is drawn once, what moves is drawn over it again and again."""

from collections.abc import Iterable, Iterator

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline

from optviz.figures.drawing import draw, places_of
from optviz.figures.words import outcome_of
from optviz.simulate import Path, Run

MOVING = ("halo", "path", "start", "end", "curve", "outcome")
"""What moves, by the first part of its name; rings at the start stand still, but paths may not cover them."""


def frames(run: Run, steps: Iterable[int], dpi: float, **options) -> Iterator[np.ndarray]:
    """For each step an RGBA frame (height, width, 4), uint8, with even sides.

    A frame is valid until the next one is asked for.
    Has to be run in `matplotlib_as_shipped`.
    """
    figure = draw(run, **options, letters=False, step=None)
    figure.set_dpi(dpi)
    moving = moving_artists(figure)
    beside = {name: not artist.get_text().startswith("loss ") for name, artist in moving.items() if "outcome" in name}
    for artist in moving.values():
        artist.set_animated(True)
    figure.canvas.draw()
    still = figure.canvas.copy_from_bbox(figure.bbox)
    for step in steps:
        figure.canvas.restore_region(still)
        for name, artist in moving.items():
            move(artist, name, run, int(step), is_short=beside.get(name, False))
            (artist.axes or figure).draw_artist(artist)
        frame = np.asarray(figure.canvas.buffer_rgba())
        yield frame[: frame.shape[0] // 2 * 2, : frame.shape[1] // 2 * 2]


def moving_artists(figure: Figure) -> dict[str, Artist]:
    """By name, in the order in which they are drawn."""
    found = figure.findobj(lambda artist: (artist.get_gid() or "").partition("-")[0] in MOVING)
    return {artist.get_gid(): artist for artist in sorted(found, key=lambda artist: artist.get_zorder())}


def move(artist: Artist, name: str, run: Run, step: int, *, is_short: bool) -> None:
    """Has an artist show what there is up to a step."""
    kind, _, place = name.partition("-")
    path = run[int(place)]
    if kind in ("halo", "path"):
        set_places(artist, places_of(path, step))
    elif kind == "curve":
        count = len(places_of(path, step))
        set_places(artist, np.column_stack([np.arange(count), path.losses[:count]]))
    elif kind == "end":
        artist.set_data(*places_of(path, step)[-1:].T)
    elif kind == "outcome":
        artist.set_text(words(path, step, is_short))


def set_places(artist: Artist, places: np.ndarray) -> None:
    outline = Outline(places)
    outline.should_simplify = False
    artist.set_path(outline)


def words(path: Path, step: int, is_short: bool) -> str:
    text = outcome_of(path, step)
    return text.removeprefix("loss ") if is_short else text
