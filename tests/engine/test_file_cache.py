"""A folder of files that can be made again: several processes use it, it may be full or no folder at all."""

import errno
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from optviz.engine import compiled_programs, file_cache
from optviz.engine.file_cache import FileCache, cache_folder

VARIABLES = ("OPTVIZ_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA")


def names_in(folder):
    return {path.name for path in folder.iterdir()}


def no_space(*arguments, **options):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Full:
    """A file on a disk without space: what is written is refused, at once or when it is closed."""

    def __init__(self, file, refuses):
        self.file, self.refuses = file, refuses

    def __enter__(self):
        return self

    def write(self, data):
        self.file.write(data[:10])
        if self.refuses == "write":
            no_space()

    def __exit__(self, *error):
        self.file.close()
        if self.refuses == "close":
            no_space()


@pytest.mark.parametrize("refuses", ["mkstemp", "write", "close", "replace"])
def test_a_full_disk_keeps_what_it_has_and_nothing_half_done(tmp_path, monkeypatch, refuses):
    kept = FileCache(tmp_path, most=20)
    kept.put("old", b"old")
    if refuses == "mkstemp":
        monkeypatch.setattr(file_cache, "mkstemp", no_space)
    elif refuses == "replace":
        monkeypatch.setattr(os, "replace", no_space)
    else:
        opened = os.fdopen
        monkeypatch.setattr(os, "fdopen", lambda handle, mode: Full(opened(handle, mode), refuses))
    kept.put("old", b"newer")
    kept.put("new", b"new")
    monkeypatch.undo()
    assert names_in(tmp_path) == {"old"}
    assert [kept.get("old"), kept.get("new")] == [b"old", None]


class Raced(FileCache):
    """While it makes room, another process takes some of the files away."""

    def last_used(self, name):
        if int(name) % 2:
            (self.folder / name).unlink(missing_ok=True)
        return super().last_used(name)


def fill(folder, count):
    """Files 0 to count − 1, the first of which was not used for longest."""
    for i in range(count):
        (folder / str(i)).write_bytes(b"")
        os.utime(folder / str(i), (i, i))


def test_what_another_process_takes_away_stops_nobody_from_making_room(tmp_path):
    fill(tmp_path, 50)
    Raced(tmp_path, most=10).put("100", b"newest")
    assert names_in(tmp_path) == {*map(str, range(34, 50, 2)), "100"}


def test_when_another_process_has_made_room_enough_nothing_more_goes(tmp_path):
    fill(tmp_path, 12)
    Raced(tmp_path, most=10).put("100", b"newest")
    assert names_in(tmp_path) == {*map(str, range(0, 12, 2)), "100"}


def test_what_cannot_be_removed_stays_and_the_rest_goes(tmp_path):
    fill(tmp_path, 30)
    (tmp_path / "folder").mkdir()
    os.utime(tmp_path / "folder", (0, 0))
    FileCache(tmp_path, most=10).put("100", b"newest")
    assert names_in(tmp_path) == {"folder", *map(str, range(22, 30)), "100"}


FILL = """
import sys
from pathlib import Path
from optviz.engine.file_cache import FileCache
kept = FileCache(Path(sys.argv[1]), most=20)
sys.stdin.read()  # until both have loaded
for i in range(300):
    kept.put(str(i % 50), str(i % 50).encode() * 1000)
    assert kept.get(str(i % 37)) in (None, str(i % 37).encode() * 1000)
"""


def test_two_processes_share_a_folder(tmp_path):
    command = [sys.executable, "-c", FILL, str(tmp_path)]
    both = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        process.stdin.close()
    for process in both:
        assert (process.wait(), process.stderr.read()) == (0, "")
        process.stderr.close()
    kept = FileCache(tmp_path, most=20)
    kept.put("last", b"last")
    names = names_in(tmp_path)
    assert len(names) <= 20
    assert all(kept.get(name) == name.encode() * (1 if name == "last" else 1000) for name in names)


def test_a_user_without_a_home_keeps_nothing(monkeypatch):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    monkeypatch.setattr(compiled_programs, "file_cache", None)
    compiled_programs.keep_compiled_programs(cache_folder() / "compiled")
    assert compiled_programs.file_cache is None


@pytest.mark.parametrize(
    ("system", "variable", "below_home"),
    [
        ("linux", "XDG_CACHE_HOME", ".cache"),
        ("win32", "LOCALAPPDATA", "AppData/Local"),
        ("darwin", "", "Library/Caches"),
    ],
)
def test_each_system_has_a_place_for_its_users_caches(monkeypatch, tmp_path, system, variable, below_home):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert cache_folder() == tmp_path / below_home / "optviz"
    if variable:
        monkeypatch.setenv(variable, tempfile.gettempdir())
        assert cache_folder() == Path(tempfile.gettempdir()) / "optviz"
    monkeypatch.setenv("OPTVIZ_CACHE", str(tmp_path / "named"))
    assert cache_folder() == tmp_path / "named"
