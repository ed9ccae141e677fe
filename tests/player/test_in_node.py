"""The player's arithmetic, by node's own test runner: the machine's node, or the one that Playwright brings along."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import playwright
import pytest

HERE = Path(__file__).parent


def find_node() -> str:
    brought = Path(playwright.__file__).parent / "driver" / ("node.exe" if os.name == "nt" else "node")
    return shutil.which("node") or str(brought)


@pytest.mark.parametrize("file", sorted((HERE / "node").glob("*.test.mjs")), ids=lambda path: path.stem)
def test_arithmetic(file):
    command = [find_node(), "--test", "--test-reporter=tap", str(file)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stdout
    assert int(re.search(r"^# pass (\d+)", result.stdout, re.M)[1]) > 0
