"""The sentences on what happened, by arrays made by hand: each claim is counted anew, by loops that know no metric."""

import math
from functools import partial
from itertools import pairwise
from pathlib import Path as File

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from optviz.surfaces.base import Minimum

from optviz import SURFACES, Scenario, simulate
from optviz.engine.metrics import measure
from optviz.engine.simulate import Path, Run
from optviz.picture import happened as rules
from optviz.picture.happened import happened
from optviz.picture.words import weight_names
from optviz.texts.english import SENTENCES
from optviz.texts.numbers import written
from optviz.texts.words import as_plain
from tests.picture.test_twins import on_the_page

LABELS = ("a", "b", "c", "d", "e")
TOLERANCE = 0.01
BOWL = (Minimum((0.0, 0.0), 0.0),)
TWO = (Minimum((-2.0, 0.0), 0.0), Minimum((2.0, 0.0), 0.0))
UNEQUAL = (Minimum((-2.0, 0.0), 0.0), Minimum((2.0, 0.0), 1.0))
THREE = (*TWO, Minimum((0.0, 2.0), 0.0))


def loss_of(point, minima):
    """A bowl round each minimum; without one it falls for ever."""
    if not minima:
        return -sum(point)
    return min(m.value + sum((x - y) ** 2 for x, y in zip(point, m.point, strict=True)) for m in minima)


def run_of(paths, minima=BOWL, *, diverged=None, slopes=None, noise="none", surface="ravine"):
    """A run with these points, (rows, weights) a path; `slopes`: the length of the last gradient of each."""
    count = len(paths[0]) - 1
    labels = LABELS[: len(paths)]
    optimizers = [{"key": "sgd", "label": label} for label in labels]
    scenario = Scenario(
        surface=surface, optimizers=optimizers, noise=noise, num_steps=count, tolerance=TOLERANCE, start=paths[0][0]
    )
    points = np.array(paths, float)
    losses = np.array([[loss_of(point, minima) for point in path] for path in points])
    taken = [np.zeros((count + 1, 3), int)] * len(paths)
    diverged = diverged or [None] * len(paths)
    metrics = measure(points, losses, taken, diverged, minima, TOLERANCE)
    made = []
    for i, label in enumerate(labels):
        gradients = np.ones_like(points[i])
        gradients[-1] = 0
        gradients[-1, 0] = (slopes or [1.0] * len(paths))[i]
        path = Path(
            label=label,
            choice=scenario.optimizers[i],
            points=points[i],
            losses=losses[i],
            gradients=gradients,
            state={},
            learning_rates=np.ones(count),
            evaluations=taken[i],
            diverged_at=diverged[i],
            metrics=metrics[i],
        )
        made.append(path)
    return Run(scenario, tuple(made), minima)


def line(start, end, count=20):
    return np.linspace(start, end, count + 1)


def zigzag(turns, count=20):
    """To the minimum, with so many turns of y on the way."""
    path = line((-2, 1), (0, 0), count)
    path[1 : turns + 2, 1] = [(-1) ** k * 0.5 for k in range(turns + 1)]
    path[turns + 2 :, 1] = np.linspace((-1) ** turns * 0.4, 0, count - turns - 1)
    return path


AT = line((0.05, 0), (0.05, 0))
HALF = line((-2, 1), (-1, 0.5))
PAST = np.array([(-2, 0), (1, 0), *[(0, 0)] * 9])
NOT_PAST, LITTLE_PAST = np.array([(-2, 0), (-1, 0), *[(0, 0)] * 9]), np.array([(-2, 0), (0.25, 0), *[(0, 0)] * 9])
STOPPED = np.array([(-2, 1), (-2, 0), *[(-2, 0.5)] * 19])
LEFT = np.array([(-2, 1), (0, 0), *[(-1 - k, 0) for k in range(9)]])

