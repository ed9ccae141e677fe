"""What is known of a rule on a quadratic: how it goes along one direction of curvature, and its limit of stability."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

Numbers = Mapping[str, float]
SMALLEST, LARGEST = 1e-9, 1e6
"""Between which a learning rate times a curvature is looked for."""
HALVINGS = 60
SAME = 1e-6
"""How much slower a rate may be and still count as the fastest: what nobody can see."""


@dataclass(frozen=True, eq=False, kw_only=True)
class OnQuadratics:
    """A rule along one direction of a quadratic, where its weight obeys x_{t+1} = a x_t - b x_{t-1}.

    Args:
        recursion: `recursion(share, numbers) -> (a, b)`; the share is learning rate times curvature, and numbers are
            the rule's hyperparameters by key. It is arithmetic alone, so that the browser has it too.
        limit: the learning rate beyond which this grows, in words, with L for the largest curvature.
    """

    recursion: Callable[[float, Numbers], tuple[float, float]]
    limit: str | Callable[[Numbers], str]

    def why(self, numbers: Numbers) -> str:
        """The learning rate beyond which it diverges with these numbers, in words."""
        return self.limit if isinstance(self.limit, str) else self.limit(numbers)

    def factor(self, share: float, numbers: Numbers) -> float:
        """By what the distance to the minimum is multiplied in each step of the long run."""
        a, b = self.recursion(share, numbers)
        apart = a * a - 4 * b
        return sqrt(b) if apart < 0 else (abs(a) + sqrt(apart)) / 2

    def is_stable(self, share: float, numbers: Numbers) -> bool:
        """Whether both roots of z² - a z + b lie inside the unit circle (Schur and Cohn)."""
        a, b = self.recursion(share, numbers)
        return abs(b) < 1 and abs(a) < 1 + b

    def highest_rate(self, curvatures: Sequence[float], numbers: Numbers) -> float:
        """The learning rate beyond which the rule diverges where there are these curvatures, all above 0."""
        return halved(SMALLEST, LARGEST, lambda share: self.is_stable(share, numbers)) / max(curvatures)

    def best_rates(self, curvatures: Sequence[float], numbers: Numbers) -> tuple[float, float, float]:
        """The learning rates from the lowest to the highest of those that are fastest in the long run, and the factor
        by which they shorten the distance to the minimum in each step."""

        def slowest(rate: float) -> float:
            return max(self.factor(rate * curvature, numbers) for curvature in curvatures)

        highest = self.highest_rate(curvatures, numbers)
        lowest = highest * min(curvatures) / max(curvatures) * SMALLEST ** (1 / 3)
        rate = ternary(lowest, highest, slowest)
        fastest = slowest(rate)
        enough = fastest + SAME * (1 - fastest)
        first = halved(rate, lowest, lambda other: slowest(other) <= enough)
        last = halved(rate, highest, lambda other: slowest(other) <= enough)
        return first, last, fastest


def halved(good: float, bad: float, is_good: Callable[[float], bool], *, times: int = HALVINGS) -> float:
    """Where between a number that is good and one that is not, by their logarithms, the good ones end."""
    for _ in range(times):
        middle = sqrt(good * bad)
        good, bad = (middle, bad) if is_good(middle) else (good, middle)
    return good


def ternary(low: float, high: float, worth: Callable[[float], float]) -> float:
    """Where a function that falls and then rises is lowest, by the logarithm of its argument."""
    for _ in range(HALVINGS):
        third = (high / low) ** (1 / 3)
        low, high = (low, high / third) if worth(low * third) <= worth(high / third) else (low * third, high)
    return sqrt(low * high)
