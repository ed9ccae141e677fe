"""What is drawn beside the paths, and what the curves show: a word and a sentence for each."""

from typing import NamedTuple

from optviz.texts.words import Words, words


class Named(NamedTuple):
    """Something that is drawn.

    Args:
        word: what it is called.
        said: what it is, in a sentence.
    """

    word: Words
    said: Words


DRAWN = {
    "start": Named(words("start_word"), words("start_said")),
    "minimum": Named(words("minimum_word"), words("minimum_said")),
    "minima_curve": Named(words("minima_curve_word"), words("minima_curve_said")),
    "held_out_minimum": Named(words("held_out_minimum_word"), words("held_out_minimum_said")),
    "contour": Named(words("contour_word"), words("contour_said")),
    "best": Named(words("best_word"), words("best_said")),
    "ahead": Named(words("ahead_word"), words("ahead_said")),
    "diverged": Named(words("diverged_word"), words("diverged_said")),
    "gradient": Named(words("gradient_word"), words("gradient_said")),
    "velocity": Named(words("velocity_word"), words("velocity_said")),
    "step": Named(words("step_word"), words("step_said")),
    "rates": Named(words("rates_word"), words("rates_said")),
    "belief": Named(words("belief_word"), words("belief_said")),
    "tangent": Named(words("tangent_word"), words("tangent_said")),
    "parabola": Named(words("parabola_word"), words("parabola_said")),
    "plane": Named(words("plane_word"), words("plane_said")),
    "bowl": Named(words("bowl_word"), words("bowl_said")),
    "plane_in_space": Named(words("plane_in_space_word"), words("plane_in_space_said")),
    "bowl_in_space": Named(words("bowl_in_space_word"), words("bowl_in_space_said")),
    "belief_in_space": Named(words("belief_in_space_word"), words("belief_in_space_said")),
    "hidden": Named(words("hidden_word"), words("hidden_said")),
    "no_minimum": Named(words("no_minimum_word"), words("no_minimum_said")),
    "example": Named(words("example_word"), words("example_said")),
    "held_out": Named(words("held_out_word"), words("held_out_said")),
    "batch": Named(words("batch_word"), words("batch_said")),
    "epoch": Named(words("epoch_word"), words("epoch_said")),
    "fit": Named(words("fit_word"), words("fit_said")),
    "border": Named(words("border_word"), words("border_said")),
    "mean": Named(words("mean_word"), words("mean_said")),
    "residual": Named(words("residual_word"), words("residual_said")),
}
"""By key, in the order of the legend. Which of them a picture has now is for those who draw it to say."""

QUANTITIES_SAID = {
    "loss": words("loss_said"),
    "held_out": words("held_out_loss_said"),
    "losses": words("losses_said"),
    "held_out_average": words("held_out_average_said"),
    "held_out_together": words("held_out_together_said"),
    "held_out_snapshots": words("held_out_snapshots_said"),
    "accuracy": words("accuracy_said"),
    "held_out_accuracy": words("held_out_accuracy_said"),
    "gradient_norm": words("gradient_norm_said"),
    "step_length": words("step_length_said"),
    "rate_x": words("effective_rate_said"),
    "rate_y": words("effective_rate_said"),
    "distance": words("distance_said"),
    "condition": words("condition_said"),
    "learning_rate": words("learning_rate_said"),
}
"""What the curves show, by the key of the quantity."""
STATE_SAID = words("state_said")
"""What they show of a method's state."""
