"""Programs compiled as one function: where XLA can, with the same numbers, and never where it would break off."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from optviz.engine import compiled_programs
from optviz.engine.backend import as_one_function, fits_one_function
from optviz.engine.compiled_programs import CompiledProgram

POINT = np.array([1.0, 2.0])


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """These programs have one name."""
    monkeypatch.setattr(compiled_programs, "file_cache", None)


def matrix(x):
    return jnp.eye(2) + jnp.outer(x, x)


def place(x):
    return jnp.array(0 * x[0], int)


FIT = {
    "dot": lambda x: matrix(x) @ x,
    "gather": lambda x: x[jnp.array(0 * x, int)],
    "write one": lambda x: x.at[place(x)].set(1.0),
    "write a column": lambda x: jnp.zeros((3, 2)).at[:, place(x)].set(x[0])[0],
    "random": lambda x: jax.random.normal(jax.random.key(place(x)), (2,)),
    "branch": lambda x: jax.lax.cond(x[0] > 0, jnp.sin, jnp.cos, x),
}
DO_NOT_FIT = {
    "eigenvalues": lambda x: jnp.linalg.eigvalsh(matrix(x)),
    "cholesky": lambda x: jnp.linalg.cholesky(matrix(x))[0],
    "solve": lambda x: jnp.linalg.solve(matrix(x), x),
    "sort": jnp.sort,
    "top": lambda x: jax.lax.top_k(x, 2)[0],
    "fft": lambda x: jnp.fft.fft(x).real,
    "write many": lambda x: x.at[jnp.array(0 * x, int)].add(1.0),
    "callback": lambda x: jax.pure_callback(np.negative, x, x),
}


def loop_of(operation):
    def loop(x):
        return jax.lax.fori_loop(0, 5, lambda _, x: 0.9 * x + 0.01 * operation(x), x)

    return loop


def lowered(operation):
    return jax.jit(as_one_function(loop_of(operation))).lower(POINT)


@pytest.mark.parametrize("name", FIT)
def test_what_fits_is_one_function_with_the_same_numbers(name):
    asked = lowered(FIT[name])
    assert fits_one_function(asked.as_text())
    program = asked.compile()
    entry = program.as_text().partition("ENTRY")[2]
    assert entry.count("xla_cpu_small_call") == entry.count(" call(") == 1
    np.testing.assert_allclose(program(POINT), jax.jit(loop_of(FIT[name]))(POINT), rtol=1e-12)


@pytest.mark.parametrize("name", DO_NOT_FIT)
def test_what_does_not_fit_runs_all_the_same(name):
    assert not fits_one_function(lowered(DO_NOT_FIT[name]).as_text())
    loop = loop_of(DO_NOT_FIT[name])
    np.testing.assert_allclose(CompiledProgram(loop, is_loop=True)(POINT), jax.jit(loop)(POINT), rtol=1e-12)


def test_what_xla_refuses_late_runs_all_the_same():
    """A large product calls a library, which its text does not say."""
    large = np.random.default_rng(0).normal(size=(200, 200)) / 200

    def loop(x):
        return jax.lax.fori_loop(0, 5, lambda _, x: large @ x @ large.T, x)

    assert fits_one_function(jax.jit(as_one_function(loop)).lower(large).as_text())
    np.testing.assert_allclose(CompiledProgram(loop, is_loop=True)(large), jax.jit(loop)(large), rtol=1e-9, atol=1e-12)


def test_other_platforms_compile_as_they_do(monkeypatch):
    monkeypatch.setattr(jax, "default_backend", lambda: "gpu")
    assert not fits_one_function(lowered(FIT["dot"]).as_text())
