"""The routes to fans and races: they answer what Python gives, from a process of their own; what is wrong is named."""

import io
import json
import threading
from concurrent.futures import Future
from types import SimpleNamespace

import numpy as np
import pytest

from optviz import Fan, Race, Recipe, Scenario, Search, export, fan, race, search
from optviz.engine.sweeping import unheard
from optviz.picture.fans import losses_chart
from optviz.picture.races import race_chart, table_of
from optviz.player.chart_payload import DOTS, fan_payload, race_payload
from optviz.problems import ScenarioError
from optviz.texts.language import speaking
from optviz.web import trial_worker, trials
from optviz.web.server import guarded
from optviz.web.workers import Outbox, answered, telling
from tests.web.asgi import Server
from tests.web.test_map_route import decoded

NOISY = Scenario(surface="himmelblau", optimizers=["adam"], noise="gaussian", num_steps=20, start=(0.1, 0.2))
FAN = Fan(scenario=NOISY, seeds=30)
RACE = Race(scenario=Scenario(surface="ravine", optimizers=["sgd", "adam"]), budget=20, rates=5)


@pytest.fixture
def server():
    server = Server(guarded([]))
    yield server
    server.close()


@pytest.fixture
def beside(monkeypatch):
    """What was asked of the process; here it is done where it is asked for."""
    asked = []

    def submit(person, task, *, is_newest, progress=unheard):
        asked.append((person, task, threading.current_thread()))
        future = Future()
        header, data = answered(trial_worker.made, task, progress)
        assert header["size"] == len(data)
        future.set_result(data)
        return future

    monkeypatch.setattr(trials.lane, "submit", submit)
    return asked


def ask(server, kind, body, query=""):
    return server.ask("POST", f"/api/{kind}{query}".encode(), pieces=(body.encode(),))


def test_the_answer_is_the_fan(server, beside):
    answer = ask(server, "fan", FAN.to_json())
    assert answer.status == 200
    header, arrays = decoded(answer.content)
    found = fan(FAN)
    assert answer.content == fan_payload(found, "light")
    low, high = np.array(NOISY.surface.record.domain).T
    back = arrays["cloud"] * (high - low) + low
    assert back == pytest.approx(found.cloud[:, :DOTS], abs=1e-5)
    assert arrays["steps"].tolist() == found.cloud_steps.tolist()
    chart = losses_chart(found, "light")
    assert header["chart"]["lines"][0]["y"] == pytest.approx(chart.lines[0].y, abs=1e-4)
    assert [share for share, _ in header["ends"]] == sorted(found.shares[:-1].tolist(), reverse=True)
    assert sum(share for share, _ in header["ends"]) == pytest.approx(1)
    x, y = header["minima"][0]
    assert (x * 10 - 5, y * 10 - 5) == pytest.approx((3, 2), abs=1e-3)
    assert arrays["ground"].shape == (128, 128)
    assert header["lines"][0][0].startswith("M")


def test_a_fan_of_one_weight_has_no_ground():
    curve = Scenario(surface="double_well_curve", optimizers=["sgd"], noise="gaussian", num_steps=9)
    header, arrays = decoded(fan_payload(fan(curve, seeds=5), "light"))
    assert "ground" not in arrays
    assert header["lines"] == header["minima"] == []
    assert arrays["cloud"].shape == (10, 5, 2)
    assert len(header["sides"]) == 1


def test_the_answer_is_the_race(server, beside):
    answer = ask(server, "race", RACE.to_json(), "?style=dark&language=zh")
    found = race(RACE)
    with speaking("zh"):
        assert answer.content == race_payload(found, "dark")
        header, _ = decoded(answer.content)
        assert header["table"] == table_of(found)
        assert header["charts"][1]["lines"][1]["y"] == pytest.approx(race_chart(found, "dark").lines[1].y, abs=1e-4)
    assert Scenario.from_url(header["query"]) == found.scenario
    assert header["places"] == list(found.places)


def test_how_far_it_is_comes_before_what_is_made(server, beside):
    plain = ask(server, "fan", FAN.to_json()).content
    told = ask(server, "fan", FAN.to_json(), "?progress=lines")
    first, size, rest = told.content.split(b"\n", 2)
    assert told.headers["cache-control"] == "no-store"
    assert 0 < json.loads(first)["progress"] <= 1
    assert json.loads(size) == {"size": len(plain)}
    assert rest == plain
    refused = ask(server, "fan", FAN.to_json(), "?progress=often")
    assert [one["field"] for one in refused.json()["problems"]] == ["progress"]


def test_what_goes_wrong_on_the_way_is_the_last_line(server, monkeypatch):
    def submit(person, task, *, is_newest, progress):
        future = Future()
        future.set_exception(ScenarioError.of("", "took_too_long", seconds=60))
        return future

    monkeypatch.setattr(trials.lane, "submit", submit)
    answer = ask(server, "race", RACE.to_json(), "?progress=lines")
    assert answer.status == 200
    assert [one["code"] for one in json.loads(answer.content)["problems"]] == ["took_too_long"]


