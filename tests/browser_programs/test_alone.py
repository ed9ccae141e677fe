"""What a page without a server makes of addresses and of other surfaces, beside what Python makes of them."""

import json
import subprocess
from random import Random
from urllib.parse import parse_qsl

import numpy as np
import pytest

from optviz import OPTIMIZERS, SCHEDULES, SURFACES, Scenario, export, from_starts, simulate
from optviz.browser.programs import text_of
from optviz.catalogue import NOISES
from optviz.engine.demonstrations import completed, offered_rate, shown_on
from optviz.engine.four_rates import four_rates
from optviz.exports.export import FORMATS
from optviz.exports.stamp import read_scenario
from optviz.picture.sliders import home_of
from optviz.player.alone import SAID_OF_ADDRESSES, whole_catalogue_alone
from optviz.scenario.address import read_address
from optviz.scenario.choices import SurfaceChoice
from optviz.scenario.query import ADD, ALONE, DISPLAY, LANGUAGE, LESSON
from optviz.web.exporting.export_options import file_name
from tests.browser_programs.beside import HERE, NODE, folder, put
from tests.browser_programs.grounds import made_here, moved
from tests.browser_programs.grounds import modules_of as modules_of_ground
from tests.browser_programs.proof import modules_of
from tests.mutations import TOKENS
from tests.samples import sample

FULL = Scenario(
    surface={"key": "ravine", "tilt": 20},
    start=(1.5, -1),
    optimizers=[
        "sgd",
        {"key": "adam", "beta_1": 0.5, "schedule": "cosine", "label": "a b", "start": [1, 0.5]},
        "momentum",
    ],
    noise={"key": "gaussian", "scale": 1e-5},
    num_steps=77,
    seed=5,
).to_url()
WRITTEN = [
    *("", "surface=beale", "surface=bael", "surface=ravin&start.0=1", "surface=&start.0=", "surface"),
    *("surface.key=ravine", "surface.tilt=20", "surface=ravine&surface.tlit=20", "surface=ravine&surface=beale"),
    *("optimizers=sgd", "optimizers.0=sdg", "optimizers.0.learning_rate=0.1", "optimizers.0=sgd&optimizers.2=adam"),
    *("optimizers.x=sgd", "optimizers.01=sgd&optimizers.1=adam", "optimizers.0=adam&optimizers.0.learning_rate=1e9"),
    *("optimizers.0=momentum&optimizers.0.rho=1&optimizers.0.conventoin=average", "optimizers.0.a.b.c.d=1", "a..b=1"),
    *("optimizers.0=sgd&optimizers.0.schedule=cosin", "optimizers.0=sgd&optimizers.0.schedule.final=0.1"),
    *("optimizers.0=sgd&optimizers.0.schedule=cosine&optimizers.0.schedule.final=2&num_steps=10",),
    *("optimizers.0=sgd&optimizers.0.label=", "optimizers.0=sgd&optimizers.0.label=%E2%80%AEx", "seed=-1", "seed=1.5"),
    *(f"optimizers.0=sgd&optimizers.0.label={'x' * 41}", "optimizers.0=sgd&optimizers.0.label=a%20%F0%9F%91%A9"),
    *(
        "optimizers.0=sgd&optimizers.0.label=A&optimizers.1=adam&optimizers.1.label=A",
        "noise=mini_batch",
        "noise=gausian",
    ),
    *("surface=linear_regression&noise=mini_batch", "noise=gaussian&noise.scale=1_0&noise.seed=3", "noise.scale=3"),
    *(
        "num_steps=0",
        "num_steps=+5",
        "num_steps=1e2",
        "num_steps=%20 12 ",
        "num_steps=nan",
        "num_steps=inf",
        "num_steps",
    ),
    *(
        "tolerance=0",
        "tolerance=1e-5",
        "tolerance=.5",
        "tolerance=5.",
        "tolerance=0x10",
        "tolerance=1e",
        "tolerance=--1",
    ),
    *(
        "start.0=1",
        "start.0=1&start.1=99",
        "start.1=1",
        "start=1,2",
        "start.0=1&start.1=2&start.2=3",
        "start.0.x=1&start.1=1",
    ),
    *("surface=beale&start.0=9&start.1=9", "surface=dip_curve&start.0=1", "surface=dip_curve&start.0=1&start.1=2"),
    *("utm_source=a&fbclid=&surfaec=beale&seeed=1&x=1&y=2&z=3", "num_steps.a=1&num_steps.b=2", "seed=1&seed=2"),
    *("show.view=overlaid&show.arrows=3", "lesson=momentum&language=zh", "add=adam&alone=sgd", "seed=%FF%", "a%20b=1"),
    *("surface=it%27s", "surface=%22it%27s%22", "surface=a%5Cb%0A", f"surface={'long' * 40}", f"tolerance={'9' * 90}"),
    *("&".join(f"optimizers.{i}=sgd" for i in range(14)), "&".join(f"seed.{i}=1" for i in range(401)), "a" * 40_000),
    *("noise=none&surface=saddle", "surface=saddle", "surface=ravine&surface.condition_number=200", FULL),
    *("surface.data=1", "surface.data.moved=3_1_1", "surface=deep_chain&surface.data.removed=1"),
    *("surface=saddle&surface.data.removed=1", "surface=ravine&surface.table=a", "surface=own_line&surface.table=a"),
    *("surface=own_line&surface.table.needed=60", "surface=own_line", "surface=saddle&surface.table.needed=x"),
    *(
        f"surface=linear_regression&surface.data.{change}"
        for change in (
            *(
                "moved=3_1.5_2.5+1_1_1&surface.data.added=2_3+2.1_8.5&surface.data.removed=49+7",
                "moved=",
                "removed=3+3",
            ),
            *("moved=50_1_1", "moved=3_x_2&surface.data.added=1_1e9", "added=1", "moved=1_1_1+1_2_2", "removed=x+1.5"),
            *(f"removed={'+'.join(map(str, range(49)))}", f"added={'+'.join(501 * ['1_1'])}", "needed=60", "rmoved=1"),
            *("moved.0=1", "added=1__2", "moved=_1_1"),
        )
    ),
    *("optimizers.0=sgd&optimizers.0.start.0=1&optimizers.0.start.1=-2.5", "optimizers.0=sgd&optimizers.0.start=1"),
    *("optimizers.0=sgd&optimizers.0.start.0=1", "optimizers.0=sgd&optimizers.0.start.1=1", "optimizers.0.start.0=1"),
    *("optimizers.0=sgd&optimizers.0.start.0=1&optimizers.0.start.1=99&start.0=1&start.1=1",),
    *("optimizers.3=sgd&optimizers.3.start.0=x&optimizers.3.start.1=nan&optimizers.3.rho=1",),
    *(
        "surface=bael&optimizers.0=sgd&optimizers.0.start.0=1&optimizers.0.start.1=99",
        "optimizers.0=sgd&optimizers.0.start.0.a=1",
    ),
    *("surface=dip_curve&optimizers.0=sgd&optimizers.0.start.0=1", "optimizers.0=sgd&optimizers.0.strat.0=1"),
    *("surface=svm_irises&surface.data.moved=3_5_1.5_0.5", "surface=linear_regression&surface.data=x"),
]

