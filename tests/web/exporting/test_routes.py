"""The routes to files, without a browser."""

import asyncio
import json
import time

import pytest
from starlette.applications import Starlette

from optviz import Scenario, export
from optviz.exports.stamp import read_scenario, stamp
from optviz.web.exporting import routes
from optviz.web.exporting.busy import Busy
from optviz.web.exporting.job import Job
from optviz.web.exporting.people import Person
from optviz.web.server import ROUTES

SCENARIO = Scenario(surface="himmelblau", optimizers=["adam", "rmsprop"], num_steps=25)


class Answer:
    """What a route answers."""

    def __init__(self):
        self.status_code, self.headers, self.content = 0, {}, b""

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status_code = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.content += message["body"]

    def json(self):
        return json.loads(self.content)


class Client:
    """Speaks to the routes as a server does."""

    def __init__(self):
        self.app = Starlette(routes=ROUTES)

    def request(self, method, target, content=b""):
        path, _, query = target.partition("?")
        body = content.encode() if isinstance(content, str) else content
        scope = {"type": "http", "method": method, "path": path, "query_string": query.encode()}
        scope |= {"client": ("192.0.2.7", 4711)}
        headers = [(b"content-length", str(len(body)).encode())]
        answer = Answer()

        async def receive():
            return {"type": "http.request", "body": body}

        asyncio.run(self.app(scope | {"headers": headers, "server": ("test", 80)}, receive, answer.send))
        return answer

    def get(self, target):
        return self.request("GET", target)

    def post(self, target, content):
        return self.request("POST", target, content)

    def delete(self, target):
        return self.request("DELETE", target)


@pytest.fixture(scope="module")
def client():
    for lane in (routes.exports.quick, routes.exports.long):
        lane.process.niceness = 0
    yield Client()
    routes.exports.close()


def ask(client, **changes):
    body = {"scenario": SCENARIO.to_dict(), "format": "csv"} | changes
    return client.post("/api/exports", content=json.dumps(body))


def message(answer):
    (problem,) = answer.json()["problems"]
    return problem["message"]


def ended(client, job):
    """The status of a job when it has come to its end."""
    deadline = time.monotonic() + 60
    while (status := client.get(f"/api/exports/{job}").json())["state"] in ("waiting", "making"):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return status


def test_a_file_is_asked_for_followed_and_fetched(client):
    started = ask(client, format="png", options={"width": "300px", "curves": "no"})
    assert started.status_code == 202
    job, name = started.json()["id"], started.json()["name"]
    assert name == "himmelblau-adam-rmsprop.png"
    assert ended(client, job)["state"] == "done"
    answer = client.get(f"/api/exports/{job}/{name}")
    assert answer.content == export(SCENARIO, format="png", width="300px", curves=False)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert client.delete(f"/api/exports/{job}").status_code == 204
    assert client.get(f"/api/exports/{job}").status_code == 404
    assert "any more" in message(client.get(f"/api/exports/{job}/{name}"))


def test_what_shows_only_while_it_is_made_is_said_by_the_status(client):
    job = ask(client, format="png", options={"width": "80px", "height": "77px"}).json()["id"]
    status = ended(client, job)
    assert status["state"] == "failed"
    assert "no room" in status["problems"][0]["message"]
    assert client.get(f"/api/exports/{job}/a.png").status_code == 404


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"format": "pngg"}, "did you mean 'png'"),
        ({"format": 3}, "missing"),
        ({"scenario": {"surface": "ravin", "optimizers": ["sgd"]}}, "did you mean 'ravine'"),
        ({"scenario": None}, "is not a scenario"),
        ({"format": "png", "options": {"width": "12kg"}}, "a length such as"),
        ({"format": "png", "options": {"widht": "12cm"}}, "no such option"),
        ({"format": "png", "options": {"width": 12}}, "a text"),
        ({"format": "png", "options": {"width": "1" * 200}}, "a text of 100 characters"),
        ({"format": "png", "options": ["width"]}, "an object of names and texts"),
    ],
)
def test_what_is_wrong_with_a_question_is_said(client, changes, expected):
    answer = ask(client, **changes)
    assert answer.status_code == 422
    assert expected in message(answer)


@pytest.mark.parametrize(("body", "status"), [(b"{", 422), (b"[1]", 422), (b" " * 40_000, 413)])
def test_a_body_that_is_no_question_is_refused(client, body, status):
    answer = client.post("/api/exports", content=body)
    assert answer.status_code == status
    assert message(answer)


def test_a_full_queue_is_refused_for_now(client, monkeypatch):
    def full(job):
        raise Busy.of("", "busy", count=8, seconds=17)

    monkeypatch.setattr(routes.exports, "submit", full)
    for answer in (ask(client), client.get(f"/export/a.csv?{SCENARIO.to_url()}")):
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "17"
        assert message(answer) == "8 files are waiting to be made already; please try again in 17 seconds"


