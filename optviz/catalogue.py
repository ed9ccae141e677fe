"""Everything that can be chosen, by key: found where it is defined. Rules are in the order in which they are told."""

import optviz.noise
import optviz.optimizers
import optviz.schedules
from optviz import surfaces
from optviz.noise import Noise
from optviz.optimizers.base import Optimizer
from optviz.optimizers.sets import Set
from optviz.optimizers.telling import as_told
from optviz.registry import collect
from optviz.schedules import Schedule
from optviz.surfaces.base import Family, Surface, by_family

FAMILIES = collect(surfaces, Family)
SURFACES = by_family(collect(surfaces, Surface), FAMILIES)
OPTIMIZERS = as_told(collect(optviz.optimizers, Optimizer))
SETS = collect(optviz.optimizers, Set)
SCHEDULES = collect(optviz.schedules, Schedule)
NOISES = collect(optviz.noise, Noise)
