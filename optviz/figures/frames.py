"""The frames of a clip: what stands still is drawn once, what moves is drawn over it again and again."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from optviz.engine.simulate import Run
from optviz.figures.drawing import draw
from optviz.picture.view import Shown, View


def frames(
    run: Run, view: View, shown: Shown, steps: Iterable[int], dpi: float, **options: Any
) -> Iterator[np.ndarray]:
    """For each step an RGBA frame (height, width, 4), uint8, with even sides.

    A frame is valid until the next one is asked for.
    Has to be run in `matplotlib_as_shipped`.
    """
    sheet = draw(run, view, shown, **options, dpi=dpi, letters=False, step=None)
    figure, canvas = sheet.figure, FigureCanvasAgg(sheet.figure)
    figure.set_dpi(dpi)
    artists = [artist for moving in sheet.moving for artist in moving.artists]
    for artist in artists:
        artist.set_animated(True)
    canvas.draw()
    still = canvas.copy_from_bbox(figure.bbox)
    artists.sort(key=lambda artist: artist.get_zorder())
    for step in steps:
        sheet.show(int(step))
        canvas.restore_region(still)
        for artist in artists:
            (artist.axes or figure).draw_artist(artist)
        frame = np.asarray(canvas.buffer_rgba())
        yield frame[: frame.shape[0] // 2 * 2, : frame.shape[1] // 2 * 2]
