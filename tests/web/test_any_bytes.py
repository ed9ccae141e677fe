"""No byte sequence ends in anything but an answer: no route raises, none logs a traceback, all JSON can be read.

The inputs are right ones with changes, and random ones, thousands of them, the same each time.
"""

import json
import logging
from random import Random

import pytest

from optviz import Scenario, export
from optviz.browser import modules
from optviz.player import assets
from optviz.web.exporting import routes
from optviz.web.exporting.jobs import Exports
from optviz.web.process import Process, Result
from optviz.web.server import guarded
from tests.mutations import TOKENS, mutated_bytes, mutated_json
from tests.web.asgi import Server

SCENARIO = Scenario(surface="ravine", optimizers=["sgd", {"key": "adam", "label": "ü"}], num_steps=20)
BODY = SCENARIO.to_json().encode()
QUERY = b"rows=0-9&held=0&curves=loss&taylor=1&surface=ab&held_inside=1&onto=saddle"
EXPORT = {
    "scenario": SCENARIO.to_dict(),
    "format": "png",
    "options": {"width": "300px", "curves": "no"},
    "preview": False,
}
LINK = SCENARIO.to_url().encode()
FORMATS_OPENED = ("csv", "npz", "json", "python", "png")
HEADERS = [
    (b"host", b"["),
    (b"host", b"\xff"),
    (b"host", b""),
    (b"content-length", b"-1"),
    (b"content-length", b"9" * 30),
    (b"content-length", "１".encode()),
    (b"content-length", b"5"),
    (b"content-type", b"\xff"),
    (b"cookie", b"=;=\xff"),
    (b"accept-encoding", b"\xff"),
    (b"range", b"bytes=-"),
    (b"origin", b"null"),
    (b"x-forwarded-for", b"\xff, 1"),
    (b"", b""),
]
FIELDS = [
    b"rows=",
    b"held=",
    b"curves=",
    b"state.velocity",
    b"state.x",
    b"onto=",
    b"four=",
    b"four=99",
    b"four=0&onto=saddle",
    b"surface=",
    b"export.width=",
    b"show.view=",
    b"optimizers.0=",
    b"start.0=",
]


