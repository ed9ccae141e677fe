"""`Fan`: a Scenario with noise, and how many seeds one of its optimizers is run with; its JSON and its URL."""

from typing import Any, ClassVar, Self

from pydantic import ValidationInfo, field_validator, model_validator

from optviz.noise import NONE
from optviz.problems import ScenarioError
from optviz.scenario.asked import Asked, place_among
from optviz.scenario.bounds import MAX_SEEDS
from optviz.scenario.choices import plain
from optviz.scenario.scenario import SEED, Scenario
from optviz.surfaces.base import Parameter

SEEDS = Parameter(key="seeds", title="seeds", default=1000, low=2, high=MAX_SEEDS, scale="log", integer=True)


class Fan(Asked, frozen=True, extra="forbid"):
    """A scenario, run once for each of so many seeds of its noise, from its own seed on.

    Args:
        scenario: with noise in it.
        optimizer: the place of the optimizer that runs.
        seeds: how many, 2 to 10,000.

    Raises:
        ScenarioError: with every field that is wrong, and what is allowed there.
    """

    prefix = "fan."
    numbers: ClassVar = {"seeds": SEEDS}
    none_such, no_such_field = "no_fan", "no_such_field_of_a_fan"

    optimizer: int = 0
    seeds: int = int(SEEDS.default)

    @field_validator("optimizer", mode="before")
    @classmethod
    def parse_optimizer(cls, place: Any, info: ValidationInfo) -> int:
        return place_among(info.data["scenario"], place) if "scenario" in info.data else 0

    @model_validator(mode="after")
    def check_noise(self) -> Self:
        if self.scenario.noise.record is NONE:
            raise ScenarioError.of("scenario.noise", "fan_without_noise")
        last = int(SEED.high) - self.seeds + 1
        if self.scenario.seed > last:
            raise ScenarioError.of("scenario.seed", "seeds_run_out", seeds=self.seeds, last=plain(last))
        return self

    def at(self, member: int) -> Scenario:
        """The scenario of one of its runs, with the optimizer alone."""
        alone = (self.scenario.optimizers[self.optimizer],)
        return self.scenario.model_copy(update={"seed": self.scenario.seed + member, "optimizers": alone})

    def fewer(self, most: int) -> Self:
        """The same with at most so many seeds."""
        return self.model_copy(update={"seeds": min(self.seeds, most)})
