"""The process that makes files: `python -m optviz.web.exporting.worker`.

It reads tasks from its standard input, a JSON object a line, and answers each on its standard output: a line
`{"begun": true}`, lines `{"progress": 0.5}`, then `{"size": 1234, ...}` with as many bytes behind it, or
`{"problems": [...]}`. A line `{"cancel": 7}` breaks task 7 off. It ends with its input, so that it is never left
behind.
"""

import logging
import sys
from typing import Any

from optviz.engine.simulate import simulate
from optviz.exports.export import FORMATS, export
from optviz.problems import Refusal, problem
from optviz.scenario.scenario import Scenario
from optviz.texts.language import speaking
from optviz.web.exporting.preview import preview
from optviz.web.workers import Cancelled, Inbox, Outbox, begin_work, telling


def answer(task: dict[str, Any], inbox: Inbox, outbox: Outbox) -> None:
    """Makes one file, or the preview of one, in the task's language, and sends it."""
    with speaking(task["language"]):
        make(task, inbox, outbox)


def make(task: dict[str, Any], inbox: Inbox, outbox: Outbox) -> None:
    progress = telling(task, inbox, outbox)
    try:
        progress(0.0)
        run = simulate(Scenario.from_dict(task["scenario"]))
        if task["preview"]:
            seen = preview(run, FORMATS[task["format"]], task["options"])
            outbox.send({"size": len(seen.data), "media_type": seen.media_type, "is_whole": seen.is_whole}, seen.data)
        else:
            data = export(run, format=task["format"], progress=progress, **task["options"])
            outbox.send({"size": len(data)}, data)
    except Refusal as error:
        outbox.send({"problems": [one.as_data() for one in error.problems]})
    except Cancelled:
        outbox.send({"problems": [problem("", "cancelled").as_data()]})
    except Exception as error:
        is_the_machines = isinstance(error, OSError)  # no space, or no place for temporary files
        logging.error("an export failed: %s", error, exc_info=not is_the_machines)
        outbox.send({"problems": [problem("", "export_failed").as_data()]})


def main() -> None:
    outbox = begin_work()
    inbox = Inbox(sys.stdin.buffer)
    for task in inbox.tasks(outbox):
        answer(task, inbox, outbox)


if __name__ == "__main__":
    main()
