"""The process of the slow lane: `python -m optviz.web.slow_worker`.

It reads tasks from its standard input, a JSON object a line: `{"question": BODY, "query": {...}}` or
`{"page": SCENARIO, "display": {...}}`. It answers each on its standard output: a line
`{"size": 1234, "compilations": 2}` with as many bytes behind it, or a line `{"problems": [...]}`. It ends with its
input, and after `MOST_TASKS`: what compiling leaves behind would add up.
"""

import json
import logging
import sys
from itertools import islice
from typing import Any

import jax

from optviz.problems import Refusal, problem
from optviz.scenario.scenario import Scenario
from optviz.web.answering import answer, first_answer
from optviz.web.compilations import begin_counting, compilations
from optviz.web.workers import begin_work

MOST_TASKS = 30


def answered(task: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The line and the bytes of an answer."""
    before = len(compilations)
    try:
        if "page" in task:
            data = first_answer(Scenario.from_dict(task["page"]), task["display"])
        else:
            data = answer(task["question"], task["query"])
        return {"size": len(data), "compilations": len(compilations) - before}, data
    except Refusal as error:
        return {"problems": [one.as_data() for one in error.problems]}, b""
    except Exception:
        logging.exception("a question could not be answered")
        return {"problems": [problem("", "answer_failed").as_data()]}, b""


def main() -> None:
    outbox = begin_work()
    begin_counting()
    for line in islice(sys.stdin.buffer, MOST_TASKS):
        header, data = answered(json.loads(line))
        outbox.send(header, data)
        jax.clear_caches()


if __name__ == "__main__":
    main()
