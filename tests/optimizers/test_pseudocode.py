"""The text of each rule, run as it stands on losses written by hand, goes the way of the engine."""

import re
from functools import cache

import numpy as np
import pytest

from optviz import OPTIMIZERS, Scenario, simulate
from optviz.engine.line_by_line import names_of, program_of, state_before
from optviz.pseudocode.interpreter import start, step
from optviz.pseudocode.lists import List
from optviz.pseudocode.symbols import name_of
from tests.optimizers.problems import PROBLEMS, Problem
from tests.optimizers.values import value_of

NUM_STEPS, RANDOM = 40, 2
CLOSE, FLAT = 1e-9, 1e-6
"""Relative to the largest number met, and to the slope at the start."""

every_rule = pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=OPTIMIZERS)
every_form = pytest.mark.parametrize(
    ("rule", "choice"), [(rule, choice) for rule in OPTIMIZERS.values() for choice in rule.choices]
)


def asked(problem: Problem):
    """A loss as the interpreter asks for it."""
    functions = {"f": value_of(problem), "grad": problem.gradient, "hessian": problem.hessian}

    def ask(what, points, lanes):
        with np.errstate(all="ignore"):
            return np.stack([functions[what](point) for point in points])

    return ask


def settings(rule):
    """With each form of the rule: the defaults, the ends of all sliders, and numbers from between.

    The learning rate stays where the rule converges; far above it a path is chaotic and every rounding counts.
    """
    random = np.random.default_rng(11)
    for choice in rule.choices:
        switched = {rule.switch.key: choice} if rule.switch else {}
        yield switched
        for share in (0, 1, *(random.uniform(size=len(rule.hyperparameters)) for _ in range(RANDOM))):
            shares = np.broadcast_to(share, len(rule.hyperparameters))
            numbers = {p.key: between(p, x) for p, x in zip(rule.hyperparameters, shares, strict=True) if not p.choices}
            numbers["learning_rate"] = rule.hyperparameters[0].default * random.uniform(0.2, 1)
            yield switched | numbers


def between(parameter, share):
    low, high = parameter.low, parameter.high
    value = low * (high / low) ** share if parameter.scale == "log" else low + share * (high - low)
    return min(max(round(value) if parameter.integer else value, low), high)


@cache
def paths_of(rule, problem):
    scenario = Scenario(
        surface=problem.surface,
        start=tuple(problem.start),
        optimizers=[{"key": rule.key, "label": str(i)} | one for i, one in enumerate(settings(rule))],
        num_steps=NUM_STEPS,
    )
    return simulate(scenario).paths


def run_text(path, problem, num_steps):
    """The text alone, from its own starts on: the points, and the state after each step."""
    rule, values = path.choice.record, path.choice.numbers
    program = program_of(rule, rule.pseudocode_of(rule.choice_of(values)))
    numbers = {name: np.array([values[key]]) for name, key in names_of(rule).items()}
    points, states = [problem.start[None]], [start(program, numbers, problem.start[None])]
    for t in range(1, num_steps + 1):
        done = step(program, asked(problem), numbers, np.array([float(t)]), points[-1], states[-1])
        points.append(done.weights)
        states.append(done.state)
    return np.concatenate(points), states


def assert_close(found, all_rows, rows):
    np.testing.assert_allclose(found, all_rows[rows], rtol=CLOSE, atol=CLOSE * np.abs(all_rows).max())


every_problem = pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.surface["key"])


def good_steps(path):
    """How many steps say something: until the run diverges, or a line search has nothing but rounding to go by."""
    slopes = np.linalg.norm(path.gradients, axis=1)
    flat = np.flatnonzero(slopes <= FLAT * slopes[0])
    return min([NUM_STEPS, *flat, *([] if path.diverged_at is None else [max(path.diverged_at - 1, 0)])])


@every_problem
@every_rule
def test_the_text_alone_goes_the_way_of_the_engine(rule, problem):
    """With the numbers of the default, from the start of the text on."""
    for path in paths_of(rule, problem)[:: 3 + RANDOM]:
        steps = good_steps(path)
        points, states = run_text(path, problem, steps)
        assert_close(points, path.points, np.arange(steps + 1))
        for field, symbol in rule.symbols.items():
            of_text = states[-1].get(name_of(symbol))
            if of_text is not None and not isinstance(of_text, List) and steps:
                assert_close(of_text[0], path.state[field], steps)


@every_problem
@every_rule
def test_from_every_row_of_the_engine_the_text_goes_to_the_next(rule, problem):
    """With numbers from all over the sliders, so that the path may be wild, but not a step of it."""
    for path in paths_of(rule, problem):
        rows = np.arange(good_steps(path))
        if not len(rows):
            continue  # the first step is the last
        program = program_of(rule, rule.pseudocode_of(rule.choice_of(path.choice.numbers)))
        numbers = {name: np.full(len(rows), path.choice.numbers[key]) for name, key in names_of(rule).items()}
        state = state_before(program, path, rows, numbers)
        done = step(program, asked(problem), numbers, rows + 1.0, path.points[rows], state)
        assert_close(done.weights, path.points, rows + 1)
        for field, symbol in rule.symbols.items():
            of_text = done.state.get(name_of(symbol))
            if of_text is not None and not isinstance(of_text, List):
                assert_close(of_text, path.state[field], rows + 1)


@every_form
def test_the_state_of_the_text_is_that_of_the_engine(rule, choice):
    """What has a start in the text is a field of the engine's state by its symbol, or made of it."""
    program = program_of(rule, rule.pseudocode_of(choice))
    names = {name_of(symbol) for symbol in rule.symbols.values()}
    lists = {name for name, kind in program.state.items() if kind == "vectors"}
    assert program.state.keys() - lists <= names
    assert bool(lists) == (rule.text_state is not None)
    given = {name for line in program.rule.step for name in line.names} | program.state.keys() | {"t"}
    assert names <= given


@every_rule
def test_formula_sliders_and_text_have_the_same_symbols(rule):
    for parameter in rule.hyperparameters:
        if parameter.choices:
            assert parameter is rule.switch
            continue
        name = name_of(parameter.symbol)
        assert parameter.title.endswith(name)
        for choice in rule.choices:
            assert parameter.symbol in rule.formula_of(choice)
            assert re.search(rf"(?<!\w){re.escape(name)}(?!\w)", rule.pseudocode_of(choice))


@every_rule
def test_no_text_calls_a_number_by_its_long_name(rule):
    long = {p.key for p in rule.hyperparameters if name_of(p.symbol) != p.key}
    for choice in rule.choices:
        assert not long & set(re.findall(r"\w+", rule.pseudocode_of(choice)))


@every_form
def test_formulas_are_whole(rule, choice):
    formula = rule.formula_of(choice)
    assert formula.count("{") == formula.count("}") > 0 or r"\leftarrow" in formula
    assert formula.count(r"\left(") == formula.count(r"\right)")


@every_rule
def test_what_differs_is_said_in_a_line_or_two(rule):
    assert rule.differs == "" or re.fullmatch(r"\S.{20,170}\.", rule.differs)


def test_choices_that_change_a_text_are_those_of_a_switch():
    switched = [rule for rule in OPTIMIZERS.values() if rule.switch]
    assert len(switched) >= 2
    for rule in switched:
        assert tuple(rule.formula) == tuple(rule.pseudocode) == rule.switch.choices
        assert len({rule.pseudocode_of(choice) for choice in rule.choices}) == len(rule.choices)