@pytest.fixture(scope="module")
def server():
    """The routes, in front of a queue whose process makes nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Process, "make", lambda *_: Result(b"made", {"size": 4}))
        exports = Exports()
        patch.setattr(routes, "exports", exports)
        server = Server(guarded([]))
        yield server
        server.close()
        exports.close()


@pytest.fixture(autouse=True)
def no_traceback(caplog):
    """Whatever is logged as an error while a test runs is one."""
    with caplog.at_level(logging.ERROR):
        yield
    assert caplog.records == []


def requests():
    """One of each kind that the page sends: method, target, body."""
    player = f"/player/{assets.version()}/{assets.MODULES}".encode()
    return [
        ("POST", b"/api/simulate?" + QUERY, BODY),
        ("POST", b"/api/exports", json.dumps(EXPORT).encode()),
        ("GET", b"/api/exports/abc", b""),
        ("DELETE", b"/api/exports/abc", b""),
        ("GET", b"/api/exports/abc/a.png", b""),
        *(("POST", b"/api/open", export(SCENARIO, format=kind)) for kind in FORMATS_OPENED),
        ("GET", b"/export/a.csv?" + LINK + b"&export.width=3cm&show.view=panels", b""),
        ("GET", player, b""),
        ("GET", f"/programs/{modules.version()}/schedules/cosine.mjs".encode(), b""),
        ("GET", b"/api/health", b""),
    ]


def check(answer):
    assert 200 <= answer.status < 500 or answer.status == 503
    if answer.headers.get("content-type", "").startswith("application/json"):
        answer.json()


def test_requests_that_are_nearly_right_are_answered(server):
    random, asked = Random(1), requests()
    seen = set()
    for _ in range(3000):
        method, target, body = random.choice(asked)
        headers = random.choices(HEADERS, k=random.choice([0, 0, 1, 2, 4]))
        if random.random() < 0.5:
            path, mark, query = target.partition(b"?")
            if mark and random.random() < 0.7:
                query = mutated_bytes(random, query, FIELDS)
            else:
                path = b"/" + mutated_bytes(random, path[1:])
            target = path + mark + query
        if body[:1] == b"{" and random.random() < 0.6:
            body = mutated_json(random, json.loads(body))
        elif random.random() < 0.6:
            body = mutated_bytes(random, body)
        cut = random.randint(0, len(body))
        answer = server.ask(method, target, headers, (body[:cut], body[cut:]))
        check(answer)
        seen.add(answer.status)
    assert {200, 202, 204, 404, 422} <= seen


def test_random_requests_are_answered(server):
    random = Random(2)
    methods = ["GET", "POST", "DELETE", "HEAD", "PUT", "OPTIONS", "TRACE", "", "ü"]
    begins = [
        b"/",
        b"/api/",
        b"/api/simulate",
        b"/api/exports",
        b"/api/exports/",
        b"/api/open",
        b"/export/",
        b"/player/",
        b"/programs/",
    ]
    for _ in range(1000):
        target = random.choice(begins) + random.choice([b"", b"?", b"/", b"/?"])
        target += b"".join(random.choice([*TOKENS, *FIELDS, random.randbytes(3)]) for _ in range(random.randint(0, 4)))
        body = random.choice([b"", random.randbytes(20), random.choice(TOKENS)])
        check(server.ask(random.choice(methods), target, [random.choice(HEADERS)], (body,)))


def test_who_leaves_in_the_middle_of_a_body_leaves_no_trace(server):
    for method, target, body in requests():
        for cut in {0, 1, len(body) // 2, len(body)}:
            server.ask(method, target, pieces=(body[:cut],), leaves=True)


@pytest.mark.parametrize("name", ["\ud800", "\0", "a" * 10_000, "", "\u200f\ud800"])
def test_a_name_that_cannot_be_written_is_refused_in_words(server, name):
    wrong = [
        ("exports", EXPORT | {"options": {name: "1"}}),
        ("exports", EXPORT | {"options": {"width": name}}),
        ("exports", EXPORT | {"format": name}),
        ("simulate", SCENARIO.to_dict() | {name: 1}),
        ("simulate", SCENARIO.to_dict() | {"surface": name}),
        ("simulate", SCENARIO.to_dict() | {"optimizers": [{"key": "sgd", name: 1}]}),
        ("simulate", SCENARIO.to_dict() | {"optimizers": [{"key": "sgd", "label": name}]}),
    ]
    for route, data in wrong:
        answer = server.ask("POST", f"/api/{route}".encode(), pieces=(json.dumps(data).encode(),))
        assert answer.status == 422
        assert answer.json()["problems"][0]["message"]


def test_messages_that_are_nearly_right_are_answered(server):
    random, answers = Random(3), set()
    for _ in range(150):
        messages = []
        for _ in range(10):
            query = mutated_bytes(random, QUERY, FIELDS) if random.random() < 0.5 else QUERY
            body = mutated_json(random, json.loads(BODY)) if random.random() < 0.5 else mutated_bytes(random, BODY)
            message = query + random.choice([b"\n", b"\n", b"\n", b"", b"\r\n"]) + body
            messages.append(message if random.random() < 0.1 else message.decode(errors="replace"))
        for sent in server.talk(b"/api/live", messages):
            answers.add(sent["type"])
            if text := sent.get("text"):
                assert json.loads(text)["problems"]
    assert answers <= {"websocket.accept", "websocket.send", "websocket.close"}


@pytest.mark.parametrize(
    "target", [b"/api/live/", b"/api/live?%ff=\xff", b"/api/%ff", b"/api/live/\xff?", b"/player/a/b"]
)
def test_a_line_to_nowhere_is_refused(server, target):
    assert {sent["type"] for sent in server.talk(target, ["a"])} <= {
        "websocket.accept",
        "websocket.send",
        "websocket.close",
        "websocket.http.response.start",
        "websocket.http.response.body",
    }
