"""What a figure says in words and numbers. Symbols are in the mathematics that matplotlib reads, between dollars."""

from collections.abc import Iterable

from optviz.engine.simulate import Path
from optviz.pseudocode.symbols import name_of
from optviz.scenario.choices import Choice, OptimizerChoice
from optviz.scenario.scenario import Scenario
from optviz.surfaces.base import Parameter, Surface
from optviz.texts.language import ENGLISH, say, spoken
from optviz.texts.numbers import written


def named_value(parameter: Parameter, value: float) -> str:
    """`η = 0.1`, with the symbol where there is one, and the name of a choice."""
    name = symbol_said(parameter.symbol) if parameter.symbol else say(parameter.title).partition(" (")[0]
    shown = say(parameter.called[int(value)]) if parameter.choices else written(value)
    return f"{name} = {shown}{parameter.unit if parameter.unit == '°' else ''}"


def symbol_said(symbol: str) -> str:
    """A symbol of LaTeX beside words: matplotlib's mathematics has no letters of other languages."""
    return f"${symbol}$" if spoken.get() == ENGLISH else name_of(symbol)


def values_of(choice: Choice) -> list[str]:
    return [named_value(p, v) for p, v in zip(choice.record.parameters, choice.values, strict=True)]


def numbers_of(choice: OptimizerChoice) -> list[str]:
    """The numbers of an optimizer: the learning rate, its schedule, the others.

    Switches and regularisation only where they differ from their defaults.
    """
    values = choice.numbers
    own = [named_value(p, values.pop(p.key)) for p in choice.record.hyperparameters if not p.choices]
    rest = [p for p in choice.record.parameters if p.key in values]
    changed = [named_value(p, values[p.key]) for p in rest if values[p.key] != p.default]
    schedule = [] if choice.schedule.key == "constant" else [say(choice.schedule.record.title)]
    return [*own[:1], *schedule, *own[1:], *changed]


def weight_names(surface: Surface) -> tuple[str, ...]:
    """What each weight is called."""
    return tuple(map(say, surface.weights)) or ("x", "y")[: len(surface.domain)]


def axis_titles(surface: Surface) -> tuple[str, str]:
    """What is written at the axes of a flat picture: what they are, where that is more than a number."""
    if len(surface.domain) == 1:
        return "".join(map(say, surface.weights)), say("loss")
    return tuple(map(say, surface.weights)) or ("", "")  # pyright: ignore[reportReturnType]  # two


def ground_titles(surface: Surface) -> tuple[str, str]:
    """What stands over the loss on training examples and over that on held-out ones, which has neither penalties nor
    masks."""
    keys = {parameter.key for parameter in surface.parameters}
    if "l2" in keys:
        return say("loss on training examples"), say("loss on held-out examples, without penalties")
    if "keep" in keys:
        return say("loss on training examples"), say("loss on held-out examples, without dropout")
    return say("loss on training examples"), say("loss on held-out examples")


def written_point(point: Iterable[float], surface: Surface) -> str:
    """A point, `(−2, 1)`, or one number; what is nothing but rounding at the scale of the domain is 0."""
    rounding = 1e-9 * min(high - low for low, high in surface.domain)
    numbers = [written(0.0 if abs(number) < rounding else float(number)) for number in point]
    return f"({', '.join(numbers)})" if len(numbers) > 1 else numbers[0]


def title_of(scenario: Scenario) -> list[str]:
    """What the whole picture shares: surface, steps, noise."""
    noise = scenario.noise
    noisy = (
        []
        if noise.key == "none"
        else [say("noise {noise}", noise=say(", ").join([say(noise.record.title), *values_of(noise)]))]
    )
    steps = say("1 step") if scenario.num_steps == 1 else say("{count} steps", count=scenario.num_steps)
    return [*values_of(scenario.surface), steps, *noisy, *([say("seed {seed}", seed=scenario.seed)] if noisy else [])]


def outcome_of(path: Path, step: int) -> str:
    """Where a path has come to: its loss at a step, or that it diverged."""
    if path.diverged_at is not None and path.diverged_at <= step:
        return say("diverged at step {step}", step=path.diverged_at)
    return say("loss {loss}", loss=written(float(path.losses[step])))
