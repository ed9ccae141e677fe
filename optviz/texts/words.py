"""Something to be said, before it is said in a language: a code with arguments."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from optviz.texts.english import SENTENCES
from optviz.texts.language import say

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Words(NamedTuple):
    """A code, and what belongs into the places of its sentence: numbers, names, lists of them, and other `Words`."""

    code: str
    arguments: Mapping[str, Any] = NOTHING

    def __str__(self) -> str:
        return sentence(self)


def words(code: str, **arguments: Any) -> Words:
    return Words(code, arguments)


def sentence(what: Words) -> str:
    """What is to be said, in the language that is spoken."""
    return say(SENTENCES[what.code]).format_map({name: said(value) for name, value in what.arguments.items()})


def said(value: Any) -> Any:
    """An argument as it stands in a sentence."""
    if isinstance(value, Words):
        return sentence(value)
    return say(", ").join(str(said(one)) for one in value) if isinstance(value, list | tuple) else value


def as_plain(value: Any) -> Any:
    """An argument as plain JSON values; `Words` become objects with `code` and `arguments`."""
    if isinstance(value, Words):
        return {"code": value.code, "arguments": as_plain(value.arguments)}
    if isinstance(value, Mapping):
        return {name: as_plain(inner) for name, inner in value.items()}
    return [as_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def from_plain(value: Any) -> Any:
    """The inverse of `as_plain`."""
    if isinstance(value, dict):
        inner = {name: from_plain(one) for name, one in value.items()}
        return Words(inner["code"], inner["arguments"]) if value.keys() == {"code", "arguments"} else inner
    return [from_plain(one) for one in value] if isinstance(value, list) else value
