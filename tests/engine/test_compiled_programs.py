"""Compiled programs on disk: found without a trace, never for what they were not made of, and no error if not there."""

import hashlib
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import jax
import jax.monitoring
import jax.numpy as jnp
import numpy as np
import pytest

from optviz import OPTIMIZERS, SCHEDULES, SURFACES, Scenario, simulate
from optviz.catalogue import NOISES
from optviz.engine import compiled_programs
from optviz.engine.compiled_programs import CompiledProgram, Means, NotAtHand, at_most, keep_compiled_programs
from optviz.engine.file_cache import FileCache
from optviz.engine.simulate import (
    draws_for_examples,
    draws_for_weights,
    draws_of,
    expected_seconds,
    program_of,
    result_of,
)
from optviz.engine.stepping import drawing_program, loss_program, stepping_program
from optviz.scenario.choices import SurfaceChoice

PARTS = SURFACES["ravine"], OPTIMIZERS["adam"], SCHEDULES["constant"], NOISES["none"], False
POINT = np.array([1.0, 2.0])
MADE = []


def note(event, seconds, **details):
    if event.endswith(("jaxpr_trace_duration", "backend_compile_duration")):
        MADE.append(event)


jax.monitoring.register_event_duration_secs_listener(note)


def forget():
    """As in a new process."""
    for made in (
        stepping_program,
        drawing_program,
        loss_program,
        draws_for_weights,
        draws_for_examples,
        result_of,
        compiled_programs.surroundings,
    ):
        made.cache_clear()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(compiled_programs, "file_cache", None)
    forget()
    keep_compiled_programs(tmp_path)
    yield tmp_path
    forget()


def names_in(folder):
    return {path.name for path in folder.iterdir()}


def doubled(point):
    return 2 * point


def double(point=POINT, parts=PARTS, **how):
    """A small program as it is kept, of a function that JAX has not met."""
    return CompiledProgram(lambda point: doubled(point), *parts, **how)(point)


def checksum(run):
    arrays = [array for path in run for array in (path.points, path.losses, path.gradients, *path.state.values())]
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()


IN_A_NEW_PROCESS = """
import sys
from pathlib import Path
import jax
from test_compiled_programs import MADE, checksum
from optviz import Scenario, simulate
from optviz.engine.compiled_programs import keep_compiled_programs
from optviz.engine.history import row_of
keep_compiled_programs(Path(sys.argv[1]))
asked = Scenario.from_json(sys.argv[2])
for choice in asked.optimizers:
    row_of(choice.record, len(asked.start))
MADE.clear()
print(checksum(simulate(asked)), MADE)
"""


def test_two_processes_that_compile_at_once_share_it_and_the_next_start_traces_nothing(tmp_path, monkeypatch):
    """All with the same bytes, as where nothing is kept."""
    monkeypatch.setattr(compiled_programs, "file_cache", None)
    forget()
    asked = Scenario(surface="himmelblau", optimizers=["adam", "lbfgs"], noise="gaussian", num_steps=60)
    command = [sys.executable, "-c", IN_A_NEW_PROCESS, str(tmp_path), asked.to_json()]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([".", os.path.dirname(__file__)])}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(command, env=environment, **pipes) for _ in range(2)]
    said = [process.communicate() for process in both]
    assert [errors for _, errors in said] == ["", ""]
    expected = checksum(simulate(asked))
    assert {answer.split()[0] for answer, _ in said} == {expected}
    kept = FileCache(tmp_path, most=20)
    assert len(names_in(tmp_path)) == 3
    assert all(kept.get(name) for name in names_in(tmp_path))
    third = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert third.stdout == f"{expected} []\n"
    assert len(names_in(tmp_path)) == 3


@pytest.mark.parametrize("damage", [lambda content: content[:-100], lambda content: b"\0" * 99 + content[99:]])
def test_a_damaged_file_is_replaced(folder, damage):
    double()
    (name,) = names_in(folder)
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(damage(whole))
    np.testing.assert_array_equal(double(), 2 * POINT)
    assert len((folder / name).read_bytes()) == len(whole)
    before = len(MADE)
    np.testing.assert_array_equal(double(), 2 * POINT)
    assert MADE[before:] == []


def refuse(*arguments, **options):
    raise jax.errors.JaxRuntimeError("UNIMPLEMENTED")


@pytest.mark.parametrize("loaded", [refuse, lambda *arguments, **options: refuse])
def test_a_program_that_cannot_be_loaded_or_run_is_made_again(folder, monkeypatch, loaded):
    double()
    monkeypatch.setattr(compiled_programs, "deserialize_and_load", loaded)
    np.testing.assert_array_equal(double(), 2 * POINT)


