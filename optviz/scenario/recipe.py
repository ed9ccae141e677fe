"""`Recipe`: a Scenario whose surface tells classes apart, and how far one is on the way to good numbers for it."""

from typing import ClassVar, Self

from pydantic import model_validator

from optviz.optimizers.base import Optimizer
from optviz.optimizers.regularisation import WEIGHT_DECAY
from optviz.problems import ScenarioError
from optviz.scenario.asked import Asked
from optviz.surfaces.base import Parameter, Surface

STEP = Parameter(key="step", title="step", default=1, low=1, high=6, integer=True)
ROUNDS = Parameter(key="rounds", title="times of the fine grid", default=1, low=1, high=4, integer=True)


class Recipe(Asked, frozen=True, extra="forbid"):
    """The lecture's six steps towards good hyperparameters, for the first optimizer of a scenario.

    Args:
        scenario: its surface has examples of classes, and some that are held out; its rule can have weight decay. The
            start, noise and number of steps are not asked for: each step of the recipe has its own.
        step: the step that one is at, 1 to 6.
        rounds: how often the fifth and the sixth step are gone through, each time around the best that was found.

    Raises:
        ScenarioError: with every field that is wrong, and what is allowed there.
    """

    prefix = "recipe."
    numbers: ClassVar = {p.key: p for p in (STEP, ROUNDS)}
    none_such, no_such_field = "no_recipe", "no_such_field_of_a_recipe"

    step: int = int(STEP.default)
    rounds: int = int(ROUNDS.default)

    @model_validator(mode="after")
    def check_parts(self) -> Self:
        if not has_recipe(self.scenario.surface.record):
            raise ScenarioError.of(
                "scenario.surface", "recipe_without_classes", surface=repr(self.scenario.surface.key)
            )
        rule = self.scenario.optimizers[0]
        if not has_decay(rule.record):
            raise ScenarioError.of("scenario.optimizers.0", "recipe_without_decay", optimizer=repr(rule.key))
        return self


def has_recipe(surface: Surface) -> bool:
    """Whether a surface tells classes apart, and holds examples out."""
    return surface.model is not None and bool(surface.model.data[0].classes) and surface.model.holds_out


def has_decay(rule: Optimizer) -> bool:
    """Whether a rule can have weight decay."""
    return WEIGHT_DECAY in rule.parameters
