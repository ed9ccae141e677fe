"""How much a scenario may ask for."""

MAX_OPTIMIZERS = 12
MAX_STEPS = 2000
MAX_CELLS = 512
"""Along each side of a map."""
MAX_SEEDS = 10_000
"""Of a fan."""
MAX_REPEATS = 10_000
"""Of a search."""
MAX_CHARACTERS = 32_768
MAX_FIELDS = 400
MAX_LABEL = 40
START_REACH = 2.0
"""How many half-widths of the domain a start may lie from its centre."""
MAX_EDITS = 500
"""Rows of data that may be moved, added and taken away."""
MAX_LINK_EDITS = 40
"""So many of them a link carries."""
ROW_REACH = 5.0
"""How many half-widths of its column a number of a row may lie from the column's middle."""
FEWEST_ROWS = 2
"""Examples that a model is trained on at least."""
MAX_TABLE_BYTES = 5_000_000
"""Of a table of the reader's own, as a file."""
MAX_TABLE_ROWS = 20_000
MAX_TABLE_COLUMNS = 100
MAX_COLUMN_NAME = 40
"""Characters that are shown of a column's name."""
LARGEST_CELL = 1e100
"""By size: squares of it are still numbers."""
MAX_TABLES = 64
"""So many of them are kept for pages, which name them by their keys."""
MAX_FILE_CHARACTERS = 8_000_000
MAX_BRACKETS = 60_000
"""Of a scenario that is read from a file, which may have such a table inside."""
