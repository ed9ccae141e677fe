"""Scenario: round trips, equality, and what is said about everything that is not allowed."""

import json
import math
from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import JSON_VALUES, OPTIMIZER_CHOICES, scenario_dicts

from optviz import OPTIMIZERS, SURFACES
from optviz.problems import ScenarioError
from optviz.scenario.bounds import (
    MAX_CHARACTERS,
    MAX_FIELDS,
    MAX_FILE_CHARACTERS,
    MAX_OPTIMIZERS,
    MAX_STEPS,
    START_REACH,
)
from optviz.scenario.choices import MAX_LABEL
from optviz.scenario.scenario import Scenario

SMALL = {"surface": "ravine", "optimizers": ["sgd"]}


@settings(max_examples=150)
@given(scenario_dicts())
def test_round_trips_are_exact(data):
    scenario = Scenario.from_dict(data)
    for again in (
        Scenario.from_dict(scenario.to_dict()),
        Scenario.from_json(scenario.to_json()),
        Scenario.from_json(scenario.to_json().encode()),
        Scenario.from_url(scenario.to_url()),
        Scenario.from_url("https://example.org/play?" + scenario.to_url()),
    ):
        assert again == scenario
        assert hash(again) == hash(scenario)
        assert again.to_json() == scenario.to_json()


@settings(max_examples=50)
@given(scenario_dicts())
def test_takes_the_numbers_that_were_given(data):
    scenario = Scenario.from_dict(data)
    for name in ("num_steps", "seed", "tolerance", "start"):
        if name in data:
            assert getattr(scenario, name) == (tuple(data[name]) if name == "start" else data[name])
    for choice, given_as in zip(scenario.optimizers, data["optimizers"], strict=True):
        for parameter in choice.record.parameters:
            value = choice.numbers[parameter.key]
            default = parameter.choices[0] if parameter.choices else parameter.default
            expected = given_as.get(parameter.key, default)
            assert (parameter.choices[int(value)] if parameter.choices else value) == expected
        assert choice.label == given_as.get("label")


@settings(max_examples=50)
@given(scenario_dicts())
def test_labels_are_all_different(data):
    labels = Scenario.from_dict(data).labels
    assert len(set(labels)) == len(data["optimizers"])
    for label, optimizer in zip(labels, data["optimizers"], strict=True):
        assert label.startswith(optimizer.get("label") or OPTIMIZERS[optimizer["key"]].title)


@settings(max_examples=30)
@given(st.lists(OPTIMIZER_CHOICES.map(lambda o: o | {"label": "x" * 38}), min_size=12, max_size=12))
def test_the_longest_scenario_fits_into_a_url(optimizers):
    own = {"start": [-4.9999999999999996e-300, 1 / 3]}
    optimizers = [o | own | {"label": "🎢" * (MAX_LABEL - 2) + f"{i:02}"} for i, o in enumerate(optimizers)]
    scenario = Scenario(surface="ravine", optimizers=optimizers, noise="gaussian")
    url = scenario.to_url()
    assert len(parse_qsl(url)) <= MAX_FIELDS
    assert Scenario.from_url(url) == scenario
    assert Scenario.from_json(scenario.to_json()) == scenario


def test_written_by_hand():
    scenario = Scenario.from_url(
        "surface=ravine&surface.tilt=45&start.0=-1&start.1=0.5&optimizers.0=adam&optimizers.0.learning_rate=0.2"
        "&optimizers.0.schedule=step&optimizers.0.schedule.every=10&optimizers.1=sgd&optimizers.1.decay_form=l2"
        "&optimizers.1.weight_decay=0.1&noise=uniform&noise.scale=0.25&num_steps=50&seed=7"
    )
    assert scenario == Scenario(
        surface={"key": "ravine", "tilt": 45},
        start=(-1, 0.5),
        optimizers=[
            {"key": "adam", "learning_rate": 0.2, "schedule": {"key": "step", "every": 10}},
            {"key": "sgd", "decay_form": "l2", "weight_decay": 0.1},
        ],
        noise={"key": "uniform", "scale": 0.25},
        num_steps=50,
        seed=7,
    )


