"""Strict for every test: 64 bit, warnings are errors (pyproject.toml), fixed seeds."""

import jax
from hypothesis import settings

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_numpy_rank_promotion", "raise")  # adding arrays of different ranks by accident is an error
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")
