"""What those are told who show a link before it is opened: in the head of the playground's page, by its address."""

import asyncio
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit

from app import Previews
from optviz import SURFACES, Scenario
from optviz.exports.figure import PNG
from optviz.lessons.catalogue import lessons
from optviz.web.exporting.routes import OPTIONS
from optviz.web.previews import with_preview
from tests.web.asgi import Answer

INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
ROOT = "https://course.example/optviz"


class Head(HTMLParser):
    """Titles and properties of a page."""

    def __init__(self, page):
        super().__init__()
        self.titles, self.told, self.is_title = [], {}, False
        self.feed(page.decode())

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.is_title = tag == "title"
        if tag == "meta":
            self.told[found.get("property") or found.get("name")] = found.get("content")

    def handle_data(self, text):
        if self.is_title and text.strip():
            self.titles.append(text)


def told_at(query):
    head = Head(with_preview(INDEX, query, ROOT))
    assert head.titles == [head.told["og:title"]]
    assert head.told["description"] == head.told["og:description"]
    return head.told


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("key", ["momentum", "early_stopping"])
def test_the_link_of_a_lesson_has_its_title_its_sentence_and_the_beginning_of_its_run(key, language):
    told, lesson = told_at(f"lesson={key}&language={language}"), lessons(language)[key]
    assert (told["og:title"], told["og:description"]) == (lesson.title, lesson.summary)
    scenario, options = pictured(told["og:image"])
    assert scenario == lesson.scenario
    assert 0 < options["step"] <= scenario.num_steps / 10


def pictured(address):
    """The scenario of a picture's address, and its options as they are allowed."""
    place = urlsplit(address)
    assert address.startswith(f"{ROOT}/export/")
    assert place.path.endswith(PNG.extension)
    fields = {name: values[0] for name, values in parse_qs(place.query).items()}
    options = {name.removeprefix(OPTIONS): fields.pop(name) for name in list(fields) if name.startswith(OPTIONS)}
    fields.pop("language", None)
    assert (options["width"], options["height"]) == ("1200px", "630px")
    return Scenario.from_pairs(list(fields.items())), PNG.parse(options)


def test_the_link_of_an_experiment_names_its_surface_and_its_rules():
    told = told_at("surface=beale&optimizers.0=lion&optimizers.1=adam&num_steps=70&show.view=space")
    assert told["og:title"] == "optviz: Beale, Lion, Adam"
    assert told["og:description"] == SURFACES["beale"].summary
    scenario, options = pictured(told["og:image"])
    assert (scenario.surface.key, scenario.labels, scenario.num_steps) == ("beale", ("Lion", "Adam"), 70)
    assert options["step"] is None


@pytest.mark.parametrize(
    "query", ["", "lesson=nothing", "lesson=&surface=%00", "surface=<b>&optimizers.7=x", "a&&=%ff"]
)
def test_what_is_wrong_in_an_address_is_left_aside(query):
    assert told_at(query)["og:title"] == "optviz: Ravine, SGD, Momentum, RMSProp, Adam"


def test_text_of_an_address_stays_text():
    page = with_preview(INDEX, "optimizers.0=sgd&optimizers.0.label=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", ROOT)
    assert page.count(b"<script>") == INDEX.count(b"<script>")
    assert Head(page).told["og:title"] == 'optviz: Ravine, "><script>alert(1)</script>'


async def streamlits(scope, receive, send):
    """As Streamlit answers: by a whole page, unless it is one that the browser has or wants a part of."""
    is_plain = not {b"if-none-match", b"range", b"accept-encoding"} & {name for name, _ in scope["headers"]}
    headers = [(b"etag", b'"1"'), (b"content-length", str(len(INDEX)).encode()), (b"content-type", b"text/html")]
    await send({"type": "http.response.start", "status": 200 if is_plain else 304, "headers": headers})
    await send({"type": "http.response.body", "body": INDEX if is_plain else b""})


def asked(path, query=b"lesson=momentum", method="GET"):
    answer = Answer()
    headers = [(b"host", b"a.example"), (b"if-none-match", b'"1"'), (b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": method, "path": path, "query_string": query, "scheme": "https"}
    asyncio.run(Previews(streamlits)({**scope, "headers": headers}, None, answer.send))
    return answer


def test_the_playground_is_served_with_it_once_the_server_is_there(monkeypatch):
    assert asked("/").status == 304
    monkeypatch.setattr(Previews, "server", SimpleNamespace(with_preview=with_preview))
    answer = asked("/")
    assert answer.status == 200
    assert "etag" not in answer.headers  # of another page
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert Head(answer.content).told["og:image"].startswith("https://a.example/export/")
    assert asked("/methods").status == 304
    assert asked("/", method="HEAD").status == 304
