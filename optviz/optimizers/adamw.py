"""AdamW: Adam with a weight decay that bypasses the scaling by the gradients."""

from jax import Array

from optviz.optimizers import adam
from optviz.optimizers.adam import State, init
from optviz.optimizers.base import BETA_1, BETA_2, EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.surfaces.base import Loss, Parameter

DECOUPLED_DECAY = Parameter(
    key="decoupled_decay", title="decoupled decay λ", symbol=r"\lambda", default=0.01, low=0.0, high=10.0
)


def step(
    loss: Loss,
    theta: Array,
    state: State,
    *,
    learning_rate: Array,
    beta_1: Array,
    beta_2: Array,
    epsilon: Array,
    decoupled_decay: Array,
) -> tuple[Array, State]:
    """The weights before the step shrink by η λ, as in PyTorch and optax.

    The paper multiplies λ by the schedule only, not by the base learning rate: its λ is η₀ λ here. Adam with the
    common option `weight_decay` in its decoupled form is the same rule.
    """
    moved, state = adam.step(
        loss, theta, state, learning_rate=learning_rate, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon
    )
    return moved - learning_rate * decoupled_decay * theta, state


ADAMW = Optimizer(
    key="adamw",
    title="AdamW",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(
        hyperparameter(LEARNING_RATE, 0.1),
        BETA_1,
        BETA_2,
        hyperparameter(EPSILON, 1e-8),
        DECOUPLED_DECAY,
    ),
    symbols={"first_moment": "m", "second_moment": "s", "step_count": "t"},
    formula=r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2, \qquad "
    r"x \leftarrow x - \eta \left(\frac{m / (1 - \beta_1^t)}{\sqrt{s / (1 - \beta_2^t)} + \varepsilon} "
    r"+ \lambda x\right)",
    pseudocode="""\
m, s = 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    m = β₁ * m + (1 - β₁) * g
    s = β₂ * s + (1 - β₂) * g**2
    m_hat = m / (1 - β₁**t)
    s_hat = s / (1 - β₂**t)
    x = x - η * (m_hat / (sqrt(s_hat) + ε) + λ * x)""",
    differs="λ is multiplied by η as in PyTorch; the paper's is not, but by the schedule only: its λ is the first "
    "η times this one.",
    source="Loshchilov and Hutter (2019), Decoupled weight decay regularization",
    colour=10,
    after="adam",
    optax=(
        Counterpart(
            call="optax.adamw({learning_rate}, b1={beta_1}, b2={beta_2}, eps={epsilon}, weight_decay={decoupled_decay})"
        ),
    ),
    rate_unit="length",
    shift_equivariant=False,
)
