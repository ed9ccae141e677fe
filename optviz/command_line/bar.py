"""How far a command is, as a bar on a terminal."""

import os
import sys
from collections.abc import Callable

from optviz.texts.command_help import columns_of

BAR, NARROW, USUAL = 30, 8, 80
"""The length of a bar, the least that is one, and the columns of a terminal that does not tell."""


def progress_bar(name: str) -> Callable[[float], None] | None:
    """Draws a bar on a terminal, and nothing anywhere else."""
    if not sys.stderr.isatty():
        return None

    def show(share: float) -> None:
        print(f"\r{bar(name, share, columns() - 1)}", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)

    return show


def columns() -> int:
    """The width of the terminal that shows the bar."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or USUAL
    except (OSError, ValueError):
        return USUAL


def bar(name: str, share: float, room: int) -> str:
    """The name, a bar and the share done, in at most so many columns; the name, then the bar go where these are few."""
    percent = f"{share:4.0%}"
    length = min(BAR, room - len(percent) - 3)
    if length < NARROW:
        return percent[: max(room, 0)]
    done = round(length * share)
    drawn = f"[{'=' * done}{' ' * (length - done)}] {percent}"
    shown = shortened(name, room - len(drawn) - 1)
    return f"{shown} {drawn}" if shown else drawn


def shortened(text: str, room: int) -> str:
    """The end of a text, in at most so many columns, of which a wide letter takes two."""
    if columns_of(text) <= room:
        return text
    while text and columns_of(text) > room - 1:
        text = text[1:]
    return f"…{text}" if text else ""
