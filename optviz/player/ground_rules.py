"""The numbers of the rules by which grounds are made: with them and a surface's program the page makes its own."""

from typing import Any

from optviz.engine import divergence, held_out, landscape
from optviz.picture import graph, levels, scene, tint

RULES: dict[str, Any] = {
    "reach": landscape.REACH,
    "cells": landscape.CELLS,
    "huge": landscape.HUGE,
    "deep": landscape.DEEP,
    "examples": landscape.EXAMPLES,
    "while_moving": landscape.WHILE_MOVING,
    "levels": {
        "most": {"coarse": levels.COARSE, "dense": levels.DENSE},
        "parts": {"coarse": levels.PARTS[levels.COARSE], "dense": levels.PARTS[levels.DENSE]},
        "figures": levels.FIGURES,
        "depth": levels.DEPTH,
        "rounding": levels.ROUNDING,
        "quantile": levels.QUANTILE,
    },
    "tint": {"places": tint.PLACES, "by_area": tint.BY_AREA, "steepest": tint.STEEPEST},
    "search": held_out.SEARCH | {"flat": held_out.FLAT, "narrow": held_out.NARROW},
    "graph_room": graph.ROOM,
    "scene": {"most": scene.MOST, "decades": scene.DECADES, "apart": scene.APART},
    "quadratic": {"exact": divergence.EXACT, "every": divergence.EVERY},
}
