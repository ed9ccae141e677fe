"""Lessons as they are written: Markdown, with a TOML table in front between two lines of `+++`.

The English file has all of a lesson. That of another language has its words alone, at the same places.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from urllib.parse import parse_qsl

from optviz.engine.demonstrations import completed
from optviz.lessons.base import Answer, Claim, Lesson, Task
from optviz.lessons.comparisons import Comparison, parse_comparison
from optviz.scenario.scenario import Scenario, pairs_of
from optviz.scenario.sweep import Sweep

FOLDER = files("optviz.lessons")
FENCE = "+++"
FIRST = "en"
"""The language whose files have all."""
WORDS = "words.toml"
"""What stands around each lesson, in each language."""


def languages() -> list[str]:
    """Each folder is one; that which has all comes first."""
    found = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir() and (folder / WORDS).is_file())
    return [FIRST, *(name for name in found if name != FIRST)]


def keys_in(language: str) -> list[str]:
    names = (file.name for file in (FOLDER / language).iterdir())
    return sorted(name.removesuffix(".md") for name in names if name.endswith(".md"))


def words_of(language: str) -> dict[str, str]:
    return tomllib.loads((FOLDER / language / WORDS).read_text(encoding="utf-8"))


def read(key: str, language: str) -> Lesson:
    """A lesson in a language; in English, as far as it is not there in that language.

    Raises:
        KeyError: something is missing; the message names it.
    """
    first, text = parts_of(FOLDER / FIRST / f"{key}.md")
    file = FOLDER / language / f"{key}.md"
    said, text = parts_of(file) if language != FIRST and file.is_file() else (first, text)
    scenario = scenario_of(pairs_of(first["scenario"]))
    return Lesson(
        key=key,
        order=first["order"],
        title=said["title"],
        summary=said["summary"],
        scenario=scenario,
        show=dict(parse_qsl(first.get("show", ""))),
        sweep=Sweep.around(scenario, pairs_of(first["sweep"])) if "sweep" in first else None,
        ask=said["ask"],
        answers=tuple(
            Answer(say=here["say"], when=comparisons(one["when"]))
            for one, here in zip(first["answers"], said["answers"], strict=True)
        ),
        claims=tuple(
            Claim(say=here["say"], holds=comparisons(one["holds"]))
            for one, here in zip(first["claims"], said["claims"], strict=True)
        ),
        task=task_of(first, said["task"]),
        notes=said["notes"],
        text=text,
    )


def task_of(first: Mapping[str, Any], said: Mapping[str, Any]) -> Task:
    one = first["task"]
    changes = dict(pairs_of(first["scenario"])) | dict(pairs_of(one["solution"]))
    return Task(
        say=said["say"],
        goal=comparisons(one["goal"]),
        hints=tuple(here for _, here in zip(one["hints"], said["hints"], strict=True)),
        solution=scenario_of(list(changes.items())),
    )


def scenario_of(pairs: list[tuple[str, str]]) -> Scenario:
    return completed(Scenario.from_pairs(pairs), [path for path, _ in pairs])


def comparisons(texts: list[str]) -> tuple[Comparison, ...]:
    return tuple(map(parse_comparison, texts))


def parts_of(file: Traversable) -> tuple[dict[str, Any], str]:
    """What stands in front of a text, and the text."""
    text = file.read_text(encoding="utf-8")
    empty, front, body = text.split(f"{FENCE}\n", 2)
    if empty:
        raise KeyError(f"{file.name} begins with {empty[:20]!r}, not with {FENCE}")
    return tomllib.loads(front), body.strip()