EXAMPLES = {
    "diverged": (run_of([HALF], diverged=[7]), "a diverged at step 7."),
    "diverged_some": (
        run_of([HALF, HALF, HALF], diverged=[9, None, 4]),
        "2 of 3 runs diverged, c first, at step 4.",
    ),
    "diverged_both": (run_of([HALF, HALF], diverged=[9, 4]), "Both runs diverged, b first, at step 4."),
    "diverged_all": (
        run_of([HALF] * 3, diverged=[9, 4, 4]),
        "All runs diverged, b and c first, at step 4.",
    ),
    "arrived": (
        run_of([line((-1, 0), (0, 0))]),
        "a came within 0.01 of the lowest known loss for good after 18 steps.",
    ),
    "arrived_alone": (
        run_of([HALF, np.array([(-2, 1), *[(0, 0)] * 20])]),
        "Only b came within 0.01 of the lowest known loss for good, after 1 step.",
    ),
    "arrived_some": (
        run_of([HALF, line((-1, 0), (0, 0)), line((-2, 0), (0, 0))]),
        "2 of 3 runs came within 0.01 of the lowest known loss for good, b first, after 18 steps.",
    ),
    "arrived_at_once": (
        run_of([AT, AT]),
        "All runs came within 0.01 of the lowest known loss for good after 0 steps.",
    ),
    "arrived_all": (
        run_of([line((-1, 0), (0, 0)), line((-2, 0), (0, 0))]),
        "All runs came within 0.01 of the lowest known loss for good: a first, after 18 steps, b last, after 20 steps.",
    ),
    "ended_outside": (
        run_of([HALF, line((-2, 1), (-2, 0))]),
        "No run came within 0.01 of the lowest known loss for good; a ended nearest, 1.25 above it.",
    ),
    "ended_outside_alike": (
        run_of([HALF, HALF]),
        "No run came within 0.01 of the lowest known loss for good; a and b ended 1.25 above it.",
    ),
    "ended_outside_alone": (
        run_of([HALF]),
        "a did not come within 0.01 of the lowest known loss for good, and ended 1.25 above it.",
    ),
    "went_from": (run_of([HALF], ()), "a went from a loss of 1 to one of 0.5."),
    "ended_alike": (run_of([HALF] * 4, ()), "4 runs ended at a loss of 0.5."),
    "ended_between": (
        run_of([HALF, line((-2, 1), (0, 0))], ()),
        "b ended lowest, at a loss of 0, and a highest, at 0.5.",
    ),
    "higher_minimum": (
        run_of([line((1, 0), (2, 0)), line((1, 0), (-1, 0))], UNEQUAL),
        "a ended at a higher minimum, at (2, 0), 1 above the lowest one.",
    ),
    "two_minima": (
        run_of([line((0, 0), (2, 0)), line((0, 0), (-2, 0))], TWO),
        "a ended at the minimum at (2, 0), b at the one at (−2, 0).",
    ),
    "many_minima": (
        run_of([line((0, 0), m.point) for m in THREE], THREE),
        "The runs ended at 3 different minima.",
    ),
    "stood_still": (
        run_of([STOPPED], (), slopes=[1e-4]),
        "a stood still at a loss of 1.5, where the gradient is only 0.0001.",
    ),
    "stood_still_away": (
        run_of([STOPPED], slopes=[1e-4]),
        "a stood still 2.06 away from the nearest known minimum, where the gradient is only 0.0001.",
    ),
    "all_but_stopped": (
        run_of([STOPPED]),
        "a all but stopped 2.06 away from the nearest known minimum: its last step was 0 long.",
    ),
    "left_again": (run_of([LEFT]), "a came within 0.01 of the lowest known loss at step 1 and left again."),
    "same_path": (run_of([HALF, line((-2, 1), (-2, 0)), HALF]), "a and c went the same way, step by step."),
    "turned": (run_of([zigzag(12)]), "a turned 12 times in y."),
    "turned_and_never": (run_of([zigzag(12), line((-2, 1), (0, 0))]), "a turned 12 times in y, b never."),
    "turned_and_less": (run_of([zigzag(3), zigzag(12)]), "b turned 12 times in y, a 3."),
    "overshot": (run_of([PAST]), "a went 1 beyond the minimum in x."),
    "overshot_and_not": (run_of([NOT_PAST, PAST]), "b went 1 beyond the minimum in x, a not at all."),
    "overshot_and_less": (run_of([LITTLE_PAST, PAST]), "b went 1 beyond the minimum in x, a 0.25."),
}


@pytest.mark.parametrize("code", EXAMPLES)
def test_what_is_said(code):
    run, sentence = EXAMPLES[code]
    assert sentence in map(str, happened(run))
    assert code in [said.code for said in happened(run)]
    hold(run)


def test_every_sentence_has_an_example_and_a_way_to_count_it():
    source = File(rules.__file__).read_text(encoding="utf-8")
    parts = {"and_last", "so_many_runs", "one_step", "so_many_steps", "none"}  # the last is no noise
    assert {code for code in SENTENCES if f'"{code}"' in source} - parts == EXAMPLES.keys() == CHECKS.keys()


# The second way: the claims of a sentence, from nothing but points and losses.