@pytest.mark.parametrize("query", ["", "?", "https://example.org/?"])
def test_an_empty_query_is_the_default(query):
    assert Scenario.from_url(query) == Scenario.default()


def test_equality_and_hash_see_every_field():
    scenario = Scenario(**SMALL)
    others = [
        Scenario(**SMALL | changes)
        for changes in (
            {"surface": {"key": "ravine", "tilt": 1}},
            {"optimizers": ["adam"]},
            {"optimizers": [{"key": "sgd", "learning_rate": 0.1}]},
            {"optimizers": [{"key": "sgd", "label": "mine"}]},
            {"optimizers": [{"key": "sgd", "schedule": "cosine"}]},
            {"start": (0, 0)},
            {"noise": "uniform"},
            {"num_steps": 3},
            {"seed": 1},
            {"tolerance": 0.1},
        )
    ]
    assert len({scenario, *others}) == len(others) + 1
    assert {scenario: "found"}[Scenario(**SMALL)] == "found"


def test_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        Scenario(**SMALL).num_steps = 3


@pytest.mark.parametrize("key", SURFACES)
def test_starts_where_its_surface_says(key):
    scenario = Scenario(surface=key, optimizers=["sgd"])
    assert scenario.start == SURFACES[key].start
    assert Scenario(surface=key, optimizers=["sgd"], start=None) == scenario


def test_takes_numbers_of_numpy():
    scenario = Scenario(**SMALL | {"start": np.array([0.5, -0.5]), "num_steps": np.int64(9), "seed": np.uint32(3)})
    assert scenario == Scenario(**SMALL | {"start": [0.5, -0.5], "num_steps": 9, "seed": 3})
    assert json.loads(scenario.to_json())["num_steps"] == 9


def test_minus_zero_is_zero():
    scenario = Scenario(**SMALL | {"start": (-0.0, 0.0)})
    assert math.copysign(1, scenario.start[0]) == 1


