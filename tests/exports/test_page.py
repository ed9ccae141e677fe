"""What pages that need no server may do and load, and how much the whole playground weighs."""

import base64
import gzip
import hashlib
import re

import pytest

from optviz import OPTIMIZERS, SURFACES, Scenario, export
from optviz.browser.programs import makers, untranslated
from optviz.exports.page import BEGIN
from optviz.lessons.catalogue import lessons
from optviz.lessons.reading import languages
from optviz.site import write_site

MOST = 250_000
"""Bytes until the first picture, as servers send them, of which most compress."""
OUTSIDE = re.compile(
    r"""\b(?:src|href|action)=(?!["'](?:data:|\?|\#))|url\(|@import|\bimport\(|https?://(?!www\.w3\.org/)"""
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site's page, in a folder that was not there."""
    (file,) = write_site(tmp_path_factory.mktemp("site") / "a" / "course")
    return file


@pytest.fixture(scope="module")
def page(site):
    return site.read_text(encoding="utf-8")


def unpacked(page, name):
    found = re.search(rf'<script type="text/plain" id="{name}">([^<]*)</script>', page)
    return gzip.decompress(base64.b64decode(found[1])).decode("utf-8", "replace")


def allowed(page, kind):
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)[1]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert rules["default-src"] == ["'none'"]
    return rules[kind]


def test_the_site_is_one_page_with_everything(site, page):
    assert [file.name for file in site.parent.iterdir()] == ["index.html"]
    modules, lessons_sent = unpacked(page, "optviz-modules"), unpacked(page, "optviz-lessons-sent")
    assert makers().keys() - untranslated().keys() <= set(re.findall(r'^modules\["([^"]+)"\] = ', modules, re.M))
    payload = unpacked(page, "optviz-payload")
    assert all(f'"{key}": {{"title"' in payload for key in [*SURFACES, *OPTIMIZERS])
    for language in languages():
        assert f'<section data-language="{language}"' in page
        assert all(f'"key": "{key}", "language": "{language}"' in lessons_sent for key in lessons())


def test_little_comes_before_the_first_picture(page):
    first, _, behind = page.encode().partition(BEGIN.encode())
    assert len(gzip.compress(first)) < MOST
    assert b"optviz-pictures" in behind
    assert b"optviz-lessons" in behind


@pytest.mark.parametrize("whole", [False, True])
def test_only_scripts_and_styles_that_are_named_run_and_nothing_is_loaded(page, whole, monkeypatch):
    monkeypatch.setattr("optviz.exports.html.still", lambda *_: b"")
    page = page if whole else export(Scenario.default(), format="html").decode()
    modules = unpacked(page, "optviz-modules")
    inline = re.findall(r"<script>(.*?)</script>", page, re.S)
    styles = [*re.findall(r"<style>(.*?)</style>", page, re.S), unpacked(page, "optviz-look")]
    for kind, texts in (("script-src", [*inline, modules]), ("style-src", styles)):
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        assert allowed(page, kind) == [f"'sha256-{digest}'" for digest in digests]
    bare = re.sub(r'<script type="text/plain".*?</script>', "", page, flags=re.S)
    assert not re.findall(r"<[^>]*\s(?:on\w+|style)\s*=", bare)
    assert OUTSIDE.findall(bare) == []
    assert not re.search(r"\beval\(|new Function\(|\bimport\(\"http", modules)


def test_what_leads_outside_would_be_seen():
    for text in ('<img src="https://x.y/z.png">', "<a href=/x>", "url(x)", '@import "x"', "import('x')", "http://x.y"):
        assert OUTSIDE.search(text), text
