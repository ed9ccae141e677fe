"""An address as far as it can be read, and that nothing in one ends in anything but a scenario and words."""

import json
from functools import cache
from random import Random
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optviz import Scenario
from optviz.problems import ScenarioError
from optviz.scenario.address import read_address
from optviz.scenario.bounds import MAX_FIELDS
from tests.mutations import TOKENS, mutated_bytes, mutated_json
from tests.strategies import scenario_dicts

SCENARIO = Scenario(
    surface={"key": "ravine", "tilt": 20},
    start=(1.5, -1),
    optimizers=["sgd", {"key": "adam", "beta_1": 0.5, "schedule": "cosine", "label": "a b"}, "momentum"],
    noise="gaussian",
    num_steps=77,
    seed=5,
)
NAMES = [field.partition("=")[0].encode() + b"=" for field in SCENARIO.to_url().split("&")]


def opened(query):
    return read_address(parse_qsl(query, keep_blank_values=True))


def fields_of(address):
    return [problem.field for problem in address.problems]


def changed(**fields):
    return Scenario.from_dict(SCENARIO.to_dict() | fields)


@given(scenario_dicts())
def test_a_right_address_is_read_as_ever(data):
    scenario = Scenario.from_dict(data)
    url = scenario.to_url()
    assert opened(url) == (scenario, [path for path, _ in parse_qsl(url)], [], None)


@pytest.mark.parametrize(
    "tag",
    [
        "fbclid=IwAR",
        "gclid=&dclid",
        "utm_source=a&utm_medium=b&utm_source=c",
        "ref=x.y",
        "a..b=1",
        "=1",
        "x.1.2.3.4.5.6=",
        "show=1",
    ],
)
def test_names_that_no_scenario_has_are_left_aside(tag):
    for query in (f"{tag}&{SCENARIO.to_url()}", f"{SCENARIO.to_url()}&{tag}"):
        address = opened(query)
        assert (address.scenario, address.problems) == (SCENARIO, [])
        assert "left aside" in str(address.left_aside)


def test_how_a_page_is_shown_is_not_left_aside():
    assert opened("show.view=space&show.curve=loss").left_aside is None


def test_a_name_that_is_nearly_right_comes_with_a_hint():
    assert str(opened("num_step=7").left_aside).endswith("left aside: num_step (did you mean 'num_steps'?)")


def test_of_many_names_some_are_said():
    assert str(opened("a=1&b=1&c=1&d=1&e=1&f=1&g=1").left_aside).endswith(": a, b, c, d, e, …")


@pytest.mark.parametrize(
    ("old", "new", "wrong", "scenario"),
    [
        ("num_steps=77", "num_steps=0", ["num_steps"], changed(num_steps=200)),
        ("num_steps=77", "num_steps=7&num_steps=8", ["num_steps"], changed(num_steps=200)),
        ("seed=5", "seed=x&tolerance=-1", ["seed", "tolerance"], changed(seed=0)),
        ("surface=ravine", "surface=ravin", ["surface"], changed(surface="ravine", start=None)),
        ("surface.tilt=20", "surface.tilt=1e9", ["surface.tilt"], changed(surface="ravine")),
        ("start.0=1.5", "start.0=99", ["start.0"], changed(start=None)),
        ("start.0=1.5", "seed.x=1", ["seed"], changed(start=None, seed=0)),
        ("noise=gaussian", "noise=mini_batch", ["noise.scale"], None),
        ("=adam", "=adma", ["optimizers.1"], changed(optimizers=["sgd", "momentum"])),
        (
            "optimizers.1=adam",
            "optimizers.9=adam",
            ["optimizers.1.key"],
            changed(optimizers=["sgd", "momentum", "adam"]),
        ),
        ("optimizers.2=momentum", "optimizers.x=momentum", ["optimizers.x", "optimizers.2.key"], None),
        ("optimizers.0=sgd", "optimizers=sgd", ["optimizers", "optimizers.0.key"], None),
        ("optimizers.1.schedule=cosine", "optimizers.1.schedule=cosin", ["optimizers.1.schedule"], None),
        ("optimizers.1.schedule=cosine", "optimizers.1.shedule=cosine", ["optimizers.1.schedule.key"], None),
    ],
)
def test_one_bad_field_leaves_the_good_ones(old, new, wrong, scenario):
    query = SCENARIO.to_url()
    assert old in query
    address = opened(query.replace(old, new))
    assert set(wrong) <= set(fields_of(address))
    assert address.scenario.num_steps == (200 if old.startswith("num_steps") else 77)
    if scenario:
        assert address.scenario == scenario


def test_the_places_of_optimizers_are_told_as_they_were_given():
    address = opened("optimizers.3=sgd&optimizers.5=x&optimizers.8=adam&optimizers.8.beta_1=7")
    assert fields_of(address) == ["optimizers.5", "optimizers.8.beta_1"]
    assert [choice.key for choice in address.scenario.optimizers] == ["sgd", "adam"]


def test_an_address_without_an_end_is_not_read():
    address = opened("&".join(["surface=saddle"] * (MAX_FIELDS + 1)))
    assert address.scenario == Scenario.default()
    assert "at most" in address.problems[0].message


def test_any_address_opens():
    """Two thousand addresses with changes: each gives a scenario, which goes round, and words."""
    random, whole, read_again = Random(4), 0, cache(Scenario.from_url)
    for _ in range(2000):
        query = mutated_bytes(random, SCENARIO.to_url().encode(), [*TOKENS, *NAMES]).decode("latin-1")
        address = opened(query)
        assert read_again(address.scenario.to_url()) == address.scenario
        json.dumps([problem.as_data() for problem in address.problems]).encode("ascii")
        said = [problem.message for problem in address.problems] + [str(address.left_aside)]
        assert all(one.isprintable() for one in said)
        whole += address.scenario == SCENARIO
    assert 0 < whole < 1000


@given(
    st.lists(
        st.tuples(st.text(max_size=9) | st.sampled_from(["optimizers.0", "start.0", "surface"]), st.text(max_size=9))
    )
)
def test_any_fields_open(pairs):
    read_address(pairs)


@pytest.mark.parametrize("encoded", ["text", "bytes"])
def test_any_json_is_a_scenario_or_refused(encoded):
    random, data = Random(5), SCENARIO.to_dict()
    refused = 0
    for i in range(2000):
        body = mutated_json(random, data) if i % 2 else mutated_bytes(random, SCENARIO.to_json().encode())
        try:
            Scenario.from_json(
                body if encoded == "bytes" else body.decode("utf-8", "surrogatepass" if i % 2 else "replace")
            )
        except ScenarioError as error:
            refused += 1
            json.dumps([problem.as_data() for problem in error.problems])
            str(error).encode()
    assert 1000 < refused < 2000


def test_any_url_is_a_scenario_or_refused():
    random = Random(6)
    refused = 0
    for _ in range(2000):
        try:
            Scenario.from_url(mutated_bytes(random, SCENARIO.to_url().encode(), [*TOKENS, *NAMES]).decode("latin-1"))
        except ScenarioError as error:
            refused += 1
            str(error).encode()
    assert 1000 < refused < 2000


@given(st.dictionaries(st.text(st.characters(), max_size=9), st.none() | st.text(st.characters(), max_size=9)))
def test_any_names_in_python_are_refused(data):
    with pytest.raises(ScenarioError):
        Scenario(**{"surface": "ravine"} | data)
