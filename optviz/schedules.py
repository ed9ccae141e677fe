"""Learning-rate schedules: pure functions of the step and their own numbers, all traced.

Each returns the factor by which the learning rate is multiplied at `step` (from 0) of `num_steps`.
Any of them may have a linear warm-up in front.
"""

from collections.abc import Callable
from dataclasses import dataclass

import jax.numpy as jnp
from jax import Array

from optviz.surfaces.base import Parameter

WARM_UP = Parameter(key="warm_up", title="warm-up", default=0, low=0, high=1000, integer=True, unit="steps")


@dataclass(frozen=True, eq=False, kw_only=True)
class Schedule:
    """A schedule of the learning rate.

    Args:
        key, title: its name in JSON and URLs, and on the page.
        function: `function(step, num_steps, **parameters) -> factor`; `step` counts from the end of the warm-up,
            `num_steps` is what is left after it.
        own_parameters: the numbers of `function`; `parameters` has the warm-up as well.
        formula: the factor in LaTeX, with the step `t` of `T`.
        source: where it comes from.
    """

    key: str
    title: str
    function: Callable[..., Array]
    formula: str
    source: str
    own_parameters: tuple[Parameter, ...] = ()

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return (*self.own_parameters, WARM_UP)

    def factor(self, step: Array, num_steps: Array, *, warm_up: Array, **parameters: Array) -> Array:
        """The factor at `step`: up from 1/warm_up to 1 in `warm_up` steps, then the schedule from its beginning."""
        after = jnp.maximum(step - warm_up, 0)
        scheduled = self.function(after, jnp.maximum(num_steps - warm_up, 1), **parameters)
        return jnp.where(step < warm_up, (step + 1) / jnp.maximum(warm_up, 1), scheduled)


FINAL = Parameter(key="final", title="final fraction", symbol="f", default=0.0, low=0.0, high=1.0)


def constant(step: Array, num_steps: Array) -> Array:
    return jnp.ones_like(step)


CONSTANT = Schedule(
    key="constant", title="constant", function=constant, formula=r"1", source="Robbins and Monro (1951) ask for a decay"
)


def step_decay(step: Array, num_steps: Array, *, factor: Array, every: Array) -> Array:
    return factor ** jnp.floor(step / every)


STEP = Schedule(
    key="step",
    title="step decay",
    function=step_decay,
    formula=r"\gamma^{\lfloor t / k \rfloor}",
    source="He et al. (2016), Deep residual learning: a tenth whenever the error flattens",
    own_parameters=(
        Parameter(key="factor", title="factor", symbol=r"\gamma", default=0.5, low=0.01, high=1.0),
        Parameter(key="every", title="every", symbol="k", default=50, low=1, high=1000, integer=True, unit="steps"),
    ),
)

RATE = Parameter(key="rate", title="decay rate", symbol="k", default=0.01, low=1e-4, high=1.0, scale="log")


def exponential(step: Array, num_steps: Array, *, rate: Array) -> Array:
    return jnp.exp(-rate * step)


EXPONENTIAL = Schedule(
    key="exponential",
    title="exponential",
    function=exponential,
    formula=r"e^{-kt}",
    source="Senior et al. (2013), An empirical study of learning rates in deep neural networks for speech recognition",
    own_parameters=(RATE,),
)


def inverse_time(step: Array, num_steps: Array, *, rate: Array) -> Array:
    return 1 / (1 + rate * step)


INVERSE_TIME = Schedule(
    key="inverse_time",
    title="1/t",
    function=inverse_time,
    formula=r"\frac{1}{1 + kt}",
    source="Robbins and Monro (1951), A stochastic approximation method; Darken and Moody (1990)",
    own_parameters=(RATE,),
)


def inverse_square_root(step: Array, num_steps: Array, *, shift: Array) -> Array:
    return jnp.sqrt(shift / (shift + step))


INVERSE_SQUARE_ROOT = Schedule(
    key="inverse_square_root",
    title="inverse square root",
    function=inverse_square_root,
    formula=r"\sqrt{\frac{k}{k + t}}",
    source="Vaswani et al. (2017), Attention is all you need: after a warm-up of k steps",
    own_parameters=(
        Parameter(key="shift", title="shift", symbol="k", default=20, low=1, high=1000, scale="log", unit="steps"),
    ),
)


def polynomial(step: Array, num_steps: Array, *, power: Array, final: Array) -> Array:
    return final + (1 - final) * (1 - jnp.minimum(step / num_steps, 1)) ** power


def linear(step: Array, num_steps: Array, *, final: Array) -> Array:
    return final + (1 - final) * (1 - jnp.minimum(step / num_steps, 1))


LINEAR = Schedule(
    key="linear",
    title="linear",
    function=linear,
    formula=r"f + (1 - f)\left(1 - \frac{t}{T}\right)",
    source="Devlin et al. (2019), BERT",
    own_parameters=(FINAL,),
)

POLYNOMIAL = Schedule(
    key="polynomial",
    title="polynomial",
    function=polynomial,
    formula=r"f + (1 - f)\left(1 - \frac{t}{T}\right)^p",
    source="Liu, Rabinovich and Berg (2015), ParseNet: with power 0.9",
    own_parameters=(Parameter(key="power", title="power", symbol="p", default=2.0, low=0.1, high=5.0), FINAL),
)