INSIDE = {
    *("a_number", "a_whole_number", "did_you_mean", "left_aside", "left_aside_name", "lesson", "no_hint", "noise"),
    *("where_each_lesson", "where_each_noise", "where_each_optimizer", "where_each_schedule", "where_each_surface"),
    *("none", "one_of", "one_such_as", "optimizer", "optimizers_allowed", "schedule", "surface", "too_many_characters"),
}
"""What stands inside other sentences, or is said of an address that is looked at below."""


def of_numbers(random, record, share):
    """A record with some of its numbers at other values, as fields under its path."""
    for one in record.parameters:
        if random.random() < share:
            value = random.choice(one.choices) if one.choices else random.uniform(one.low, one.high)
            yield one.key, round(value) if one.integer and not one.choices else value


def some_scenario(random):
    surface = random.choice([SURFACES[key] for key in made_here()])
    noises = [noise for noise in NOISES.values() if surface.examples or not noise.needs_examples]
    noise, schedule = random.choice(noises), random.choice(list(SCHEDULES.values()))
    rules = random.sample(list(OPTIMIZERS.values()), random.randint(1, 4))
    own = [{"key": rule.key} | dict(of_numbers(random, rule, 0.5)) for rule in rules]
    if random.random() < 0.5:
        own[-1]["start"] = [random.uniform(*ends) for ends in surface.domain]
    own[0] |= {"schedule": {"key": schedule.key} | dict(of_numbers(random, schedule, 0.5)), "label": "Mine, (1*) ~é!'"}
    return Scenario.from_dict(
        {
            "surface": {"key": surface.key} | dict(of_numbers(random, surface, 0.5)),
            "optimizers": own,
            "noise": {"key": noise.key} | dict(of_numbers(random, noise, 0.5)),
            "num_steps": random.choice([200, surface.demonstration.num_steps or 50, 7]),
            "tolerance": 10 ** random.uniform(-12, 3),
        }
    )


