"""Rules that are put side by side in one click. Which ones is found from their records."""

from collections.abc import Callable
from dataclasses import dataclass

from optviz.optimizers.base import Optimizer


@dataclass(frozen=True, eq=False, kw_only=True)
class Set:
    """Some rules.

    Args:
        key: its name in code.
        title: its name on the page.
        holds: whether a rule is one of them.
    """

    key: str
    title: str
    holds: Callable[[Optimizer], bool]


COMPARED = Set(key="compared", title="the lecture's six", holds=lambda rule: rule.compared)
CLASSICS = Set(
    key="classics",
    title="first-order classics",
    holds=lambda rule: rule.lecture > 0 and rule.family in ("first order", "momentum"),
)
ADAPTIVE = Set(
    key="adaptive", title="adaptive rules", holds=lambda rule: rule.lecture > 0 and rule.family == "adaptive"
)
SECOND_ORDER = Set(
    key="second_order",
    title="second order",
    holds=lambda rule: rule.family in ("second order", "quasi-Newton"),
)
SEARCHING = Set(key="searching", title="line searches", holds=lambda rule: rule.family == "line search")
KIN = Set(
    key="adams_kin",
    title="Adam and its kin",
    holds=lambda rule: rule.family == "adaptive" and "adam" in (rule.key, rule.after),
)
WITHOUT_RATE = Set(
    key="without_rate", title="no rate to choose", holds=lambda rule: rule.family == "learning-rate-free"
)