def half_cosine(progress: Array) -> Array:
    """From 1 to 0 along half a cosine, for a progress from 0 to 1."""
    return (1 + jnp.cos(jnp.pi * progress)) / 2


def cosine(step: Array, num_steps: Array, *, final: Array) -> Array:
    return final + (1 - final) * half_cosine(jnp.minimum(step / num_steps, 1))


COSINE = Schedule(
    key="cosine",
    title="cosine",
    function=cosine,
    formula=r"f + (1 - f)\,\tfrac12\left(1 + \cos\frac{\pi t}{T}\right)",
    source="Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts, without restarts",
    own_parameters=(FINAL,),
)


def cosine_restarts(step: Array, num_steps: Array, *, period: Array, growth: Array, final: Array) -> Array:
    longer = growth > 1
    ratio = jnp.where(longer, growth, 2)
    # The small number keeps rounding from putting the first step of a cycle into the cycle before.
    cycle = jnp.floor(jnp.log1p(step / period * (ratio - 1)) / jnp.log(ratio) + 1e-5)
    scale = jnp.where(longer, jnp.round(ratio**cycle), 1)
    begin = jnp.where(longer, period * (scale - 1) / (ratio - 1), jnp.floor(step / period) * period)
    return final + (1 - final) * half_cosine((step - begin) / (period * scale))


COSINE_RESTARTS = Schedule(
    key="cosine_restarts",
    title="cosine with warm restarts",
    function=cosine_restarts,
    formula=r"f + (1 - f)\,\tfrac12\left(1 + \cos\frac{\pi (t - t_i)}{T_i}\right),\quad t_{i+1} = t_i + T_i,"
    r"\quad T_{i+1} = m\,T_i",
    source="Loshchilov and Hutter (2017), SGDR; each end of a cycle is a snapshot of Huang et al. (2017)",
    own_parameters=(
        Parameter(
            key="period", title="first period", symbol="T_0", default=50, low=1, high=1000, integer=True, unit="steps"
        ),
        Parameter(key="growth", title="growth of the period", symbol="m", default=1, low=1, high=4, integer=True),
        FINAL,
    ),
)


def triangular(step: Array, num_steps: Array, *, half_period: Array, lowest: Array) -> Array:
    cycle = step / half_period
    distance = jnp.abs(cycle - 2 * jnp.floor(cycle / 2) - 1)
    return lowest + (1 - lowest) * (1 - distance)


TRIANGULAR = Schedule(
    key="triangular",
    title="triangular",
    function=triangular,
    formula=r"f + (1 - f)\left(1 - \left|\tfrac{t}{k} \bmod 2 - 1\right|\right)",
    source="Smith (2017), Cyclical learning rates for training neural networks",
    own_parameters=(
        Parameter(
            key="half_period", title="half period", symbol="k", default=25, low=1, high=1000, integer=True, unit="steps"
        ),
        Parameter(key="lowest", title="lowest fraction", symbol="f", default=0.1, low=0.0, high=1.0),
    ),
)


def one_cycle(step: Array, num_steps: Array, *, rise: Array, first: Array, final: Array) -> Array:
    top = rise * num_steps
    up = 1 - (1 - first) * half_cosine(jnp.minimum(step / jnp.maximum(top, 1), 1))
    down = final + (1 - final) * half_cosine(jnp.clip((step - top) / jnp.maximum(num_steps - top, 1), 0, 1))
    return jnp.where(step < top, up, down)


ONE_CYCLE = Schedule(
    key="one_cycle",
    title="one cycle",
    function=one_cycle,
    formula=r"\begin{cases}1 - (1 - a)\,c\!\left(\frac{t}{pT}\right) & t < pT\\"
    r"f + (1 - f)\,c\!\left(\frac{t - pT}{T - pT}\right) & t \ge pT\end{cases},\quad c(u) = \tfrac12(1 + \cos \pi u)",
    source="Smith and Topin (2019), Super-convergence; with cosines as in fastai",
    own_parameters=(
        Parameter(key="rise", title="rising part", symbol="p", default=0.3, low=0.0, high=0.9),
        Parameter(key="first", title="first fraction", symbol="a", default=0.04, low=0.0, high=1.0),
        FINAL,
    ),
)


def stable_then_decay(step: Array, num_steps: Array, *, decay: Array, final: Array) -> Array:
    left = jnp.maximum(num_steps - step, 0) / (decay * num_steps)
    return final + (1 - final) * jnp.minimum(left, 1)


STABLE_DECAY = Schedule(
    key="stable_decay",
    title="stable, then decay",
    function=stable_then_decay,
    formula=r"f + (1 - f)\min\!\left(1, \frac{T - t}{dT}\right)",
    source="Hu et al. (2024), MiniCPM: with a warm-up in front it is their WSD",
    own_parameters=(
        Parameter(key="decay", title="decaying part", symbol="d", default=0.2, low=0.01, high=1.0),
        FINAL,
    ),
)