def flat(value):
    """The names that a phrase stands for; None where they are only counted."""
    if isinstance(value, str):
        return [value]
    if value.code == "so_many_runs":
        return None
    return [*value.arguments["others"], value.arguments["last"]]


def are(value, labels):
    """Whether a phrase names just these runs."""
    named = flat(value)
    assert len(labels) == value.arguments["count"] if named is None else sorted(named) == sorted(labels)


def steps_in(value):
    return 1 if value.code == "one_step" else value.arguments["count"]


def lowest(run):
    return min(m.value for m in run.minima)


def arrival(path, run):
    """The step from which on all losses are within the tolerance."""
    steps = None
    if path.diverged_at is not None or not run.minima:
        return None
    for k in reversed(range(len(path.losses))):
        if path.losses[k] > lowest(run) + TOLERANCE:
            break
        steps = k
    return steps


def arrivals(run):
    return {path.label: step for path in run if (step := arrival(path, run)) is not None}


def standing(run):
    return [path for path in run if path.diverged_at is None]


def nearest(path, run):
    return min(math.dist(path.points[-1], m.point) for m in run.minima)


def turns_of(path, weight):
    moves = [
        b - a for a, b in zip(path.points[:-1, weight], path.points[1:, weight], strict=True) if abs(b - a) > 1e-12
    ]
    return sum(a * b < 0 for a, b in pairwise(moves))


def beyond(path, run, weight):
    """How far it went past the minimum that is nearest to its end."""
    target = min(run.minima, key=lambda m: math.dist(path.points[-1], m.point)).point[weight]
    start = path.points[0, weight]
    return max([0.0, *((x - target) * math.copysign(1, target - start) for x in path.points[:, weight])]) * (
        start != target
    )


def named_in(run, value):
    return [run[name] for name in flat(value)]


def check_divergence(run, names, step, count=None, total=None, *, everyone=False):
    bad = {path.label: path.diverged_at for path in run if path.diverged_at is not None}
    assert step == min(bad.values())
    are(names, [label for label, at in bad.items() if at == step])
    assert count in (None, len(bad))
    assert total in (None, len(run))
    assert not everyone or len(bad) == len(run)


def check_arrival(run, tolerance, steps, names=None, last=None, more=None, count=None, total=None, *, least=1):
    found = arrivals(run)
    assert tolerance == "0.01"
    assert steps_in(steps) == min(found.values())
    assert len(found) >= least
    if names is not None:
        are(names, [label for label, step in found.items() if step == min(found.values())])
    if last is not None:
        assert steps_in(more) == max(found.values())
        are(last, [label for label, step in found.items() if step == max(found.values())])
    assert (count, total) in ((None, None), (len(found), len(run)))
    if count is None and least > 1:
        assert len(found) == len(run)


def check_ending(run, names, above, tolerance="0.01", *, alike=False):
    assert not arrivals(run)
    assert tolerance == "0.01"
    losses = {path.label: written(path.losses[-1] - lowest(run)) for path in standing(run)}
    best = min(standing(run), key=lambda path: path.losses[-1])
    assert above == losses[best.label]
    are(names, [label for label, text in losses.items() if text == above])
    assert not alike or len(set(losses.values())) == 1


def check_losses(run, names, loss, first=None, last=None, highest=None):
    assert not run.minima
    ends = {path.label: path.losses[-1] for path in standing(run)}
    assert loss == written(min(ends.values()))
    are(names, [label for label, end in ends.items() if written(end) == loss])
    assert first is None or first == written(run[0].losses[0])
    if highest is not None:
        assert highest == written(max(ends.values()))
        are(last, [label for label, end in ends.items() if written(end) == highest])


def at_minima(run):
    side = min(high - low for low, high in run.scenario.surface.record.domain)
    found = {}
    for path in standing(run):
        for m in run.minima:
            is_there = math.dist(path.points[-1], m.point) <= 0.02 * side and path.losses[-1] - m.value <= TOLERANCE
            if is_there and math.dist(path.points[-1], m.point) == nearest(path, run):
                found.setdefault(m, []).append(path.label)
    return found


def written_place(m):
    return f"({', '.join(written(x) for x in m.point)})" if len(m.point) > 1 else written(m.point[0])


def check_minima(run, names=None, place=None, above=None, others=None, other=None, count=None):
    found = at_minima(run)
    if count is not None:
        assert count == len(found) > 2
        return
    by_place = {written_place(m): (m, labels) for m, labels in found.items()}
    are(names, by_place[place][1])
    if above is not None:
        assert by_place[place][0].value == max(m.value for m in found) > lowest(run) + TOLERANCE
        assert above == written(by_place[place][0].value - lowest(run))
    if other is not None:
        are(others, by_place[other][1])
        assert len(found) == 2
        assert other != place


