"""What takes long as a whole: `make test` takes a sample, in which every record is, and `make prove` all of it."""

import os
from typing import TypeVar

WHOLE = "OPTVIZ_PROVE" in os.environ
Tested = TypeVar("Tested")


def sample(few: Tested, whole: Tested) -> Tested:
    return whole if WHOLE else few
