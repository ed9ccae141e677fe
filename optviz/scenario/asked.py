"""What is asked for about many runs of a scenario: a small record with the scenario in it, written as scenarios are.

In a URL the record's own fields stand behind those of the scenario, and begin with its prefix.
"""

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError, ValidationInfo, field_validator

from optviz.problems import ScenarioError
from optviz.registry import short
from optviz.scenario.choices import parse_number
from optviz.scenario.query import flatten, unflatten
from optviz.scenario.scenario import Scenario, WrittenTable, data_of, pairs_of, problems_of
from optviz.surfaces.base import Parameter
from optviz.texts.words import Words, words


class Asked(BaseModel, frozen=True, extra="forbid"):
    """A scenario, and what is asked for about it.

    A kind of it says how its fields begin in a URL (`prefix`), what has to be given (`needed`), what numbers it has
    (`numbers`), and the codes of what is said where something is no such record, or has a field that it lacks.

    Raises:
        ScenarioError: with every field that is wrong, and what is allowed there.
    """

    prefix: ClassVar[str]
    needed: ClassVar[dict[str, Words]] = {"scenario": words("a_scenario")}
    numbers: ClassVar[Mapping[str, Parameter]] = {}
    none_such: ClassVar[str]
    no_such_field: ClassVar[str]

    scenario: Scenario

    def __init__(self, /, **data: Any) -> None:
        try:
            super().__init__(**data)
        except ValidationError as error:
            fields = tuple(type(self).model_fields)
            raise ScenarioError(list(problems_of(error, self.needed, fields, self.no_such_field))) from None

    @classmethod
    def of(cls, what: "Self | Scenario", fields: Mapping[str, Any]) -> Self:
        """The record itself, if there is no more to be said; or a scenario with the record's other fields."""
        return what if isinstance(what, cls) and not fields else cls(**{"scenario": what, **fields})

    @field_validator("scenario", mode="before")
    @classmethod
    def parse_scenario(cls, scenario: Any) -> Scenario:
        return scenario if isinstance(scenario, Scenario) else Scenario.from_dict(scenario)

    @field_validator("*", mode="before")
    @classmethod
    def parse_numbers(cls, value: Any, info: ValidationInfo) -> Any:
        parameter = cls.numbers.get(info.field_name or "")
        if parameter is None:
            return value
        number = parse_number(parameter, value)
        return int(number) if parameter.integer else number

    def own_fields(self) -> dict[str, Any]:
        """All but the scenario, as plain JSON values."""
        return self.model_dump(exclude={"scenario"})

    def to_dict(self, table: WrittenTable = "whole") -> dict[str, Any]:
        """The record as plain JSON values; what becomes of a table of the reader's own is as in a scenario's."""
        return {"scenario": self.scenario.to_dict(table), **self.own_fields()}

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """What `to_dict` wrote.

        Raises:
            ScenarioError: it is no such record.
        """
        if not isinstance(data, Mapping):
            raise ScenarioError.of("", cls.none_such, value=short(data))
        return cls(**{name if isinstance(name, str) else short(name): value for name, value in data.items()})

    def to_json(self, table: WrittenTable = "whole") -> str:
        """The record as one line of JSON."""
        return json.dumps(self.to_dict(table), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """What `to_json` wrote.

        Raises:
            ScenarioError: the text is too long, is not JSON, or is no such record.
        """
        return cls.from_dict(data_of(text))

    def to_url(self) -> str:
        """The query of a URL: the scenario's, and the record's own fields behind it."""
        own = urlencode(list(flatten(self.own_fields(), self.prefix.rstrip("."))))
        return f"{self.scenario.to_url()}&{own}"

    @classmethod
    def from_url(cls, query: str) -> Self:
        """The record of a query (or of a whole URL).

        Raises:
            ScenarioError: it is too long, or some field is unknown or out of range.
        """
        return cls.from_pairs(pairs_of(query))

    @classmethod
    def from_pairs(cls, pairs: list[tuple[str, str]]) -> Self:
        """The record of a URL's fields, as (dotted path, text)."""
        return cls.around(Scenario.from_pairs(cls.other_pairs(pairs)), pairs)

    @classmethod
    def around(
        cls, scenario: Scenario, pairs: Iterable[tuple[str, str]], rest: Mapping[str, Any] = MappingProxyType({})
    ) -> Self:
        """The record of a scenario that the fields of a URL tell of; `rest` has what these leave out.

        Raises:
            ScenarioError: some field is unknown or out of range.
        """
        try:
            return cls.from_dict({**rest, **cls.fields_of(pairs), "scenario": scenario})
        except ScenarioError as error:
            raise ScenarioError([one.below(cls.prefix.rstrip(".")) for one in error.problems]) from None

    @classmethod
    def fields_of(cls, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """What the fields of a URL say of the record, besides its scenario."""
        return unflatten([(path.removeprefix(cls.prefix), text) for path, text in pairs if path.startswith(cls.prefix)])

    @classmethod
    def other_pairs(cls, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those of the scenario."""
        return [pair for pair in pairs if not pair[0].startswith(cls.prefix)]


def place_among(scenario: Scenario, place: Any) -> int:
    """The place of one of a scenario's optimizers, from outside.

    Raises:
        ScenarioError: there is none.
    """
    last = len(scenario.optimizers) - 1
    return int(parse_number(Parameter(key="", title="", default=0, low=0, high=last, integer=True), place))
