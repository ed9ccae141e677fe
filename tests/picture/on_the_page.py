"""What the page's own rules make of numbers and ranges, by node."""

import json
import subprocess
from pathlib import Path

from optviz.picture.ticks import RULES
from tests.player.test_in_node import find_node

SCRIPT = Path(__file__).with_name("on_the_page.mjs")


def on_the_page(*, numbers=(), linear=(), logarithmic=()) -> dict:
    """`numbers`: pairs of value and digits; `linear`: low, high, most, whole; `logarithmic`: low, high, most."""
    texts = [[None if value is None else repr(value), digits] for value, digits in numbers]
    asked = {"numbers": texts, "linear": list(linear), "logarithmic": list(logarithmic), "rules": RULES}
    done = subprocess.run(
        [find_node(), str(SCRIPT)],
        input=json.dumps(asked),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    return json.loads(done.stdout)
