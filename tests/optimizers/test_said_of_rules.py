"""What each rule says of itself and of others, claim by claim, against loops that are written here.

PyTorch is not installed: its rules are written as its documentation prints them.
"""

import inspect
import re
from collections import defaultdict

import numpy as np
import optax
import pytest

from optviz import OPTIMIZERS, Scenario, simulate
from tests.optimizers.problems import PROBLEMS

CLAIMS = defaultdict(list)
PROBLEM = PROBLEMS[0]
NUM_STEPS = 25
TORCH = {
    "adadelta": {"learning_rate": 1.0, "rho": 0.9, "epsilon": 1e-6},
    "adagrad": {"epsilon": 1e-10},
    "adam": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8},
    "adamax": {"beta_1": 0.9, "beta_2": 0.999},
    "adamw": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8, "decoupled_decay": 0.01},
    "amsgrad": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8},
    "nadam": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8},
    "radam": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8},
    "rmsprop": {"beta": 0.99, "epsilon": 1e-8},
    "rprop": {"growth": 1.2, "shrinkage": 0.5},
}
"""PyTorch's defaults."""
OFF = {"decoupled_decay": 0.0}
"""An option that is off is not another default."""


def says(key, claim):
    """Marks a test of one claim of a rule, which it has to quote as it stands there."""
    assert claim in OPTIMIZERS[key].differs, f"{key} says: {OPTIMIZERS[key].differs}"
    CLAIMS[key].append(claim)
    return lambda test: test


@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_claim_is_held_by_a_test(rule):
    rest = rule.differs
    for claim in CLAIMS[rule.key]:
        rest = rest.replace(claim, "", 1)
    assert not re.search(r"\w", rest), f"nothing tests: {rest}"


def defaults(key):
    return {parameter.key: float(parameter.default) for parameter in OPTIMIZERS[key].hyperparameters}


def others_of(key):
    """The defaults of others: PyTorch's, and optax's as its functions have them."""
    found = [TORCH.get(key, {})]
    for one in OPTIMIZERS[key].optax:
        if named := re.match(r"optax\.((?:contrib\.)?\w+)\(", one.call):
            function = optax
            for part in named[1].split("."):
                function = getattr(function, part)
            signature = inspect.signature(function).parameters
            given = re.findall(r"(\w+)=\{(\w+)\}", one.call)
            known = {ours: signature[theirs].default for theirs, ours in given if theirs in signature}
            found.append({ours: default for ours, default in known.items() if default is not None})
    return found


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_a_default_that_is_not_that_of_others_is_told(key):
    """But for learning rates, which are for surfaces of two weights."""
    for others in others_of(key):
        for name, value in others.items():
            ours = defaults(key)[name]
            if name == "learning_rate" or ours == OFF.get(name) or ours == value:
                continue
            symbol = next(p.title for p in OPTIMIZERS[key].hyperparameters if p.key == name).split()[-1]
            assert symbol in OPTIMIZERS[key].differs, f"{key}: {name} is {ours}, theirs is {value}"


def path(key, num_steps=NUM_STEPS, schedule=None, problem=PROBLEM, **numbers):
    """The points of the engine, (num_steps + 1, 2)."""
    rule = {"key": key} | numbers | ({"schedule": schedule} if schedule else {})
    scenario = Scenario(surface=problem.surface, start=problem.start, optimizers=[rule], num_steps=num_steps)
    return simulate(scenario)[0].points


def loop(step, state, num_steps=NUM_STEPS, problem=PROBLEM):
    """The points of a rule `step(t, x, gradient, state) -> (x, state)`, t from 1."""
    points = [problem.start]
    for t in range(1, num_steps + 1):
        x, state = step(t, points[-1], problem.gradient(points[-1]), state)
        points.append(x)
    return np.array(points)


