"""The process of the slow lane: `python -m optviz.web.slow_worker`.

It reads tasks from its standard input, a JSON object a line: `{"question": BODY, "query": {...}}` or
`{"page": SCENARIO, "display": {...}}`. It answers each on its standard output: a line `{"begun": true}`, then a line
`{"size": 1234, "compilations": 2}` with as many bytes behind it, or a line `{"problems": [...]}`. It ends with its
input, and after `MOST_TASKS`: what compiling leaves behind would add up.
"""

from typing import Any

import jax

from optviz.scenario.scenario import Scenario
from optviz.web.answering import answer, first_answer
from optviz.web.workers import Progress, answer_tasks

MOST_TASKS = 30


def answer_of(task: dict[str, Any], progress: Progress) -> bytes:
    """The body of an answer, or of a page's first picture; it is not said how far it is.

    Raises:
        Refusal: something of it is not allowed.
    """
    progress(0.0)  # nobody may want it any more
    if "page" in task:
        return first_answer(Scenario.from_dict(task["page"]), task["display"])
    return answer(task["question"], task["query"])


def main() -> None:
    for _ in answer_tasks(answer_of, MOST_TASKS):
        jax.clear_caches()


if __name__ == "__main__":
    main()