def test_a_worker_tells_each_hundredth_at_most_and_ends_what_is_cancelled(monkeypatch):
    sent = io.BytesIO()
    inbox = SimpleNamespace(cancelled=None)
    progress = telling({"number": 7}, inbox, Outbox(sent))
    for share in np.linspace(0, 1, 1001):
        progress(float(share))
    shares = [json.loads(line)["progress"] for line in sent.getvalue().splitlines()]
    assert 95 <= len(shares) <= 100
    assert shares == sorted(shares)
    inbox.cancelled = 7
    task = {"kind": "fan", "asked": FAN.to_dict(), "most": 30, "style": "light", "language": "en"}
    header, data = answered(trial_worker.made, task, progress)
    assert (header["problems"][0]["code"], data) == ("cancelled", b"")


def test_coarser_ones_come_first(server, beside):
    assert ask(server, "fan", FAN.to_json(), "?most=7").content == fan_payload(fan(FAN.fewer(7)), "light")
    assert ask(server, "race", RACE.to_json(), "?most=3").content == race_payload(race(RACE.coarser(3)), "light")
    assert ask(server, "race", RACE.to_json(), "?page=0123456789abcdef").status == 200
    assert beside[0][0] != beside[-1][0]


SEARCH = Search(
    scenario=RACE.scenario,
    x={"key": "optimizers.1.learning_rate", "cells": 8},
    y={"key": "optimizers.1.beta_2", "cells": 8},
    tries=4,
    repeats=9,
)


RECIPE = Recipe(scenario=Scenario(surface="logistic_irises", optimizers=["adam"]), step=5)


@pytest.mark.parametrize(
    ("kind", "asked", "run", "name"),
    [("fan", FAN, fan, "a.png"), ("race", RACE, race, "a.csv"), ("search", SEARCH, search, "a.svg")],
)
def test_files_are_those_of_python(server, beside, tmp_path, kind, asked, run, name):
    format = name.rpartition(".")[2]
    styled = "" if format == "csv" else "&style=dark"
    answer = server.ask("GET", f"/api/trials/{kind}/{format}?{asked.to_url()}{styled}".encode())
    assert answer.status == 200
    assert answer.content == export(run(asked), format=format, **({"style": "dark"} if styled else {}))
    assert answer.headers["content-disposition"] == f'attachment; filename="optviz-{kind}.{format}"'


def test_a_recipe_has_its_files_too(server, monkeypatch):
    """They are those of tests/exports/test_result_files.py."""
    tasks = []

    def submit(person, task, *, is_newest):
        tasks.append(task)
        future = Future()
        future.set_result(b"made")
        return future

    monkeypatch.setattr(trials.lane, "submit", submit)
    answer = server.ask("GET", f"/api/trials/recipe/svg?{RECIPE.to_url()}&language=zh&style=dark".encode())
    assert (answer.content, answer.headers["content-type"]) == (b"made", "image/svg+xml")
    assert Recipe.from_dict(tasks[0].pop("asked")) == RECIPE
    assert tasks == [{"kind": "recipe", "format": "svg", "options": {"style": "dark"}, "language": "zh"}]


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [
        ("maps/png?", 404, None),
        ("fan/gif?", 422, "format"),
        (f"fan/png?{FAN.to_url()}&style=x", 422, "style"),
        ("fan/png?noise=gaussian&fan.seeds=1000000000", 422, "fan.seeds"),
    ],
)
def test_files_that_cannot_be_are_refused(server, monkeypatch, path, status, field):
    monkeypatch.setattr(trials.lane, "submit", None)
    answer = server.ask("GET", f"/api/trials/{path}".encode())
    assert answer.status == status
    assert field is None or [one["field"] for one in answer.json()["problems"]] == [field]


@pytest.mark.parametrize(
    ("kind", "body", "query", "field", "message"),
    [
        ("fan", "{", "", "", "this is not JSON"),
        ("fan", "{}", "", "scenario", "missing; a scenario is needed"),
        ("fan", FAN.to_json().replace('"seeds": 30', '"seeds": 1000000000'), "", "seeds", "from 2 to 10000 is"),
        ("fan", FAN.to_json().replace('"gaussian"', '"none"'), "", "scenario.noise.scale", "has no such"),
        ("fan", FAN.to_json(), "?most=100000", "most", "a whole number from 3 to 10000 is"),
        ("race", RACE.to_json().replace('"budget": 20', '"budget": -1'), "", "budget", "from 1 to 2000 is"),
        ("race", RACE.to_json().replace('"gradients": 1', '"gradients": 0'), "", "gradients", "make the steps of SGD"),
        ("race", RACE.to_json(), "?style=print", "style", "one of light, dark is"),
        ("race", RACE.to_json(), "?size=3", "size", "a race has no such option; it has most, style, progress"),
    ],
)
def test_what_is_wrong_is_named_before_it_waits(server, monkeypatch, kind, body, query, field, message):
    monkeypatch.setattr(trials.lane, "submit", None)
    answer = ask(server, kind, body, query)
    assert answer.status == 422
    assert any(one["field"] == field and message in one["message"] for one in answer.json()["problems"])


def test_what_is_too_long_is_not_read(server):
    assert ask(server, "fan", " " * 40_000).status == 413
