"""`Scenario`: everything that a picture depends on, and nothing else; its JSON and its URL.

A scenario is immutable and validated. JSON, URL, page and command line name its fields by the same dotted paths
(`optimizers.0.learning_rate`), and so do the messages about what is wrong with it.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal, Self
from urllib.parse import parse_qsl, urlencode

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from optviz.catalogue import SURFACES
from optviz.problems import Problem, ScenarioError, field_name, problem
from optviz.registry import short
from optviz.scenario.bounds import (
    MAX_BRACKETS,
    MAX_CHARACTERS,
    MAX_FIELDS,
    MAX_FILE_CHARACTERS,
    MAX_OPTIMIZERS,
    MAX_STEPS,
)
from optviz.scenario.choices import NoiseChoice, OptimizerChoice, SurfaceChoice, other_fields, parse_number, plain
from optviz.scenario.labels import labels_of
from optviz.scenario.own_table import LACKING, OwnTable
from optviz.scenario.query import DISPLAY, flatten, unflatten
from optviz.scenario.starts import GivenStart, parse_start
from optviz.surfaces.base import Parameter, Surface
from optviz.texts.words import Words, words

NUM_STEPS = Parameter(
    key="num_steps", title="Steps", default=200, low=1, high=MAX_STEPS, scale="log", integer=True, unit="steps"
)
SEED = Parameter(key="seed", title="seed", default=0, low=0, high=2**32 - 1, integer=True)
TOLERANCE = Parameter(key="tolerance", title="tolerance", default=1e-3, low=1e-12, high=1e3, scale="log")

DEFAULT_SURFACE = "ravine"
DEFAULT_OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam")
OPTIMIZERS_ALLOWED = words("optimizers_allowed", most=MAX_OPTIMIZERS)
NEEDED = {"surface": words("one_such_as", example=repr(DEFAULT_SURFACE)), "optimizers": OPTIMIZERS_ALLOWED}


Table = OwnTable | Callable[[Surface], OwnTable | None]
"""Of the reader's own, or what gives it for a surface; None for the data that this comes with."""
WrittenTable = Literal["whole", "key", "lacking"]
"""How a table of the reader's own is written; see `Scenario.to_dict`."""


def in_range_of(parameter: Parameter) -> BeforeValidator:
    return BeforeValidator(lambda value: parse_number(parameter, value))


