"""One or two sentences on what happened in a run, from its own numbers.

What may be worth a sentence is looked for in turn, the most notable first. Every number that is said is one of the
run's metrics, or stands in its arrays.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from optviz.engine.simulate import Path, Run
from optviz.picture.words import weight_names, written_point
from optviz.surfaces.base import Minimum
from optviz.surfaces.curve_of_minima import CurveOfMinima
from optviz.texts.numbers import written
from optviz.texts.words import Words, words

MOST = 2
"""Sentences."""
NAMED = 3
"""Up to so many runs are named; more are counted."""
NEAR = 0.02
"""A run has ended at a minimum that is nearer than this share of the domain's shorter side."""
FLAT = 0.01
"""A slope is small where it is less than this share of the mean slope from there to the minimum, or, where none is
known, than a tenth of this share of the steepest one on the way."""
STANDING = 0.1
"""A run stands still that would go less than this share of the way to the minimum (of the domain's shorter side, where
none is known) in as many steps as it took, each as long as its last; unless the place is flat, that is also less than
this share of its longest step: it is not only beginning."""
SAME = 1e-9
"""Two paths are one where they are never farther apart than this share of the domain's shorter side."""
TURNS = 10
"""A zigzag has at least so many turns, and twice as many as the straightest path."""
OVERSHOT = 0.25
"""An overshoot is worth a sentence from this share of the way on that its weight had to go."""


def happened(run: Run) -> list[Words]:
    """What happened in a run: a sentence or two, as `Words`, which `str` says."""
    kinds = (divergence, arrival, ending, minima_reached, standstill, departure, sameness, turning, overshooting)
    said: list[Words] = []
    for kind in kinds:
        if len(said) < MOST and (sentence := kind(run)):
            said.append(sentence)
    return said


def good(run: Run) -> list[Path]:
    """The paths that have not diverged."""
    return [path for path in run if path.diverged_at is None]


def lowest_of(run: Run) -> float:
    return min(minimum.value for minimum in run.minima)


def side_of(run: Run) -> float:
    return min(high - low for low, high in run.scenario.surface.record.domain)


def nearest_minimum(path: Path, run: Run) -> tuple[Minimum | CurveOfMinima, np.ndarray]:
    """The known minimum, or curve of minima, that is nearest to the end of a path, and its nearest place."""
    end = path.points[-1:]
    places = [one.nearest(end)[0] if isinstance(one, CurveOfMinima) else np.array(one.point) for one in run.minima]
    nearest = int(np.argmin([np.linalg.norm(path.points[-1] - place) for place in places]))
    return run.minima[nearest], places[nearest]


def ends_at_one(path: Path, run: Run) -> bool:
    """Whether a path has ended at a known minimum."""
    return path.metrics.distance is not None and path.metrics.distance <= NEAR * side_of(run)


def named(paths: Sequence[Path]) -> Any:
    """The names of some runs in one phrase, or how many they are."""
    labels = [path.label for path in paths]
    if len(labels) > NAMED:
        return words("so_many_runs", count=len(labels))
    return words("and_last", others=labels[:-1], last=labels[-1]) if len(labels) > 1 else labels[0]


def so_many(steps: int) -> Words:
    return words("one_step") if steps == 1 else words("so_many_steps", count=steps)


def divergence(run: Run) -> Words | None:
    """Who diverged, and who did first."""
    bad = [path for path in run if path.diverged_at is not None]
    if not bad:
        return None
    step = min(path.diverged_at for path in bad if path.diverged_at is not None)
    first = [path for path in bad if path.diverged_at == step]
    if len(first) == len(bad):
        return words("diverged", names=named(bad), step=step)
    if len(bad) < len(run):
        return words("diverged_some", count=len(bad), total=len(run), names=named(first), step=step)
    return words("diverged_both" if len(bad) == 2 else "diverged_all", names=named(first), step=step)


