"""The process that makes fans, races and recipes for pages: `python -m optviz.web.trial_worker`.

It reads tasks from its standard input, a JSON object a line:
`{"kind": "fan", "asked": {...}, "most": 100, "style": "light", "language": "en"}`, or with a `format` and its
`options`, for a file; each with its `number`. It answers each on its standard output: a line `{"begun": true}`, lines
`{"progress": 0.5}`, then a line `{"size": 1234, "compilations": 0}` with as many bytes behind it, or a line
`{"problems": [...]}`. A line `{"cancel": 7}` breaks task 7 off. It ends with its input, and after `MOST_TASKS`: what
compiling leaves behind would add up.
"""

from collections.abc import Callable
from typing import Any

from optviz.engine.fans import fan
from optviz.engine.races import race
from optviz.exports.export import TRIALS
from optviz.player.chart_payload import fan_payload, race_payload
from optviz.player.recipe_payload import recipe_payload
from optviz.scenario.fan import Fan
from optviz.scenario.race import Race
from optviz.scenario.recipe import Recipe
from optviz.texts.language import speaking
from optviz.web.workers import Progress, answer_tasks

MOST_TASKS = 200


def fan_drawn(asked: Fan, most: int, style: str, progress: Progress) -> bytes:
    return fan_payload(fan(asked.fewer(most), progress=progress), style)


def race_drawn(asked: Race, most: int, style: str, progress: Progress) -> bytes:
    return race_payload(race(asked.coarser(most), progress=progress), style)


def recipe_drawn(asked: Recipe, most: None, style: str, progress: Progress) -> bytes:
    return recipe_payload(asked, style, progress)


DRAWN: dict[str, Callable[[Any, Any, str, Progress], bytes]] = {
    "fan": fan_drawn,
    "race": race_drawn,
    "recipe": recipe_drawn,
}


def made(task: dict[str, Any], progress: Progress) -> bytes:
    """The picture or the file that a task asks for.

    Raises:
        Refusal: something of it is not allowed.
    """
    with speaking(task["language"]):
        kind = TRIALS[task["kind"]]
        asked = kind.record.from_dict(task["asked"])
        if "format" not in task:
            return DRAWN[kind.key](asked, task["most"], task["style"], progress)
        file = kind.files.find(None, task["format"])
        return file.write(kind.run(asked, progress=progress), **file.parse(task["options"]))


def main() -> None:
    for _ in answer_tasks(made, MOST_TASKS):
        pass


if __name__ == "__main__":
    main()
