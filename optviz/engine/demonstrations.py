"""What a surface comes with when it is chosen: the numbers of its demonstration, and what suits it elsewhere."""

from collections.abc import Collection
from typing import Any

from optviz.catalogue import OPTIMIZERS
from optviz.engine.suited_rates import moved_rate, suited_rate
from optviz.optimizers.base import Optimizer
from optviz.scenario.choices import NoiseChoice, OptimizerChoice, SurfaceChoice
from optviz.scenario.scenario import NUM_STEPS, Scenario
from optviz.scenario.starts import moved_start
from optviz.surfaces.base import Surface


def offered_rate(optimizer: Optimizer, choice: SurfaceChoice) -> float:
    """The learning rate that a rule gets on a surface: that of the demonstration, or the one that suits."""
    shown = choice.record.demonstration.rates.get(optimizer.key)
    return suited_rate(optimizer, choice) if shown is None else moved_rate(shown, optimizer, choice)


def shown_on(scenario: Scenario, surface: str) -> Scenario:
    """The scenario on another surface, from its own start, with the numbers at which that shows what it is there for.

    Optimizers that have a start of their own begin as far along the domain of each weight as before.

    A learning rate, a number of steps or a noise that somebody has set stays as it is, but for a noise that the surface
    cannot have.

    Raises:
        ScenarioError: there is no such surface.
    """
    data = scenario.to_dict() | {"surface": surface, "start": None}
    bare = [written | {"start": None} for written in data["optimizers"]]
    choice = Scenario.from_dict(data | {"noise": "none", "optimizers": bare}).surface
    take_starts_onto(data, scenario, choice.record)
    before, after = scenario.surface.record.demonstration, choice.record.demonstration
    if scenario.num_steps in (NUM_STEPS.default, before.num_steps):
        data["num_steps"] = after.num_steps or NUM_STEPS.default
    if scenario.noise in (noise_choice(None), noise_choice(before.noise)):
        data["noise"] = after.noise or "none"
    elif scenario.noise.record.needs_examples and not choice.record.examples:
        data["noise"] = "none"
    for optimizer, written in zip(scenario.optimizers, data["optimizers"], strict=True):
        if is_untouched(optimizer, scenario.surface):
            written["learning_rate"] = offered_rate(optimizer.record, choice)
    return Scenario.from_dict(data)


def take_starts_onto(data: dict[str, Any], scenario: Scenario, surface: Surface) -> None:
    """Moves the own starts of a scenario that is written as `data` onto another surface."""
    for optimizer, written in zip(scenario.optimizers, data["optimizers"], strict=True):
        if optimizer.start is not None:
            written["start"] = moved_start(optimizer.start, scenario.surface.record, surface)


def with_rule(scenario: Scenario, key: str) -> Scenario:
    """The scenario with one rule more, at the learning rate that it gets on this surface.

    Raises:
        ScenarioError: there is no such rule, or no more are allowed.
    """
    data = scenario.to_dict()
    return Scenario.from_dict(data | {"optimizers": [*data["optimizers"], written_rule(scenario, key)]})


def with_rule_alone(scenario: Scenario, key: str) -> Scenario:
    """The scenario with one rule alone: as it is there already, copies of it too, or as it would be added.

    Raises:
        ScenarioError: there is no such rule.
    """
    data = scenario.to_dict()
    there = [optimizer for optimizer in data["optimizers"] if optimizer["key"] == key]
    return Scenario.from_dict(data | {"optimizers": there or [written_rule(scenario, key)]})


def written_rule(scenario: Scenario, key: str) -> dict[str, Any]:
    if key not in OPTIMIZERS:
        return {"key": key}  # which is refused in words
    return {"key": key, "learning_rate": offered_rate(OPTIMIZERS[key], scenario.surface)}


def completed(scenario: Scenario, given: Collection[str]) -> Scenario:
    """The scenario of an address, with what it leaves out as if its surface and its rules had been chosen on the page.

    The links that the product writes have all numbers, and so stay what they are. They leave out a noise that is off;
    an address that has not even a number of steps is none of them, and gets the noise of the demonstration too.

    Args:
        given: the dotted paths that the address has.
    """
    data, shown = scenario.to_dict(), scenario.surface.record.demonstration
    if "num_steps" not in given:
        data["num_steps"] = shown.num_steps or scenario.num_steps
        if shown.noise and not any(path.partition(".")[0] == "noise" for path in given):
            data["noise"] = shown.noise
    for i, (optimizer, written) in enumerate(zip(scenario.optimizers, data["optimizers"], strict=True)):
        if f"optimizers.{i}.learning_rate" not in given:
            written["learning_rate"] = offered_rate(optimizer.record, scenario.surface)
    return Scenario.from_dict(data)


def noise_choice(noise: Any) -> NoiseChoice:
    return NoiseChoice.model_validate(noise or "none")


def is_untouched(optimizer: OptimizerChoice, choice: SurfaceChoice) -> bool:
    """Whether a rule has a learning rate that nobody has set: its default, or what it got on this surface.

    It may have come before the surface's own numbers were moved, or after.
    """
    record, as_it_comes = optimizer.record, SurfaceChoice.model_validate(choice.key)
    given = record.hyperparameters[0].default, offered_rate(record, as_it_comes), offered_rate(record, choice)
    return optimizer.numbers["learning_rate"] in given
