"""optviz: optimizers on loss surfaces, side by side."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from optviz.version import __version__

if TYPE_CHECKING:
    from optviz.api import *

__all__ = [
    "OPTIMIZERS",
    "SCHEDULES",
    "SURFACES",
    "Fan",
    "Race",
    "Recipe",
    "Scenario",
    "Search",
    "Sweep",
    "__version__",
    "at_four_rates",
    "basins",
    "export",
    "fan",
    "figure",
    "from_starts",
    "plotly_figure",
    "race",
    "read_table",
    "recipe",
    "search",
    "show",
    "simulate",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'optviz' has no attribute {name!r}")
    return getattr(import_module("optviz.api"), name)


def __dir__() -> list[str]:
    return __all__
