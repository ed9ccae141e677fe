"""How much a text may ask for."""

MAX_CHARACTERS = 6000
MAX_LINES = 100
MAX_WORDS = 150
"""Of a line: words, numbers and signs."""
MAX_DEPTH = 40
"""Of brackets, signs and choices within each other."""
MAX_NAME = 24
MAX_NAMES = 60
MAX_TURNS = 100
"""Of a loop, and items of a list."""
MAX_WORK = 100_000
"""Of a step: operations, those of a loop counted for each turn."""
