"""Runs that several tests look at; none of them changes one."""

import jax.numpy as jnp
import pytest
from optviz.surfaces.base import Minimum, Surface

from optviz import Scenario, simulate
from optviz.scenario.choices import SurfaceChoice


@pytest.fixture(scope="package")
def run():
    """Two weights, two optimizers, one of them with a label that every format has to escape."""
    labelled = {"key": "momentum", "learning_rate": 0.05, "label": 'a<b> & "c", |d| (ü)', "schedule": "constant"}
    noise = {"key": "gaussian", "scale": 0.1}
    return simulate(
        Scenario(surface="ravine", start=(-2.0, 1.0), optimizers=["sgd", labelled], num_steps=30, noise=noise)
    )


@pytest.fixture(scope="package")
def diverging():
    return simulate(Scenario(surface="ravine", optimizers=[{"key": "sgd", "learning_rate": 0.5}, "adam"], num_steps=40))


@pytest.fixture
def one_weight(monkeypatch):
    """A Run on a surface of one weight, which no other test knows of."""
    valley = Surface(
        key="valley",
        title="Valley",
        family="curves",
        function=lambda point: jnp.cos(point[0]),
        domain=((0.0, 6.0),),
        start=(1.0,),
        minima=lambda: [Minimum((3.141592653589793,), -1.0)],
        formula=r"\cos x",
        source="",
        summary="",
        levels="linear",
    )
    monkeypatch.setattr(SurfaceChoice, "records", {"valley": valley})
    return simulate(Scenario(surface="valley", start=(1.0,), optimizers=["sgd", "momentum"], num_steps=20))