ALLOWED_STEPS = "a whole number from 1 to 2000"
WRONG = {
    "unknown surface": ({"surface": "ravin"}, "surface", "no surface is called 'ravin' (did you mean 'ravine'?)"),
    "unknown optimizer": ({"optimizers": ["sgd", "adm"]}, "optimizers.1", "(did you mean 'adam'?); allowed: "),
    "a surface of many": (
        {"surface": "ravin"},
        "surface",
        "allowed: ravine, branin, sharp_ravine, rastrigin, transfer and others, 78 in all: the page Surfaces and",
    ),
    "an optimizer of many": ({"optimizers": ["adm"]}, "optimizers.0", " in all: the page Methods and `optviz list opt"),
    "a schedule of few": (
        {"optimizers": [{"key": "sgd", "schedule": "cosin"}]},
        "optimizers.0.schedule",
        "one_cycle, stable_decay",
    ),
    "unknown noise": ({"noise": "gausian"}, "noise", "(did you mean 'gaussian'?)"),
    "unknown schedule": (
        {"optimizers": [{"key": "sgd", "schedule": "cosin"}]},
        "optimizers.0.schedule",
        "(did you mean 'cosine'?)",
    ),
    "a key that is no text": ({"surface": {"key": ["ravine"]}}, "surface", "no surface is called ['ravine']; allowed:"),
    "a choice without key": ({"optimizers": [{}]}, "optimizers.0.key", "missing; one such as"),
    "a choice of another type": ({"optimizers": [5]}, "optimizers.0", "5 is not allowed; a key such as"),
    "a noise of None": ({"noise": None}, "noise", "None is not allowed; a key such as 'none'"),
    "NaN": ({"optimizers": [{"key": "adam", "beta_1": math.nan}]}, "optimizers.0.beta_1", "a number from 0 to 0.999"),
    "infinity": ({"start": [math.inf, 0]}, "start.0", "inf is not allowed; a number from -5 to 5 is"),
    "too large for a float": ({"start": [0, 10**400]}, "start.1", "a number from -4 to 4 is"),
    "too large for Python": ({"seed": 10**5000}, "seed", "a whole number from 0 to 4294967295 is"),
    "a number out of range": (
        {"optimizers": [{"key": "sgd", "learning_rate": 11}]},
        "optimizers.0.learning_rate",
        "11 is not allowed; a number from 1e-06 to 10 is",
    ),
    "a boolean": ({"num_steps": True}, "num_steps", f"True is not allowed; {ALLOWED_STEPS} is"),
    "a boolean as coordinate": ({"start": [True, 0]}, "start.0", "a number from -5 to 5 is"),
    "a billion steps": ({"num_steps": 10**9}, "num_steps", f"1000000000 is not allowed; {ALLOWED_STEPS} is"),
    "no steps": ({"num_steps": 0}, "num_steps", ALLOWED_STEPS),
    "half a step": ({"num_steps": 2.5}, "num_steps", ALLOWED_STEPS),
    "steps in words": ({"num_steps": "many"}, "num_steps", f"'many' is not allowed; {ALLOWED_STEPS} is"),
    "a negative seed": ({"seed": -1}, "seed", "a whole number from 0 to 4294967295 is"),
    "no tolerance": ({"tolerance": 0}, "tolerance", "a number from 1e-12 to 1000 is"),
    "a place in place of a name": (
        {"optimizers": [{"key": "sgd", "decay_form": 1}]},
        "optimizers.0.decay_form",
        "one of decoupled, l2 is",
    ),
    "an unknown name": ({"optimizers": [{"key": "sgd", "decay_form": "L2"}]}, "optimizers.0.decay_form", "one of"),
    "a start of one number": ({"start": [1]}, "start", "[1] is not allowed; a list of 2 numbers is"),
    "a start in words": ({"start": "centre"}, "start", "a list of 2 numbers is"),
    "a start far outside": ({"start": [1e6, 0]}, "start.0", "1000000.0 is not allowed; a number from -5 to 5 is"),
    "no optimizers": ({"optimizers": []}, "optimizers", "a list of 1 to 12 optimizers is"),
    "too many optimizers": ({"optimizers": ["sgd"] * 13}, "optimizers", "a list of 1 to 12 optimizers is"),
    "optimizers as text": ({"optimizers": "adam"}, "optimizers", "a list of 1 to 12 optimizers is"),
    "a misspelt field": ({"num_step": 3}, "num_step", "(did you mean 'num_steps'?)"),
    "a misspelt hyperparameter": (
        {"optimizers": [{"key": "sgd", "learning_rte": 1}]},
        "optimizers.0.learning_rte",
        "(did you mean 'learning_rate'?)",
    ),
    "a field of another optimizer": (
        {"optimizers": [{"key": "sgd", "rho": 0.9}]},
        "optimizers.0.rho",
        "SGD has no such field; it has learning_rate, weight_decay, decay_form, clip_norm, schedule, label",
    ),
    "an empty label": ({"optimizers": [{"key": "sgd", "label": ""}]}, "optimizers.0.label", "a line of 1 to 40"),
    "a label too long": ({"optimizers": [{"key": "sgd", "label": "x" * 41}]}, "optimizers.0.label", "a line of 1 to"),
    "a label of two lines": ({"optimizers": [{"key": "sgd", "label": "a\nb"}]}, "optimizers.0.label", "a line of"),
    "half a surrogate": ({"optimizers": [{"key": "sgd", "label": "\ud800"}]}, "optimizers.0.label", "a line of"),
    "a label that turns the text around it": (
        {"optimizers": [{"key": "sgd", "label": "a\u202eb"}]},
        "optimizers.0.label",
        "a line of",
    ),
    "a label of nothing to be seen": (
        {"optimizers": [{"key": "sgd", "label": "\u200d \xa0"}]},
        "optimizers.0.label",
        "something to be seen in it",
    ),
    "a number as label": ({"optimizers": [{"key": "sgd", "label": 5}]}, "optimizers.0.label", "5 is not allowed"),
    "a label given twice": (
        {"optimizers": [{"key": "sgd", "label": "a"}, {"key": "adam", "label": "a"}]},
        "optimizers.1.label",
        "'a' is given twice; a label that no other optimizer has is allowed",
    ),
    "a very long field": ({"x" * 100_000: 1}, "x" * 27 + "..." + "x" * 28, "a scenario has no such field; it has"),
    "a very long value": ({"surface": "y" * 100_000}, "surface", "allowed: "),
    "nested junk": ({"surface": {"key": "ravine", "tilt": [[{"a": []}]]}}, "surface.tilt", "a number from -90 to 90"),
}


