"""The records of this package: `Surface`, and the `Parameter` of anything that a slider can move."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from jax import Array

from .curve_of_minima import CurveOfMinima
from .data_space import Model
from .minimum import Minimum

Loss = Callable[[Array], Array]
"""A function of one point, of shape `(weights,)`, whose value is a scalar."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameter:
    """A number that a slider can move: of a surface, an optimizer, a schedule or a noise.

    Args:
        key: its name in code, JSON and URLs, in the field's words (`learning_rate`).
        title: its name on the page.
        default: its value where none is given.
        low, high: the range that is allowed, both ends included.
        scale: whether equal moves of the slider add or multiply, `log`, which needs `low > 0`; or multiply what is left
            to 1, `complement`, which needs `high < 1`: 0.9, 0.99 and 0.999 are then evenly spaced.
        symbol: its LaTeX symbol, where formulas use one.
        unit: what it is measured in, where it has one.
        integer: whether only whole numbers are allowed.
        choices: for a switch, the names of the values 0, 1, 2 …; empty for a number.
        titles: what they are called on the page, where that is not their names.
        advanced: whether its slider is shown only on demand.
    """

    key: str
    title: str
    default: float
    low: float
    high: float
    scale: Literal["linear", "log", "complement"] = "linear"
    symbol: str = ""
    unit: str = ""
    integer: bool = False
    choices: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    advanced: bool = False

    @property
    def called(self) -> tuple[str, ...]:
        """What its choices are called."""
        return self.titles or self.choices


def switch(
    key: str, title: str, choices: tuple[str, ...], *, titles: tuple[str, ...] = (), advanced: bool = False
) -> Parameter:
    """A parameter whose values are names, passed to the rule as their position; the first is the default."""
    high = len(choices) - 1
    return Parameter(
        key=key,
        title=title,
        default=0,
        low=0,
        high=high,
        integer=True,
        choices=choices,
        titles=titles,
        advanced=advanced,
    )


def no_minimum(**parameters: float) -> Sequence[Minimum | CurveOfMinima]:
    """For surfaces that fall without end, or whose minimum nobody has written down."""
    return ()


@dataclass(frozen=True, eq=False, kw_only=True)
class Demonstration:
    """The numbers at which a surface shows what its summary says, where those that suit it anyway do not.

    Args:
        rates: learning rates, by the key of the rule.
        num_steps: how many steps it takes; None for as many as anywhere.
        noise: the key of the noise, with its numbers; None for none.
    """

    rates: Mapping[str, float] = field(default_factory=dict)
    num_steps: int | None = None
    noise: Mapping[str, Any] | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Family:
    """A group of surfaces.

    Args:
        key: its name, by which surfaces say that they belong to it.
        place: where it comes among the others, in the order in which the lecture tells of them; the first is 1.
    """

    key: str
    place: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Surface:
    """A loss of one or two weights, and what is known about it.

    Records compare by identity, so that a compiled program can be kept per surface.

    Args:
        key: its name in code, JSON and URLs.
        title: its name on the page.
        family: the key of the `Family` that it is listed under.
        function: `function(point, **parameters) -> scalar`, in JAX; `point` has shape `(len(domain),)`. Where there are
            data, it is also given their `table`, and so are `minima` and `on_examples`; see `given`.
        domain: the range shown of each weight, as `(low, high)` pairs: two of them, or one for a curve.
        start: where runs start unless told otherwise, inside the domain.
        minima: `minima(**parameters)`, the known local minima with their published values, and curves of them; also
            those outside of the domain that runs can reach.
        minima_by_numpy: whether `minima` can be told numbers only, and not what JAX traces: browsers do not know them
            then, and ask the server while the surface's numbers move.
        is_flat: whether the curvature vanishes, in some direction at least, at minima that do stand alone.
        has_creases: whether its slope jumps somewhere, and its minima may lie where it does.
        weights: what each weight is, where it is something; empty where it is only a number.
        parameters: the numbers of `function` that a slider can move.
        levels: whether contours are spaced evenly in the loss, or in its logarithm above the lowest value,
            so that the floor of a valley can be seen.
        on_examples: for a loss that is a mean over examples, `on_examples(point, table=, **parameters)`: the loss of
            each row of the table. None where there are no data.
        examples: how many examples there are in the data as they are.
        model: what its weights mean where its data are, and these data; None where there are none.
        formula: the loss in LaTeX.
        source: where it comes from, with the year.
        licence: for data, what may be done with them, and where else they are found.
        summary: one sentence on what is to be seen on it, each claim of which a test holds.
        demonstration: the numbers at which it is to be seen.
    """

    key: str
    title: str
    family: str
    function: Callable[..., Array]
    domain: tuple[tuple[float, float], ...]
    start: tuple[float, ...]
    minima: Callable[..., Sequence[Minimum | CurveOfMinima]]
    formula: str
    source: str
    summary: str
    weights: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    levels: Literal["linear", "log"] = "log"
    minima_by_numpy: bool = False
    is_flat: bool = False
    has_creases: bool = False
    on_examples: Callable[..., Array] | None = None
    examples: int = 0
    model: Model | None = None
    licence: str = ""
    demonstration: Demonstration = field(default_factory=Demonstration)

    @property
    def defaults(self) -> dict[str, float]:
        """The values of its parameters where none are given."""
        return {parameter.key: parameter.default for parameter in self.parameters}

    def given(self, numbers: Mapping[str, Any], matrix: Any = None) -> dict[str, Any]:
        """What its functions are given besides a point: its numbers and, where it has data, their table.

        Args:
            numbers: a value for each of its parameters, by key.
            matrix: the examples as `examples.packed` has them; of the data as they are unless told otherwise.
        """
        if not self.model:
            return dict(numbers)
        matrix = self.model.data_at(numbers).matrix if matrix is None else matrix
        return {**numbers, "table": self.model.table_of(matrix, numbers)}


def by_family(surfaces: Mapping[str, Surface], families: Mapping[str, Family]) -> Mapping[str, Surface]:
    """The surfaces in the order of their families, those of one as they are."""
    ordered = sorted(surfaces.items(), key=lambda item: families[item[1].family].place)
    return MappingProxyType(dict(ordered))
