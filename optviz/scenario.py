"""`Scenario`: everything that a picture depends on, and nothing else; its JSON and its URL.

A scenario is immutable and validated. JSON, URL, page and command line name its fields by the same dotted paths
(`optimizers.0.learning_rate`), and so do the messages about what is wrong with it.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, NamedTuple, Self
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_serializer, model_validator

from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SURFACES
from optviz.optimizers.base import Optimizer
from optviz.registry import UnknownKey, lookup
from surfaces.base import Parameter

MAX_OPTIMIZERS = 12
MAX_STEPS = 2000
MAX_CHARACTERS = 32_768
MAX_FIELDS = 400
START_REACH = 2.0
"""How many half-widths of the domain a start may lie from its centre."""

DEFAULT_SURFACE = "ravine"
DEFAULT_OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam")


class Problem(NamedTuple):
    """One thing that is wrong: the field's dotted path, and what is allowed there."""

    field: str
    message: str


class ScenarioError(ValueError):
    """Something outside the bounds was asked for. `problems` names each field and what is allowed."""

    def __init__(self, problems: list[Problem]):
        super().__init__("; ".join(f"{field}: {message}" if field else message for field, message in problems))
        self.problems = problems


def short(value: Any) -> str:
    """A value for a message, at most 60 characters of it."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def plain(number: float) -> float | int:
    """A number without a needless `.0`, so that URLs and JSON are easy to read."""
    return int(number) if float(number).is_integer() and abs(number) < 1e15 else float(number)


def allowed(parameter: Parameter) -> str:
    if parameter.choices:
        return "one of " + ", ".join(parameter.choices)
    kind = "a whole number" if parameter.integer else "a number"
    return f"{kind} from {plain(parameter.low)} to {plain(parameter.high)}"


def parse_number(parameter: Parameter, value: Any) -> float:
    """The value of a parameter from outside: a number, its text, or the name of a choice.

    Raises:
        ValueError: it is none of these, or out of range.
    """
    if parameter.choices and value in parameter.choices:
        return float(parameter.choices.index(value))
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str) or parameter.choices:
            raise ValueError
        number = float(value)
        if not parameter.low <= number <= parameter.high or (parameter.integer and not number.is_integer()):
            raise ValueError
    except (ValueError, OverflowError):
        raise ValueError(f"{short(value)} is not allowed; {allowed(parameter)} is") from None
    return number


class Choice(BaseModel):
    """A record by its key, with a value for each of its parameters.

    Written as the bare key, or as `{"key": ..., parameter: value, ...}`; what is left out takes its default.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    records: ClassVar[Mapping[str, Any]]
    what: ClassVar[str]
    fields: ClassVar[tuple[str, ...]] = ()

    key: str
    values: tuple[float, ...]

    @property
    def record(self) -> Any:
        return self.records[self.key]

    @property
    def numbers(self) -> dict[str, float]:
        """The values by parameter key."""
        return {p.key: value for p, value in zip(self.record.parameters, self.values, strict=True)}

    @model_validator(mode="before")
    @classmethod
    def parse(cls, data: Any) -> Any:
        if isinstance(data, cls):
            return data.__dict__
        if isinstance(data, str):
            data = {"key": data}
        if not isinstance(data, Mapping):
            raise ScenarioError(
                [
                    Problem(
                        "", f"{short(data)} is not allowed; a key such as {next(iter(cls.records))!r}, or an object is"
                    )
                ]
            )
        if "key" not in data:
            raise ScenarioError([Problem("key", f"missing; one such as {next(iter(cls.records))!r} is needed")])
        try:
            record = lookup(cls.records, data["key"], cls.what)
        except UnknownKey as error:
            raise ScenarioError([Problem("", str(error))]) from None
        parameters = {p.key: p for p in record.parameters}
        own = {"key", *cls.fields}
        problems = [
            Problem(
                short(name).strip("'"), f"{record.title} has no such field; it has {', '.join(parameters) or 'none'}"
            )
            for name in data
            if name not in own and name not in parameters
        ]
        values = []
        for key, parameter in parameters.items():
            try:
                values.append(parse_number(parameter, data.get(key, cls.default(record, parameter))))
            except ValueError as error:
                problems.append(Problem(key, str(error)))
        if problems:
            raise ScenarioError(problems)
        return {"key": record.key, "values": tuple(values)} | {f: data[f] for f in cls.fields if f in data}

    @classmethod
    def default(cls, record: Any, parameter: Parameter) -> Any:
        return parameter.choices[0] if parameter.choices else parameter.default

    @model_serializer
    def flat(self) -> dict[str, Any]:
        return {"key": self.key} | {
            p.key: p.choices[int(value)] if p.choices else plain(value)
            for p, value in zip(self.record.parameters, self.values, strict=True)
            if self.is_written(p, value)
        }

    def is_written(self, parameter: Parameter, value: float) -> bool:
        return True


