"""What a stranger meets: a real server's headers, its bounds, and who may ask."""

import gzip
import json
import os
import re
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from starlette.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from benchmarks.browser import serving
from optviz import Scenario
from optviz.scenario.bounds import MAX_CHARACTERS
from optviz.web import descriptors
from optviz.web.live import Pace
from optviz.web.origins import is_allowed

PATIENCE = 120
QUESTION = "\n" + Scenario.default().to_json()
MOST_MEGABYTES = 4  # of .streamlit/config.toml


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPTVIZ_EMBEDDED_IN", "https://course.example http://localhost:8000")
        patch.setenv("STREAMLIT_SERVER_CORS_ALLOWED_ORIGINS", "https://course.example")
        patch.setenv("OPTVIZ_CACHE", str(tmp_path_factory.mktemp("cache")))
        with serving() as address:
            ready(address)
            yield address


def ready(address):
    while read(f"{address}/api/ready")["ready"] is not True:
        pass


def answer(address, **options):
    try:
        got = urlopen(Request(address, **options), timeout=PATIENCE)
    except HTTPError as error:
        got = error
    with got:
        return SimpleNamespace(status=got.status, headers=got.headers, said=got.read())


def read(address, **options):
    return json.loads(answer(address, **options).said)


def live(address, **options):
    return connect(address.replace("http", "ws") + "/api/live", max_size=None, open_timeout=PATIENCE, **options)


def asked(line, question):
    line.send(question)
    return line.recv(PATIENCE)


PLACES = ["/", "/methods", "/_stcore/health", "/api/health", "/api/ready", "/api/exports/none", "/player/0/none.mjs"]


@pytest.mark.parametrize("place", PLACES)
def test_every_answer_says_what_a_browser_may_do_with_it(server, place):
    headers = answer(server + place).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == "'self' https://course.example http://localhost:8000"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


def test_the_playground_names_what_it_will_ask_for(server):
    hinted = re.findall(r"<([^>]+)>; rel=(\w+)", answer(f"{server}/").headers["link"])
    names = [re.sub(r"^player/\w{12}/|\.[\w-]{8}(?=\.js)", "", place) for place, _ in hinted]
    assert {"joined.mjs", "player.css", "static/js/Html.js", "static/js/BidiComponent.js"} <= set(names)
    for place, kind in hinted:
        answered = answer(f"{server}/{place}", headers={"accept-encoding": "gzip"})
        assert (answered.status, answered.headers["content-encoding"]) == (200, "gzip")
        assert "immutable" in answered.headers["cache-control"]
        assert (kind == "preload") == place.endswith(".css")
    assert "link" not in answer(f"{server}/methods").headers


def test_streamlits_scripts_are_compressed_for_those_who_can_read_that(server):
    page = answer(f"{server}/").said.decode()
    files = re.findall(r'"\./(static/[^"]+\.(?:js|css))"', page)
    assert len(files) > 1
    sent = 0
    for file in files:
        plain, packed = (answer(f"{server}/{file}", headers={"accept-encoding": way}) for way in ("identity", "gzip"))
        assert gzip.decompress(packed.said) == plain.said
        assert packed.headers["content-length"] == str(len(packed.said))
        assert packed.headers["content-type"] == plain.headers["content-type"]
        assert "accept-encoding" in packed.headers["vary"]
        sent += len(packed.said)
    assert sent < 600_000
    missing = answer(f"{server}/static/js/none.js", headers={"accept-encoding": "gzip"})
    assert missing.status == answer(f"{server}/static/js/none.js").status


def test_a_site_that_is_none_is_refused_when_the_server_starts(monkeypatch):
    monkeypatch.setenv("OPTVIZ_EMBEDDED_IN", "https://course.example; script-src *")
    with pytest.raises(RuntimeError, match=re.escape("'https://course.example;' is not a site")), serving():
        pass


@pytest.mark.parametrize("origin", ["null", "https://evil.example", "http://127.0.0.1:1", "127.0.0.1", "", "http://["])
def test_pages_of_other_sites_may_ask_nothing(server, origin):
    asked = answer(f"{server}/api/simulate", data=Scenario.default().to_json().encode(), headers={"origin": origin})
    assert asked.status == 403
    assert "of this server may" in json.loads(asked.said)["problems"][0]["message"]
    with live(server, additional_headers={"origin": origin}) as line, pytest.raises(ConnectionClosed) as closed:
        line.recv(PATIENCE)
    assert (closed.value.rcvd.code, "may not ask this" in closed.value.rcvd.reason) == (1008, True)


@pytest.mark.parametrize("origin", [None, "here", "https://course.example"])
def test_its_own_pages_and_those_that_are_named_may(server, origin):
    origin = {"origin": str(server) if origin == "here" else origin} if origin else {}
    asked = answer(f"{server}/api/simulate", data=Scenario.default().to_json().encode(), headers=origin)
    assert asked.status == 200
    with live(server, additional_headers=origin) as line:
        line.send(QUESTION)
        assert len(line.recv(PATIENCE)) > 1000


