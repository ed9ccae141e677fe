"""`optviz fan`: fans of noise."""

from optviz.command_line.many_runs import trial

FAN = trial(
    "fan",
    "many seeds of one run",
    "Runs one optimizer with many seeds of its noise.",
    ("fan 'optimizers.0=momentum&noise=gaussian' --seeds 10000 -o fan.png",),
)
