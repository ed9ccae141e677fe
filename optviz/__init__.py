"""optviz: optimizers on loss surfaces, side by side."""

from optviz.catalogue import OPTIMIZERS, SCHEDULES, SURFACES
from optviz.engine.simulate import show_runs_as, simulate
from optviz.engine.sweeping import basins, sweep
from optviz.exports.export import export
from optviz.exports.figure import figure
from optviz.exports.notebook import mime_bundle, show
from optviz.exports.plotly import plotly_figure
from optviz.scenario.scenario import Scenario
from optviz.scenario.sweep import Sweep
from optviz.version import __version__

__all__ = [
    "OPTIMIZERS",
    "SCHEDULES",
    "SURFACES",
    "Scenario",
    "Sweep",
    "__version__",
    "basins",
    "export",
    "figure",
    "plotly_figure",
    "show",
    "simulate",
    "sweep",
]

show_runs_as(mime_bundle)
