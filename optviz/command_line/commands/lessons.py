"""`optviz lessons`: what the lessons claim, with today's numbers."""

import argparse

from optviz.command_line.base import DONE, Command


def show_lessons(given: argparse.Namespace) -> int:
    from optviz.lessons.told import claims_told

    for line in claims_told(given.language):
        print(line)
    return DONE


LESSONS = Command(
    key="lessons",
    help="what the lessons claim, with the numbers of their runs",
    examples=("lessons --language zh",),
    run=show_lessons,
)
