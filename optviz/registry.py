"""Finds records (surfaces, optimizers, schedules …) where they are defined. There is no other list of them."""

import importlib
import pkgutil
import reprlib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType, ModuleType
from typing import Any, Protocol, TypeVar

from optviz.texts.words import Words, words


class Keyed(Protocol):
    """What is known by a key."""

    @property
    def key(self) -> str: ...


Record = TypeVar("Record", bound=Keyed)


class UnknownKey(KeyError):
    """No record has this key. `words` names the nearest match and what there is."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.words = words

    def __str__(self) -> str:
        return str(self.words)


def collect(package: ModuleType, kind: type[Record]) -> Mapping[str, Record]:
    """All module-level constants of type `kind` in `package` and the modules under it, by key, in order of definition.

    Raises:
        ValueError: two different records have the same key.
    """
    modules = [package]
    if hasattr(package, "__path__"):
        names = sorted(info.name for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."))
        modules += [importlib.import_module(name) for name in names]
    records: dict[str, Record] = {}
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, kind) and records.setdefault(value.key, value) is not value:
                raise ValueError(f"two records of type {kind.__name__} have the key {value.key!r}")
    return MappingProxyType(records)


def lookup(records: Mapping[str, Record], key: Any, what: str) -> Record:
    """The record with this key.

    Raises:
        UnknownKey: with the nearest match, and everything that is allowed, or of much the nearest and how much it is.
    """
    if isinstance(key, str) and key in records:
        return records[key]
    known = {"what": words(what), "value": short(key), "hint": nearest(key, records), "choices": list(records)}
    if len(records) <= MOST_NAMED:
        raise UnknownKey(words("unknown_key", **known))
    few = known | {"choices": nearest_few(key, list(records)), "count": len(records)}
    raise UnknownKey(words("unknown_key_of_many", **few, where=words(WHERE[what])))


def nearest_few(name: Any, names: list[str]) -> list[str]:
    """Those of many names that are most like one, the likeliest first; the first ones if it is no name."""
    if not isinstance(name, str):
        return names[:NAMED]
    return get_close_matches(name[:MESSAGE_WIDTH], names, n=NAMED, cutoff=0)


def nearest(name: Any, names: Iterable[str]) -> Words:
    """A hint at the one of `names` that was probably meant, or nothing."""
    near = get_close_matches(name[:MESSAGE_WIDTH], names, n=1) if isinstance(name, str) else []
    return words("did_you_mean", name=repr(near[0])) if near else words("no_hint")


WHERE = {
    "surface": "where_each_surface",
    "optimizer": "where_each_optimizer",
    "schedule": "where_each_schedule",
    "noise": "where_each_noise",
    "format": "where_each_format",
    "lesson": "where_each_lesson",
}
"""The words for where all of a kind are to be found."""
MESSAGE_WIDTH = 60
MOST_NAMED, NAMED = 12, 5
"""So many names are all told of; of more, a few."""


def short(value: Any) -> str:
    """A value for a message, at most 60 characters of it, however long or deep it is."""
    brief = reprlib.Repr()
    brief.maxstring = brief.maxother = brief.maxlong = MESSAGE_WIDTH
    try:
        text = brief.repr(value)
    except ValueError:  # Python does not write out integers of more than 4,300 digits
        text = "an integer of thousands of digits"
    return text if len(text) <= MESSAGE_WIDTH else text[: MESSAGE_WIDTH - 1] + "…"
