"""What is measured: 8 optimizers of 1,000 steps on the ravine."""

from optviz.scenario.scenario import Scenario

OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "sgd", "adam")


def scene(learning_rate: float = 0.01) -> Scenario:
    """The scene, with the learning rate of the first optimizer."""
    first = {"key": OPTIMIZERS[0], "learning_rate": learning_rate}
    return Scenario(surface="ravine", optimizers=[first, *OPTIMIZERS[1:]], num_steps=1000)
