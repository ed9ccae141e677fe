"""`optviz search`: the best cell of a map, found with few tries."""

from optviz.command_line.many_runs import trial

SEARCH = trial(
    "search",
    "few tries on a map",
    "Looks for the best cell of a map with few tries: on a grid, at random, from coarse to fine.",
    ("search 'optimizers.0=adam' -x optimizers.0.learning_rate -y optimizers.0.beta_2 --tries 16 -o search.pdf",),
)
