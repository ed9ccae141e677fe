"""hypothesis strategies: any scenario that is allowed, and any JSON value."""

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
    return st.sampled_from(list(records.values())).flatmap(
        lambda record: st.fixed_dictionaries(
            {"key": st.just(record.key)}, optional={p.key: numbers(p) for p in record.parameters}
        )
    )


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


@st.composite
def scenario_dicts(draw, most_optimizers=MAX_OPTIMIZERS, fewest_optimizers=1):
    """Any scenario that is allowed, as plain JSON values."""
    surface = draw(choices(SURFACES))
    has_data = bool(SURFACES[surface["key"]].examples)
    noises = {key: noise for key, noise in NOISES.items() if has_data or not noise.needs_examples}
    optional = {
        "start": starts(SURFACES[surface["key"]]).map(list),
        "noise": choices(noises),
        "num_steps": numbers(NUM_STEPS),
        "seed": numbers(SEED),
        "tolerance": numbers(TOLERANCE),
    }
    own_start = st.fixed_dictionaries({}, optional={"start": st.none() | starts(SURFACES[surface["key"]]).map(list)})
    optimizers = st.lists(
        st.builds(lambda optimizer, own: optimizer | own, OPTIMIZER_CHOICES, own_start),
        min_size=fewest_optimizers,
        max_size=most_optimizers,
        unique_by=lambda optimizer: optimizer.get("label") or object(),
    )
    required = {"surface": st.just(surface), "optimizers": optimizers}
    return draw(st.fixed_dictionaries(required, optional=optional))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