def mutated(random, query):
    """An address as it comes out of mails and hands: cut, with letters lost, doubled or taken for others."""
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(query) + 1)
        token = random.choice(
            [*(token.decode() for token in TOKENS if token.isascii() and len(token) < 40), "&", "=", ".", "1", "e", ""]
        )
        query = query[:at] + token + query[at + random.randint(0, 2) :]
    return query


MADE_HERE = "A browser has run this: the last digits of its numbers may be others than those of the app."
TABLES = [
    Scenario(
        surface={"key": "ravine", "tilt": 30},
        start=(-2, 1.5),
        optimizers=["sgd", {"key": "sgd", "learning_rate": 1, "label": '=1+"é", #2'}, "adam", "newton", "lion"],
        noise={"key": "gaussian", "scale": 1e-5},
        num_steps=12,
    ),
    Scenario(surface="dip_curve", start=(-1.25,), optimizers=["momentum"], num_steps=3, tolerance=1e-12),
]


@pytest.fixture(scope="module")
def asked():
    random = Random(13)
    scenarios = [some_scenario(random) for _ in range(60)]
    urls = [scenario.to_url() for scenario in scenarios]
    return {
        "queries": [*WRITTEN, *urls, *(mutated(random, random.choice([FULL, *urls[:8]])) for _ in range(150))],
        "moves": [(scenario, random.choice(made_here())) for scenario in [*scenarios, Scenario.default()]],
        "ensembles": [
            (scenario.model_copy(update={"seed": random.randrange(2**32)}), random.randrange(len(scenario.optimizers)))
            for scenario in scenarios
        ],
        "surfaces": [SurfaceChoice(key=key) for key in made_here()]
        + [moved(key, np.random.default_rng(7).uniform) for key in sample(made_here()[::3], made_here())],
        "fours": [
            shown_on(Scenario(surface="ravine", optimizers=[rule]), surface)
            for surface in ("ravine", "rosenbrock", "himmelblau", "double_well_curve", "linear_regression")
            for rule in ("sgd", {"key": "momentum", "rho": 0.5}, "adagrad")
        ],
        "runs": [simulate(scenario) for scenario in TABLES],
    }


def table_of(run):
    """The arrays of a run that stand in its table, for JavaScript."""
    names = ("points", "losses", "learning_rates", "gradients")
    arrays = [{name: getattr(path, name) for name in names} for path in run]
    plain = [{name: {"shape": x.shape, "values": x.ravel().tolist()} for name, x in path.items()} for path in arrays]
    paths = [one | {"diverged_at": path.diverged_at} for one, path in zip(plain, run, strict=True)]
    return {"scenario": run.scenario.to_dict(), "paths": paths, "labels": [path.label for path in run]}