def test_each_page_has_a_share_and_clips_a_process_of_their_own(client, monkeypatch):
    asked = []

    def note(job):
        asked.append((job.person, job.is_long))
        return job

    monkeypatch.setattr(routes.exports, "submit", note)
    for changes in ({"page": "a" * 22}, {}, {"format": "gif"}, {"format": "gif", "preview": True}):
        assert ask(client, **changes).status_code == 202
    assert asked == [
        (Person("192.0.2.7", "a" * 22), False),
        (Person("192.0.2.7"), False),
        (Person("192.0.2.7"), True),
        (Person("192.0.2.7"), False),
    ]


@pytest.mark.parametrize("page", ["a" * 65, "", 7, {"a": 1}, "\ud800" * 20])
def test_a_token_that_is_none_is_refused(client, page):
    answer = ask(client, page=page)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "page"


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("png", {"width": "50in", "dpi": "1200"}, "60000 pixels"),
        ("gif", {"height": "5000px"}, "5000 pixels"),
        ("mp4", {"fps": "60", "seconds": "60"}, "3600 frames are too many; at most 1800, so 30 seconds"),
        ("webm", {"width": "3840px", "fps": "60", "seconds": "30"}, "1800 frames of this size are too many"),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_queued(client, monkeypatch, kind, options, expected):
    monkeypatch.setattr(routes.exports, "submit", None)
    for is_preview in (False, True):
        answer = ask(client, format=kind, options=options, preview=is_preview)
        assert answer.status_code == 422
        assert expected in message(answer)


def test_a_file_that_was_fetched_may_go_first(client):
    job = ask(client, page="b" * 22).json()["id"]
    ended(client, job)
    assert not routes.exports.find(job).is_fetched
    client.get(f"/api/exports/{job}/a.csv")
    assert routes.exports.find(job).is_fetched


def test_who_waits_is_told_for_how_long(client, monkeypatch):
    monkeypatch.setattr(routes.exports, "place", lambda job: (3, 4.5))
    waiting = Job({}, name="a.csv", media_type="text/csv", person=Person(""))
    assert routes.status_of(waiting) == {"state": "waiting", "before": 3, "seconds": 4.5, "progress": 0.0}


def test_a_url_of_its_own_gives_the_file_with_its_options(client):
    query = f"{SCENARIO.to_url()}&export.width=300px&export.curves=no&show.view=overlaid"
    answer = client.get(f"/export/ünder a.png?{query}")
    assert answer.content == export(SCENARIO, format="png", width="300px", curves=False)
    assert answer.headers["content-disposition"] == 'attachment; filename="nder a.png"'


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.png?surface=ravin", "did you mean 'ravine'"),
        ("a.pgn?surface=ravine", "did you mean .png"),
        ("a.csv?export.width=3cm", "no such option"),
        (f"a.csv?{'a=1&' * 500}", "fields"),
        (f"a.csv?{'a' * 40_000}", "too many"),
    ],
)
def test_what_is_wrong_with_a_url_is_said(client, path, expected):
    answer = client.get(f"/export/{path}")
    assert answer.status_code == 422
    assert expected in message(answer)


def test_nothing_is_made_for_somebody_who_has_left(client, monkeypatch):
    monkeypatch.setattr(routes, "LOOK_SECONDS", 0.01)
    query = f"{SCENARIO.to_url()}&export.width=320px&export.seconds=60"
    scope = {"type": "http", "method": "GET", "path": "/export/a.gif", "query_string": query.encode(), "headers": []}
    answer = Answer()

    async def receive():
        return {"type": "http.disconnect"}

    asyncio.run(client.app(scope | {"server": ("test", 80)}, receive, answer.send))
    assert message(answer) == "cancelled"


@pytest.mark.parametrize("kind", ["csv", "json", "npz", "python"])
def test_a_file_is_opened_again(client, kind):
    answer = client.post("/api/open", content=export(SCENARIO, format=kind))
    assert Scenario.from_dict(answer.json()["scenario"]) == SCENARIO


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty"),
        (b"\x89PNG a picture of a cat", "no Scenario inside"),
        (stamp(SCENARIO).encode()[:-4], "damaged"),
        (stamp(SCENARIO).replace("optviz/1", "optviz/7").encode(), "newer"),
        (b'{"surface": "ravin", "optimizers": ["sgd"]}', "did you mean 'ravine'"),
    ],
)
def test_a_file_that_cannot_be_opened_says_why(client, data, expected):
    answer = client.post("/api/open", content=data)
    assert answer.status_code == 422
    assert expected in message(answer)


def test_the_clip_that_a_route_makes_carries_its_scenario(client):
    options = {"width": "320px", "seconds": "0.2", "fps": "10"}
    job = ask(client, format="gif", options=options).json()["id"]
    assert ended(client, job)["progress"] == 1.0
    assert read_scenario(client.get(f"/api/exports/{job}/a.gif").content) == SCENARIO
