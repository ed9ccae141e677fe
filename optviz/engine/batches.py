"""Which examples a step is taken on."""

import jax
import numpy as np

from optviz.engine.simulate import draws_of
from optviz.engine.tables import data_of, table_of
from optviz.noise import batches_of
from optviz.scenario.scenario import Scenario
from optviz.surfaces.examples import HEADER


def batch_of(scenario: Scenario, step: int) -> np.ndarray | None:
    """Which rows of those that a model is trained on are in the mini-batch of a step, (rows,); None without batches."""
    noise = scenario.noise.record
    if not noise.draws_batch:
        return None
    draws = draws_of(noise, scenario.surface, scenario.seed)
    with jax.enable_x64(True):
        batch = np.asarray(noise.of_step(draws, np.int32(step), **scenario.noise.numbers)) > 0
    return batch[: len(data_of(scenario.surface).trained_places)]


def steps_an_epoch(scenario: Scenario) -> int:
    """How many mini-batches go through all examples once, the last of them perhaps a smaller one.

    1 where each step is taken on all of them: with a batch that is as large, or without batches.
    """
    noise = scenario.noise
    if not noise.record.draws_batch:
        return 1
    examples = table_of(scenario.surface)[HEADER:, -1].sum()
    return int(batches_of(int(examples), **noise.numbers)[1])
