"""The route to maps: it answers what `sweep` gives, made by a process of its own, and what is wrong is named."""

import io
import json
import threading
from concurrent.futures import Future

import numpy as np
import pytest
from PIL.PngImagePlugin import PngImageFile

from optviz import Scenario, Sweep, basins, export, sweep
from optviz.engine.sweeping import precision_for, unheard
from optviz.player.map_payload import map_payload
from optviz.web import map_worker, maps
from optviz.web.server import guarded
from optviz.web.workers import answered
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

    def submit(person, task, is_newest=False, progress=unheard):
        asked.append((person, task, threading.current_thread()))
        future = Future()
        header, data = answered(map_worker.drawn, task, progress)
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
    _, arrays = decoded(answer.content)
    found = sweep(SWEEP)
    for name in ("x", "y", "losses", "first_losses", "distances", "steps", "diverged_at", "minima"):
        assert np.array_equal(arrays[name], getattr(found, name).astype(arrays[name].dtype), equal_nan=True)


def test_coarser_maps(server, beside):
    coarse = ask(server, SWEEP.to_json(), "?most=16")
    assert coarse.content == map_payload(sweep(SWEEP.coarser(16)))
    assert decoded(coarse.content)[1]["losses"].shape == (12, 16)
    assert ask(server, SWEEP.to_json(), "?page=0123456789abcdef").status == 200
    assert beside[0][0] != beside[1][0]


def test_where_32_bits_show_their_grain_64_are_taken():
    around = {"key": "optimizers.0.learning_rate", "low": 0.1, "high": 0.1000001, "cells": 40}
    near = Sweep(scenario=SWEEP.scenario, x=around)
    assert [precision_for(asked) for asked in (SWEEP, near)] == [32, 64]
    assert map_worker.drawn({"sweep": near.to_dict(), "most": 40, "language": "en"}, unheard) == map_payload(
        sweep(near, precision=64)
    )


@pytest.mark.parametrize(
    ("body", "query", "field", "message"),
    [
        (b"{", "", "", "this is not JSON"),
        (b"{}", "", "scenario", "missing; a scenario is needed"),
        (SWEEP.to_json().replace('"cells": 40', '"cells": 1000000'), "", "x.cells", "a whole number from 2 to 512 is"),
        (SWEEP.to_json().replace("0.rho", "0.beta"), "", "y", "is no number that a run of optimizer 0 depends on"),
        (SWEEP.to_json(), "?most=1000", "most", "a whole number from 2 to 512 is"),
        (SWEEP.to_json(), "?page=x", "page", "is not allowed; a text of 16 to 64 letters"),
        (SWEEP.to_json(), "?size=3", "size", "a map has no such option; it has most"),
    ],
)
def test_what_is_wrong_is_named_before_it_waits(server, monkeypatch, body, query, field, message):
    monkeypatch.setattr(maps.lane, "submit", None)
    answer = ask(server, body, query)
    assert answer.status == 422
    assert any(one["field"] == field and message in one["message"] for one in answer.json()["problems"])


def fetched(server, kind, query):
    return server.ask("GET", f"/api/maps/{kind}?{query}".encode())


def test_files_of_what_an_address_tells_of(server, beside):
    answer = fetched(server, "csv", SWEEP.to_url())
    assert answer.status == 200
    assert answer.content == export(sweep(SWEEP), format="csv")
    headers = dict(answer.headers)
    assert headers["content-disposition"] == 'attachment; filename="optviz-map.csv"'
    image = fetched(server, "png", f"{SWEEP.to_url()}&style=dark&language=zh")
    assert image.content.startswith(b"\x89PNG")
    assert Sweep.from_url(PngImageFile(io.BytesIO(image.content)).text["Sweep"]) == SWEEP


def test_a_file_of_all_starts_has_all_rules(server, beside):
    pair = Scenario(surface="himmelblau", optimizers=["sgd", "adam"], num_steps=20)
    archive = np.load(io.BytesIO(fetched(server, "npz", Sweep.of_starts(pair, cells=6).to_url()).content))
    for i, found in enumerate(basins(pair, cells=6)):
        assert np.array_equal(archive[f"{i}/minima"], found.minima)


@pytest.mark.parametrize(
    ("kind", "query", "field"),
    [
        ("gif", SWEEP.to_url(), "format"),
        ("png", f"{SWEEP.to_url()}&style=loud", "style"),
        ("png", SWEEP.scenario.to_url(), "sweep.x"),
        ("png", f"{SWEEP.to_url()}&sweep.x.cells=5", ""),
    ],
)
def test_what_is_wrong_with_an_address_of_a_file_is_named(server, monkeypatch, kind, query, field):
    monkeypatch.setattr(maps.lane, "submit", None)
    answer = fetched(server, kind, query)
    assert answer.status == 422
    assert answer.json()["problems"][0]["field"].startswith(field)


def test_what_is_too_long_is_not_read(server):
    assert ask(server, b" " * 40_000).status == 413
