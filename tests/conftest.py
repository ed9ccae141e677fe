"""Strict for every test: 64 bit, warnings are errors (pyproject.toml), fixed seeds."""

import jax
import pytest
from hypothesis import settings

jax.config.update("jax_enable_x64", True)
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")


@pytest.fixture(autouse=True)
def strict_ranks():
    """Adding arrays of different ranks by accident is an error."""
    with jax.numpy_rank_promotion("raise"):
        yield
