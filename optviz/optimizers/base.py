"""The record of an update rule, and the hyperparameters that many rules share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from optviz.optimizers.counterpart import Counterpart
from optviz.optimizers.on_quadratics import OnQuadratics
from optviz.optimizers.regularisation import REGULARISATION
from optviz.surfaces.base import Parameter

ACCUMULATORS = ("largest_second_moment", "second_moment", "squared_gradients")
"""What fields of a state are called that hold squared gradients; the first that a rule has is what it divides by."""
UPDATES = "squared_updates"
"""What a field of a state is called that holds squared updates, by which a rule multiplies."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Optimizer:
    """An update rule: two pure functions, and what is to be said about them.

    `step` gets the loss *function* and takes what it needs of it: a gradient here, a gradient further on, a Hessian,
    several values. All hyperparameters arrive as traced scalars, so that moving one compiles nothing.

    Args:
        key: its name in code, JSON and URLs.
        title: its name on the page.
        family: the group it is listed under.
        init: `init(theta) -> State`, a NamedTuple of arrays.
        step: `step(loss, theta, state, *, learning_rate, **hyperparameters) -> (theta, State)`.
        hyperparameters: in the order of the sliders, `learning_rate` first.
        symbols: the paper's LaTeX symbol of each field of the state; the field's name is its human name.
        formula: the rule in LaTeX; where a switch of the rule changes it, one for each of its choices.
        pseudocode: the rule in the language of `optviz.pseudocode`, likewise. It is run as it stands, line by line, and
            reproduces `init` and `step`. A number goes by its symbol, or by its key where it has none.
        helpers: the texts of the functions that the pseudo-code calls, what is called first.
        differs: one sentence on where this form or a default deviates from the paper or from PyTorch, if it does.
        text_state: where variables of the pseudo-code that have a start are no fields of the state by their symbols:
            `text_state(state, numbers)` gives them, of an array for each field with a row for each of some states.
        source: where it comes from, with the year.
        optax: what optax calls it, where the paths are the same; the first that holds for its numbers is meant.
        not_in_optax: where none of them holds, why, as a clause.
        colour: the place in the palette of twelve that it takes when it is free, 0 to 11.
        after: the key of the rule that it is told as a change of.
        lecture: its place in the order in which the lecture tells the rules, from 1; 0 if it does not.
        compared: whether it is one of those that the lecture shows side by side.
        velocity: what a field of the state called `velocity` is, which the inspector draws as an arrow: `uphill` if it
            is measured like a gradient (the step goes against it, times the learning rate), `displacement` if it is
            a step itself. A field called `first_moment` is always `uphill`.
        rate_unit: what the learning rate is measured in, so that a default can be carried over to another surface: an
            `inverse curvature` (it multiplies a gradient), a `length` (it multiplies a direction without a unit), or
            `none` (a share of a step that the rule finds itself).
        evaluations: how many losses, gradients and Hessians a step takes. A rule for which this varies keeps the
            running total, an integer array of shape (3,), in a field of its state called `evaluations`.
        on_quadratics: how it goes along one direction of a quadratic, where that is known.
        first_order: whether the rule lives on gradients alone, so that weight decay and clipping make sense for it.
        rotation_equivariant: whether turning the surface turns the path with it; a rule that treats each coordinate
            for itself does not.
        shift_equivariant: whether moving the surface moves the path with it; a rule that pulls to the origin, or takes
            its measure from the distance to it, does not.
    """

    key: str
    title: str
    family: str
    init: Callable[[Any], Any]
    step: Callable[..., tuple[Any, Any]]
    hyperparameters: tuple[Parameter, ...]
    formula: str | Mapping[str, str]
    pseudocode: str | Mapping[str, str]
    source: str
    colour: int
    after: str = ""
    lecture: int = 0
    compared: bool = False
    optax: tuple[Counterpart, ...] = ()
    not_in_optax: str = ""
    helpers: tuple[str, ...] = ()
    differs: str = ""
    text_state: Callable[..., dict[str, list[Any]]] | None = None
    symbols: Mapping[str, str] = field(default_factory=dict)
    velocity: Literal["uphill", "displacement"] = "uphill"
    rate_unit: Literal["inverse curvature", "length", "none"] = "none"
    evaluations: tuple[int, int, int] = (0, 1, 0)
    on_quadratics: OnQuadratics | None = None
    first_order: bool = True
    rotation_equivariant: bool = False
    shift_equivariant: bool = True

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices that change formula and pseudo-code; `("",)` where there are none."""
        return tuple(self.pseudocode) if isinstance(self.pseudocode, Mapping) else ("",)

    @property
    def switch(self) -> Parameter | None:
        """The hyperparameter whose choices these are."""
        return next((p for p in self.hyperparameters if p.choices and p.choices == self.choices), None)

    def choice_of(self, numbers: Mapping[str, float]) -> str:
        """The one of `choices` that these hyperparameters make."""
        return self.choices[int(numbers[self.switch.key])] if self.switch else ""

    def formula_of(self, choice: str) -> str:
        return self.formula if isinstance(self.formula, str) else self.formula[choice]

    def pseudocode_of(self, choice: str) -> str:
        """The step, without its helpers."""
        return self.pseudocode if isinstance(self.pseudocode, str) else self.pseudocode[choice]

    @property
    def is_rated(self) -> bool:
        """Whether its learning rate decides how far it goes: it does not find the length of its steps itself."""
        return self.rate_unit != "none"

    @property
    def arrows(self) -> dict[str, str]:
        """The fields of the state that are directions, and how each is to be read."""
        known = {"velocity": self.velocity, "first_moment": "uphill"}
        return {name: reading for name, reading in known.items() if name in self.symbols}

    @property
    def accumulator(self) -> str | None:
        """The field of the state that holds squared gradients, one a coordinate, where there is one."""
        return next((name for name in ACCUMULATORS if name in self.symbols), None)

    @property
    def updates(self) -> str | None:
        """The field of the state that holds squared updates, one a coordinate, where there is one."""
        return UPDATES if UPDATES in self.symbols else None

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The hyperparameters, then the regularisation that any first-order rule can take."""
        return self.hyperparameters + (REGULARISATION if self.first_order else ())


def hyperparameter(parameter: Parameter, default: float, **changes: Any) -> Parameter:
    """A shared hyperparameter with this rule's own default (and range, where it differs)."""
    return replace(parameter, default=default, **changes)


LEARNING_RATE = Parameter(
    key="learning_rate", title="learning rate η", symbol=r"\eta", default=0.01, low=1e-6, high=10.0, scale="log"
)
RHO = Parameter(key="rho", title="momentum ρ", symbol=r"\rho", default=0.9, low=0.0, high=0.999, scale="complement")
BETA = Parameter(key="beta", title="decay β", symbol=r"\beta", default=0.9, low=0.0, high=0.9999, scale="complement")
BETA_1 = Parameter(
    key="beta_1", title="decay β₁", symbol=r"\beta_1", default=0.9, low=0.0, high=0.999, scale="complement"
)
BETA_2 = Parameter(
    key="beta_2", title="decay β₂", symbol=r"\beta_2", default=0.999, low=0.0, high=0.9999, scale="complement"
)
EPSILON = Parameter(
    key="epsilon", title="ε", symbol=r"\varepsilon", default=1e-7, low=1e-12, high=1.0, scale="log", advanced=True
)
