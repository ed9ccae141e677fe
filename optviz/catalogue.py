"""Everything that can be chosen, by key: found where it is defined."""

import optviz.noise
import optviz.optimizers
import optviz.schedules
from optviz import surfaces
from optviz.noise import Noise
from optviz.optimizers.base import Optimizer
from optviz.registry import collect
from optviz.schedules import Schedule
from optviz.surfaces.base import Surface

SURFACES = collect(surfaces, Surface)
OPTIMIZERS = collect(optviz.optimizers, Optimizer)
SCHEDULES = collect(optviz.schedules, Schedule)
NOISES = collect(optviz.noise, Noise)