def assert_same(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


def assert_apart(found, other):
    assert np.abs(found - other).max() > 1e-6


ZERO = np.zeros(2)
DECAY = {"key": "exponential", "rate": 0.05}


def decayed(rate, t):
    return rate * np.exp(-0.05 * (t - 1))


def adam_step(rate=0.1, beta_1=0.9, beta_2=0.999, epsilon=1e-8, mean=True, square=True):
    def step(t, x, g, state):
        m, s = state
        m, s = beta_1 * m + (1 - beta_1) * g, beta_2 * s + (1 - beta_2) * g**2
        m_hat = m / (1 - beta_1**t) if mean else m
        s_hat = s / (1 - beta_2**t) if square else s
        return x - rate * m_hat / (np.sqrt(s_hat) + epsilon), (m, s)

    return step


@says("adabelief", "ε is 1e-8 as in the authors' first code; today's has 1e-16.")
def test_adabelief():
    assert defaults("adabelief")["epsilon"] == 1e-8
    assert inspect.signature(optax.adabelief).parameters["eps"].default == 1e-16  # as the authors' code of today


@says("adadelta", "ε is 1e-4; the paper's and PyTorch's is 1e-6.")
@says("adadelta", "The paper has no learning rate: it is this rule at η = 1, as is PyTorch's default, whose ρ is 0.9.")
def test_adadelta():
    assert (defaults("adadelta")["epsilon"], TORCH["adadelta"]["epsilon"]) == (1e-4, 1e-6)
    assert (defaults("adadelta")["learning_rate"], TORCH["adadelta"]["learning_rate"]) == (1, 1)
    assert TORCH["adadelta"]["rho"] == inspect.signature(optax.adadelta).parameters["rho"].default == 0.9

    def zeiler(t, x, g, state):
        squares, updates = state
        squares = 0.95 * squares + 0.05 * g**2
        move = -np.sqrt(updates + 1e-4) / np.sqrt(squares + 1e-4) * g
        return x + move, (squares, 0.95 * updates + 0.05 * move**2)

    assert_same(path("adadelta"), loop(zeiler, (ZERO, ZERO)))


@says("adagrad", "ε is 1e-7 as in the lecture; PyTorch's is 1e-10.")
def test_adagrad():
    assert (defaults("adagrad")["epsilon"], TORCH["adagrad"]["epsilon"]) == (1e-7, 1e-10)


@says("adam", "ε is 1e-7 as in the lecture; the paper's and PyTorch's is 1e-8.")
def test_adam():
    assert (defaults("adam")["epsilon"], TORCH["adam"]["epsilon"]) == (1e-7, 1e-8)
    assert_same(path("adam", learning_rate=0.1, epsilon=1e-8), loop(adam_step(), (ZERO, ZERO)))


@says("adam_uncorrected", "The paper and PyTorch correct m and s for their start at 0.")
def test_adam_uncorrected():
    numbers = {"learning_rate": 0.1, "epsilon": 1e-8}
    assert_same(path("adam_uncorrected", **numbers), loop(adam_step(mean=False, square=False), (ZERO, ZERO)))
    assert_apart(path("adam_uncorrected", **numbers), loop(adam_step(), (ZERO, ZERO)))


@says("adamax", "As in the paper there is no ε: a weight that never had a gradient stays where it is.")
@says("adamax", "PyTorch adds one to |g|.")
def test_adamax():
    def adamax(epsilon):
        def step(t, x, g, state):
            m, u = state
            m, u = 0.9 * m + 0.1 * g, np.maximum(0.999 * u, np.abs(g) + epsilon)
            return x - 0.1 / (1 - 0.9**t) * m / u, (m, u)

        return step

    numbers = {"learning_rate": 0.1}
    assert_same(path("adamax", **numbers), loop(adamax(0.0), (ZERO, ZERO)))
    assert_apart(path("adamax", **numbers), loop(adamax(1e-4), (ZERO, ZERO)))
    still = simulate(Scenario(surface="sphere", start=(1, 0), optimizers=["adamax"], num_steps=9))[0].points
    assert (still[:, 1] == 0).all()
    assert np.isfinite(still).all()


@says(
    "adamw",
    "λ is multiplied by η as in PyTorch; the paper's is not, but by the schedule only: its λ is the first η times this",
)
@says("adamw", "one.")
def test_adamw():
    def adamw(shrink):
        def step(t, x, g, state):
            moved, state = adam_step(decayed(0.1, t))(t, x, g, state)
            return moved - shrink(t) * x, state

        return loop(step, (ZERO, ZERO))

    found = path("adamw", schedule=DECAY, learning_rate=0.1, decoupled_decay=0.3)
    assert_same(found, adamw(lambda t: decayed(0.1, t) * 0.3))
    assert_same(found, adamw(lambda t: decayed(1, t) * (0.1 * 0.3)))
    assert_apart(found, adamw(lambda t: decayed(1, t) * 0.3))


@says("adan", "The paper's β are 1 minus these, and it starts the means at the first gradient;")
@says("adan", "its authors' code starts them at 0 and corrects for that, as here.")
def test_adan():
    def adan(b1, b2, b3, *, corrected):
        def step(t, x, g, state):
            m, v, n, before = state
            d = ZERO if t == 1 else g - before
            if t == 1 and not corrected:
                m, n = g, g**2
            else:
                m, v = (1 - b1) * m + b1 * g, (1 - b2) * v + b2 * d
                n = (1 - b3) * n + b3 * (g + (1 - b2) * d) ** 2
            c1, c2, c3 = (1 - (1 - b) ** t if corrected else 1 for b in (b1, b2, b3))
            return x - 0.1 * (m / c1 + (1 - b2) * v / c2) / (np.sqrt(n / c3) + 1e-8), (m, v, n, g)

        return loop(step, (ZERO, ZERO, ZERO, ZERO))

    found, papers = path("adan", learning_rate=0.1), adan(0.02, 0.08, 0.01, corrected=False)
    assert_same(found, adan(0.02, 0.08, 0.01, corrected=True))
    assert_same(found[:2], papers[:2])
    assert_apart(found, papers)


@says("ademamix", "Without the paper's warm-ups of α and β₃, and for fewer steps:")
@says("ademamix", "its β₃ is 0.9999 and its α 5 to 8.")
def test_ademamix():
    def ademamix(t, x, g, state):
        m, slow, s = state
        m, slow, s = 0.9 * m + 0.1 * g, 0.99 * slow + 0.01 * g, 0.999 * s + 0.001 * g**2
        scale = np.sqrt(s / (1 - 0.999**t)) + 1e-8
        return x - 0.1 * (m / (1 - 0.9**t) + slow) / scale, (m, slow, s)

    assert_same(path("ademamix", learning_rate=0.1), loop(ademamix, (ZERO, ZERO, ZERO)))
    theirs = inspect.signature(optax.contrib.ademamix).parameters
    assert theirs["b3"].default == 0.9999 > defaults("ademamix")["beta_3"]
    assert 5 <= theirs["alpha"].default <= 8
    assert defaults("ademamix")["alpha"] < 5


@says("adopt", "β₂ is 0.99; the paper's is 0.9999.")
@says("adopt", "The first step only measures, as in the authors' code: it sets s to g² and does not move.")
def test_adopt():
    assert defaults("adopt")["beta_2"] == 0.99
    assert inspect.signature(optax.contrib.adopt).parameters["b2"].default == 0.9999
    run = simulate(Scenario(surface=PROBLEM.surface, start=PROBLEM.start, optimizers=["adopt"], num_steps=2))[0]
    np.testing.assert_array_equal(run.points[1], run.points[0])
    np.testing.assert_allclose(run.state["second_moment"][1], PROBLEM.gradient(PROBLEM.start) ** 2)
    assert (run.points[2] != run.points[1]).all()


@says("amsgrad", "As in the paper nothing is corrected for the start at 0; PyTorch corrects m and ŝ.")
@says("amsgrad", "The paper has no ε.")
def test_amsgrad():
    def amsgrad(*, corrected, epsilon=1e-8):
        def step(t, x, g, state):
            m, s, top = state
            m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
            top = np.maximum(top, s)
            first, second = (1 - 0.9**t, 1 - 0.999**t) if corrected else (1, 1)
            return x - 0.1 / first * m / (np.sqrt(top) / np.sqrt(second) + epsilon), (m, s, top)

        return loop(step, (ZERO, ZERO, ZERO))

    assert_same(path("amsgrad", learning_rate=0.1), amsgrad(corrected=False))
    assert_apart(path("amsgrad", learning_rate=0.1), amsgrad(corrected=True))
    np.testing.assert_allclose(path("amsgrad", learning_rate=0.1), amsgrad(corrected=False, epsilon=0), atol=1e-5)


@says("cautious_adam", "As in the paper's Algorithm 1;")
@says(
    "cautious_adam",
    "its form that adds 1 to the number of weights that move would shorten every full step of two weights to 2/3.",
)
def test_cautious_adam():
    def cautious(share):
        def step(t, x, g, state):
            moved, state = adam_step(1.0)(t, ZERO, g, state)
            u = -moved
            mask = (u * g > 0).astype(float)
            return x - 0.1 * u * mask / share(mask), state

        return step

    found = path("cautious_adam", learning_rate=0.1, epsilon=1e-8)
    assert_same(found, loop(cautious(lambda mask: mask.mean() + 1e-8), (ZERO, ZERO)))
    other = loop(cautious(lambda mask: (mask.sum() + 1) / 2), (ZERO, ZERO), num_steps=1)
    np.testing.assert_allclose(other[1] - other[0], 2 / 3 * (found[1] - found[0]), rtol=1e-6)


@says("dog", "α is 0.001, for few steps; the authors' code has 1e-6.")
@says("dog", "The paper's rule is this one at η = 1; η is there for schedules.")
def test_dog():
    assert (defaults("dog")["first_distance"], defaults("dog")["learning_rate"]) == (0.001, 1)
    assert inspect.signature(optax.contrib.dog).parameters["init_step"].default[1] == 1e-6

    def dog(t, x, g, state):
        r, squares = state
        r, squares = max(r, np.linalg.norm(x - PROBLEM.start)), squares + g @ g
        return x - r / np.sqrt(squares + 1e-8) * g, (r, squares)

    first = 0.001 * (1 + np.linalg.norm(PROBLEM.start))
    assert_same(path("dog"), loop(dog, (first, 0.0)))
    assert_apart(path("dog", schedule=DECAY), path("dog"))


@says("full_matrix_adagrad", "ε is added to G; the paper adds it to the root of G.")
def test_full_matrix_adagrad():
    def full(inside, outside):
        def step(t, x, g, total):
            total = total + np.outer(g, g)
            values, vectors = np.linalg.eigh(total + inside * np.eye(2))
            root = vectors @ np.diag(np.sqrt(np.maximum(values, 0))) @ vectors.T
            return x - 0.5 * np.linalg.solve(root + outside * np.eye(2), g), total

        return loop(step, np.zeros((2, 2)))

    found = path("full_matrix_adagrad", learning_rate=0.5, epsilon=0.1)
    assert_same(found, full(0.1, 0.0))
    assert_apart(found, full(0.0, 0.1))


@says("lbfgs", "PyTorch's takes up to 20 such steps in one, and each without a line search unless it is asked for.")
def test_lbfgs():
    """PyTorch's defaults are max_iter=20 and line_search_fn=None; a step here is one iteration, with its search."""
    run = simulate(Scenario(surface="rosenbrock", optimizers=["lbfgs"], num_steps=25))[0]
    moves, searched = np.diff(run.points, axis=0), np.diff(run.evaluations[:, 0])
    assert (searched >= 1).all()
    assert searched.max() > 2
    assert (np.einsum("ij,ij->i", moves, run.gradients[:-1]) <= 0).all()


@says("momentum", "PyTorch's form is the sum.")
@says("momentum", "Polyak's own has η inside v, which is another path under a schedule.")
def test_momentum():
    def torch(t, x, g, v):
        v = 0.9 * v + g
        return x - decayed(0.05, t) * v, v

    def polyak(t, x, g, v):
        v = 0.9 * v - decayed(0.05, t) * g
        return x + v, v

    def average(t, x, g, v):
        v = 0.9 * v + 0.1 * g
        return x - decayed(0.05, t) * v, v

    found = path("momentum", schedule=DECAY, learning_rate=0.05, convention="sum")
    assert_same(found, loop(torch, ZERO))
    assert_apart(found, loop(polyak, ZERO))
    assert_same(path("momentum", schedule=DECAY, learning_rate=0.05, convention="average"), loop(average, ZERO))
    steady = path("momentum", learning_rate=0.05)
    assert_same(steady, loop(lambda t, x, g, v: (x + 0.9 * v - 0.05 * g, 0.9 * v - 0.05 * g), ZERO))


def torch_nesterov(rate):
    def step(t, x, g, v):
        v = 0.9 * v + g
        return x - rate(t) * (g + 0.9 * v), v

    return loop(step, ZERO)


@says("nesterov", "PyTorch's points are those of the shifted form, x + ρ v, and its η stands outside v.")
def test_nesterov():
    scenario = Scenario(
        surface=PROBLEM.surface,
        start=PROBLEM.start,
        optimizers=[{"key": "nesterov", "learning_rate": 0.03}],
        num_steps=NUM_STEPS,
    )
    (run,) = simulate(scenario)
    ahead = run.points + 0.9 * run.state["velocity"]
    assert_same(ahead, torch_nesterov(lambda t: 0.03))
    assert_same(ahead, path("nesterov_shifted", learning_rate=0.03))
    assert_apart(run.points, ahead)


@says("nesterov_shifted", "PyTorch's η stands outside v, which is another path under a schedule.")
def test_nesterov_shifted():
    assert_same(path("nesterov_shifted", learning_rate=0.03), torch_nesterov(lambda t: 0.03))
    found = path("nesterov_shifted", schedule=DECAY, learning_rate=0.03)
    assert_apart(found, torch_nesterov(lambda t: decayed(0.03, t)))


@says("nadam", "As in the paper μ rises in the mean m too, where PyTorch keeps β₁.")
@says("nadam", "The paper's stray factor β₂ before s is left out, as everywhere.")
def test_nadam():
    def nadam(*, rising, stray):
        def step(t, x, g, state):
            m, s, product = state
            mu, following = (0.9 * (1 - 0.5 * 0.96 ** (k / 250)) for k in (t, t + 1))
            product = product * mu
            kept = mu if rising else 0.9
            m, s = kept * m + (1 - kept) * g, 0.999 * s + 0.001 * g**2
            s_hat = (0.999 if stray else 1) * s / (1 - 0.999**t)
            move = following * m / (1 - following * product) + (1 - mu) * g / (1 - product)
            return x - 0.1 * move / (np.sqrt(s_hat) + 1e-8), (m, s, product)

        return loop(step, (ZERO, ZERO, 1.0))

    found = path("nadam", learning_rate=0.1)
    assert_same(found, nadam(rising=True, stray=False))
    assert_apart(found, nadam(rising=False, stray=False))
    assert_apart(found, nadam(rising=True, stray=True))


@says("prodigy", "The paper's rule is this one at η = 1; η is there for schedules.")
def test_prodigy():
    assert defaults("prodigy")["learning_rate"] == 1
    root = np.sqrt(0.999)

    def prodigy(t, x, g, state):
        m, v, s, r, d = state
        m, v = 0.9 * m + 0.1 * d * g, 0.999 * v + 0.001 * (d * g) ** 2
        r, s = root * r + (1 - root) * d**2 * g @ (PROBLEM.start - x), root * s + (1 - root) * d**2 * g
        moved = x - d * m / (np.sqrt(v) + d * 1e-8)
        return moved, (m, v, s, r, max(d, r / np.abs(s).sum()))

    found = path("prodigy", num_steps=60)
    assert_same(found, loop(prodigy, (ZERO, ZERO, ZERO, 0.0, 1e-6), num_steps=60))
    assert_apart(path("prodigy", num_steps=60, schedule=DECAY), found)


@says("radam", "The scale is used from ρ > 4 on as in the paper; PyTorch waits for 5, and adds ε before it corrects s.")
def test_radam():
    def radam(threshold, *, before):
        def step(t, x, g, state):
            m, s = state
            m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
            top = 2 / 0.001 - 1
            length = top - 2 * t * 0.999**t / (1 - 0.999**t)
            direction = m / (1 - 0.9**t)
            if length > threshold:
                r = np.sqrt((length - 4) * (length - 2) * top / ((top - 4) * (top - 2) * length))
                correction = np.sqrt(1 - 0.999**t)
                scale = (np.sqrt(s) + 1e-2) / correction if before else np.sqrt(s) / correction + 1e-2
                direction = r * direction / scale
            return x - 0.02 * direction, (m, s)

        return loop(step, (ZERO, ZERO))

    found = path("radam", learning_rate=0.02, epsilon=1e-2)
    assert_same(found, radam(4, before=False))
    assert_apart(found, radam(5, before=False))
    assert_apart(found, radam(4, before=True))
    assert inspect.signature(optax.radam).parameters["threshold"].default == 5


@says("rmsprop", "β is 0.9 and ε 1e-7 as in the lecture; PyTorch's are 0.99 and 1e-8.")
def test_rmsprop():
    assert (defaults("rmsprop")["beta"], defaults("rmsprop")["epsilon"]) == (0.9, 1e-7)
    assert (TORCH["rmsprop"]["beta"], TORCH["rmsprop"]["epsilon"]) == (0.99, 1e-8)


@says("rprop", "PyTorch's form, iRprop−: on a change of sign a weight sits out one turn,")
@says("rprop", "where the paper goes back by its last step.")
@says("rprop", "The bounds of Δ are in units of η.")
def test_rprop():
    def rprop(*, back):
        def step(t, x, g, state):
            sizes, before, last = state
            sign = np.sign(g * before)
            sizes = np.clip(sizes * np.where(sign > 0, 1.2, np.where(sign < 0, 0.5, 1)), 0.1 * 1e-6, 0.1 * 50)
            move = -sizes * np.sign(g)
            turned = sign < 0
            move = np.where(turned, -last if back else 0, move)
            return x + move, (sizes, np.where(turned, 0, g), move)

        return loop(step, (np.full(2, 0.1), ZERO, ZERO))

    found = path("rprop", learning_rate=0.1)
    assert_same(found, rprop(back=False))
    assert_apart(found, rprop(back=True))
    moves = np.diff(path("rprop", learning_rate=1e-3, num_steps=60), axis=0)
    assert np.abs(moves).max() == pytest.approx(50 * 1e-3)


@says("schedule_free_sgd", "The paper's text counts the start in the mean x;")
@says("schedule_free_sgd", "its Algorithm 1 and its authors' code do not, nor does this.")
def test_schedule_free_sgd():
    def means(first):
        points, z = [PROBLEM.start], PROBLEM.start
        for t in range(1, NUM_STEPS + 1):
            z = z - 0.1 * PROBLEM.gradient(0.1 * z + 0.9 * points[-1])
            c = 1 / (t + first)
            points.append((1 - c) * points[-1] + c * z)
        return np.array(points)

    found = path("schedule_free_sgd", learning_rate=0.1)
    assert_same(found, means(0))
    assert_apart(found, means(1))


@says("schedule_free_adamw", "The correction for the start of s stands under the root, as in the authors' code today;")
@says("schedule_free_adamw", "the paper's first version had it in η, and so in the mean.")
def test_schedule_free_adamw():
    def free(*, in_rate):
        points, z, s, total = [PROBLEM.start], PROBLEM.start, ZERO, 0.0
        for t in range(1, NUM_STEPS + 1):
            g = PROBLEM.gradient(0.1 * z + 0.9 * points[-1])
            s = 0.999 * s + 0.001 * g**2
            correction = np.sqrt(1 - 0.999**t)
            rate, scale = (0.1 * correction, np.sqrt(s)) if in_rate else (0.1, np.sqrt(s) / correction)
            z = z - rate * g / (scale + 1e-8)
            total += rate**2
            c = rate**2 / total
            points.append((1 - c) * points[-1] + c * z)
        return np.array(points)

    found = path("schedule_free_adamw", learning_rate=0.1)
    assert_same(found, free(in_rate=False))
    assert_apart(found, free(in_rate=True))


@says("shampoo", "The weights are one layer with one output, whose matrix of gradients is the row gᵀ.")
@says("shampoo", "Sums as in the paper, without the moving averages of later codes.")
def test_shampoo():
    def power(matrix, exponent):
        values, vectors = np.linalg.eigh(matrix)
        return vectors @ np.diag(np.maximum(values, 0) ** exponent) @ vectors.T

    def shampoo(share):
        def step(t, x, g, state):
            left, right = state
            row = g[None]
            left, right = share * left + row @ row.T, share * right + row.T @ row
            move = power(left + 1e-4 * np.eye(1), -0.25) @ row @ power(right + 1e-4 * np.eye(2), -0.25)
            return x - 0.5 * move[0], (left, right)

        return loop(step, (np.zeros((1, 1)), np.zeros((2, 2))))

    found = path("shampoo", learning_rate=0.5)
    assert_same(found, shampoo(1.0))
    assert_apart(found, shampoo(0.95))


@says("sophia", "The diagonal of the Hessian is exact where the paper estimates it from random directions.")
@says("sophia", "γ is 0.05; the paper's is 0.01.")
def test_sophia():
    run = simulate(Scenario(surface=PROBLEM.surface, start=PROBLEM.start, optimizers=["sophia"], num_steps=1))[0]
    exact = np.diag(PROBLEM.hessian(PROBLEM.start))
    (field,) = [name for name, symbol in OPTIMIZERS["sophia"].symbols.items() if symbol == "h"]
    np.testing.assert_allclose(run.state[field][1], 0.01 * exact, rtol=1e-9)
    assert defaults("sophia")["gamma"] == 0.05
    assert inspect.signature(optax.contrib.sophia).parameters["gamma"].default == 0.01
