"""The process that makes maps for pages: `python -m optviz.web.map_worker`.

It reads tasks from its standard input, a JSON object a line: `{"sweep": {...}, "most": 64, "style": "light"}`. It
answers each on its standard output: a line `{"size": 1234, "compilations": 0}` with as many bytes behind it, or a line
`{"problems": [...]}`. It ends with its input, and after `MOST_TASKS`: what compiling leaves behind would add up.
"""

import json
import logging
import sys
from itertools import islice
from typing import Any

from optviz.engine.sweeping import sweep
from optviz.player.map_payload import map_payload
from optviz.problems import Refusal, problem
from optviz.scenario.sweep import Sweep
from optviz.web.compilations import begin_counting, compilations
from optviz.web.workers import begin_work

MOST_TASKS = 200


def drawn(task: dict[str, Any]) -> bytes:
    """The body of the map that a task asks for, of at most so many cells along each side.

    Raises:
        Refusal: something of it is not allowed.
    """
    asked = Sweep.from_dict(task["sweep"]).coarser(task["most"])
    return map_payload(sweep(asked), task["style"])


def answered(task: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The line and the bytes of an answer."""
    before = len(compilations)
    try:
        data = drawn(task)
        return {"size": len(data), "compilations": len(compilations) - before}, data
    except Refusal as error:
        return {"problems": [one.as_data() for one in error.problems]}, b""
    except Exception:
        logging.exception("a map could not be made")
        return {"problems": [problem("", "answer_failed").as_data()]}, b""


def main() -> None:
    outbox = begin_work()
    begin_counting()
    for line in islice(sys.stdin.buffer, MOST_TASKS):
        outbox.send(*answered(json.loads(line)))


if __name__ == "__main__":
    main()
