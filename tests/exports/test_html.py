"""What an offline page says by itself, without its scripts."""

import html
import re
from xml.etree import ElementTree

import pytest
from optviz.surfaces.base import Surface

from optviz import SURFACES, Scenario
from tests.exports.carriers import file_of, without_pictures


@pytest.mark.parametrize("surface", SURFACES.values(), ids=lambda surface: surface.key)
def test_caption_and_formula_of_the_surface_stand_on_the_page(surface: Surface, run, monkeypatch):
    without_pictures(monkeypatch)
    page = file_of("html", run, Scenario(surface=surface.key, optimizers=["sgd"])).decode()
    section = re.search(r'<section id="optviz-surface">(.*?)</section>', page, re.S)
    assert section
    parts = ElementTree.fromstring(
        html.unescape(section[0]) if "&" not in section[0] else entities_as_letters(section[0])
    )
    assert [node.text for node in parts if node.text and node.text.strip()] == [
        surface.title,
        surface.summary,
        surface.source,
    ]
    formula = next(node for node in parts if node.tag.endswith("math"))
    letters = "".join(formula.itertext())
    assert len(letters) > 3
    assert "\\" not in letters  # a command of LaTeX that nobody has understood


def entities_as_letters(text: str) -> str:
    """HTML names letters that XML does not know; what XML needs escaped stays so."""
    return re.sub(r"&(?!amp;|lt;|gt;|quot;)#?\w+;", lambda found: html.unescape(found[0]), text)
