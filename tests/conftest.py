"""Strict for every test: 64 bit, warnings are errors (pyproject.toml), fixed seeds.

What one process of a run has compiled, the others find: the workers, the servers, the commands that tests start.
"""

import gc
import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import jax
import pytest
from hypothesis import settings

from optviz.engine.compiled_programs import keep_compiled_programs
from tests.quickly import compile_quickly

compile_quickly()
jax.config.update("jax_enable_x64", True)
jax.config.update("jax_numpy_rank_promotion", "raise")  # adding arrays of different ranks by accident is an error
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")

IN_A_BROWSER = Path(__file__).parent / "browser"
COMPILED = pytest.StashKey[TemporaryDirectory]()


def pytest_configure(config):
    """A folder of compiled programs for this run, which begins empty, so that what was left behind proves nothing."""
    if not hasattr(config, "workerinput"):
        config.stash[COMPILED] = TemporaryDirectory(prefix="optviz-tests-", ignore_cleanup_errors=True)
        os.environ["OPTVIZ_CACHE"] = config.stash[COMPILED].name
    keep_compiled_programs(Path(os.environ["OPTVIZ_CACHE"]) / "compiled")


def pytest_unconfigure(config):
    if COMPILED in config.stash:
        config.stash[COMPILED].cleanup()


def pytest_collection_modifyitems(items):
    """What runs in a browser comes last: while Playwright is there, no other event loop may run.

    Long files come first there, so that no worker has one left when the other is done: those that say of themselves
    that their tests are few and long (`FEW_AND_LONG`), then by the number of tests.
    """
    sizes = Counter(item.path for item in items)
    modules = {item.path: item.module for item in items}
    places = dict.fromkeys(sizes, (False, False, 0)) | {
        path: (True, not getattr(modules[path], "FEW_AND_LONG", False), -count)
        for path, count in sizes.items()
        if IN_A_BROWSER in path.parents
    }
    items.sort(key=lambda item: places[item.path])


def pytest_collection_finish():
    """What is there now stays: to look through it again and again for what nobody needs takes a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


def pytest_terminal_summary(terminalreporter):
    """Prints which lines of the player's files the tests in node have run, as far as they load them.

    Its own output would not come over from a worker. Python's coverage is printed by `make test`.
    """
    for report in terminalreporter.getreports("passed"):
        for name, lines in report.user_properties:
            if name == "coverage":
                terminalreporter.section("JavaScript in node: lines run of the files loaded, and files below 90 %")
                shares = {file: run / count for file, (run, count) in lines.items()}
                everything = sum(run for run, _ in lines.values()) / sum(count for _, count in lines.values())
                rows = {"together": everything} | {file: share for file, share in shares.items() if share < 0.9}
                for file, share in rows.items():
                    terminalreporter.write_line(f"{share:6.1%}  {file}")
