"""hypothesis strategies: any scenario that is allowed, and any JSON value.

What depends on a record is made once for each: hypothesis looks through each new strategy as a whole.
"""

from functools import cache

from hypothesis import strategies as st

from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SURFACES
from optviz.scenario.bounds import MAX_OPTIMIZERS, START_REACH
from optviz.scenario.choices import MAX_LABEL
from optviz.scenario.scenario import NUM_STEPS, SEED, TOLERANCE


def numbers(parameter):
    """Any value of a parameter, as JSON writes it."""
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    if parameter.integer:
        return st.integers(int(parameter.low), int(parameter.high))
    return st.floats(parameter.low, parameter.high)


def choices(records):
    """Any record by its key, with any of its numbers given and the others left out."""

    @cache
    def numbers_of(key):
        return st.fixed_dictionaries(
            {"key": st.just(key)}, optional={p.key: numbers(p) for p in records[key].parameters}
        )

    return st.sampled_from(list(records)).flatmap(numbers_of)


WRITTEN = st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" \xa0\u200c\u200d\U0001f469\ufe0f")
LABELS = st.text(WRITTEN, max_size=MAX_LABEL - 1).map(lambda text: f"{text}a")
OPTIMIZER_CHOICES = st.builds(
    lambda optimizer, extra: optimizer | extra,
    choices(OPTIMIZERS),
    st.fixed_dictionaries({}, optional={"schedule": choices(SCHEDULES), "label": st.none() | LABELS}),
)


def starts(surface):
    """Any start that is allowed on a surface."""
    reaches = [((low + high) / 2, START_REACH * (high - low) / 2) for low, high in surface.domain]
    return st.tuples(*(st.floats(centre - reach, centre + reach) for centre, reach in reaches))


ANY_SURFACE = choices(SURFACES)
NOISE_FOR = {
    has_data: choices({key: noise for key, noise in NOISES.items() if has_data or not noise.needs_examples})
    for has_data in (False, True)
}


@cache
def scenarios_on(key, most_optimizers, fewest_optimizers):
    """Any scenario on a surface, but for the surface's own numbers."""
    surface = SURFACES[key]
    optional = {
        "start": starts(surface).map(list),
        "noise": NOISE_FOR[bool(surface.examples)],
        "num_steps": numbers(NUM_STEPS),
        "seed": numbers(SEED),
        "tolerance": numbers(TOLERANCE),
    }
    own_start = st.fixed_dictionaries({}, optional={"start": st.none() | starts(surface).map(list)})
    optimizers = st.lists(
        st.builds(lambda optimizer, own: optimizer | own, OPTIMIZER_CHOICES, own_start),
        min_size=fewest_optimizers,
        max_size=most_optimizers,
        unique_by=lambda optimizer: optimizer.get("label") or object(),
    )
    return st.fixed_dictionaries({"optimizers": optimizers}, optional=optional)


@st.composite
def scenario_dicts(draw, most_optimizers=MAX_OPTIMIZERS, fewest_optimizers=1):
    """Any scenario that is allowed, as plain JSON values."""
    surface = draw(ANY_SURFACE)
    return {"surface": surface} | draw(scenarios_on(surface["key"], most_optimizers, fewest_optimizers))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
