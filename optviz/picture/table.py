"""The table of what came out: its columns, and the text of each cell. The page and files have the same."""

from collections.abc import Callable
from dataclasses import dataclass

from optviz.engine.simulate import Path
from optviz.texts.language import say
from optviz.texts.numbers import written


@dataclass(frozen=True, eq=False, kw_only=True)
class Column:
    """A column of the table.

    Args:
        title: over it.
        hint: what it means, in a few words.
        cell: the text for a path.
        on_page: whether the page has room for it; files have all of them.
    """

    title: str
    hint: str
    cell: Callable[[Path], str]
    on_page: bool = True


def final_loss(path: Path) -> str:
    return (
        written(path.metrics.final_loss)
        if path.diverged_at is None
        else say("diverged at step {step}", step=path.diverged_at)
    )


def distance(path: Path) -> str:
    return say("no minimum known") if path.metrics.distance is None else written(path.metrics.distance)


def arrival(path: Path) -> str:
    metrics = path.metrics
    if metrics.steps_to_tolerance is None and metrics.first_within_tolerance is not None:
        return say("not for good")
    return step_of(path, metrics.steps_to_tolerance)


def first_touch(path: Path) -> str:
    return step_of(path, path.metrics.first_within_tolerance)


def step_of(path: Path, step: int | None) -> str:
    if path.metrics.distance is None:
        return say("no minimum known")
    return say("not reached") if step is None else str(step)


def overshoot(path: Path) -> str:
    return (
        say("no minimum known") if path.metrics.overshoot is None else ", ".join(map(written, path.metrics.overshoot))
    )


COLUMNS = (
    Column(title="Final loss", hint="at the last step", cell=final_loss),
    Column(
        title="Distance",
        hint="from the last point to the nearest known minimum, or to a curve of minima",
        cell=distance,
    ),
    Column(
        title="Steps to tolerance",
        hint="from then on the loss stays within the tolerance of the lowest known minimum",
        cell=arrival,
    ),
    Column(
        title="First within tolerance",
        hint="the first step whose loss is within the tolerance, whether or not it stays there",
        cell=first_touch,
    ),
    Column(title="Gradients", hint="taken in all", cell=lambda path: str(path.metrics.evaluations[1])),
    Column(
        title="Path length",
        hint="the sum of the lengths of the steps",
        cell=lambda path: written(path.metrics.path_length),
    ),
    Column(
        title="Losses, gradients, Hessians",
        hint="taken in all",
        cell=lambda path: ", ".join(map(str, path.metrics.evaluations)),
        on_page=False,
    ),
    Column(
        title="Turns of each weight",
        hint="how often its step changed direction",
        cell=lambda path: ", ".join(map(str, path.metrics.sign_changes)),
        on_page=False,
    ),
    Column(
        title="Overshoot",
        hint="how far each weight went beyond the minimum nearest to the end",
        cell=overshoot,
        on_page=False,
    ),
)
