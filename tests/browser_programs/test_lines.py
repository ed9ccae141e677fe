"""What the lines of pseudo-code give on the page, beside what the app makes of the same rows."""

from functools import cache

import numpy as np
import pytest

from optviz import OPTIMIZERS, Scenario
from optviz.engine.line_by_line import values_along
from optviz.engine.simulate import Run, minima_of
from optviz.player.catalogue import whole_catalogue
from tests.browser_programs.beside import answered
from tests.browser_programs.proof import LEFT, modules_of, searching_rules
from tests.browser_programs.test_measures import paths_of

RULES = [rule for rule in OPTIMIZERS.values() if not rule.text_state]
BOUND = 1e-8
"""Of the largest number of a line: line searches and inverses of matrices lose some digits in another order."""
LEAST_FALL = 1e-9
CASES = {
    "two weights": {"surface": "himmelblau", "num_steps": 12},
    "one weight": {"surface": "double_well_curve", "num_steps": 12},
    "noise": {"surface": "ravine", "noise": {"key": "gaussian", "scale": 0.3}, "num_steps": 12},
    "batches": {"surface": "linear_regression", "noise": "mini_batch", "num_steps": 5},
}
FORMS = [{"key": rule.key, rule.switch.key: form} for rule in RULES if rule.switch for form in rule.choices[1:]]
REGULARISED = [
    {"key": rule.key, "weight_decay": 0.1, "clip_norm": 1.0, "decay_form": form}
    for rule in RULES
    if rule.first_order
    for form in ("l2", "decoupled")
][::5]
FAST = [{"key": rule.key, "learning_rate": rule.parameters[0].high} for rule in RULES if rule.is_rated][::4]


def scenarios() -> list[Scenario]:
    """All rules in each case; forms, regularisation and what diverges on one surface."""
    keys = [rule.key for rule in RULES]
    found = [Scenario(**case, optimizers=keys[i : i + 12]) for case in CASES.values() for i in range(0, len(keys), 12)]
    rest = [*FORMS, *REGULARISED, *FAST]
    return found + [
        Scenario(surface="rosenbrock", optimizers=rest[i : i + 12], num_steps=12) for i in range(0, len(rest), 12)
    ]


@cache
def found() -> list[tuple[Scenario, dict[str, np.ndarray]]]:
    asked = scenarios()
    arrays = answered(
        "runs",
        {name for one in asked for name in [*modules_of(one), *(f"lines/{c.key}" for c in one.optimizers)]},
        scenarios=[one.to_dict() for one in asked],
        catalogue=whole_catalogue(),
        lines=True,
    )
    cut = {}
    for name, array in arrays.items():
        i, _, rest = name.partition(".")
        cut.setdefault(int(i), {})[rest] = array
    return [(one, cut[i]) for i, one in enumerate(asked)]


@pytest.mark.parametrize("i", range(len(scenarios())))
def test_each_line_gives_what_it_gives_in_the_app(i):
    scenario, arrays = found()[i]
    own = {name: array for name, array in arrays.items() if not name.endswith(".lines")}
    run = Run(scenario, (), minima_of(scenario.surface))
    for j, path in enumerate(paths_of(run, own)):
        steps = scenario.num_steps - 1 if path.diverged_at is None else max(path.diverged_at - 1, 0)
        rows = np.minimum(np.arange(scenario.num_steps), steps)
        expected = [value.reshape(len(rows), -1) for line in values_along(scenario, path, rows) for value in line]
        together = np.concatenate(expected, axis=1).astype(float)
        here = arrays[f"{j}.lines"]
        assert here.shape == together.shape, path.label
        if (
            path.choice.record.key in searching_rules()
        ):  # where nothing falls any more, rounding decides how far it goes
            falls = -np.diff(path.losses)[rows] > LEAST_FALL * np.abs(path.losses).max()
            here, together = here[falls], together[falls]
            assert len(here)
        sizes = np.abs(np.where(np.isfinite(together), together, 0)).max(axis=0, initial=0)
        np.testing.assert_allclose(here, together, rtol=BOUND, atol=BOUND * sizes.max(initial=0), err_msg=path.label)


def test_what_the_lines_of_cannot_be_found_here_is_listed():
    """Rules whose text begins a step with what is no field of the state: the limited memory of L-BFGS."""
    left = {name for name in LEFT if name.startswith("lines/")}
    print(f"stay with the app: {left}")
    assert left == {f"lines/{key}" for key, rule in OPTIMIZERS.items() if rule.text_state} == {"lines/lbfgs"}