def check_standstill(run, names, slope=None, loss=None, distance=None, step=None):
    (path,) = named_in(run, names)
    assert path.diverged_at is None
    assert path.label not in arrivals(run)
    last = math.dist(path.points[-1], path.points[-2])
    assert last * (len(path.points) - 1) < 0.1 * (nearest(path, run) if run.minima else 6)
    assert slope in (None, written(math.hypot(*path.gradients[-1])))
    assert loss in (None, written(path.losses[-1]))
    if step is not None:
        assert step == written(last)
        assert last < 0.1 * max(math.dist(a, b) for a, b in pairwise(path.points))
    if distance is not None:
        assert distance == written(nearest(path, run))
        assert nearest(path, run) > 0.02 * 5


def check_departure(run, names, tolerance, step):
    assert tolerance == "0.01"
    left = {}
    for path in standing(run):
        inside = [k for k, loss in enumerate(path.losses) if loss <= lowest(run) + TOLERANCE]
        if inside and path.losses[-1] > lowest(run) + TOLERANCE:
            left[path.label] = inside[0]
    assert step == min(left.values())
    are(names, [label for label, at in left.items() if at == step])


def check_sameness(run, names):
    labels = flat(names)
    if labels is None:
        return
    first, *others = (run[label] for label in labels)
    assert others
    for other in others:
        np.testing.assert_allclose(other.points, first.points, rtol=0, atol=1e-8)
        assert other.diverged_at == first.diverged_at


def check_turning(run, names, most, weight, others=None, fewest=0):
    w = {"x": 0, "y": 1}[weight]
    counts = {path.label: turns_of(path, w) for path in standing(run)}
    assert most == max(counts.values()) >= 10
    are(names, [label for label, count in counts.items() if count == most])
    if others is None:
        assert len(counts) == 1
        return
    assert fewest == min(counts.values()) <= most / 2
    are(others, [label for label, count in counts.items() if count == fewest])


def check_overshoot(run, names, most, weight, others=None, least="0"):
    w = {"x": 0, "y": 1}[weight]
    (path,) = named_in(run, names)
    assert most == written(beyond(path, run, w))
    target = min(run.minima, key=lambda m: math.dist(path.points[-1], m.point)).point[w]
    assert beyond(path, run, w) >= 0.25 * abs(path.points[0, w] - target)
    if others is not None:
        (other,) = named_in(run, others)
        assert least == written(beyond(other, run, w))


CHECKS = {
    "diverged": check_divergence,
    "diverged_some": check_divergence,
    "diverged_both": partial(check_divergence, everyone=True),
    "diverged_all": partial(check_divergence, everyone=True),
    "arrived": check_arrival,
    "arrived_alone": check_arrival,
    "arrived_some": check_arrival,
    "arrived_at_once": partial(check_arrival, least=2),
    "arrived_all": partial(check_arrival, least=2),
    "ended_outside": check_ending,
    "ended_outside_alike": partial(check_ending, alike=True),
    "ended_outside_alone": check_ending,
    "went_from": check_losses,
    "ended_alike": check_losses,
    "ended_between": check_losses,
    "higher_minimum": check_minima,
    "two_minima": check_minima,
    "many_minima": check_minima,
    "stood_still": check_standstill,
    "stood_still_away": check_standstill,
    "all_but_stopped": check_standstill,
    "left_again": check_departure,
    "same_path": check_sameness,
    "turned": check_turning,
    "turned_and_never": check_turning,
    "turned_and_less": check_turning,
    "overshot": check_overshoot,
    "overshot_and_not": check_overshoot,
    "overshot_and_less": check_overshoot,
}


def hold(run):
    said = happened(run)
    assert 1 <= len(said) <= 2
    for sentence in said:
        CHECKS[sentence.code](run, **sentence.arguments)
        assert str(sentence).endswith(".")


QUARTERS = st.integers(-12, 12).map(lambda k: k / 4)
ROWS = st.integers(1, 14).flatmap(
    lambda count: st.lists(
        st.one_of(
            st.lists(st.tuples(QUARTERS, QUARTERS), min_size=count + 1, max_size=count + 1),
            st.tuples(QUARTERS, QUARTERS).map(lambda place: [place] * (count + 1)),
        ),
        min_size=1,
        max_size=5,
    )
)