class SurfaceChoice(Choice):
    records = SURFACES
    what = "surface"


class NoiseChoice(Choice):
    records = NOISES
    what = "noise"


class ScheduleChoice(Choice):
    records = SCHEDULES
    what = "schedule"


class OptimizerChoice(Choice):
    """An optimizer with its hyperparameters, its schedule, and its label on the page."""

    records = OPTIMIZERS
    what = "optimizer"
    fields = ("schedule", "label")

    schedule: ScheduleChoice = Field(default_factory=lambda: ScheduleChoice.model_validate("constant"))
    label: str | None = Field(default=None, min_length=1, max_length=40)

    @model_serializer
    def flat(self) -> dict[str, Any]:
        written = super().flat()
        if self.schedule != type(self).model_fields["schedule"].get_default(call_default_factory=True):
            written["schedule"] = self.schedule.flat()
        return written | ({"label": self.label} if self.label else {})

    def is_written(self, parameter: Parameter, value: float) -> bool:
        """Options of first-order rules are left out while they are off."""
        return parameter in self.record.hyperparameters or value != parameter.default

    @property
    def has_options(self) -> bool:
        """Whether weight decay or clipping is on."""
        record: Optimizer = self.record
        extra = list(zip(record.parameters, self.values, strict=True))[len(record.hyperparameters) :]
        return any(value != parameter.default for parameter, value in extra)


