"""What a surface comes with when it is chosen: the numbers of its demonstration, and what suits it elsewhere."""

from typing import Any

from optviz.catalogue import OPTIMIZERS
from optviz.engine.suited_rates import moved_rate, suited_rate
from optviz.optimizers.base import Optimizer
from optviz.scenario.choices import NoiseChoice, OptimizerChoice, SurfaceChoice
from optviz.scenario.scenario import NUM_STEPS, Scenario


def offered_rate(optimizer: Optimizer, choice: SurfaceChoice) -> float:
    """The learning rate that a rule gets on a surface: that of the demonstration, or the one that suits."""
    shown = choice.record.demonstration.rates.get(optimizer.key)
    return suited_rate(optimizer, choice) if shown is None else moved_rate(shown, optimizer, choice)


def shown_on(scenario: Scenario, surface: str) -> Scenario:
    """The scenario on another surface, from its own start, with the numbers at which that shows what it is there for.

    A learning rate, a number of steps or a noise that somebody has set stays as it is, but for a noise that the surface
    cannot have.

    Raises:
        ScenarioError: there is no such surface.
    """
    data = scenario.to_dict() | {"surface": surface, "start": None}
    choice = Scenario.from_dict(data | {"noise": "none"}).surface
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


def noise_choice(noise: Any) -> NoiseChoice:
    return NoiseChoice.model_validate(noise or "none")


def is_untouched(optimizer: OptimizerChoice, choice: SurfaceChoice) -> bool:
    """Whether a rule has a learning rate that nobody has set: its default, or what it got on this surface.

    It may have come before the surface's own numbers were moved, or after.
    """
    record, as_it_comes = optimizer.record, SurfaceChoice.model_validate(choice.key)
    given = record.hyperparameters[0].default, offered_rate(record, as_it_comes), offered_rate(record, choice)
    return optimizer.numbers["learning_rate"] in given
