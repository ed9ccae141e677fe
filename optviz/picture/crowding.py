"""Whether a path fills its ground, so that a thinner line says more. The page has the same rule."""

import numpy as np

CELL = 8
RULES = {"cell": CELL, "covered": 0.8, "most": 0.4}
"""Cells so many pixels wide; one is full where a line of two pixels covers more than this share of it; a path is
crowded where more than the share `most` of it runs through full ones."""
LONGEST = 4
"""Pieces longer than so many sides of the picture lie outside it."""


def is_crowded(pixels: np.ndarray, size: tuple[float, float]) -> bool:
    """Whether a path is crowded on a picture of a size.

    Args:
        pixels: (rows, 2) its places, in pixels of the page, y downwards; what is outside is not looked at.
    """
    columns, rows = (int(np.ceil(side / CELL)) * CELL for side in size)
    steps = np.diff(pixels, axis=0)
    lengths = np.hypot(*steps.T)
    counts = np.where((lengths > 0) & (lengths <= LONGEST * (columns + rows)), np.ceil(lengths), 0).astype(int)
    piece = np.repeat(np.arange(len(steps)), counts)
    number = np.arange(len(piece)) - np.repeat(np.cumsum(counts) - counts, counts)
    share = (number + 0.5) / counts[piece]
    at = np.floor(pixels[piece] + share[:, None] * steps[piece]).astype(int)
    at = at[((at >= 0) & (at < [columns, rows])).all(axis=1)]
    marked = np.zeros((columns + 1, rows + 1), bool)
    for aside in (0, 1):
        for below in (0, 1):
            marked[at[:, 0] + aside, at[:, 1] + below] = True
    cells = marked[:columns, :rows].reshape(columns // CELL, CELL, rows // CELL, CELL).sum(axis=(1, 3))
    full = cells > RULES["covered"] * CELL**2
    return bool(full[tuple((at // CELL).T)].sum() > RULES["most"] * len(at))
