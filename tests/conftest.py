"""Strict for every test: 64 bit, warnings are errors (pyproject.toml), fixed seeds."""

import jax
from hypothesis import settings

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_numpy_rank_promotion", "raise")  # adding arrays of different ranks by accident is an error
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")


def pytest_terminal_summary(terminalreporter):
    """Prints the coverage that a test has recorded; pytest's own output of it would not come over from a worker."""
    for report in terminalreporter.getreports("passed"):
        for name, table in report.user_properties:
            if name == "coverage":
                terminalreporter.section(f"coverage of JavaScript by {report.nodeid}")
                terminalreporter.write_line(table)
