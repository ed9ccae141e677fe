"""The records of a lesson."""

from collections.abc import Mapping
from dataclasses import dataclass

from optviz.lessons.comparisons import Comparison
from optviz.scenario.scenario import Scenario
from optviz.scenario.sweep import Sweep


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One of the answers to a lesson's question, and when it is the right one."""

    say: str
    when: tuple[Comparison, ...]


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence with numbers of the run, and what it claims of them."""

    say: str
    holds: tuple[Comparison, ...]


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something to be done by hand, and when it is done.

    Args:
        say: what.
        goal: what has to hold of the reader's run; it does not at first.
        hints: one after the other.
        solution: a scenario that reaches it, which nobody is shown.
    """

    say: str
    goal: tuple[Comparison, ...]
    hints: tuple[str, ...]
    solution: Scenario


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A lesson in one language.

    Args:
        key: its name in addresses, and that of its file.
        order: its place in the lecture.
        title: its name on the page.
        summary: one sentence on what it shows.
        scenario: what it begins with.
        show: how that is shown, by the keys of the display's options.
        sweep: the maps that stand beside it, or None.
        ask: the question that comes first.
        answers: two to four; in the lesson's own run one of them is right.
        claims: what holds of its run.
        task: what to do then.
        notes: what whoever teaches it may want to say.
        text: a few paragraphs of Markdown, with formulas between dollars.
    """

    key: str
    order: int
    title: str
    summary: str
    scenario: Scenario
    show: Mapping[str, str]
    sweep: Sweep | None
    ask: str
    answers: tuple[Answer, ...]
    claims: tuple[Claim, ...]
    task: Task
    notes: str
    text: str