@pytest.mark.parametrize(("changes", "field", "message"), WRONG.values(), ids=WRONG)
def test_says_what_is_wrong_and_what_is_allowed(changes, field, message):
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_dict(SMALL | changes)
    found = {problem.field: problem.message for problem in caught.value.problems}
    assert field in found
    assert message in found[field]
    assert field in str(caught.value)
    all_of_them = sum(len(f"{key}, ") for key in SURFACES)
    assert len(str(caught.value)) < 150 + all_of_them  # what was given is cut short
    str(caught.value).encode()


def test_names_every_field_that_is_wrong():
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_dict(
            {"surface": "x", "optimizers": [{"key": "adam", "beta_1": 2, "beta_2": 2}, "y"], "seed": -1, "z": 0}
        )
    assert {problem.field for problem in caught.value.problems} == {
        "surface",
        "optimizers.0.beta_1",
        "optimizers.0.beta_2",
        "optimizers.1",
        "seed",
        "z",
    }


@pytest.mark.parametrize("field", ["surface", "optimizers"])
def test_missing_field(field):
    data = {name: value for name, value in SMALL.items() if name != field}
    with pytest.raises(ScenarioError, match=f"{field}: missing; .* is needed"):
        Scenario.from_dict(data)


WRONG_JSON = {
    "nothing": ("", "not JSON"),
    "a list": ("[]", "[] is not a scenario; an object is"),
    "a number": ("NaN", "nan is not a scenario"),
    "cut off": ('{"surface": "ravine"', "not JSON"),
    "not UTF-8": (b"\xff\xfe{", "not JSON"),
    "nested deeply": ("[" * 20_000, "not JSON"),
    "nested less deeply": ('{"surface":' + "[" * 400 + "]" * 400 + "}", "surface"),
    "10 MB": ("x" * 10**7, f"10000000 characters are too many; at most {MAX_FILE_CHARACTERS} are allowed"),
    "the same name twice": ('{"seed": 1, "surface": "ravine", "seed": 2}', "seed: given twice"),
}


@pytest.mark.parametrize(("text", "message"), WRONG_JSON.values(), ids=WRONG_JSON)
def test_json_that_is_no_scenario(text, message):
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_json(text)
    assert message in str(caught.value)


WRONG_QUERIES = {
    "a path given twice": ("surface=ravine&surface=saddle", "surface", "given twice; once is allowed"),
    "a gap": ("optimizers.0=adam&optimizers.2=sgd", "optimizers", "optimizers.0, optimizers.1 … without a gap"),
    "a list and a text": ("optimizers.0=adam&optimizers=sgd", "optimizers", "without a gap"),
    "other writing of a place": ("start.00=1&start.1=1", "start", "without a gap"),
    "an empty part": ("surface..tilt=1", "surface..tilt", "no such field"),
    "an empty path": ("=1", "", "no such field"),
    "too deep": ("a.b.c.d.e.f=1", "a.b.c.d.e.f", "no such field"),
    "no such field": ("num_stepz=3", "num_stepz", "(did you mean 'num_steps'?)"),
    "numbers of an unnamed schedule": (
        "optimizers.0=sgd&optimizers.0.schedule.every=3",
        "optimizers.0.schedule.key",
        "missing; one such as 'constant' is needed",
    ),
    "not a number": ("start.0=1&start.1=nan", "start.1", "'nan' is not allowed; a number from -4 to 4 is"),
    "an object in place of a number": ("seed.x=1", "seed", "a whole number from 0 to 4294967295 is"),
    "too many fields": ("&".join(f"a{i}=1" for i in range(MAX_FIELDS + 1)), "", f"at most {MAX_FIELDS} fields"),
    "too long": ("surface=" + "x" * MAX_CHARACTERS, "", "are too many"),
}