def arrival(run: Run) -> Words | None:
    """Who came within the tolerance for good, and who did first."""
    arrived = [(path, steps) for path in run if (steps := path.metrics.steps_to_tolerance) is not None]
    if not arrived:
        return None
    tolerance = written(run.scenario.tolerance)
    earliest, latest = min(steps for _, steps in arrived), max(steps for _, steps in arrived)
    first = named([path for path, steps in arrived if steps == earliest])
    last = named([path for path, steps in arrived if steps == latest])
    if len(run) == 1:
        return words("arrived", names=first, tolerance=tolerance, steps=so_many(earliest))
    if len(arrived) == 1:
        return words("arrived_alone", names=first, tolerance=tolerance, steps=so_many(earliest))
    if len(arrived) < len(run):
        counts = {"count": len(arrived), "total": len(run)}
        return words("arrived_some", **counts, names=first, tolerance=tolerance, steps=so_many(earliest))
    if earliest == latest:
        return words("arrived_at_once", tolerance=tolerance, steps=so_many(earliest))
    return words(
        "arrived_all", tolerance=tolerance, names=first, steps=so_many(earliest), last=last, more=so_many(latest)
    )


def ending(run: Run) -> Words | None:
    """Where the runs ended, if none has arrived."""
    paths = good(run)
    if not paths or any(path.metrics.steps_to_tolerance is not None for path in paths):
        return None
    best = min(paths, key=lambda path: path.metrics.final_loss)
    is_above = bool(run.minima) and best.metrics.final_loss > lowest_of(run)  # outside of the domain it may be lower
    lowest = lowest_of(run) if is_above else 0.0
    above = {path.label: written(path.metrics.final_loss - lowest) for path in paths}
    worst = max(paths, key=lambda path: path.metrics.final_loss)
    nearest = named([path for path in paths if above[path.label] == above[best.label]])
    farthest = named([path for path in paths if above[path.label] == above[worst.label]])
    if is_above:
        reached = minima_reached(run)
        if reached and reached.arguments.get("above") == above[best.label]:
            return None  # it says the same, and why
        some = "ended_outside_alike" if above[best.label] == above[worst.label] else "ended_outside"
        code = "ended_outside_alone" if len(run) == 1 else some
        tolerance = written(run.scenario.tolerance)
        return words(code, names=nearest, tolerance=tolerance, above=above[best.label])
    if len(paths) == 1:
        return words("went_from", names=nearest, first=written(float(best.losses[0])), loss=above[best.label])
    if above[best.label] == above[worst.label]:
        return words("ended_alike", names=nearest, loss=above[best.label])
    return words("ended_between", names=nearest, loss=above[best.label], last=farthest, highest=above[worst.label])


def minima_reached(run: Run) -> Words | None:
    """Who ended at another minimum than others, or at one that is not the lowest."""
    groups: dict[Minimum | CurveOfMinima, list[Path]] = {}
    places: dict[Minimum | CurveOfMinima, str] = {}
    for path in good(run):
        if not ends_at_one(path, run):
            continue
        minimum, place = nearest_minimum(path, run)
        if abs(path.metrics.final_loss - minimum.value) <= run.scenario.tolerance:
            groups.setdefault(minimum, []).append(path)
            places[minimum] = written_point(place, run.scenario.surface.record)
    limit = lowest_of(run) + run.scenario.tolerance if run.minima else 0.0
    higher = [minimum for minimum in groups if minimum.value > limit]
    if higher:
        highest = max(higher, key=lambda minimum: minimum.value)
        above = written(highest.value - lowest_of(run))
        return words("higher_minimum", names=named(groups[highest]), place=places[highest], above=above)
    if len(groups) > 2:
        return words("many_minima", count=len(groups))
    if len(groups) < 2:
        return None
    (one, paths), (other, others) = groups.items()
    return words("two_minima", names=named(paths), place=places[one], others=named(others), other=places[other])


def standstill(run: Run) -> Words | None:
    """Who stands still where no minimum is: in a flat place, or since its steps have become short."""
    if run.scenario.noise.key != "none":
        return None
    still = [path for path in good(run) if stands_still(path, run)]
    if not still:
        return None
    path = max(still, key=lambda path: path.metrics.distance or 0.0)
    slope, distance = slope_of(path), path.metrics.distance
    if distance is None:
        loss = written(path.metrics.final_loss)
        return words("stood_still", names=path.label, loss=loss, slope=written(slope)) if is_flat(path, run) else None
    if is_flat(path, run):
        return words("stood_still_away", names=path.label, distance=written(distance), slope=written(slope))
    return words("all_but_stopped", names=path.label, distance=written(distance), step=written(last_step_of(path)))


def slope_of(path: Path) -> float:
    """The length of the last gradient."""
    return float(np.hypot.reduce(path.gradients[-1], initial=0))


def last_step_of(path: Path) -> float:
    return float(np.hypot.reduce(path.points[-1] - path.points[-2], initial=0))


def longest_step_of(path: Path) -> float:
    return float(np.hypot.reduce(np.diff(path.points, axis=0), axis=1, initial=0).max())