@pytest.fixture(scope="module")
def found(asked):
    names = [name for key in made_here() for name in modules_of_ground(SurfaceChoice.model_validate(key))]
    names += [f"models/{key}" for key in made_here() if SURFACES[key].model]
    names += sorted({name for scenario in asked["fours"] for name in modules_of(scenario)} - set(names))
    for name in names:
        put(name, text_of(name))
    task = {
        "catalogue": whole_catalogue_alone(),
        "names": names,
        "queries": asked["queries"],
        "moves": [(scenario.to_dict(), key) for scenario, key in asked["moves"]],
        "ensembles": [
            (scenario.to_dict(), place, 2 + i % 11) for i, (scenario, place) in enumerate(asked["ensembles"])
        ],
        "surfaces": [choice.flat() for choice in asked["surfaces"]],
        "fours": [scenario.to_dict() for scenario in asked["fours"]],
        "tables": [table_of(run) for run in asked["runs"]],
    }
    words = [str(NODE), str(HERE / "alone.mjs"), folder().name]
    done = subprocess.run(words, input=json.dumps(task), capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_address_is_read_as_the_app_reads_it(asked, found):
    codes = set()
    for query, here in zip(asked["queries"], found["addresses"], strict=True):
        pairs = parse_qsl(query if len(query) <= 32_768 else "", keep_blank_values=True)
        ours = [(name, text) for name, text in pairs if name not in (ADD, ALONE, LESSON, LANGUAGE)]
        there = read_address(ours)
        assert here["scenario"] == json.loads(there.scenario.to_json()), query
        assert here["given"] == list(there.given), query
        assert here["leftAside"] == str(there.left_aside or ""), query
        assert here["display"] == {name: text for name, text in ours if name.startswith(DISPLAY)}
        assert here["written"] == there.scenario.to_url()
        assert here["completed"] == json.loads(completed(there.scenario, there.given).to_json()), query
        if len(query) <= 32_768:
            said = [{"field": one.field, "message": one.message} for one in there.problems]
            assert here["problems"] == said, query
            codes |= {one.code for one in there.problems}
        else:
            assert [one["message"] for one in here["problems"]] == [
                "40000 characters are too many; at most 32768 are allowed"
            ]
    assert set(SAID_OF_ADDRESSES) - codes == INSIDE


def test_a_surface_that_is_chosen_gets_what_the_app_gives_it(asked, found):
    for (scenario, key), here in zip(asked["moves"], found["moved"], strict=True):
        assert here == json.loads(shown_on(scenario, key).to_json())


def test_one_rule_from_several_starts_is_what_python_makes_of_it(asked, found):
    for i, ((scenario, place), here) in enumerate(zip(asked["ensembles"], found["ensembles"], strict=True)):
        there = from_starts(scenario, place, 2 + i % 11)
        assert here == json.loads(there.to_json())
        assert len(set(there.starts)) == 2 + i % 11


def test_the_rates_that_suit_are_those_of_the_app_with_their_tracks(asked, found):
    for choice, here in zip(asked["surfaces"], found["suited"], strict=True):
        assert here["rates"] == {key: offered_rate(rule, choice) for key, rule in OPTIMIZERS.items()}, choice
        homes = {key: home_of(rule, choice) for key, rule in OPTIMIZERS.items()}
        assert here["homes"] == {key: home and list(home) for key, home in homes.items()}, choice


def test_four_rates_are_those_of_the_app(asked, found):
    """Just below the rate that is too high a path may hang on its last bit, and with it the digits of a rate."""
    expected = np.array([four_rates(scenario, 0) for scenario in asked["fours"]])
    np.testing.assert_allclose(found["fours"], expected, rtol=0.1)
    assert (np.array(found["fours"]) == expected).mean() > 0.9


def test_four_rates_lie_where_the_strip_of_the_track_has_them(asked, found):
    """Where too high a rate diverges, it does so on the strip; the good one is among its darkest sixth or so, and the
    low one is lighter, if it is not to the left of it all."""
    held = 0
    for scenario, rates, strip in zip(asked["fours"], found["fours"], found["strips"], strict=True):
        choice = scenario.optimizers[0]
        at_too_high = scenario.to_dict() | {"optimizers": [choice.flat() | {"learning_rate": rates[0]}]}
        if simulate(Scenario.from_dict(at_too_high))[0].diverged_at is None:
            continue
        held += 1
        colours, last = strip["colours"], len(strip["colours"]) - 1
        too_high, high, good, low = np.log(np.array(rates) / strip["low"]) / np.log(strip["high"] / strip["low"]) * last
        assert too_high > high > good > low
        assert None in colours[int(too_high) - 1 : int(too_high) + 3]
        lightness = np.array([sum(bytes.fromhex(one[1:])) if one else np.inf for one in colours])
        own = lightness[round(good)]
        assert np.isfinite(own)
        assert (lightness < own).sum() <= 0.2 * np.isfinite(lightness).sum()
        assert low < 0 or lightness[round(low)] > own
    assert held >= 8


def test_a_table_and_an_experiment_are_the_files_of_the_app_to_the_last_byte(asked, found):
    assert any(path.diverged_at for run in asked["runs"] for path in run)
    for run, here in zip(asked["runs"], found["files"], strict=True):
        head, rest = here["csv"].split(f"# {MADE_HERE}\n")
        assert (head + rest).encode() == export(run, format="csv")
        assert here["json"].encode() == export(run, format="json")
        assert here["name"] == file_name(run.scenario, FORMATS["csv"])
        assert read_scenario(here["csv"].encode()) == run.scenario
