"""What an offline page says by itself, without its scripts."""

import html
import re
from xml.etree import ElementTree

import pytest
from optviz.surfaces.base import Surface

from optviz import SURFACES, Scenario, export, simulate
from optviz.browser.programs import names_of
from optviz.browser.translation import Untranslated
from optviz.exports import html as html_page
from optviz.exports.page import scripts
from tests.exports.carriers import file_of, without_pictures


@pytest.mark.parametrize("surface", SURFACES.values(), ids=lambda surface: surface.key)
def test_caption_and_formula_of_the_surface_stand_on_the_page(surface: Surface, run, monkeypatch):
    without_pictures(monkeypatch)
    page = file_of("html", run, Scenario(surface=surface.key, optimizers=["sgd"])).decode()
    section = re.search(r'<section id="optviz-surface"[^>]*>(.*?)</section>', page, re.S)
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


def test_programs_come_along_unless_one_of_them_stays_on_the_server_or_only_that_can_measure(run, monkeypatch):
    assert set(html_page.programs_of(run, False)) == set(names_of(run.scenario))
    assert (
        html_page.programs_of(simulate(Scenario(surface="recurrent_unit", optimizers=["sgd"], num_steps=2)), False)
        == {}
    )

    def stays(name: str) -> str:
        raise Untranslated(name)

    monkeypatch.setattr(html_page, "text_of", stays)
    assert html_page.programs_of(run, False) == {}


def test_programs_are_modules_among_the_player_s():
    text = "export const one = 1;\nexport function factor(step,steps,numbers){\nreturn one;\n}\n"
    found = scripts("offline", {"schedules/constant": text})
    assert re.search(r'^modules\["schedules/constant"\]=.*^return\{one,factor\}\}', found, re.MULTILINE | re.DOTALL)
    assert not re.findall(r"^(?:import|export) .*", found, re.MULTILINE)


def test_the_title_stays_true_whatever_becomes_of_the_numbers(monkeypatch):
    without_pictures(monkeypatch)
    copies = [{"key": "sgd", "learning_rate": rate} for rate in (0.1, 0.2)]
    run = simulate(Scenario(surface="ravine", optimizers=[*copies, {"key": "adam", "label": "<Mine>"}], num_steps=2))
    assert "<title>optviz: Ravine, SGD, &lt;Mine&gt;</title>" in export(run, format="html").decode()


def entities_as_letters(text: str) -> str:
    """HTML names letters that XML does not know; what XML needs escaped stays so."""
    return re.sub(r"&(?!amp;|lt;|gt;|quot;)#?\w+;", lambda found: html.unescape(found[0]), text)
