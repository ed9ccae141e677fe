"""`Race`: a Scenario whose optimizers race after each was tuned with equal means; its JSON and its URL."""

from typing import Any, ClassVar, Self

from pydantic import model_validator

from optviz.noise import NONE
from optviz.problems import ScenarioError
from optviz.scenario.asked import Asked
from optviz.scenario.bounds import MAX_STEPS
from optviz.scenario.choices import plain
from optviz.scenario.scenario import SEED
from optviz.surfaces.base import Parameter

BUDGET = Parameter(key="budget", title="budget", default=100, low=1, high=MAX_STEPS, scale="log", integer=True)
RATES = Parameter(key="rates", title="learning rates tried", default=33, low=3, high=129, integer=True)
DECADES = Parameter(key="decades", title="powers of ten to each side", default=2.0, low=0.5, high=6.0)
SEEDS = Parameter(key="seeds", title="seeds", default=5, low=1, high=20, integer=True)
LOSSES = Parameter(key="losses", title="a loss counts", default=0.0, low=0.0, high=100.0)
GRADIENTS = Parameter(key="gradients", title="a gradient counts", default=1.0, low=0.0, high=100.0)
HESSIANS = Parameter(key="hessians", title="a Hessian counts", default=2.0, low=0.0, high=100.0)
"""A Hessian of two weights takes about as long as two gradients."""


class Race(Asked, frozen=True, extra="forbid"):
    """The optimizers of a scenario, each tuned by as many tries of its learning rate, then raced.

    Args:
        scenario: its optimizers race; its number of steps is not asked for: the budget is.
        budget: what each run may spend, in tuning and in the race.
        losses, gradients, hessians: how much one of them costs.
        rates: how many learning rates each optimizer is tried at, by equal factors, 3 to 129.
        decades: how far these reach to each side of the rate that suits it here, in powers of ten.
        seeds: with how many seeds each rate is tried; the race takes as many others. One where there is no noise.

    Raises:
        ScenarioError: with every field that is wrong, and what is allowed there.
    """

    prefix = "race."
    numbers: ClassVar = {p.key: p for p in (BUDGET, LOSSES, GRADIENTS, HESSIANS, RATES, DECADES, SEEDS)}
    none_such, no_such_field = "no_race", "no_such_field_of_a_race"

    budget: int = int(BUDGET.default)
    losses: float = LOSSES.default
    gradients: float = GRADIENTS.default
    hessians: float = HESSIANS.default
    rates: int = int(RATES.default)
    decades: float = DECADES.default
    seeds: int = int(SEEDS.default)

    @model_validator(mode="after")
    def check_costs(self) -> Self:
        free = [
            label
            for label, choice in zip(self.scenario.labels, self.scenario.optimizers, strict=True)
            if not sum(cost * count for cost, count in zip(self.costs, choice.record.evaluations, strict=True))
        ]
        if free:
            raise ScenarioError.of("gradients", "race_for_nothing", names=free)
        last = int(SEED.high) - 2 * self.seeds + 1
        if self.scenario.seed > last:
            raise ScenarioError.of("scenario.seed", "seeds_run_out", seeds=2 * self.seeds, last=plain(last))
        return self

    @property
    def costs(self) -> tuple[float, float, float]:
        return self.losses, self.gradients, self.hessians

    @property
    def seeds_met(self) -> int:
        """Without noise all seeds are alike."""
        return 1 if self.scenario.noise.record is NONE else self.seeds

    def own_fields(self) -> dict[str, Any]:
        return {name: plain(value) for name, value in super().own_fields().items()}

    def coarser(self, most: int) -> Self:
        """The same with at most so many learning rates."""
        return self.model_copy(update={"rates": min(self.rates, most)})
