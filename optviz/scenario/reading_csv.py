"""A file or a text with commas, semicolons or tabs as a table: what it says, column by column, and which rows are bad.

Pages read such files by the same rules (`player/core/csv.mjs`); both are held to one list of cases. Nothing is left out
unless that is asked for, and each line that is wrong is named.
"""

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from optviz.problems import Problem, ScenarioError, problem
from optviz.registry import nearest, short
from optviz.scenario.bounds import (
    FEWEST_ROWS,
    LARGEST_CELL,
    MAX_TABLE_BYTES,
    MAX_TABLE_COLUMNS,
    MAX_TABLE_ROWS,
)
from optviz.scenario.own_table import MOST_NAMED, OwnTable, check_count, parse_hold_out, written_name
from optviz.texts.words import Words, words

DELIMITERS = ("\t", ";", ",")
"""In the order in which they are tried: a comma may be that of a number."""
LOOKED_AT = 20
"""So many lines tell which it is."""
TOLD = re.compile(r"sep=([,;\t])(?:\r\n|\r|\n)", re.IGNORECASE)
"""How spreadsheets say it."""
NOT_IN_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
LINE_END = re.compile(r"\r\n|\r|\n")
ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig", b"": "utf-8"}
MARK_OF_ORDER = "\ufeff"
POINT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
COMMA = re.compile(r"[+-]?(?:[0-9]+,[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?")
APART = " \u00a0\u2009\u202f'’"
"""What may stand between thousands, whatever the decimal sign is: spaces and apostrophes."""
GROUPS = r"[+-]?[1-9][0-9]{0,2}(?P<sign>[%s])[0-9]{3}(?:(?P=sign)[0-9]{3})*"
GROUPED_POINT = re.compile(GROUPS % f",{APART}" + r"(?:\.[0-9]*)?")
GROUPED_COMMA = re.compile(GROUPS % f".{APART}" + r"(?:,[0-9]*)?")
ONE_GROUP = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
"""A number that is 1234 or 1.234, as one looks at it."""
MISSING = ("", "na", "n/a", "nan", "null", "none", "-", "?", ".")
FORMULA = re.compile(r"[=@].|[+-][^0-9.,]")


@dataclass(frozen=True)
class Sheet:
    """A text as a table of texts.

    Args:
        columns: their names: those of the first line, if there is no number in it.
        lines: of each row the line of the text in which it begins, from 1 on.
        rows: of each row its cells, one a column.
        uneven: the lines of rows with another number of cells than there are columns, and how many they have.
        delimiter: what stands between cells.
        has_comma: whether numbers are written with a decimal comma.
        is_open: whether nothing tells if a comma is that of decimals or of thousands.
    """

    columns: tuple[str, ...]
    lines: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    uneven: tuple[tuple[int, int], ...]
    delimiter: str
    has_comma: bool
    is_open: bool

    @property
    def numeric(self) -> list[int]:
        """The places of the columns that have numbers in most of their rows."""
        numbers = [[self.is_number(cell) for cell in column] for column in zip(*self.rows, strict=True)]
        return [place for place, are in enumerate(numbers) if 2 * sum(are) > len(are)]

    def is_number(self, cell: str) -> bool:
        """Whether there is a number in a cell, which may be one of two."""
        return isinstance(self.number(cell), float) or self.is_one_of_two(cell)

    def is_one_of_two(self, cell: str) -> bool:
        return self.is_open and "," in cell and ONE_GROUP.fullmatch(cell) is not None

    def number(self, cell: str) -> float | Words:
        """The number in a cell, or what is wrong with it."""
        if cell.lower() in MISSING:
            return words("cell_missing")
        if self.is_one_of_two(cell):
            return words("cell_of_two", value=short(cell), small=cell.replace(",", "."), large=cell.replace(",", ""))
        if (written := as_written(cell, has_comma=self.has_comma)) is not None:
            number = float(written)
            return number if abs(number) <= LARGEST_CELL else words("cell_too_large", value=short(cell))
        if FORMULA.match(cell):
            return words("cell_formula", value=short(cell))
        return words("cell_no_number", value=short(cell), sign=words("a_comma" if self.has_comma else "a_point"))


WHOLE = re.compile(r"[+-]?[0-9]+(?:[eE][+-]?[0-9]+)?")
BETWEEN = {True: str.maketrans(",", ".", f".{APART}"), False: str.maketrans("", "", f",{APART}")}
"""From numbers with groups to those of programs, by whether there is a decimal comma."""


def as_written(cell: str, *, has_comma: bool) -> str | None:
    """The number in a cell as programs write it; None where there is none."""
    plain, grouped = (COMMA, GROUPED_COMMA) if has_comma else (POINT, GROUPED_POINT)
    if not has_comma and plain.fullmatch(cell):
        return cell
    if grouped.fullmatch(cell):
        return cell.translate(BETWEEN[has_comma])
    return cell.replace(",", ".") if plain.fullmatch(cell) or WHOLE.fullmatch(cell) else None