class Scenario(BaseModel, frozen=True, extra="forbid"):
    """What to run.

    Args:
        surface: a key of `SURFACES`, or an object with its parameters; with `table`, one of the reader's own, as
            `read_table` gives it; with `data`, changes to its examples: rows that are `moved` (place, then the
            columns), `added` and `removed`.
        start: one number a weight; the surface's own start unless given.
        optimizers: 1 to 12 keys of `OPTIMIZERS`, or objects with `key`, hyperparameters, `schedule`, `label`, and a
            `start` of their own.
        noise: a key of `NOISES`, or an object with its parameters.
        num_steps: steps that every optimizer takes, 1 to 2,000.
        seed: of the noise.
        tolerance: the loss above the lowest known minimum within which a run has to stay to have arrived.

    Raises:
        ScenarioError: with every field that is wrong, and what is allowed there.
    """

    surface: SurfaceChoice
    start: tuple[float, ...] = Field(default=None, validate_default=True)
    optimizers: tuple[OptimizerChoice, ...]
    noise: NoiseChoice = NoiseChoice.model_validate("none")
    num_steps: Annotated[int, in_range_of(NUM_STEPS)] = int(NUM_STEPS.default)
    seed: Annotated[int, in_range_of(SEED)] = int(SEED.default)
    tolerance: Annotated[float, in_range_of(TOLERANCE)] = TOLERANCE.default

    def __init__(self, /, **data: Any) -> None:
        try:
            super().__init__(**data)
        except ValidationError as error:
            fields = tuple(type(self).model_fields)
            raise ScenarioError(list(problems_of(error, NEEDED, fields, "no_such_field_of_a_scenario"))) from None

    @field_validator("start", mode="before")
    @classmethod
    def parse_start(cls, start: Any, info: ValidationInfo) -> Any:
        """A scenario without a start takes its surface's."""
        if "surface" not in info.data:
            return ()
        surface = info.data["surface"].record
        if start is None:
            return surface.start
        return parse_start(surface, start)

    @field_validator("optimizers", mode="before")
    @classmethod
    def parse_optimizers(cls, optimizers: Any, info: ValidationInfo) -> Any:
        if not isinstance(optimizers, list | tuple):
            raise ScenarioError.of("", "not_allowed", value=short(optimizers), allowed=OPTIMIZERS_ALLOWED)
        if not 1 <= len(optimizers) <= MAX_OPTIMIZERS:
            raise ScenarioError.of("", "wrong_number_of_optimizers", count=len(optimizers), allowed=OPTIMIZERS_ALLOWED)
        return [with_own_start(one, info.data.get("surface")) for one in optimizers]

    @model_validator(mode="after")
    def check_noise(self) -> Self:
        if self.noise.record.needs_examples and not self.surface.record.examples:
            table = [key for key, surface in SURFACES.items() if surface.examples]
            noise, surface = repr(self.noise.key), repr(self.surface.key)
            raise ScenarioError.of("noise", "noise_needs_data", noise=noise, surface=surface, choices=table)
        return self

    @model_validator(mode="after")
    def check_labels(self) -> Self:
        given = Counter(o.label for o in self.optimizers if o.label)
        twice = [i for i, optimizer in enumerate(self.optimizers) if optimizer.label and given[optimizer.label] > 1]
        if twice:
            raise ScenarioError(
                [
                    problem(f"optimizers.{i}.label", "label_given_twice", label=repr(self.optimizers[i].label))
                    for i in twice
                ]
            )
        return self

    @property
    def labels(self) -> tuple[str, ...]:
        """A name for each optimizer, all different: its own label, or its title with what tells copies apart."""
        return labels_of(self.optimizers)

    @property
    def starts(self) -> tuple[tuple[float, ...], ...]:
        """Where the path of each optimizer begins: at its own start, or at that which all others share."""
        return tuple(self.start if one.start is None else one.start for one in self.optimizers)

    @classmethod
    def default(cls) -> Self:
        """What the page opens with."""
        return cls(surface=DEFAULT_SURFACE, optimizers=DEFAULT_OPTIMIZERS)

    def to_dict(self, table: WrittenTable = "whole") -> dict[str, Any]:
        """The scenario as plain JSON values.

        Args:
            table: of one that is the reader's own: all of it, or its key, by which a page and its server know it, or
                only that it is lacking, and the changes to its rows with it.
        """
        data = self.model_dump()
        own = self.surface.table
        if own and table != "key":
            data["surface"]["table"] = own.flat() if table == "whole" else {LACKING: len(own.rows)}
            if table == "lacking":
                data["surface"].pop("data", None)
        return data | {"start": [plain(x) for x in self.start], "tolerance": plain(self.tolerance)}

    @classmethod
    def from_dict(cls, data: Any, table: Table | None = None) -> Self:
        """The scenario that `to_dict` wrote.

        Args:
            table: the reader's own, in place of one that is lacking: it, or what gives it for a surface.

        Raises:
            ScenarioError: it is not a scenario.
        """
        if not isinstance(data, Mapping):
            raise ScenarioError.of("", "no_scenario", value=short(data))
        data = with_table(data, table) if table else data
        return cls(**{name if isinstance(name, str) else short(name): value for name, value in data.items()})

    def to_json(self, table: WrittenTable = "whole") -> str:
        """The scenario as one line of JSON."""
        return json.dumps(self.to_dict(table), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes, table: Table | None = None) -> Self:
        """The scenario that `to_json` wrote; see `from_dict` for the table.

        Raises:
            ScenarioError: the text is too long, is not JSON, or is not a scenario.
        """
        return cls.from_dict(data_of(text, MAX_FILE_CHARACTERS), table)

    def to_url(self) -> str:
        """The query of a URL: each field by its dotted path, nothing that is off, and no table of the reader's own."""
        data = self.to_dict("lacking")
        if self.noise.key == "none":
            del data["noise"]
        if self.surface.data and not self.surface.table:
            data["surface"] |= {"data": self.surface.data.in_link()}
        return urlencode(list(flatten(data)))

    @classmethod
    def from_url(cls, query: str, table: Table | None = None) -> Self:
        """The scenario of a query (or of a whole URL). What is left out takes its default; see `from_dict` for a table.

        Raises:
            ScenarioError: it is too long, or some field is unknown or out of range.
        """
        return cls.from_pairs(pairs_of(query), table)

    @classmethod
    def from_pairs(cls, pairs: list[tuple[str, str]], table: Table | None = None) -> Self:
        """The scenario of a URL's fields, as (dotted path, text). How the page shows it is not part of it."""
        pairs = [(path, text) for path, text in pairs if not path.startswith(DISPLAY)]
        fields = {"surface": DEFAULT_SURFACE, "optimizers": list(DEFAULT_OPTIMIZERS)} | unflatten(pairs)
        return cls.from_dict(fields, table)


