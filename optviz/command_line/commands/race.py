"""`optviz race`: a fair race."""

from optviz.command_line.many_runs import trial

RACE = trial(
    "race",
    "all optimizers, tuned alike",
    "Tunes each optimizer's learning rate with equal means, then races them.",
    ("race 'surface=rosenbrock' --budget 200 -o race.svg -o race.csv",),
)
