"""The route to maps: it answers what `sweep` gives, made by a process of its own, and what is wrong is named."""

import json
import threading
from concurrent.futures import Future

import numpy as np
import pytest

from optviz import Scenario, Sweep, sweep
from optviz.picture.map_cells import PATTERNS, REPEAT, cells_of
from optviz.player.map_payload import FINENESS, map_payload
from optviz.web import map_worker, maps
from optviz.web.server import guarded
from tests.web.asgi import Server

SWEEP = Sweep(
    scenario=Scenario(surface="ravine", optimizers=["momentum"], num_steps=40),
    x={"key": "optimizers.0.learning_rate", "low": 1e-3, "high": 1, "cells": 40},
    y={"key": "optimizers.0.rho", "low": 0, "high": 0.9, "cells": 12},
)


@pytest.fixture
def server():
    server = Server(guarded([]))
    yield server
    server.close()


@pytest.fixture
def beside(monkeypatch):
    """What was asked of the process; here it is done where it is asked for."""
    asked = []

    def submit(person, task):
        asked.append((person, task, threading.current_thread()))
        future = Future()
        header, data = map_worker.answered(task)
        assert header["size"] == len(data)
        future.set_result(data)
        return future

    monkeypatch.setattr(maps.lane, "submit", submit)
    return asked


def decoded(body):
    length = 4 + int.from_bytes(body[:4], "little")
    header = json.loads(body[4:length])
    arrays = {}
    for entry in header["arrays"]:
        count = int(np.prod(entry["shape"]))
        found = np.frombuffer(body, entry["dtype"], count, length + entry["offset"])
        arrays[entry["name"]] = found.reshape(entry["shape"])
    return header, arrays


def ask(server, body, query=""):
    return server.ask(
        "POST", f"/api/sweep{query}".encode(), pieces=(body if isinstance(body, bytes) else body.encode(),)
    )


def test_the_answer_is_the_map(server, beside):
    answer = ask(server, SWEEP.to_json())
    assert answer.status == 200
    header, arrays = decoded(answer.content)
    found = sweep(SWEEP)
    for name in ("x", "y", "losses", "distances", "steps", "diverged_at", "minima"):
        assert np.array_equal(arrays[name], getattr(found, name).astype(arrays[name].dtype), equal_nan=True)
    cells = cells_of(found, "light")
    assert np.array_equal(arrays["places"], cells.places)
    assert [tuple(look) for look in header["looks"]] == [
        (look.colour, look.pattern, look.ink or look.colour) for look in cells.looks
    ]
    assert [axis["title"] for axis in header["axes"]] == ["learning rate η", "momentum ρ"]
    assert header["minima"] == ["(0, 0)"]
    assert header["title"] == "Momentum on Ravine: final loss"
    x, y = np.array(header["border"]).T
    assert (np.diff(y) > 0).all()
    assert 10 ** (3 * (x * 40 - 0.5) / 39 - 3) == pytest.approx(
        2 * (1 + found.y[-1] * 0 + border_rho(y)) / 10, rel=1e-6
    )


def border_rho(y):
    """The values of ρ at shares of the map's height."""
    return 1 - 0.1 ** ((y * 12 - 0.5) / 11)


def test_coarser_maps_and_styles(server, beside):
    dark = ask(server, SWEEP.to_json(), "?most=16&style=dark")
    assert dark.content == map_payload(sweep(SWEEP.coarser(16)), "dark")
    assert decoded(dark.content)[1]["places"].shape == (12, 16)
    assert ask(server, SWEEP.to_json(), "?page=0123456789abcdef").status == 200
    assert beside[0][0] != beside[1][0]


def test_a_pattern_is_sent_as_the_square_that_it_repeats():
    header, _ = decoded(map_payload(sweep(SWEEP), "light"))
    assert "falling" in header["patterns"]
    for name, rows in header["patterns"].items():
        assert len(rows) == len(rows[0]) == REPEAT * FINENESS
        for x, y in ((0, 0), (3, 5), (10, 90), (95, 1)):
            assert (rows[y][x] == "1") == bool(PATTERNS[name](np.array(x / FINENESS), np.array(y / FINENESS)))


@pytest.mark.parametrize(
    ("body", "query", "field", "message"),
    [
        (b"{", "", "", "this is not JSON"),
        (b"{}", "", "scenario", "missing; a scenario is needed"),
        (SWEEP.to_json().replace('"cells": 40', '"cells": 1000000'), "", "x.cells", "a whole number from 2 to 512 is"),
        (SWEEP.to_json().replace("0.rho", "0.beta"), "", "y", "is no number that a run of optimizer 0 depends on"),
        (SWEEP.to_json(), "?most=1000", "most", "a whole number from 2 to 512 is"),
        (SWEEP.to_json(), "?style=print", "style", "one of light, dark is"),
        (SWEEP.to_json(), "?page=x", "page", "is not allowed; a text of 16 to 64 letters"),
        (SWEEP.to_json(), "?size=3", "size", "a map has no such option; it has most, style"),
    ],
)
def test_what_is_wrong_is_named_before_it_waits(server, monkeypatch, body, query, field, message):
    monkeypatch.setattr(maps.lane, "submit", None)
    answer = ask(server, body, query)
    assert answer.status == 422
    assert any(one["field"] == field and message in one["message"] for one in answer.json()["problems"])


def test_what_is_too_long_is_not_read(server):
    assert ask(server, b" " * 40_000).status == 413


def test_the_process_makes_maps_one_after_another():
    try:
        futures = [
            maps.lane.submit("a", {"sweep": SWEEP.to_dict(), "most": most, "style": "light"}) for most in (8, 16)
        ]
        shapes = [decoded(future.result(120))[1]["places"].shape for future in futures]
        assert shapes == [(8, 8), (12, 16)]
    finally:
        maps.lane.close()
