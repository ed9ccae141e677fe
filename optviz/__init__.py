"""optviz: optimizers on loss surfaces, side by side."""

from optviz.catalogue import OPTIMIZERS, SCHEDULES, SURFACES
from optviz.exports.export import export
from optviz.scenario import Scenario
from optviz.simulate import simulate

__all__ = ["OPTIMIZERS", "SCHEDULES", "SURFACES", "Scenario", "export", "simulate"]