def read_table(
    source: str | os.PathLike | bytes,
    columns: Sequence[str] = (),
    *,
    classes: bool = False,
    leave_out: bool = False,
    hold_out: int = 0,
) -> OwnTable:
    """A table of one's own, for the surfaces of the family "your own data".

    Args:
        source: a file with commas, semicolons or tabs between its cells, by its path; or its bytes; or its text, if
            there is a line end in it.
        columns: the names of the inputs, one or two, and of the target behind them; all columns, if there are no more.
        classes: whether the target is one of two classes, and not a number.
        leave_out: whether rows in which something is wrong are left out. The table says which (`left_out`); without
            it they are refused.
        hold_out: 5 to train nothing on every fifth of the rows: the fifth, the tenth and so on; 0 for none.

    Raises:
        ScenarioError: it is no such table, or something is wrong with some of its rows, which are named by line.
    """
    if isinstance(source, bytes):
        text, name = decoded(source), ""
    elif isinstance(source, str) and LINE_END.search(source):
        check_size(len(source.encode(errors="surrogatepass")))
        text, name = source, ""
    else:
        text, name = decoded(bytes_of(Path(source))), Path(source).name
    table = table_of(sheet_of(text), columns, classes=classes, leave_out=leave_out, name=name)
    return replace(table, hold_out=parse_hold_out(hold_out, len(table.rows)))


def bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_TABLE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError.of(str(path), "cannot_be_read", reason=reason) from None


