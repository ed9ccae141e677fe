"""What the page finds of runs, in node."""

import json
import subprocess
from pathlib import Path
from unittest.mock import patch

from optviz.engine.simulate import Run
from optviz.lessons.comparisons import Comparison, Quantity, as_data, curves_needed
from optviz.picture.quantities import MEASURED, TOGETHER
from optviz.player.catalogue import whole_catalogue
from optviz.player.payload import payload
from tests.player.test_in_node import find_node

Asked = tuple[Run, list[Quantity], list[tuple[Comparison, ...]]]
"""A run, and what is asked of it."""

WITHOUT_SLIDERS = {
    "marks_of": lambda run, i, *, settled: [],
    "home_of": lambda rule, surface: None,
    "offered_rate": lambda rule, surface: None,
}
"""What a payload says of sliders takes longer than all else in it, and no quantity looks at it."""


def found_on_the_page(asked: dict[str, Asked], folder: Path) -> dict[str, dict]:
    """Of each run, by name, the values of the quantities, how they are said, and whether each comparison holds."""
    (folder / "catalogue.json").write_text(json.dumps(whole_catalogue()), encoding="utf-8")
    for name, (run, quantities, comparisons) in asked.items():
        data = {"quantities": [vars(one) for one in quantities], "comparisons": [as_data(all) for all in comparisons]}
        told = [one for one in quantities if one.name in (*MEASURED, *TOGETHER)]
        needed = curves_needed([one for all in comparisons for one in all], told)
        with patch.multiple("optviz.player.payload", **WITHOUT_SLIDERS):
            body = payload(run, curves=("loss", *needed), asked=data, settled=False)
        (folder / f"{name}.bin").write_bytes(body)
    words = [find_node(), str(Path(__file__).with_name("on_the_page.mjs")), str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
