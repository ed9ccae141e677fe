"""What the lecture claims of training, on the data that are here."""

import numpy as np
import pytest
from evaluation import defaults, evaluate, losses
from said import minima, shown

from optviz import SURFACES, Scenario, simulate
from optviz.picture.quantities import quantity_of


@pytest.mark.parametrize("key", ["logistic_irises", "logistic_regression"])
def test_the_loss_at_the_start_is_the_logarithm_of_the_number_of_classes(key):
    """With weights of zero every class is as likely: the first look of the lecture's recipe."""
    surface = SURFACES[key]
    assert len(surface.model.data[0].classes) == 2
    (loss,) = losses(surface, [(0.0, 0.0)], defaults(surface))
    assert loss == pytest.approx(np.log(2), rel=1e-12)


def test_a_small_sample_is_learned_by_heart_where_its_classes_can_be_told_apart():
    """Each channel normalised by itself: all 24 examples lie on their own side before the run ends."""
    run = shown("normalised_channels", numbers={"normalisation": "instance"}, optimizers=["adam"])
    assert quantity_of("accuracy").of(run[0], run)[-1] == 1.0


def test_preprocessing_makes_the_condition_number_that_of_the_correlation():
    surface = SURFACES["penalised_regression"]
    inputs = surface.model.data[0].training[:, :-1]
    (best,) = minima("penalised_regression")
    hessian = evaluate(surface, [best.point], defaults(surface))[2][0]
    correlation = abs(np.corrcoef(inputs.T)[0, 1])
    assert np.linalg.cond(hessian) == pytest.approx((1 + correlation) / (1 - correlation), rel=1e-9)


def test_l2_rounds_the_bowl_and_l1_puts_the_minimum_onto_an_axis():
    surface = SURFACES["penalised_regression"]
    conditions = [
        np.linalg.cond(evaluate(surface, [(0.5, 0.5)], defaults(surface) | {"l2": l2})[2][0]) for l2 in (0.0, 0.1, 1.0)
    ]
    assert conditions[0] > conditions[1] > 3 * conditions[2]
    sizes = [np.hypot(*minima("penalised_regression", l2=l2)[0].point) for l2 in (0.0, 0.1, 1.0)]
    assert sizes[0] > sizes[1] > sizes[2]
    (sparse,) = minima("penalised_regression", l1=0.1)
    assert 0.0 in sparse.point
    assert 0.0 not in minima("penalised_regression")[0].point


def test_the_averaged_weights_of_a_noisy_run_are_better_on_held_out_data_than_the_last_ones():
    """Polyak's average against its own members, of three seeds."""
    noise = {"key": "mini_batch", "batch_size": 1}
    for seed in range(3):
        sgd = {"key": "sgd", "learning_rate": 0.3}
        run = simulate(
            Scenario(surface="penalised_regression", optimizers=[sgd], noise=noise, num_steps=400, seed=seed)
        )
        averaged, own = (quantity_of(key).of(run[0], run) for key in ("held_out_average", "held_out"))
        assert averaged[-1] < own[200:].mean()


@pytest.mark.parametrize("key", ["overfitting", "logistic_irises", "moons_network"])
def test_the_mean_of_what_models_say_is_never_worse_than_they_are_on_average(key):
    """Of errors that bend upwards, as all are here; at each step, of three rates on mini-batches."""
    rates, noise = (0.1, 0.3, 0.6), {"key": "mini_batch", "batch_size": 2}
    run = shown(key, *[{"key": "sgd", "learning_rate": rate} for rate in rates], noise=noise, num_steps=60)
    assert [path.diverged_at for path in run] == [None] * 3
    own = np.array([quantity_of("held_out").of(path, run) for path in run])
    together = quantity_of("held_out_together").of(run[2], run)
    assert (together <= own.mean(axis=0) + 1e-12).all()
    assert together[-1] < own[:, -1].mean()


def test_a_growing_gap_is_closed_by_more_data_or_a_penalty():
    """Least squares on 8 noisy examples, on 32, and on 8 with a penalty: held-out loss less that of training."""
    rows = SURFACES["overfitting"].model.data[0].rows
    few, many = rows[:8], rows[8:]

    def gap(trained, held, l2=0.0):
        inputs, targets = trained[:, :2], trained[:, 2]
        weights = np.linalg.solve(inputs.T @ inputs + len(inputs) * l2 * np.eye(2), inputs.T @ targets)
        return np.mean((held[:, :2] @ weights - held[:, 2]) ** 2) / 2 - np.mean((inputs @ weights - targets) ** 2) / 2

    (best,), (held_back,) = minima("overfitting"), minima("overfitting", l2=0.3)
    for minimum, l2 in ((best, 0.0), (held_back, 0.3)):
        inputs, targets = few[:, :2], few[:, 2]
        solved = np.linalg.solve(inputs.T @ inputs + 8 * l2 * np.eye(2), inputs.T @ targets)
        assert minimum.point == pytest.approx(tuple(solved), abs=1e-9)
    assert gap(few, many) > 3 * abs(gap(many, few))
    assert gap(few, many, 0.3) < 0.5 * gap(few, many)