OTHERS = (SURFACES["saddle"], OPTIMIZERS["sgd"], SCHEDULES["cosine"], NOISES["gaussian"], True)


@pytest.mark.parametrize("place", range(len(PARTS)))
def test_each_part_has_a_program_of_its_own(folder, place):
    double()
    double(parts=[*PARTS[:place], OTHERS[place], *PARTS[place + 1 :]])
    assert len(names_in(folder)) == 2


@pytest.mark.parametrize("point", [np.ones(3), np.ones((2, 1)), np.ones(2, np.float32), np.ones(2, int)])
def test_each_shape_and_type_has_a_program_of_its_own(folder, point):
    program = CompiledProgram(lambda point: doubled(point), *PARTS)
    for asked in (POINT, point):
        result = program(asked)
        assert result.dtype == asked.dtype
        np.testing.assert_array_equal(result, 2 * asked)
    assert len(names_in(folder)) == 2


def test_less_than_64_bit_is_another_program(folder):
    program = CompiledProgram(lambda point: doubled(point), *PARTS)
    for wide in (True, False, True):
        with jax.enable_x64(wide):
            assert program(POINT).dtype == (np.float64 if wide else np.float32)
    assert len(names_in(folder)) == 2


@pytest.mark.parametrize(
    ("what", "other"),
    [("processor", "an older one"), ("jaxlib", type("jaxlib", (), {"__version__": "0.0"}))],
)
def test_other_surroundings_have_other_programs(folder, monkeypatch, what, other):
    double()
    monkeypatch.setattr(compiled_programs, what, (lambda: other) if isinstance(other, str) else other)
    compiled_programs.surroundings.cache_clear()
    double()
    assert len(names_in(folder)) == 2


def test_flags_of_the_compiler_have_other_programs(folder, monkeypatch):
    double()
    monkeypatch.setenv("XLA_FLAGS", os.environ.get("XLA_FLAGS", "") + " --xla_cpu_enable_fast_math=false")
    compiled_programs.surroundings.cache_clear()
    double()
    assert len(names_in(folder)) == 2


def test_other_options_of_a_loop_have_other_programs(folder, monkeypatch):
    double(is_loop=True)
    monkeypatch.setitem(compiled_programs.SMALL_LOOPS, "xla_backend_optimization_level", 0)
    double(is_loop=True)
    assert len(names_in(folder)) == 2


@pytest.mark.parametrize("place", range(len(PARTS) - 1))
def test_what_is_not_of_the_catalogue_is_not_kept(folder, place):
    """It has the same key, and may be anything."""
    double(parts=[*PARTS[:place], replace(PARTS[place]), *PARTS[place + 1 :]])
    assert names_in(folder) == set()


def test_nothing_is_kept_unless_it_was_asked_for(folder, monkeypatch):
    monkeypatch.setattr(compiled_programs, "file_cache", None)
    np.testing.assert_array_equal(double(), 2 * POINT)
    assert names_in(folder) == set()


def inverted(matrix):
    return jnp.linalg.inv(matrix)


def test_what_calls_a_library_that_only_tracing_loads_is_not_kept(folder):
    matrix = np.array([[2.0, 1.0], [1.0, 3.0]])
    program = CompiledProgram(inverted, *PARTS)
    np.testing.assert_allclose(program(matrix) @ matrix, np.eye(2), atol=1e-12)
    assert names_in(folder) == set()


@pytest.mark.parametrize("error", [ValueError, NotImplementedError, jax.errors.JaxRuntimeError])
def test_what_cannot_be_written_is_compiled(folder, monkeypatch, error):
    def refuse(compiled):
        raise error("not here")

    monkeypatch.setattr(compiled_programs, "serialize", refuse)
    np.testing.assert_array_equal(double(), 2 * POINT)
    assert names_in(folder) == set()


def test_two_threads_make_a_program_once(folder):
    program = CompiledProgram(lambda point: doubled(point), *PARTS)
    before = MADE.count("/jax/core/compile/backend_compile_duration")
    with ThreadPoolExecutor(2) as threads:
        for result in threads.map(program, [POINT] * 4):
            np.testing.assert_array_equal(result, 2 * POINT)
    assert MADE.count("/jax/core/compile/backend_compile_duration") == before + 1


COMPILED = "/jax/core/compile/backend_compile_duration"


def compilations(work):
    before = MADE.count(COMPILED)
    work()
    return MADE.count(COMPILED) - before


def test_visitors_who_come_at_once_share_the_programs_once_they_were_forgotten(monkeypatch):
    """Each scenario has steps of its own, so that no result is shared; the programs are."""
    monkeypatch.setattr(compiled_programs, "file_cache", None)
    asked = [Scenario(surface="beale", optimizers=["sgd", "adamax", "yogi"], num_steps=n) for n in (20, 21, 22, 23)]
    for _ in range(2):  # the second time everything has run before
        forget()
        draws_of(NOISES["none"], SurfaceChoice.model_validate("ravine"), 0)
        with ThreadPoolExecutor(4) as visitors:
            assert compilations(lambda: list(visitors.map(simulate, asked))) == 3


