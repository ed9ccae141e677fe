"""`optviz recipe`: six steps to good numbers."""

from optviz.command_line.many_runs import trial

RECIPE = trial(
    "recipe",
    "six steps to a good learning rate",
    "Goes six steps towards a good learning rate and weight decay, and says what came of each.",
    ("recipe 'surface=logistic_irises&optimizers.0=adam' --rounds 2 -o recipe.png -o recipe.csv",),
)
