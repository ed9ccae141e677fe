"""Finds records (surfaces, optimizers, schedules …) where they are defined. There is no other list of them."""

import importlib
import pkgutil
from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType, ModuleType
from typing import TypeVar

Record = TypeVar("Record")


class UnknownKey(KeyError):
    """No record has this key. The message names the nearest match and what there is."""

    def __str__(self) -> str:
        return self.args[0]


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


def lookup(records: Mapping[str, Record], key: str, what: str) -> Record:
    """The record with this key.

    Raises:
        UnknownKey: with the nearest match and everything that is allowed.
    """
    if isinstance(key, str) and key in records:
        return records[key]
    near = get_close_matches(str(key)[:100], records, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else "."
    raise UnknownKey(f"no {what} is called {str(key)[:100]!r}{hint} Allowed: {', '.join(records)}")