def test_a_maker_gives_all_threads_the_same_program(monkeypatch):
    monkeypatch.setattr(compiled_programs, "PROGRAMS_HELD", 1)
    maker = compiled_programs.made_once(lambda part: threading.Event().wait(0.01) or object())
    with ThreadPoolExecutor(8) as threads:
        for part in (1, 2, 1):  # the one before is no longer held
            assert len(set(threads.map(maker, [part] * 8))) == 1


def test_new_programs_of_a_scenario_compile_side_by_side(monkeypatch):
    monkeypatch.setattr(compiled_programs, "file_cache", None)
    forget()
    both, compile_one = threading.Barrier(2, timeout=60), CompiledProgram.compiled

    def met(program, *arguments):
        if program.is_loop:
            both.wait()
        return compile_one(program, *arguments)

    monkeypatch.setattr(CompiledProgram, "compiled", met)
    simulate(Scenario(surface="beale", optimizers=["sgd", "adam"], num_steps=5))


def test_a_folder_that_goes_away_is_no_error(folder):
    folder.rmdir()
    np.testing.assert_array_equal(double(), 2 * POINT)


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path, monkeypatch):
    monkeypatch.setattr(compiled_programs, "file_cache", None)
    (tmp_path / "file").touch()
    keep_compiled_programs(tmp_path / "file" / "folder")
    assert compiled_programs.file_cache is None


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_a_folder_is_the_users_own(tmp_path, monkeypatch):
    monkeypatch.setattr(compiled_programs, "file_cache", None)
    keep_compiled_programs(tmp_path / "new")
    assert compiled_programs.file_cache
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    (tmp_path / "new").chmod(0o770)
    keep_compiled_programs(tmp_path / "new")
    assert compiled_programs.file_cache is None


def test_jax_keeps_programs_itself_or_not_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(compiled_programs, "file_cache", None)
    try:
        jax.config.update("jax_compilation_cache_dir", str(tmp_path / "jax"))
        keep_compiled_programs(tmp_path)
    finally:
        jax.config.update("jax_compilation_cache_dir", None)
    assert compiled_programs.file_cache is None


def test_what_was_not_used_for_longest_goes(tmp_path):
    file_cache = FileCache(tmp_path, most=20)
    for i in range(20):
        file_cache.put(str(i), b"%d" % i)
        os.utime(tmp_path / str(i), (i, i))
    assert file_cache.get("0") == b"0"
    file_cache.put("20", b"20")
    assert names_in(tmp_path) == {"0", *map(str, range(4, 21))}


def test_a_shelf_gives_back_what_was_put(tmp_path):
    file_cache = FileCache(tmp_path, most=20)
    assert file_cache.get("name") is None
    for data in (b"", b"first", b"second"):
        file_cache.put("name", data)
        assert file_cache.get("name") == data
    (tmp_path / "name").write_bytes(b"")
    assert file_cache.get("name") is None
    assert names_in(tmp_path) == {"name"}


def test_nothing_is_come_by_in_a_slower_way_than_is_allowed(folder):
    scenario = Scenario(surface="beale", optimizers=["sgd", "adam"], num_steps=5)
    for means in (Means.HELD, Means.LOADED):
        with at_most(means), pytest.raises(NotAtHand):
            simulate(scenario)
    points = simulate(scenario)[1].points
    forget()
    with at_most(Means.HELD), pytest.raises(NotAtHand):
        simulate(scenario)
    with at_most(Means.LOADED):
        np.testing.assert_array_equal(simulate(scenario)[1].points, points)
    with at_most(Means.HELD):
        np.testing.assert_array_equal(simulate(scenario)[1].points, points)
    with at_most(Means.HELD), pytest.raises(NotAtHand):
        simulate(Scenario(surface="booth", optimizers=["sgd"], num_steps=5))


def test_what_a_run_will_take_is_known_once_its_programs_are_loaded(folder):
    scenario = Scenario(surface="beale", optimizers=["sgd", "adam"], num_steps=50)
    simulate(scenario)
    forget()
    assert expected_seconds(scenario) == 0.0
    with at_most(Means.LOADED):
        simulate(scenario)
    for choice in scenario.optimizers:
        program = program_of(scenario.surface, scenario.noise, choice)
        _, arguments = program.trial
        program.trial = (0.25, arguments)
    assert expected_seconds(scenario) == 0.5
    assert expected_seconds(Scenario.from_dict(scenario.to_dict() | {"num_steps": 100})) == 1.0