@pytest.mark.parametrize(("query", "field", "message"), WRONG_QUERIES.values(), ids=WRONG_QUERIES)
def test_query_that_is_no_scenario(query, field, message):
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_url(query)
    assert message in {problem.field: problem.message for problem in caught.value.problems}[field]


def accepts_or_names_the_problem(parse, *arguments):
    scenario, problems = None, ()
    try:
        scenario = parse(*arguments)
    except ScenarioError as error:
        problems = error.problems
    if scenario is None:
        assert problems
        assert all(problem.message for problem in problems)
        json.dumps(problems, ensure_ascii=False).encode()
    else:
        assert 1 <= len(scenario.optimizers) <= MAX_OPTIMIZERS
        assert 1 <= scenario.num_steps <= MAX_STEPS
        for value, (low, high) in zip(scenario.start, scenario.surface.record.domain, strict=True):
            assert abs(value - (low + high) / 2) <= START_REACH * (high - low) / 2
        assert Scenario.from_json(scenario.to_json()) == scenario


@settings(max_examples=150)
@given(JSON_VALUES)
def test_no_json_raises_anything_else(data):
    accepts_or_names_the_problem(Scenario.from_json, json.dumps(data))
    accepts_or_names_the_problem(Scenario.from_dict, data)


@settings(max_examples=100)
@given(st.text() | st.binary())
def test_no_text_raises_anything_else(text):
    accepts_or_names_the_problem(Scenario.from_json, text)
    if isinstance(text, str):
        accepts_or_names_the_problem(Scenario.from_url, text)


FIELDS = st.sampled_from(list(Scenario.model_fields))


@settings(max_examples=200)
@given(scenario_dicts(), FIELDS, JSON_VALUES)
def test_no_single_field_raises_anything_else(data, field, value):
    accepts_or_names_the_problem(Scenario.from_dict, data | {field: value})


@settings(max_examples=200)
@given(OPTIMIZER_CHOICES, st.text(max_size=10), JSON_VALUES, st.data())
def test_no_field_of_an_optimizer_raises_anything_else(optimizer, name, value, data):
    name = data.draw(st.sampled_from(["key", "label", "schedule", "learning_rate", "decay_form", name]))
    accepts_or_names_the_problem(Scenario.from_dict, SMALL | {"optimizers": [optimizer | {name: value}]})


PARTS = st.sampled_from(
    ["surface", "optimizers", "start", "noise", "0", "1", "key", "schedule", "label", "seed", "", "x"]
)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.lists(PARTS, max_size=6).map(".".join), st.text(max_size=6)), max_size=6))
def test_no_query_raises_anything_else(pairs):
    accepts_or_names_the_problem(Scenario.from_url, "&".join(f"{path}={text}" for path, text in pairs))


def test_from_dict_takes_no_other_names_than_texts():
    accepts_or_names_the_problem(Scenario.from_dict, SMALL | {10**5000: 1, None: 2, (): 3})


@pytest.mark.parametrize(
    "label",
    [
        "\U0001f469\u200d\U0001f52c",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "\u0645\u06cc\u200c\u0631\u0648\u062f",
        "10\xa0%",
        "\u05e9\u05dc\u05d5\u05dd\u200f!",
        "\U0001fae8",
        "auto\xadmatic",
    ],
    ids=["joined emoji", "flag", "Persian", "no-break space", "Hebrew", "younger than Unicode 14", "soft hyphen"],
)
def test_labels_may_hold_what_people_write(label):
    scenario = Scenario(surface="ravine", optimizers=[{"key": "sgd", "label": label}])
    assert scenario.labels == (label,)
    assert Scenario.from_url(scenario.to_url()) == Scenario.from_json(scenario.to_json()) == scenario
