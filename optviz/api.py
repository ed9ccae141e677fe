"""What `optviz` offers, loaded when the first of it is asked for: `optviz --help` needs none of it."""

from optviz.catalogue import OPTIMIZERS, SCHEDULES, SURFACES
from optviz.engine.fans import fan
from optviz.engine.four_rates import at_four_rates
from optviz.engine.races import race
from optviz.engine.recipes import recipe
from optviz.engine.searches import search
from optviz.engine.simulate import show_runs_as, simulate
from optviz.engine.sweeping import basins, sweep
from optviz.exports.export import export
from optviz.exports.figure import figure
from optviz.exports.notebook import mime_bundle, show
from optviz.exports.plotly import plotly_figure
from optviz.scenario.fan import Fan
from optviz.scenario.from_starts import from_starts
from optviz.scenario.race import Race
from optviz.scenario.reading_csv import read_table
from optviz.scenario.recipe import Recipe
from optviz.scenario.scenario import Scenario
from optviz.scenario.search import Search
from optviz.scenario.sweep import Sweep

show_runs_as(mime_bundle)
