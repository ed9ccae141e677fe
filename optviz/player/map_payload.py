"""A map as the page gets it: what came of each run; the page gives it its looks."""

import numpy as np

from optviz.engine.maps import Map
from optviz.player.payload import encode


def map_payload(found: Map) -> bytes:
    """The body of one map."""
    arrays = {
        "x": found.x.astype(float),
        "y": found.y.astype(float),
        "losses": found.losses.astype(np.float32),
        "first_losses": found.first_losses.astype(np.float32),
        "distances": found.distances.astype(np.float32),
        "steps": found.steps.astype(np.int16),
        "diverged_at": found.diverged_at.astype(np.int16),
        "minima": found.minima.astype(np.int16),
    }
    return encode({}, arrays)