def stands_still(path: Path, run: Run) -> bool:
    way = side_of(run) if path.metrics.distance is None else path.metrics.distance
    is_at_one = path.metrics.steps_to_tolerance is not None or ends_at_one(path, run)
    is_slow = last_step_of(path) * run.scenario.num_steps < STANDING * way
    return not is_at_one and is_slow and (is_flat(path, run) or last_step_of(path) < STANDING * longest_step_of(path))


def is_flat(path: Path, run: Run) -> bool:
    if path.metrics.distance is None:
        return slope_of(path) <= FLAT / 10 * float(np.hypot.reduce(path.gradients, axis=1, initial=0).max())
    minimum, _ = nearest_minimum(path, run)
    return slope_of(path) * path.metrics.distance < FLAT * (path.metrics.final_loss - minimum.value)


def departure(run: Run) -> Words | None:
    """Who was within the tolerance and did not stay."""
    left = [path for path in good(run) if path.metrics.steps_to_tolerance is None]
    touched = [step for path in left if (step := path.metrics.first_within_tolerance) is not None]
    if not touched:
        return None
    step = min(touched)
    first = [path for path in left if path.metrics.first_within_tolerance == step]
    return words("left_again", names=named(first), tolerance=written(run.scenario.tolerance), step=step)


def sameness(run: Run) -> Words | None:
    """Who went the very same way."""
    apart, ends = SAME * side_of(run), np.stack([path.points[-1] for path in run])
    near = np.abs(ends[:, None] - ends).max(axis=2) <= apart
    for path, beside in zip(run, near, strict=True):
        alike = [other for other, is_near in zip(run, beside, strict=True) if is_near and is_same(path, other, apart)]
        if len(alike) > 1:
            return words("same_path", names=named(alike))
    return None


def is_same(path: Path, other: Path, apart: float) -> bool:
    return path.diverged_at == other.diverged_at and bool(abs(path.points - other.points).max() <= apart)


def turning(run: Run) -> Words | None:
    """Who zigzags, beside who goes straight."""
    paths = good(run)
    if not paths or run.scenario.noise.key != "none":
        return None
    turns = np.array([path.metrics.sign_changes for path in paths])
    weight = int(turns.max(axis=0).argmax())
    most, fewest = (int(count) for count in (turns[:, weight].max(), turns[:, weight].min()))
    if most < TURNS or (len(paths) > 1 and most < 2 * fewest):
        return None
    of = weight_names(run.scenario.surface.record)[weight]
    zigzag, straight = (
        named([path for path, count in zip(paths, turns[:, weight], strict=True) if count == wanted])
        for wanted in (most, fewest)
    )
    if len(paths) == 1:
        return words("turned", names=zigzag, most=most, weight=of)
    if fewest == 0:
        return words("turned_and_never", names=zigzag, most=most, weight=of, others=straight)
    return words("turned_and_less", names=zigzag, most=most, weight=of, others=straight, fewest=fewest)


def overshooting(run: Run) -> Words | None:
    """Who went far beyond the minimum at which it ended, beside who went least."""
    ended = [path for path in good(run) if ends_at_one(path, run)]
    shares = [shares_of(path, nearest_minimum(path, run)[1]) for path in ended]
    if not shares or np.max(shares) < OVERSHOT:
        return None
    i, weight = np.unravel_index(np.argmax(shares), np.shape(shares))
    path, far = ended[i], [overshoot_of(path)[weight] for path in ended]
    of = weight_names(run.scenario.surface.record)[weight]
    least = ended[int(np.argmin(far))]
    most, little = written(far[i]), written(min(far))
    if most == little:
        return words("overshot", names=path.label, most=most, weight=of)
    if min(far) == 0:
        return words("overshot_and_not", names=path.label, most=most, weight=of, others=least.label)
    return words("overshot_and_less", names=path.label, most=most, weight=of, others=least.label, least=little)


def shares_of(path: Path, place: np.ndarray) -> list[float]:
    """How far each weight went beyond a minimum's place, as a share of its way there; 0 where it had none to go."""
    ways = np.abs(path.points[0] - place)
    return [far / way if way > 0 else 0.0 for far, way in zip(overshoot_of(path), ways, strict=True)]


def overshoot_of(path: Path) -> tuple[float, ...]:
    assert path.metrics.overshoot is not None  # as it is where a minimum is known
    return path.metrics.overshoot
