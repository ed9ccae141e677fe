"""The programs of the browser as the server gives them away."""

import gzip
from concurrent.futures import ThreadPoolExecutor

import pytest

from optviz.browser import modules
from optviz.browser.programs import text_of
from optviz.browser.translation import Untranslated
from optviz.web.server import guarded
from tests.web.asgi import Server


@pytest.fixture(scope="module")
def server():
    server = Server(guarded([]))
    yield server
    server.close()


def got(server, name, version=None):
    return server.ask("GET", f"/programs/{version or modules.version()}/{name}".encode())


def test_a_program_is_kept_for_good_under_its_version(server):
    answer = got(server, "schedules/cosine.mjs")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert gzip.decompress(answer.content).decode() == text_of("schedules/cosine")


def test_those_that_a_surface_can_go_with_come_together(server):
    answer = got(server, "with-2.mjs")
    assert answer.status == 200
    assert '"optimizers/adam-2":' in gzip.decompress(answer.content).decode()


@pytest.mark.parametrize(
    "name", ["with-3.mjs", "with-2", "schedules/cosine", "schedules/none.mjs", "", ".mjs", "../player/player.mjs"]
)
def test_what_is_no_program_is_not_there(server, name):
    assert got(server, name).status == 404
    assert got(server, "schedules/cosine.mjs", version="0").status == 404


def test_what_stays_on_the_server_is_not_there(server, monkeypatch):
    def stays(name):
        raise Untranslated("sort")

    monkeypatch.setattr(modules, "text_of", stays)
    assert got(server, "schedules/step.mjs").status == 404


def test_a_class_that_comes_at_once_has_it_made_once(monkeypatch):
    made = []

    def together(names):
        made.append(names)
        return "".join(map(text_of, names))

    monkeypatch.setattr(modules, "together", together)
    modules.made.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(modules.compressed, ["with-1.mjs"] * 8))) == 1
    assert len(made) == 1
    modules.made.cache_clear()
