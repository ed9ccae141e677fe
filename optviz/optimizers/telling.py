"""The order in which rules are told: those of the lecture as it tells them, then the rest, family by family."""

import math
import re
from collections.abc import Mapping
from types import MappingProxyType

from optviz.optimizers.base import Optimizer

YEAR = re.compile(r"\b1[5-9]\d\d\b|\b2\d\d\d\b")


def as_told(rules: Mapping[str, Optimizer]) -> Mapping[str, Optimizer]:
    """The rules by key, in their order.

    A family comes where the lecture first tells a rule of it, or, if it tells none, where the oldest of its rules
    belongs; in a family the oldest comes first.
    """
    families: dict[str, tuple[float, int]] = {}
    for rule in rules.values():
        place = (rule.lecture or math.inf, year_of(rule))
        families[rule.family] = min(place, families.get(rule.family, place))

    def place_of(rule: Optimizer) -> tuple[object, ...]:
        return (rule.lecture or math.inf, families[rule.family], rule.family, year_of(rule), rule.title)

    return MappingProxyType({rule.key: rule for rule in sorted(rules.values(), key=place_of)})


def year_of(rule: Optimizer) -> int:
    """The year of a rule's source."""
    return int(YEAR.findall(rule.source)[0])