def test_an_origin_is_compared_as_a_whole():
    headers = Headers({"origin": "https://a.example:8501", "host": "a.example:8501"})
    assert is_allowed(headers, ())
    assert not is_allowed(Headers({"origin": "https://a.example", "host": "a.example:8501"}), ())
    assert not is_allowed(Headers({"origin": "https://a.example.evil", "host": "a.example"}), ("https://b.example",))
    assert is_allowed(Headers({"origin": "https://b.example", "host": "a.example"}), ("https://b.example",))


def test_a_message_that_is_too_long_is_refused_in_words_and_a_huge_one_closes_the_line(server):
    with live(server) as line:
        line.send(" " * 2 * MAX_CHARACTERS + " ")
        assert str(MAX_CHARACTERS) in line.recv(PATIENCE)
        line.send(QUESTION)
        assert len(line.recv(PATIENCE)) > 1000
        with pytest.raises(ConnectionClosed):  # whether it hears why depends on how much it has still to send
            asked(line, " " * (MOST_MEGABYTES * 1_000_000 + 1))


def test_fragments_have_an_end_together(server):
    sent = 0

    def fragments():
        nonlocal sent
        while True:
            sent += 1
            yield " " * 100_000

    with live(server) as line, pytest.raises(ConnectionClosed):
        line.send(fragments())
    assert sent < 1000


def test_what_has_to_be_compiled_is_compiled_beside_the_server(server):
    before = read(f"{server}/api/health")
    scenario = Scenario(surface="booth", optimizers=["yogi"], num_steps=10)
    with live(server) as line:
        line.send(f"\n{scenario.to_json()}")
        assert len(line.recv(PATIENCE)) > 1000
        after = read(f"{server}/api/health")
        assert after["compiled_beside"] > before["compiled_beside"]
        line.send(f"\n{scenario.to_json()}")
        assert len(line.recv(PATIENCE)) > 1000
    last = read(f"{server}/api/health")
    assert last["compilations"] - last["compiled_beside"] == before["compilations"] - before["compiled_beside"]
    assert last["compiled_beside"] == after["compiled_beside"]


def test_who_leaves_in_the_middle_leaves_no_traceback(server):
    host, port = server.removeprefix("http://").split(":")
    for route in ("simulate", "exports", "open"):
        with closing(socket.create_connection((host, int(port)))) as line:
            line.sendall(f"POST /api/{route} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000\r\n\r\n{{".encode())
    with live(server) as line:
        line.send(QUESTION)
    assert answer(f"{server}/api/simulate", data=Scenario.default().to_json().encode()).status == 200
    assert "Traceback" not in server.server.said()


def test_a_line_may_ask_as_fast_as_a_hand_and_no_faster():
    pace = Pace(rate=80.0, burst=40)
    now = pace.seen
    assert [pace.wait(now) for _ in range(40)] == [0.0] * 40
    assert pace.wait(now) == pytest.approx(1 / 80)
    assert pace.wait(now) == pytest.approx(2 / 80)
    hand = Pace(rate=80.0, burst=40)
    assert max(hand.wait(hand.seen + 0.014) for _ in range(1000)) == 0.0


def test_the_limit_of_files_is_raised_as_far_as_it_may_be_and_said_if_it_is_little(monkeypatch, caplog):
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    asked = []
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (256, 1024))
    monkeypatch.setattr(resource, "setrlimit", lambda kind, limits: asked.append(limits))
    descriptors.raise_limit()
    assert asked == [(1024, 1024)]
    assert "enough for 103 pages" in caplog.text
    assert f"to {300 * descriptors.A_PAGE + descriptors.OURS}" in caplog.text
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (1024, resource.RLIM_INFINITY))
    caplog.clear()
    descriptors.raise_limit()
    assert asked[1:] == [(65_536, resource.RLIM_INFINITY)]
    assert not caplog.text


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
def test_a_server_that_is_told_to_end_does_not_make_files_first(server):
    """The last one here: it ends what the others ask."""
    options = {"seconds": "60"}
    asked = {"scenario": Scenario.default().to_dict(), "format": "gif", "options": options, "page": "a" * 20}
    clip = json.dumps(asked).encode()
    with ThreadPoolExecutor() as beside:

        def state():
            """Of another job, which is taken back at once."""
            job = f"{server}/api/exports/{read(f'{server}/api/exports', data=clip)['id']}"
            found = read(job)
            answer(job, method="DELETE")
            return found

        answer(f"{server}/api/exports", data=clip)
        while state()["state"] != "waiting":
            pass
        waiting = beside.submit(answer, f"{server}/export/clip.gif?export.seconds=60")
        while state()["before"] < 2:
            pass
        server.server.process.send_signal(signal.SIGTERM)
        assert waiting.result().status == 422
