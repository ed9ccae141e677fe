"""All modules of the player in one: each is there once, after what it imports, and gives the same as by itself."""

import gzip
import json
import re
import subprocess

import pytest

from optviz.player import assets
from optviz.player.joining import FOLDER, IMPORT, LIVE, OFFLINE, as_function, joined, modules_in_order, read, resolved

KEPT_BACK = {"core/programs.mjs"}
"""Tested, and not yet in any page."""
RUN = """
import { modules } from "./joined.mjs";
import * as alone from "./core/numbers.mjs";
console.log(JSON.stringify([
  modules["core/numbers.mjs"].written(0.1234), alone.written(0.1234),
  modules["dom/memory.mjs"].sharedPage() === modules["dom/memory.mjs"].sharedPage(),
  Object.keys(modules),
]));
"""


@pytest.mark.parametrize("live", [True, False])
def test_modules_come_after_what_they_import(live):
    ordered = modules_in_order(live=live)
    assert set(LIVE if live else OFFLINE) < set(ordered)
    for i, name in enumerate(ordered):
        assert {resolved(found[3], name) for found in IMPORT.finditer(read(name))} <= set(ordered[:i])


def test_every_module_is_in_a_page():
    files = {file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*.mjs")}
    assert files == {*modules_in_order(live=True), *modules_in_order(live=False)} | KEPT_BACK


@pytest.mark.parametrize("live", [True, False])
def test_all_modules_are_joined(live):
    text = joined(live=live)
    assert not re.findall(r"^(?:import|export) .*|\bimport\(", text, re.MULTILINE)
    assert re.findall(r'^modules\["(.*)"\] = ', text, re.MULTILINE) == list(modules_in_order(live=live))
