"""What can be chosen in a scenario, each with its numbers: a surface, an optimizer, a schedule, a noise."""

from collections.abc import Mapping
from numbers import Real
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_serializer, model_validator

from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SURFACES
from optviz.optimizers.base import Optimizer
from optviz.optimizers.regularisation import REGULARISATION
from optviz.problems import Problem, ScenarioError, field_name
from optviz.registry import UnknownKey, lookup, nearest, short
from optviz.scenario.bounds import MAX_LABEL
from optviz.surfaces.base import Parameter


def plain(number: float) -> float | int:
    """A number without a needless `.0`, so that URLs and JSON are easy to read."""
    return int(number) if float(number).is_integer() and abs(number) < 1e15 else float(number)


def allowed(parameter: Parameter) -> str:
    """The values of a parameter in words."""
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
        if isinstance(value, bool) or not isinstance(value, Real | str) or parameter.choices:
            raise ValueError
        number = float(value)
        if not parameter.low <= number <= parameter.high or (parameter.integer and not number.is_integer()):
            raise ValueError
    except (ValueError, OverflowError):
        raise ValueError(f"{short(value)} is not allowed; {allowed(parameter)} is") from None
    return number + 0.0  # never -0.0: it equals 0 and would still give other bytes


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
            return data
        if isinstance(data, str):
            data = {"key": data}
        example = next(iter(cls.records))
        if not isinstance(data, Mapping):
            message = f"{short(data)} is not allowed; a key such as {example!r}, or an object with a key is"
            raise ScenarioError([Problem("", message)])
        if "key" not in data:
            raise ScenarioError([Problem("key", f"missing; one such as {example!r} is needed")])
        try:
            record = lookup(cls.records, data["key"], cls.what)
        except UnknownKey as error:
            raise ScenarioError([Problem("", str(error))]) from None
        return {"key": record.key, "values": cls.parse_values(record, data)} | {
            field: data[field] for field in cls.fields if field in data
        }

    @classmethod
    def parse_values(cls, record: Any, data: Mapping[Any, Any]) -> tuple[float, ...]:
        names = [p.key for p in record.parameters]
        problems = [
            Problem(field_name(name), no_such_field(record.title, name, (*names, *cls.fields)))
            for name in data
            if name != "key" and name not in cls.fields and name not in names
        ]
        values = []
        for parameter in record.parameters:
            if parameter.key not in data:
                values.append(float(parameter.default))
                continue
            try:
                values.append(parse_number(parameter, data[parameter.key]))
            except ValueError as error:
                problems.append(Problem(parameter.key, str(error)))
        if problems:
            raise ScenarioError(problems)
        return tuple(values)

    @model_serializer
    def flat(self) -> dict[str, Any]:
        return {"key": self.key} | {
            p.key: p.choices[int(value)] if p.choices else plain(value)
            for p, value in zip(self.record.parameters, self.values, strict=True)
            if self.is_written(p, value)
        }

    def is_written(self, parameter: Parameter, value: float) -> bool:
        return True


def no_such_field(owner: str, name: Any, names: tuple[str, ...]) -> str:
    return f"{owner} has no such field{nearest(name, names)}; it has {', '.join(names) or 'none'}"


class SurfaceChoice(Choice):
    """A surface with its numbers."""

    records = SURFACES
    what = "surface"


class NoiseChoice(Choice):
    """A noise with its numbers."""

    records = NOISES
    what = "noise"


class ScheduleChoice(Choice):
    """A schedule of the learning rate with its numbers."""

    records = SCHEDULES
    what = "schedule"


CONSTANT_SCHEDULE = ScheduleChoice.model_validate("constant")


ALL_OFF = tuple(float(option.default) for option in REGULARISATION)


class OptimizerChoice(Choice):
    """An optimizer with its hyperparameters, its schedule, and its label on the page."""

    records = OPTIMIZERS
    what = "optimizer"
    fields = ("schedule", "label")

    schedule: ScheduleChoice = CONSTANT_SCHEDULE
    label: str | None = Field(default=None)

    @field_validator("label", mode="before")
    @classmethod
    def parse_label(cls, label: Any) -> Any:
        if label is None or (isinstance(label, str) and 1 <= len(label) <= MAX_LABEL and label.isprintable()):
            return label
        raise ValueError(f"{short(label)} is not allowed; a text of 1 to {MAX_LABEL} printable characters is")

    @model_serializer
    def flat(self) -> dict[str, Any]:
        written = super().flat()
        if self.schedule != CONSTANT_SCHEDULE:
            written["schedule"] = self.schedule.flat()
        return written | ({"label": self.label} if self.label else {})

    def is_written(self, parameter: Parameter, value: float) -> bool:
        """Options of first-order rules are left out while they are off."""
        return parameter in self.record.hyperparameters or value != parameter.default

    @property
    def has_regularisation(self) -> bool:
        """Whether weight decay or clipping is on."""
        record: Optimizer = self.record
        options = self.values[len(record.hyperparameters) :]
        return options != ALL_OFF[: len(options)]
