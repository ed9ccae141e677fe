"""What a page has to know to read a table of the reader's own by itself: the bounds, and what is said of a bad one."""

from typing import Any

from optviz.scenario.bounds import (
    FEWEST_ROWS,
    LARGEST_CELL,
    MAX_COLUMN_NAME,
    MAX_TABLE_BYTES,
    MAX_TABLE_COLUMNS,
    MAX_TABLE_ROWS,
)
from optviz.texts.english import SENTENCES
from optviz.texts.language import say

SAID_OF_TABLES = (
    *("a_comma", "a_point", "too_many_table_rows", "too_few_table_rows", "too_few_to_hold_out"),
    *("too_many_table_columns", "table_too_large"),
    *("table_is_no_text", "table_is_empty", "bad_quotes", "no_numeric_column", "columns_needed", "given_twice"),
    *("one_class_only", "too_many_classes", "bad_line", "uneven_line", "more_bad_lines"),
    *("cell_missing", "cell_no_number", "cell_of_two", "cell_formula", "cell_too_large"),
)
"""The codes of what can be said of a table."""


def told_of_tables() -> dict[str, Any]:
    """In the language that is spoken."""
    return {
        "most_bytes": MAX_TABLE_BYTES,
        "most_rows": MAX_TABLE_ROWS,
        "most_columns": MAX_TABLE_COLUMNS,
        "most_name": MAX_COLUMN_NAME,
        "fewest_rows": FEWEST_ROWS,
        "largest": LARGEST_CELL,
        "sentences": {code: say(SENTENCES[code]) for code in SAID_OF_TABLES},
    }