@given(
    rows=ROWS,
    minima=st.sampled_from([(), BOWL, TWO, UNEQUAL, THREE]),
    diverged=st.lists(st.none() | st.integers(1, 3), min_size=5, max_size=5),
    slopes=st.lists(st.sampled_from([0.0, 1e-5, 1.0]), min_size=5, max_size=5),
    noise=st.sampled_from(["none", "gaussian"]),
)
@example(rows=[[(1.0, 1.0), (0.0, 0.0)]], minima=BOWL, diverged=[1] * 5, slopes=[0.0] * 5, noise="none")
def test_every_claim_holds_on_any_run(rows, minima, diverged, slopes, noise):
    """One run or five, one that all leave, none that arrives, all in one place, noise, no minimum, several."""
    start = rows[0][0]
    paths = [[start, *path[1:]] for path in rows]
    for path, at in zip(paths, diverged, strict=False):  # a path that has diverged repeats its last good row
        if at is not None:
            path[at:] = [path[min(at, len(path)) - 1]] * len(path[at:])
    at = [at if at is None or at < len(paths[0]) else None for at in diverged[: len(paths)]]
    run = run_of(paths, minima, diverged=at, slopes=slopes[: len(paths)], noise=noise)
    hold(run)
    assert happened(run) == happened(run)


def some_run(random):
    """Small numbers, so that paths meet, stand still, and are as far from a minimum as others."""
    count, steps = random.integers(1, 6), random.choice([1, 3, 14, 30])
    minima = ((), BOWL, TWO, UNEQUAL, THREE)[random.integers(5)]
    places = np.array([m.point for m in minima] or [(0.0, 0.0)])
    paths = random.integers(-8, 9, (count, steps + 1, 2)) / 4
    for path in paths:
        tail = random.integers(1, steps + 2)
        path[tail:] = random.choice([path[-1], places[random.integers(len(places))], path[0]])
        path[tail:, 0] += random.choice([0.0, 0.05, 1e-3])
    paths[:, 0] = paths[0, 0]
    paths[random.integers(count)] = paths[0]
    diverged = [None if random.random() < 0.8 else int(random.integers(1, steps + 1)) for _ in paths]
    slopes = random.choice([0.0, 1e-5, 1.0], count).tolist()
    return run_of(paths, minima, diverged=diverged, slopes=slopes, noise=random.choice(["none", "none", "gaussian"]))


def test_the_page_says_the_same_of_its_own_runs():
    random = np.random.default_rng(13)
    runs = [run for run, _ in EXAMPLES.values()] + [some_run(random) for _ in range(400)]
    surface = {"domain": SURFACES["ravine"].domain, "weights": weight_names(SURFACES["ravine"])}
    names = ("points", "losses", "gradients")
    asked = [
        {
            "rule": "happened",
            "scenario": run.scenario.to_dict(),
            "paths": [
                {name: getattr(path, name).tolist() for name in names} | {"diverged_at": path.diverged_at}
                for path in run
            ],
            "labels": [path.label for path in run],
            "minima": [{"point": m.point, "value": m.value} for m in run.minima],
            "surface": surface,
        }
        for run in runs
    ]
    codes = set()
    for run, found in zip(runs, on_the_page(*asked), strict=True):
        expected = happened(run)
        assert found == as_plain(expected)
        codes |= {one.code for one in expected}
    assert codes == EXAMPLES.keys()


def test_one_weight_and_noise():
    """A weight is called by its name, and a zigzag that is the noise's is none."""
    path = [(x,) for x in [-1.0, *[(-1) ** k * 0.5 for k in range(13)], 0.0]]
    minima = (Minimum((0.0,), 0.0),)
    calm = run_of([path], minima, surface="double_well_curve")
    assert [str(one) for one in happened(calm)][1] == "a turned 13 times in x."
    noisy = run_of([path], minima, surface="double_well_curve", noise="gaussian")
    assert "turned" not in [one.code for one in happened(noisy)]


def test_who_only_begins_has_not_stopped():
    """Two first steps of momentum, each longer than the one before."""
    beginning = run_of([np.array([(-2, 1), (-2, 0.999), (-2, 0.997)])])
    assert [one.code for one in happened(beginning)] == ["ended_outside_alone"]


def test_the_first_picture():
    run = simulate(Scenario(surface="ravine", optimizers=[{"key": "sgd", "learning_rate": 0.19}, "momentum"]))
    first, second = happened(run)
    assert second.code == "turned_and_less"
    y = run["sgd"].points[:, 1]
    assert second.arguments["most"] == int((np.diff(y)[1:] * np.diff(y)[:-1] < 0).sum())
    assert first.code.startswith("arrived")