class Scenario(BaseModel):
    """What to run.

    Args:
        surface: a key of `SURFACES`, or an object with its parameters.
        optimizers: 1 to 12 keys of `OPTIMIZERS`, or objects with `key`, hyperparameters, `schedule` and `label`.
        start: one number a weight; the surface's own start unless given.
        noise: a key of `NOISES`, or an object with its parameters.
        num_steps: steps that every optimizer takes, 1 to 2,000.
        seed: of the noise.
        tolerance: the loss above the lowest known minimum that counts as having arrived.

    Raises:
        ScenarioError: with every field that is wrong, and what is allowed there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    surface: SurfaceChoice
    start: tuple[float, ...]
    optimizers: tuple[OptimizerChoice, ...] = Field(min_length=1, max_length=MAX_OPTIMIZERS)
    noise: NoiseChoice = Field(default_factory=lambda: NoiseChoice.model_validate("none"))
    num_steps: int = Field(default=200, ge=1, le=MAX_STEPS)
    seed: int = Field(default=0, ge=0, le=2**32 - 1)
    tolerance: float = Field(default=1e-3, ge=1e-12, le=1e3)

    def __init__(self, /, **data: Any):
        try:
            super().__init__(**data)
        except ValidationError as error:
            raise ScenarioError(list(problems_of(error))) from None

    @model_validator(mode="before")
    @classmethod
    def fill_start(cls, data: Any) -> Any:
        """A scenario without a start takes its surface's."""
        if not isinstance(data, Mapping) or data.get("start") is not None:
            return data
        surface = data.get("surface")
        key = surface.get("key") if isinstance(surface, Mapping) else getattr(surface, "key", surface)
        known = isinstance(key, str) and key in SURFACES
        return {**data, "start": SURFACES[key].start if known else (0.0, 0.0)}

    @model_validator(mode="after")
    def check(self) -> Self:
        problems = []
        domain = self.surface.record.domain
        if len(self.start) != len(domain):
            problems.append(
                Problem("start", f"{len(domain)} numbers are needed for this surface, not {len(self.start)}")
            )
        else:
            for i, (value, (low, high)) in enumerate(zip(self.start, domain, strict=True)):
                centre, reach = (low + high) / 2, START_REACH * (high - low) / 2
                if abs(value - centre) > reach:
                    text = (
                        f"{value} is not allowed; a number from {plain(centre - reach)} to {plain(centre + reach)} is"
                    )
                    problems.append(Problem(f"start.{i}", text))
        if self.noise.record.needs_examples and not self.surface.record.examples:
            with_data = ", ".join(key for key, surface in SURFACES.items() if surface.examples)
            problems.append(
                Problem(
                    "noise",
                    f"{self.noise.key!r} needs a surface with data, one of {with_data}; not {self.surface.key!r}",
                )
            )
        given = Counter(o.label for o in self.optimizers if o.label)
        for i, optimizer in enumerate(self.optimizers):
            if given[optimizer.label] > 1:
                problems.append(Problem(f"optimizers.{i}.label", f"{optimizer.label!r} is given twice"))
        if problems:
            raise ScenarioError(problems)
        return self

    @property
    def labels(self) -> tuple[str, ...]:
        """A name for each optimizer, all different: its label, or its title with a number where it comes again."""
        taken = {o.label for o in self.optimizers if o.label}
        labels = []
        for optimizer in self.optimizers:
            label, count = optimizer.label or optimizer.record.title, 1
            while optimizer.label is None and label in taken:
                count += 1
                label = f"{optimizer.record.title} {count}"
            taken.add(label)
            labels.append(label)
        return tuple(labels)

    @classmethod
    def default(cls) -> Self:
        """What the page opens with."""
        return cls(surface=DEFAULT_SURFACE, optimizers=DEFAULT_OPTIMIZERS)

    def to_dict(self) -> dict[str, Any]:
        """The scenario as plain JSON values."""
        data = self.model_dump()
        return data | {"start": [plain(x) for x in self.start], "tolerance": plain(self.tolerance)}

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if not isinstance(data, Mapping):
            raise ScenarioError([Problem("", f"{short(data)} is not a scenario; an object is")])
        return cls(**{str(key): value for key, value in data.items()})

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The scenario that `to_json` wrote.

        Raises:
            ScenarioError: the text is too long, is not JSON, or is not a scenario.
        """
        if len(text) > MAX_CHARACTERS:
            raise ScenarioError([Problem("", f"{len(text)} bytes are too many; at most {MAX_CHARACTERS} are allowed")])
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ScenarioError([Problem("", f"this is not JSON: {error}")]) from None
        return cls.from_dict(data)

    def to_url(self) -> str:
        """The query of a URL: each field by its dotted path, nothing that is off."""
        data = self.to_dict()
        if self.noise.key == "none":
            del data["noise"]
        return urlencode([(path, value) for path, value in flatten(data) if value is not None])

    @classmethod
    def from_url(cls, query: str) -> Self:
        """The scenario of a query (or of a whole URL). What is left out takes its default.

        Raises:
            ScenarioError: it is too long, or some field is unknown or out of range.
        """
        query = query.partition("?")[2] if "?" in query else query
        if len(query) > MAX_CHARACTERS:
            raise ScenarioError(
                [Problem("", f"{len(query)} characters are too many; at most {MAX_CHARACTERS} are allowed")]
            )
        try:
            pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_FIELDS)
        except ValueError:
            raise ScenarioError([Problem("", f"a URL may have at most {MAX_FIELDS} fields")]) from None
        return cls.from_dict({"surface": DEFAULT_SURFACE, "optimizers": list(DEFAULT_OPTIMIZERS)} | unflatten(pairs))


LISTS = ("start", "optimizers")


def flatten(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Nested values as (dotted path, value); an object's `key` stands at the object's own path."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from flatten(inner, path if name == "key" else f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        for i, inner in enumerate(value):
            yield from flatten(inner, f"{path}.{i}")
    else:
        yield path, value


def unflatten(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """The inverse of `flatten`, for texts.

    Raises:
        ScenarioError: a path is given twice, or the places of a list have a gap.
    """
    tree: dict[str, Any] = {}
    for path, text in pairs:
        parts = path.split(".")[:5]
        node = tree
        for part in parts:
            node = node.setdefault(part, {})
        if "" in node:
            raise ScenarioError([Problem(path[:60], "given twice")])
        node[""] = text
    return {name: shape(inner, name) for name, inner in tree.items()}


def shape(node: dict[str, Any], path: str) -> Any:
    """A node of the tree of `unflatten` as a text, a list, or an object with a key."""
    inner = {name: child for name, child in node.items() if name}
    if not inner:
        return node[""]
    if path in LISTS:
        if "" in node or set(inner) != {str(i) for i in range(len(inner))}:
            raise ScenarioError([Problem(path, f"the places have to be {path}.0, {path}.1 … without a gap")])
        return [shape(inner[str(i)], f"{path}.{i}") for i in range(len(inner))]
    values = {name: shape(child, f"{path}.{name}") for name, child in inner.items()}
    return ({"key": node[""]} if "" in node else {}) | values


def problems_of(error: ValidationError) -> Iterator[Problem]:
    """pydantic's errors as problems, with the paths of ours inside them."""
    items = error.errors(include_url=False)
    for item in items:
        path = ".".join(str(part) for part in item["loc"])
        if any(other["loc"][: len(item["loc"])] == item["loc"] and other is not item for other in items):
            continue  # pydantic also calls a list too short when one of its items is wrong
        inner = item.get("ctx", {}).get("error")
        if isinstance(inner, ScenarioError):
            for field, message in inner.problems:
                yield Problem(f"{path}.{field}".strip("."), message)
        elif item["type"] == "extra_forbidden":
            yield Problem(path[:60], f"no such field; allowed: {', '.join(Scenario.model_fields)}")
        elif item["type"] == "missing":
            yield Problem(path, "missing")
        else:
            yield Problem(path, f"{short(item['input'])} is not allowed: {item['msg'][0].lower()}{item['msg'][1:]}")
