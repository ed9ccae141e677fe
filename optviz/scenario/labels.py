"""What the paths of a scenario are called: as somebody has named them, or by rule and what tells copies apart."""

from collections.abc import Container, Mapping, Sequence
from functools import lru_cache

from optviz.pseudocode.symbols import name_of
from optviz.scenario.choices import CONSTANT_SCHEDULE, Choice, OptimizerChoice
from optviz.surfaces.base import Parameter
from optviz.texts.language import say, spoken
from optviz.texts.numbers import written

DIGITS = 4


def labels_of(optimizers: Sequence[OptimizerChoice]) -> tuple[str, ...]:
    """A name for each, all different.

    Its own label, or else its title: with the first of the numbers in which copies of a rule differ that tell them
    apart, and with a count where nothing does. What a copy does without, such as weight decay, is not said.
    """
    taken = {optimizer.label for optimizer in optimizers if optimizer.label}
    numbers = [{} if optimizer.label else numbers_of(optimizer) for optimizer in optimizers]
    copies: dict[str, list[Mapping[str, str]]] = {}
    for optimizer, own in zip(optimizers, numbers, strict=True):
        if not optimizer.label:
            copies.setdefault(optimizer.key, []).append(own)
    telling = {key: telling_apart(of_each) for key, of_each in copies.items()}
    labels = []
    for optimizer, own in zip(optimizers, numbers, strict=True):
        label = optimizer.label
        if not label:
            said = ", ".join(own[name] for name in telling[optimizer.key] if own.get(name))
            label = first_free(say(optimizer.record.title), said, taken if label is None else ())
        taken.add(label)
        labels.append(label)
    return tuple(labels)


def first_free(title: str, said: str, taken: Container[str]) -> str:
    """A rule's title with what is said of this copy, and with a count where that is taken."""
    automatic, another = (f"{title} {said}", " ({})") if said else (title, " {}")
    label, count = automatic, 1
    while label in taken:
        count += 1
        label = automatic + another.format(count)
    return label


def telling_apart(of_each: Sequence[Mapping[str, str]]) -> list[str]:
    """The names of the first numbers that tell copies of a rule from each other, as far as any do."""
    telling: list[str] = []
    if len(of_each) < 2:
        return telling
    apart = 1
    for name in dict.fromkeys(name for numbers in of_each for name in numbers):
        if apart == len(of_each):
            break
        together = kinds(of_each, [*telling, name])
        if together > apart:
            telling.append(name)
            apart = together
    return telling


def kinds(of_each: Sequence[Mapping[str, str]], names: Sequence[str]) -> int:
    """How many of them can be told apart by the numbers of these names."""
    return len({tuple(numbers.get(name) for name in names) for numbers in of_each})


def numbers_of(optimizer: OptimizerChoice) -> Mapping[str, str]:
    """All numbers of a choice and of its schedule, by name, as they are said: empty for what it does without."""
    return numbers_in(spoken.get(), optimizer)


@lru_cache(maxsize=256)
def numbers_in(language: str, optimizer: OptimizerChoice) -> Mapping[str, str]:
    """The same in the language that is spoken, which is this."""
    schedule = optimizer.schedule
    title = "" if schedule.key == CONSTANT_SCHEDULE.key else say(schedule.record.title)
    return said_of(optimizer) | {"schedule": title} | said_of(schedule)


def said_of(choice: Choice) -> dict[str, str]:
    return {
        f"{choice.key}.{parameter.key}": said(parameter, value)
        for parameter, value in zip(choice.record.parameters, choice.values, strict=True)
    }


def said(parameter: Parameter, value: float) -> str:
    """A number with the symbol that it has in the formula: `η = 0.01`; a choice by its name; nothing for no decay."""
    if parameter.choices:
        return say(parameter.called[int(value)])
    if parameter.default == value == 0:
        return ""
    name = name_of(parameter.symbol) if parameter.symbol else say(parameter.title)
    return f"{name} = {written(value, DIGITS)}"