def with_own_start(optimizer: Any, surface: SurfaceChoice | None) -> Any:
    """An optimizer from outside, whose own start comes with the surface that it is for; without one it is not read."""
    if isinstance(optimizer, OptimizerChoice) and optimizer.start is not None:
        optimizer = optimizer.flat()
    if not isinstance(optimizer, Mapping) or optimizer.get("start") is None:
        return optimizer
    return {**optimizer, "start": GivenStart(optimizer["start"], surface.record) if surface else None}


def with_table(data: Mapping[Any, Any], table: Table) -> Mapping[Any, Any]:
    """The fields of a scenario with a table in place of one that they lack."""
    surface = data.get("surface")
    if not isinstance(surface, Mapping):
        return data
    own, key = surface.get("table"), surface.get("key")
    if not isinstance(own, Mapping) or LACKING not in own or not isinstance(key, str) or key not in SURFACES:
        return data
    found = table if isinstance(table, OwnTable) else table(SURFACES[key])
    return {**data, "surface": {**surface, "table": found}}


MARK_OF_ORDER = "\ufeff"
"""What some editors put before a text."""


def pairs_of(query: str) -> list[tuple[str, str]]:
    """The fields of a query (or of a whole URL), as (dotted path, text).

    Raises:
        ScenarioError: it is too long, or has too many fields.
    """
    head, mark, tail = query.partition("?")
    query = tail if mark and "=" not in head else query
    check_length(query)
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise ScenarioError.of("", "too_many_fields", most=MAX_FIELDS) from None


def data_of(text: str | bytes, most: int = MAX_CHARACTERS) -> Any:
    """What a text of JSON says, which may be so long.

    Raises:
        ScenarioError: it is too long, is not JSON, or names a field twice.
    """
    check_length(text, most)
    opened = text.count("[") + text.count("{") if isinstance(text, str) else text.count(b"[") + text.count(b"{")
    if opened > MAX_BRACKETS:  # each takes many times its own two letters
        raise ScenarioError.of("", "too_many_brackets", count=opened, most=MAX_BRACKETS)
    try:
        return json.loads(
            text.removeprefix(MARK_OF_ORDER) if isinstance(text, str) else text, object_pairs_hook=without_repeats
        )
    except ScenarioError:
        raise
    except (ValueError, RecursionError) as error:
        raise ScenarioError.of("", "no_json", reason=str(error)) from None


def check_length(text: str | bytes, most: int = MAX_CHARACTERS) -> None:
    if len(text) > most:
        raise ScenarioError.of("", "too_many_characters", count=len(text), most=most)


def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object, in which no name may come twice."""
    data = dict(pairs)
    if len(data) < len(pairs):
        name = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise ScenarioError.of(field_name(name), "given_twice")
    return data


def problems_of(
    error: ValidationError, needed: Mapping[str, Words], fields: tuple[str, ...], unknown: str
) -> Iterator[Problem]:
    """pydantic's errors as problems, with the paths of ours inside them.

    Args:
        needed: what has to be there, by field.
        fields: all that there are.
        unknown: the code of what is said of any other.
    """
    for item in error.errors(include_url=False):
        path = ".".join(str(part) for part in item["loc"])
        inner = item.get("ctx", {}).get("error")
        if isinstance(inner, ScenarioError):
            yield from (one.below(path) for one in inner.problems)
        elif item["type"] == "missing":
            yield problem(path, "missing", needed=needed[path])
        elif item["type"] == "extra_forbidden":
            yield problem(field_name(path), unknown, **other_fields(path, fields))
        else:
            yield problem(path, "refused", reason=item["msg"])
