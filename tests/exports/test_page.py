"""What pages that need no server may do and load, and how much the whole playground weighs."""

import base64
import contextlib
import gzip
import hashlib
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from optviz import OPTIMIZERS, SURFACES, Scenario, export, simulate
from optviz.browser.programs import makers, untranslated
from optviz.command_line.main import main
from optviz.exports.html import in_words
from optviz.exports.page import BEGIN
from optviz.lessons.catalogue import lessons
from optviz.lessons.reading import languages
from optviz.texts.english import SENTENCES
from optviz.texts.language import say, speaking

MOST = 250_000
"""Bytes until the first picture, as servers send them, of which most compress."""
OUTSIDE = re.compile(
    r"""\b(?:src|href|action)=(?!["'](?:data:|\?|\#))|url\(|@import|\bimport\(|https?://(?!www\.w3\.org/)"""
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site's pages and their picture, in a folder that was not there, as the command names them."""
    folder = tmp_path_factory.mktemp("site") / "a" / "course"
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert main(["site", "-o", str(folder)]) == 0
    return [Path(line) for line in said.getvalue().splitlines()]


@pytest.fixture(scope="module", params=range(len(languages())))
def page(site, request):
    return site[request.param].read_text(encoding="utf-8")


def unpacked(page, name):
    found = re.search(rf'<script type="text/plain" id="{name}">([^<]*)</script>', page)
    return gzip.decompress(base64.b64decode(found[1])).decode("utf-8", "replace")


def allowed(page, kind):
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)[1]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert rules["default-src"] == ["'none'"]
    return rules[kind]


def test_the_site_is_a_page_a_language_with_everything(site, page):
    assert [file.name for file in site] == ["index.html", "index.zh.html", "preview.png"]
    assert site[0].parent.parts[-2:] == ("a", "course")
    assert sorted(site[0].parent.iterdir()) == sorted(site)
    modules, lessons_sent = unpacked(page, "optviz-modules"), unpacked(page, "optviz-lessons-sent")
    modules += unpacked(page, "optviz-programs")
    assert makers().keys() - untranslated().keys() <= set(re.findall(r'^modules\["([^"]+)"\]=', modules, re.M))
    payload = unpacked(page, "optviz-payload")
    assert all(f'"{key}": {{"title"' in payload for key in [*SURFACES, *OPTIMIZERS])
    spoken = re.search(r'<html lang="(\w+)"', page)[1]
    with speaking(spoken):
        assert all(f"{text}</" in page for text in (say(SENTENCES["needs_the_app"]), say("Lessons")))
        assert say("Take home") == "Take home" or f'"Take home": "{say("Take home")}"' in payload
        assert f'"left_aside": "{say(SENTENCES["left_aside"])}"' in payload
    for language in languages():
        assert f'<section data-language="{language}"' in page
        assert all(f'"key": "{key}", "language": "{language}"' in lessons_sent for key in lessons())


class Head(HTMLParser):
    """What a page says of itself in its head."""

    def __init__(self, page):
        super().__init__()
        self.told = {}
        self.feed(page.partition("</head>")[0])

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "meta":
            self.told[found.get("property") or found.get("name")] = found.get("content")


def test_those_who_show_links_find_a_title_a_sentence_and_a_picture(site, page):
    told = Head(page).told
    assert told["og:title"] == re.search("<title>(.*)</title>", page)[1]
    assert told["og:description"] == told["description"]
    with Image.open(site[0].parent / told["og:image"]) as picture:
        assert picture.size == (1200, 630)
        assert len(picture.convert("RGB").getcolors(2**20)) > 100


def test_a_page_taken_home_says_what_came_out(monkeypatch):
    monkeypatch.setattr("optviz.exports.html.still", lambda *_: b"")
    scenario = Scenario(surface="sphere", optimizers=[{"key": "sgd", "label": 'A "B" <C>'}], num_steps=30)
    told = Head(export(scenario, format="html").decode()).told
    assert told["og:title"] == 'optviz: Sphere, A "B" <C>'
    assert told["description"] == told["og:description"] == in_words(simulate(scenario))


def test_little_comes_before_the_first_picture(page):
    first, _, behind = page.encode().partition(BEGIN.encode())
    assert len(gzip.compress(first)) < MOST
    assert b"optviz-pictures" in behind
    assert b"optviz-programs" in behind
    assert b"optviz-lessons" in behind


@pytest.mark.parametrize("whole", [False, True])
def test_only_scripts_and_styles_that_are_named_run_and_nothing_is_loaded(page, whole, monkeypatch):
    monkeypatch.setattr("optviz.exports.html.still", lambda *_: b"")
    page = page if whole else export(Scenario.default(), format="html").decode()
    modules = [unpacked(page, name) for name in ("optviz-modules", "optviz-programs")[: 1 + whole]]
    inline = re.findall(r"<script>(.*?)</script>", page, re.S)
    styles = [*re.findall(r"<style>(.*?)</style>", page, re.S), unpacked(page, "optviz-look")]
    for kind, texts in (("script-src", [*inline, *modules]), ("style-src", styles)):
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        numbers_alone = ["'wasm-unsafe-eval'"] if whole and kind == "script-src" else []  # for tables of one's own
        assert allowed(page, kind) == [f"'sha256-{digest}'" for digest in digests] + numbers_alone
    bare = re.sub(r'<script type="text/plain".*?</script>', "", page, flags=re.S)
    assert not re.findall(r"<[^>]*\s(?:on\w+|style)\s*=", bare)
    assert OUTSIDE.findall(bare) == []
    assert not re.search(r"\beval\(|new Function\(|\bimport\(\"http", "".join(modules))


def test_what_leads_outside_would_be_seen():
    for text in ('<img src="https://x.y/z.png">', "<a href=/x>", "url(x)", '@import "x"', "import('x')", "http://x.y"):
        assert OUTSIDE.search(text), text
