"""What can be chosen in a scenario, each with its numbers: a surface, an optimizer, a schedule, a noise."""

from collections.abc import Mapping
from typing import Any, ClassVar
from unicodedata import category

from pydantic import BaseModel, Field, ValidationInfo, field_validator, model_serializer, model_validator

from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SURFACES
from optviz.optimizers.base import Optimizer
from optviz.optimizers.regularisation import REGULARISATION
from optviz.problems import Problem, ScenarioError, field_name, problem
from optviz.registry import UnknownKey, lookup, nearest, short
from optviz.scenario.bounds import MAX_LABEL
from optviz.scenario.edits import Edits, parse_edits
from optviz.scenario.own_table import OwnTable, parse_table
from optviz.scenario.starts import GivenStart, parse_start
from optviz.scenario.values import parse_number, plain
from optviz.surfaces.base import Parameter
from optviz.texts.language import say
from optviz.texts.words import words

JOINERS = "\u00ad\u200c\u200d\u200e\u200f\u2060"
"""Letters that nobody sees and people write all the same: within Persian words, in emoji, between two scripts."""


def can_be_written(text: str) -> bool:
    """Whether a text is one line in which there is something to be seen, and nothing that turns the text around it.

    Emoji that are younger than Python's tables are letters like all others.
    """
    kinds = [category(letter) for letter in text if letter not in JOINERS and not is_tag(letter)]
    return not {"Cc", "Cf", "Cs", "Zl", "Zp"} & set(kinds) and any(kind not in ("Zs", "Mn", "Me") for kind in kinds)


def is_tag(letter: str) -> bool:
    """Whether a letter is one of those that spell a region in an emoji of a flag."""
    return "\U000e0020" <= letter <= "\U000e007f"


class Choice(BaseModel, frozen=True, extra="forbid"):
    """A record by its key, with a value for each of its parameters.

    Written as the bare key, or as `{"key": ..., parameter: value, ...}`; what is left out takes its default.
    """

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
            raise ScenarioError.of("", "no_choice", value=short(data), example=repr(example))
        if "key" not in data:
            raise ScenarioError.of("key", "missing", needed=words("one_such_as", example=repr(example)))
        try:
            record = lookup(cls.records, data["key"], cls.what)
        except UnknownKey as error:
            raise ScenarioError([Problem("", *error.words)]) from None
        return {"key": record.key, "values": cls.parse_values(record, data)} | {
            field: data[field] for field in cls.fields if field in data
        }

    @classmethod
    def parse_values(cls, record: Any, data: Mapping[Any, Any]) -> tuple[float, ...]:
        names = [p.key for p in record.parameters]
        problems = [
            problem(
                field_name(name), "no_such_field", owner=say(record.title), **other_fields(name, (*names, *cls.fields))
            )
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
            except ScenarioError as error:
                problems += [one.below(parameter.key) for one in error.problems]
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


def other_fields(name: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """What there is instead of a field that is not there."""
    return {"hint": nearest(name, names), "fields": list(names) or words("none")}


class SurfaceChoice(Choice, frozen=True, arbitrary_types_allowed=True):
    """A surface with its numbers, perhaps with a table of the reader's own, and with changes to its data."""

    records = SURFACES
    what = "surface"
    fields = ("table", "data")

    table: OwnTable | None = Field(default=None)
    data: Edits | None = Field(default=None)

    @field_validator("table", mode="before")
    @classmethod
    def read_table(cls, table: Any, info: ValidationInfo) -> Any:
        return parse_table(SURFACES[info.data["key"]], table)

    @field_validator("data", mode="before")
    @classmethod
    def parse_data(cls, data: Any, info: ValidationInfo) -> Any:
        if data is None or isinstance(data, Edits) or not {"values", "table"} <= info.data.keys():
            return data
        record = SURFACES[info.data["key"]]
        numbers = {p.key: value for p, value in zip(record.parameters, info.data["values"], strict=True)}
        return parse_edits(record, numbers, data, info.data["table"])

    @model_serializer
    def flat(self) -> dict[str, Any]:
        """A table is named by its key."""
        table = {"table": self.table.key} if self.table else {}
        return super().flat() | table | ({"data": self.data.flat()} if self.data else {})


class NoiseChoice(Choice, frozen=True):
    """A noise with its numbers."""

    records = NOISES
    what = "noise"


class ScheduleChoice(Choice, frozen=True):
    """A schedule of the learning rate with its numbers."""

    records = SCHEDULES
    what = "schedule"


CONSTANT_SCHEDULE = ScheduleChoice.model_validate("constant")


ALL_OFF = tuple(float(option.default) for option in REGULARISATION)


class OptimizerChoice(Choice, frozen=True):
    """An optimizer with its hyperparameters, its schedule, its label on the page, and perhaps a start of its own."""

    records = OPTIMIZERS
    what = "optimizer"
    fields = ("schedule", "label", "start")

    schedule: ScheduleChoice = CONSTANT_SCHEDULE
    label: str | None = Field(default=None)
    start: tuple[float, ...] | None = Field(default=None)

    @field_validator("label", mode="before")
    @classmethod
    def parse_label(cls, label: Any) -> Any:
        if label is None or (isinstance(label, str) and len(label) <= MAX_LABEL and can_be_written(label)):
            return label
        raise ScenarioError.of("", "bad_label", value=short(label), most=MAX_LABEL)

    @field_validator("start", mode="before")
    @classmethod
    def parse_start(cls, start: Any) -> Any:
        return parse_start(start.surface, start.value) if isinstance(start, GivenStart) else start

    @model_serializer
    def flat(self) -> dict[str, Any]:
        written = super().flat()
        if self.schedule != CONSTANT_SCHEDULE:
            written["schedule"] = self.schedule.flat()
        if self.label:
            written["label"] = self.label
        return written | ({"start": [plain(x) for x in self.start]} if self.start is not None else {})

    def is_written(self, parameter: Parameter, value: float) -> bool:
        """Regularisation is left out while it is off."""
        return parameter in self.record.hyperparameters or value != parameter.default

    @property
    def has_regularisation(self) -> bool:
        """Whether weight decay or clipping is on."""
        record: Optimizer = self.record
        regularisation = self.values[len(record.hyperparameters) :]
        return regularisation != ALL_OFF[: len(regularisation)]
