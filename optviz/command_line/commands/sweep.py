"""`optviz sweep`: maps, and basins of attraction."""

import argparse
import sys
from typing import Any

from optviz.command_line.bar import progress_bar
from optviz.command_line.base import Command
from optviz.command_line.many_runs import write_result
from optviz.texts.language import say

SAID = (
    "Runs one optimizer at each pair of values of two numbers, or from starts all over the domain, and draws the map."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from optviz.command_line import outputs, records, scenarios
    from optviz.exports.maps import MAPS
    from optviz.scenario.sweep import Sweep

    scenarios.add_scenario(parser, "as for run; or a sweep, as JSON or URL")
    scenarios.add_changes(parser)
    records.add_fields(parser, Sweep)
    parser.add_argument("--basins", nargs="?", const=256, metavar="CELLS", help="where the starts lead, by optimizer")
    parser.add_argument(
        "--precision", type=int, default=32, metavar="BITS", help="32, or 64 as run has: CSV and NPZ say which"
    )
    outputs.add_outputs(parser, MAPS.formats)


def write_maps(given: argparse.Namespace) -> int:
    """Runs a sweep, or the basins of all optimizers, and writes every output."""
    from optviz.command_line import outputs, records, scenarios
    from optviz.engine.sweeping import sweep
    from optviz.exports.maps import MAPS
    from optviz.scenario.sweep import Sweep

    files = outputs.Outputs(given, MAPS.find)
    how = {"precision": given.precision, "progress": progress_bar("sweep")}
    if given.basins:
        scenario = scenarios.scenario_given(given)
        each = [Sweep.of_starts(scenario, place, given.basins) for place in range(len(scenario.optimizers))]
    else:
        asked = records.record_given(given, Sweep)
        each = asked.side_by_side() if given.optimizer is None else [asked]
    warn_of_grain(each, given.precision)
    return write_result([sweep(one, **how) for one in each], files)


def warn_of_grain(each: list[Any], precision: int) -> None:
    """Says so where neighbouring cells are so near each other that their numbers hardly differ."""
    from optviz.engine.sweeping import precision_for

    if precision == 32 and any(precision_for(one) == 64 for one in each):
        told = say("neighbouring cells are as near as 32 bits can tell apart; --precision 64 shows no grain")
        print(f"optviz: {told}", file=sys.stderr)


SWEEP = Command(
    key="sweep",
    help="maps: many runs at once",
    said=SAID,
    examples=(
        "sweep 'optimizers.0=momentum' -x optimizers.0.learning_rate:0.001:1 -y optimizers.0.rho -o map.png",
        "sweep 'surface=himmelblau&optimizers.0=sgd&optimizers.1=adam' --basins -o basins.pdf --style print",
    ),
    explains_scenario=True,
    add_arguments=add_arguments,
    run=write_maps,
)
