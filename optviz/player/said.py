"""What the player's scripts say, in another language: their texts by the English ones, for `core/say.mjs`."""

import json
import re
from functools import cache

from optviz.catalogue import OPTIMIZERS, SURFACES
from optviz.engine.data_space import data_space
from optviz.engine.history import row_of
from optviz.player.joining import FOLDER, modules_in_order, read
from optviz.texts.english import SENTENCES
from optviz.texts.language import say

CALL = re.compile(r'\bsay\(\s*("(?:[^"\\]|\\.)*")')
"""Where a script says something; the text stands there as it is."""


@cache
def texts_of_scripts(page: str = "") -> frozenset[str]:
    """All that stands in the scripts, in English; or only in those of a kind of page, see `joining`."""
    scripts = (read(path.relative_to(FOLDER).as_posix()) for path in sorted(FOLDER.rglob("*.mjs")))
    wanted = map(read, modules_in_order(page)) if page else scripts
    return frozenset(json.loads(found) for script in wanted for found in CALL.findall(script))


@cache
def fields_of_states() -> frozenset[str]:
    """What methods keep, in English words: the curves can show it."""
    return frozenset(name.replace("_", " ") for rule in OPTIMIZERS.values() for name in row_of(rule, 2).state._fields)


@cache
def words_of_data() -> frozenset[str]:
    """What is said of data where they are drawn: by scripts, whose programs of models have it in English."""
    found: set[str] = set()
    for surface in SURFACES.values():
        for data in surface.model.data if surface.model else ():
            columns = [column.title for column in (*data.inputs, data.target)]
            found.update(data_space(surface).titles, columns, data.classes, [data.source, data.licence])
    return frozenset(found)


def said_by_scripts(page: str = "") -> dict[str, str]:
    """Each text that is another one in the language that is spoken; or only those of a kind of page."""
    texts = sorted(texts_of_scripts(page) | fields_of_states() | words_of_data())
    return {text: said for text in texts if (said := say(text)) != text}


TELLERS = ("core/happened.mjs", "core/described.mjs")
"""The scripts that say by themselves what happened in a run."""


def sentences_of_runs() -> dict[str, str]:
    """The sentences that these say, by their codes, in the language that is spoken."""
    codes = {code for name in TELLERS for code in re.findall(r'"(\w+)"', read(name))}
    return {code: say(text) for code, text in SENTENCES.items() if code in codes}
