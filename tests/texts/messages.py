"""All that is said: what stands in the code, and what records say of themselves.

`python -m tests.texts.messages` brings the catalogues of all languages up to date: what is new stands there without a
translation, what is said no more is gone, and what is translated is compiled.
"""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SETS, SURFACES
from optviz.command_line.main import make_parser
from optviz.engine.searches import WAYS
from optviz.exports.export import FORMATS, TRIALS
from optviz.pages.races import COSTS
from optviz.pages.trials import SECTIONS
from optviz.picture.curves import AGAINST
from optviz.picture.display import display_of
from optviz.picture.quantities import QUANTITIES
from optviz.picture.races import HEAD
from optviz.picture.table import COLUMNS
from optviz.player.said import fields_of_states, texts_of_scripts, words_of_data
from optviz.scenario.scenario import NUM_STEPS, SEED, TOLERANCE
from optviz.scenario.sweep import OUTCOMES
from optviz.texts.command_help import texts_of
from optviz.texts.english import SENTENCES
from optviz.texts.language import DOMAIN, ENGLISH, FOLDER, languages
from optviz.views.catalogue import VIEWS

ROOT = Path(__file__).parents[2]
DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""A catalogue says when it was made; the same texts make the same file."""


def said_in_python() -> Iterator[str]:
    """What `say` is called with, where that stands there as it is."""
    for file in sorted([ROOT / "app.py", *(ROOT / "optviz").rglob("*.py")]):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                text = node.args[0]
                if isinstance(text, ast.Constant):
                    yield text.value


def said_by_records() -> Iterator[str]:
    """What surfaces, rules, schedules and all else that is found says of itself."""
    parameters = [NUM_STEPS, SEED, TOLERANCE]
    for kind in TRIALS.values():
        parameters += kind.record.numbers.values()
    for surface in SURFACES.values():
        yield from (surface.title, surface.family, surface.summary, surface.source, *surface.weights)
        parameters += surface.parameters
    for rule in OPTIMIZERS.values():
        yield from (rule.title, rule.family, rule.differs, rule.source)
        parameters += rule.parameters
    for record in (*SCHEDULES.values(), *NOISES.values()):
        yield record.title
        parameters += record.parameters
    yield from (schedule.source for schedule in SCHEDULES.values())
    for parameter in parameters:
        yield from (parameter.title, parameter.unit, *parameter.called)
    for column in COLUMNS:
        yield from (column.title, column.hint)
    for option in display_of(VIEWS.values()):
        yield from (option.title, *option.choices.values())
    for kind in FORMATS.values():
        yield from (kind.title, kind.short, kind.group, kind.summary)
        for option in kind.options:
            yield option.title
            yield from (option.titles.get(name, name) for name in option.choices)
    yield from (view.title for view in VIEWS.values())
    yield from (one.title for one in SETS.values())
    yield from (quantity.title for quantity in QUANTITIES.values())
    yield from AGAINST.values()
    yield from OUTCOMES.values()
    yield from (*WAYS.values(), *HEAD)
    yield from (*SECTIONS, *COSTS)
    yield from fields_of_states()
    yield from words_of_data()
    yield from texts_of(make_parser())


def all_messages() -> set[str]:
    """Everything that a language has to have."""
    return {*SENTENCES.values(), *said_in_python(), *said_by_records(), *texts_of_scripts(), "English"} - {""}


def catalogue_of(language: str) -> Catalog:
    with (file_of(language)).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def file_of(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def bring_up_to_date(language: str) -> None:
    old = catalogue_of(language) if file_of(language).exists() else {}
    new = Catalog(locale=language, domain=DOMAIN, header_comment="", fuzzy=False, creation_date=DAY, revision_date=DAY)
    for text in sorted(all_messages()):
        new.add(text, old[text].string if text in old else "")
    with file_of(language).open("wb") as file:
        write_po(file, new, width=120)
    with file_of(language).with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue_of(language))


if __name__ == "__main__":
    for one in languages():
        if one != ENGLISH:
            bring_up_to_date(one)
