"""What the player's scripts say, in another language: their texts by the English ones, for `core/say.mjs`."""

import json
import re
from functools import cache

from optviz.catalogue import OPTIMIZERS
from optviz.engine.history import row_of
from optviz.player.joining import FOLDER
from optviz.texts.language import say

CALL = re.compile(r'\bsay\(\s*("(?:[^"\\]|\\.)*")')
"""Where a script says something; the text stands there as it is."""


@cache
def texts_of_scripts() -> frozenset[str]:
    """All that stands in the scripts, in English."""
    scripts = (path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*.mjs")))
    return frozenset(json.loads(found) for script in scripts for found in CALL.findall(script))


@cache
def fields_of_states() -> frozenset[str]:
    """What methods keep, in English words: the curves can show it."""
    return frozenset(name.replace("_", " ") for rule in OPTIMIZERS.values() for name in row_of(rule, 2).state._fields)


def said_by_scripts() -> dict[str, str]:
    """Each text that is another one in the language that is spoken."""
    texts = sorted(texts_of_scripts() | fields_of_states())
    return {text: said for text in texts if (said := say(text)) != text}
