"""The process that makes maps for pages: `python -m optviz.web.map_worker`.

It reads tasks from its standard input, a JSON object a line: `{"sweep": {...}, "most": 64, "language": "en"}` for a
page, or for a file `{"sweep": {...}, "format": "png", "options": {}, "language": "en"}`, each with its `number`. It
answers each on its standard output: a line `{"begun": true}`, lines `{"progress": 0.5}`, then a line
`{"size": 1234, "compilations": 0}` with as many bytes behind it, or a line `{"problems": [...]}`. A line
`{"cancel": 7}` breaks task 7 off. It ends with its input, and after `MOST_TASKS`: what compiling leaves behind would
add up.
"""

from typing import Any

from optviz.engine.sweeping import precision_for, sweep
from optviz.exports.maps import MAPS
from optviz.player.map_payload import map_payload
from optviz.scenario.sweep import Sweep
from optviz.texts.language import speaking
from optviz.web.workers import Progress, answer_tasks

MOST_TASKS = 200
MOST_TOGETHER = 256


def drawn(task: dict[str, Any], progress: Progress) -> bytes:
    """The body of the map that a task asks for, in its language, of at most so many cells along each side.

    Raises:
        Refusal: something of it is not allowed.
    """
    asked = Sweep.from_dict(task["sweep"])
    with speaking(task["language"]):
        if "format" in task:
            return filed(asked, task["format"], task["options"], progress)
        asked = asked.coarser(task["most"])
        return map_payload(sweep(asked, precision=precision_for(asked), progress=progress))


def filed(asked: Sweep, format: str, options: dict[str, str], progress: Progress) -> bytes:
    """A file of a map; of all starts, of one for each rule, which has at most `MOST_TOGETHER` cells a side."""
    kind, each = MAPS.find(None, format), asked.side_by_side()
    if len(each) > 1:
        each = [one.coarser(MOST_TOGETHER) for one in each]
    found = [
        sweep(one, precision=precision_for(one), progress=lambda share, i=i: progress((i + share) / len(each)))
        for i, one in enumerate(each)
    ]
    return kind.write(found, **kind.parse(options))


def main() -> None:
    for _ in answer_tasks(drawn, MOST_TASKS):
        pass


if __name__ == "__main__":
    main()
