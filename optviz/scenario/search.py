"""`Search`: a Sweep, and with how many tries its best cell is looked for; its JSON and its URL."""

from math import isqrt
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from optviz.problems import ScenarioError
from optviz.registry import short
from optviz.scenario.bounds import MAX_REPEATS
from optviz.scenario.scenario import SEED
from optviz.scenario.sweep import Sweep
from optviz.surfaces.base import Parameter
from optviz.texts.words import words

TRIES = Parameter(key="tries", title="tries", default=9, low=4, high=100, integer=True)
REPEATS = Parameter(key="repeats", title="repeats", default=1000, low=1, high=MAX_REPEATS, scale="log", integer=True)
SPACINGS = {"scaled": "as the axes are scaled", "linear": "by equal sums"}
"""How tries are spread along the axes, with its title."""
SEARCHED = ("final_loss", "steps", "distance")
"""The outcomes of which less is better."""


class Search(Sweep, frozen=True, extra="forbid"):
    """A map, and its best cell looked for with few tries: on a grid, at random, and from coarse to fine.

    Args:
        scenario, optimizer, x, y: as of a sweep; both axes are needed.
        outcome: `final_loss`, `steps` or `distance`, the less the better.
        tries: how many cells each way of searching may look at: the square of a whole number, 4 to 100.
        spacing: `scaled` spreads the tries as the axes are scaled (by equal factors on a logarithmic one), `linear` by
            equal sums.
        repeats: how often each way is gone with other draws, 1 to 10,000.
        seed: of these draws.

    Raises:
        ScenarioError: with every field that is wrong, and what is allowed there.
    """

    prefix = "search."
    needed = Sweep.needed | {"y": words("an_axis")}
    numbers: ClassVar = {"tries": TRIES, "repeats": REPEATS, "seed": SEED}
    none_such, no_such_field = "no_search", "no_such_field_of_a_search"

    tries: int = int(TRIES.default)
    spacing: Literal["scaled", "linear"] = Field(default="scaled")
    repeats: int = int(REPEATS.default)
    seed: int = int(SEED.default)

    @field_validator("tries", mode="after")
    @classmethod
    def check_square(cls, tries: int) -> int:
        if isqrt(tries) ** 2 != tries:
            raise ScenarioError.of("", "no_square", value=tries)
        return tries

    @field_validator("spacing", mode="before")
    @classmethod
    def parse_spacing(cls, spacing: Any) -> Any:
        if not isinstance(spacing, str) or spacing not in SPACINGS:
            choices = words("one_of", choices=list(SPACINGS))
            raise ScenarioError.of("", "not_allowed", value=short(spacing), allowed=choices)
        return spacing

    @model_validator(mode="after")
    def check_search(self) -> Self:
        if self.y is None:
            raise ScenarioError.of("y", "missing", needed=words("an_axis"))
        if self.outcome not in SEARCHED:
            choices = words("one_of", choices=list(SEARCHED))
            raise ScenarioError.of("outcome", "not_allowed", value=repr(self.outcome), allowed=choices)
        return self

    def own_fields(self) -> dict[str, Any]:
        own = {"tries": self.tries, "spacing": self.spacing, "repeats": self.repeats, "seed": self.seed}
        return super().own_fields() | own

    @property
    def side(self) -> int:
        """How many tries a grid has along each axis."""
        return isqrt(self.tries)
