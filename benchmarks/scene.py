"""What is measured: 8 optimizers of 1,000 steps on the ravine, and of 300 on a large table."""

import numpy as np

from optviz.scenario.scenario import Scenario

OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "sgd", "adam")


def scene(learning_rate: float = 0.01) -> Scenario:
    """The scene, with the learning rate of the first optimizer."""
    first = {"key": OPTIMIZERS[0], "learning_rate": learning_rate}
    return Scenario(surface="ravine", optimizers=[first, *OPTIMIZERS[1:]], num_steps=1000)


ROWS = 1000


def on_a_table() -> Scenario:
    """The same optimizers on data of one's own: logistic regression."""
    return Scenario(surface="own_logistic", optimizers=list(OPTIMIZERS), num_steps=300)


def table_of(rows: int) -> str:
    """A table of two classes of so many people, as text."""
    random = np.random.default_rng(0)
    kinds = np.arange(rows) % 2
    heights = 170 + 8 * kinds + random.normal(0, 6, rows)
    weights = 65 + 10 * kinds + random.normal(0, 8, rows)
    lines = (f"{h:.1f},{w:.1f},{'tall' if k else 'small'}" for h, w, k in zip(heights, weights, kinds, strict=True))
    return "\n".join(["height,weight,kind", *lines])
