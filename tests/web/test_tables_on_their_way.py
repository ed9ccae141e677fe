"""A table of the reader's own on its way from a page to the server and back, and to the processes beside it."""

import asyncio
import json
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest

from optviz import Scenario
from optviz.engine.compiled_programs import NotAtHand
from optviz.player.own_tables import told_of_tables
from optviz.problems import ScenarioError
from optviz.scenario.own_table import kept_table
from optviz.web import lanes
from optviz.web.answering import answer
from tests.player.test_payload import decode

TABLE = {"name": "a.csv", "columns": ["speed", "distance"], "rows": [[1, 8123.4375], [2, 9], [4, 1]]}
TOLD = Path(__file__).parents[1] / "tables" / "told.json"


def question(key):
    asked = Scenario(surface="own_line", optimizers=["sgd"], num_steps=3).to_dict()
    return json.dumps(asked | {"surface": {"key": "own_line", "table": key}})


def test_pages_are_told_the_bounds_and_sentences_that_their_tests_are_held_to():
    assert json.loads(TOLD.read_text(encoding="utf-8")) == told_of_tables()


def test_a_page_names_its_table_by_a_key_and_gets_it_with_the_surface():
    key = kept_table(json.dumps(TABLE).encode())
    header, arrays = decode(answer(question(key), {}))
    assert header["scenario"]["surface"] == {"key": "own_line", "normalisation": "scaled", "table": key}
    told = {"name": "a.csv", "columns": ["speed", "distance"], "classes": [], "hold_out": 0}
    assert header["surface"]["table"] == told
    np.testing.assert_array_equal(arrays["table"], TABLE["rows"])
    assert key not in header["url"]
    assert header["url"].startswith("surface=own_line&surface.normalisation=scaled&surface.table.needed=3&")
    again, arrays = decode(answer(question(key), {"surface": header["surface_id"]}))
    assert "surface" not in again
    assert "table" not in arrays
    for change in ({"rows": [[1, 2], [2, 3]]}, {"hold_out": 3}):
        other = decode(answer(question(kept_table(json.dumps(TABLE | change).encode())), {}))[0]
        assert other["surface_id"] != header["surface_id"]
        assert other["surface"]["table"] == told | ({"hold_out": 3} if "hold_out" in change else {})


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "this is not JSON"),
        (b'"0123"', "'0123' is not a table"),
        (b"[]", r"\[\] is not a table"),
        (json.dumps(TABLE | {"rows": [[1, "x"]] * 2}).encode(), "rows.0: row 0, distance: 'x' is not allowed"),
    ],
)
def test_what_is_no_table_gets_no_key(body, message):
    with pytest.raises(ScenarioError, match=message):
        kept_table(body)


def test_a_process_beside_is_told_all_of_the_table(monkeypatch):
    key, told = kept_table(json.dumps(TABLE).encode()), []

    def submit(person, task):
        told.append(task)
        done = Future()
        done.set_result(b"")
        return done

    def not_at_hand(*asked):
        raise NotAtHand

    monkeypatch.setattr(lanes, "is_served", True)
    monkeypatch.setattr(lanes, "answer", not_at_hand)
    monkeypatch.setattr(lanes.slow_lane, "submit", submit)
    lanes.is_warm.set()
    assert asyncio.run(lanes.answered("x", question(key), {})) == b""
    assert json.loads(told[0]["question"])["surface"]["table"] == TABLE
