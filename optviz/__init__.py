"""optviz: optimizers on loss surfaces, side by side."""

from optviz.catalogue import OPTIMIZERS, SCHEDULES, SURFACES
from optviz.engine.simulate import show_runs_as, simulate
from optviz.exports.export import export
from optviz.exports.notebook import mime_bundle
from optviz.scenario.scenario import Scenario

__all__ = ["OPTIMIZERS", "SCHEDULES", "SURFACES", "Scenario", "export", "simulate"]

show_runs_as(mime_bundle)