def check_size(size: int) -> None:
    if size > MAX_TABLE_BYTES:
        raise ScenarioError.of("", "table_too_large", most=MAX_TABLE_BYTES // 1_000_000)


def decoded(data: bytes) -> str:
    """Bytes as text: UTF-8, UTF-16 with its mark, or what Windows writes otherwise."""
    check_size(len(data))
    encoding = next(name for mark, name in ENCODINGS.items() if data.startswith(mark))
    for name in (encoding, "cp1252"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            if b"\0" in data:
                break
    raise ScenarioError.of("", "table_is_no_text", line=1 + data.count(b"\n", 0, first_odd(data)))


def first_odd(data: bytes) -> int:
    """Where the first byte is that no text of Windows has."""
    return next((i for i, byte in enumerate(data) if byte in ODD), 0)


ODD = bytes([*range(9), 0x81, 0x8D, 0x8F, 0x90, 0x9D])


def sheet_of(text: str) -> Sheet:
    """What a text says.

    Raises:
        ScenarioError: it is no table, or too large a one.
    """
    text = text.removeprefix(MARK_OF_ORDER)
    if odd := NOT_IN_TEXT.search(text):
        raise ScenarioError.of("", "table_is_no_text", line=1 + len(LINE_END.findall(text, 0, odd.start())))
    told = TOLD.match(text)
    begin = 1 if told else 0
    text = text[told.end() :] if told else text
    delimiter = told[1] if told else delimiter_of(text)
    records = []
    for line, cells in records_of(text, delimiter):
        records.append((line + begin, tuple(map(cleaned, cells))))
        if len(records) > MAX_TABLE_ROWS + 1:
            raise ScenarioError.of("rows", "too_many_table_rows", most=MAX_TABLE_ROWS)
    if not records:
        raise ScenarioError.of("", "table_is_empty")
    (_, first), width = records[0], len(records[0][1])
    if width > MAX_TABLE_COLUMNS:
        raise ScenarioError.of("", "too_many_table_columns", count=width, most=MAX_TABLE_COLUMNS)
    has_names = not any(as_written(cell, has_comma=has_comma) for cell in first for has_comma in (False, True))
    records = records[1:] if has_names else records
    even = [(line, cells) for line, cells in records if len(cells) == width]
    has_comma, is_open = decimal_sign(cell for _, cells in even for cell in cells)
    sheet = Sheet(
        columns=names_of(first if has_names else ("",) * width),
        lines=tuple(line for line, _ in even),
        rows=tuple(cells for _, cells in even),
        uneven=tuple((line, len(cells)) for line, cells in records if len(cells) != width),
        delimiter=delimiter,
        has_comma=has_comma,
        is_open=is_open,
    )
    if not sheet.rows:
        raise ScenarioError(named(uneven_rows(sheet)) or [problem("", "table_is_empty")])
    if not sheet.numeric:
        raise ScenarioError.of("", "no_numeric_column")
    return sheet


def delimiter_of(text: str) -> str:
    """The first of them that cuts most of the first lines into as many cells, more than one."""
    for delimiter in DELIMITERS:
        try:
            counts = [len(cells) for _, cells in islice(records_of(text, delimiter), LOOKED_AT)]
        except ScenarioError:
            continue
        if counts and counts[0] > 1 and 2 * counts.count(counts[0]) > len(counts):
            return delimiter
    return ","


def records_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The lines with something in them: where each begins, and its cells. In quotes a cell may have line ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begin = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise ScenarioError.of("", "bad_quotes", line=begin) from None
        if any(cell.strip() for cell in cells):
            yield begin, cells
        begin = reader.line_num + 1


def cleaned(cell: str) -> str:
    """A cell without the space around it, a minus as programs write it."""
    return cell.strip().replace("−", "-")


def names_of(cells: Sequence[str]) -> tuple[str, ...]:
    """Names for columns, all different."""
    found: list[str] = []
    for i, cell in enumerate(cells):
        name = written_name(cell, f"column {i + 1}")
        found.append(name if name not in found else f"{name[:30]} ({i + 1})")
    return tuple(found)


def decimal_sign(cells: Iterable[str]) -> tuple[bool, bool]:
    """Whether numbers are written with a decimal comma, and whether that is open.

    A number with one sign tells by where that stands: 1234,5 and 0,125 have a decimal comma, and 1,234 may have one.
    One with two tells too: in 1.234,5 and in 1.234.567 the point is that of thousands. Where both are told, a point is
    what the decimal sign is, as it is where there is nothing but points.
    """
    has_comma, is_either = False, False
    for cell in cells:
        if "." not in cell and "," not in cell:
            continue
        if ONE_GROUP.fullmatch(cell):
            is_either = is_either or "," in cell
        elif POINT.fullmatch(cell) or GROUPED_POINT.fullmatch(cell):
            return False, False
        else:
            has_comma = has_comma or as_written(cell, has_comma=True) is not None
    return has_comma, is_either and not has_comma


def table_of(sheet: Sheet, columns: Sequence[str], *, classes: bool, leave_out: bool, name: str = "") -> OwnTable:
    """Some columns of a sheet as a table; see `read_table`."""
    places = [place_of(sheet, column) for column in chosen(sheet, columns)]
    if len(set(places)) < len(places):
        raise ScenarioError.of("columns", "given_twice")
    kinds = classes_of(sheet, places[-1]) if classes else ()
    found, problems = [], []
    for line, cells in zip(sheet.lines, sheet.rows, strict=True):
        row, wrong = row_of(sheet, line, [cells[place] for place in places], places, kinds)
        if wrong:
            problems.append(wrong)
        else:
            found.append(row)
    problems = sorted(problems + uneven_rows(sheet), key=line_of)
    if problems and not (leave_out and len(found) >= FEWEST_ROWS):
        raise ScenarioError(named(problems))
    check_count(len(found))
    rows = np.array(found, float)
    rows.flags.writeable = False
    return OwnTable(
        name=written_name(name, ""),
        columns=tuple(sheet.columns[place] for place in places),
        rows=rows,
        classes=tuple(written_name(kind, f"class {i + 1}") for i, kind in enumerate(kinds)),
        left_out=tuple(map(line_of, problems)),
    )


def row_of(
    sheet: Sheet, line: int, cells: Sequence[str], places: Sequence[int], kinds: Sequence[str]
) -> tuple[list[float], Problem | None]:
    """The numbers of a row, and what is wrong with the first of its cells in which something is."""
    row = []
    for i, (cell, place) in enumerate(zip(cells, places, strict=True)):
        is_class = kinds and i == len(places) - 1
        number = class_number(cell, kinds) if is_class else sheet.number(cell)
        if isinstance(number, Words):
            return row, problem("", "bad_line", line=line, column=sheet.columns[place], problem=number)
        row.append(number + 0.0)
    return row, None


def class_number(cell: str, kinds: Sequence[str]) -> float | Words:
    return float(kinds.index(cell)) if cell in kinds else words("cell_missing")


def uneven_rows(sheet: Sheet) -> list[Problem]:
    width = len(sheet.columns)
    return [problem("", "uneven_line", line=line, count=count, columns=width) for line, count in sheet.uneven]


def line_of(one: Problem) -> int:
    return one.arguments["line"]


def named(problems: list[Problem]) -> list[Problem]:
    """The first of them, and how many there are more."""
    more = len(problems) - MOST_NAMED
    return [*problems[:MOST_NAMED], *([problem("", "more_bad_lines", count=more)] if more > 0 else [])]


def chosen(sheet: Sheet, columns: Sequence[str]) -> Sequence[str]:
    """The columns that are asked for; all of them if none are, and they are few."""
    given = columns or sheet.columns
    if len(given) not in (2, 3):
        raise ScenarioError.of("columns", "columns_needed", columns=list(sheet.columns))
    return given


def place_of(sheet: Sheet, column: str) -> int:
    if column not in sheet.columns:
        hint = nearest(column, sheet.columns)
        raise ScenarioError.of("columns", "no_such_column", name=short(column), hint=hint, columns=list(sheet.columns))
    return sheet.columns.index(column)


def classes_of(sheet: Sheet, place: int) -> tuple[str, ...]:
    """The two texts of a column, in their order: that of numbers if both are, of letters otherwise."""
    found = list(dict.fromkeys(cells[place] for cells in sheet.rows if cells[place].lower() not in MISSING))
    if len(found) != 2:
        code = "one_class_only" if len(found) < 2 else "too_many_classes"
        names = [short(one) for one in found[:MOST_NAMED]]
        raise ScenarioError.of("columns", code, column=sheet.columns[place], count=len(found), classes=names)
    numbers = [sheet.number(one) for one in found]
    if not any(isinstance(one, Words) for one in numbers):
        return tuple(sorted(found, key=lambda one: numbers[found.index(one)]))
    return tuple(sorted(found))
