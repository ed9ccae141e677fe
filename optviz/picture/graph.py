"""The graph of a loss of one weight."""

from optviz.engine.landscape import Landscape

ROOM = 0.08
"""What is left free above and below, as a share of what is shown."""


def graph_range(shown: Landscape) -> tuple[float, float]:
    """The losses that the axis upwards holds."""
    room = ROOM * (shown.highest - shown.lowest or 1.0)
    return shown.lowest - room, shown.highest + room
