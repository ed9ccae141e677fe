"""Which examples a step is taken on."""

import jax
import numpy as np

from optviz.engine.simulate import draws_of
from optviz.scenario.scenario import Scenario


def batch_of(scenario: Scenario, step: int) -> np.ndarray | None:
    """Which of the examples are in the mini-batch of a step, (examples,); None where there are no mini-batches."""
    noise = scenario.noise.record
    if not noise.needs_examples:
        return None
    draws = draws_of(noise, scenario.surface.record, scenario.seed)
    with jax.enable_x64(True):
        return np.asarray(noise.of_step(draws, np.int32(step), **scenario.noise.numbers)) > 0
