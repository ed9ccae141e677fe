"""One table for all benchmarks: what was measured beside what the README promises; it fails where that falls short."""

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
ROW = re.compile(r"^\| `([\w.]+)`[^|]*\|[^|]*\| at (most|least) ([\d.,]+)[^|]*\|$", re.MULTILINE)


def promises() -> dict[str, tuple[str, float]]:
    """The limit of each figure in the README's table: `most` or `least`, and the number."""
    return {name: (kind, float(limit.replace(",", ""))) for name, kind, limit in ROW.findall(README.read_text("utf-8"))}


def flat(figures: Mapping, prefix: str = "") -> dict[str, float]:
    """`{"a": {"b": 1}}` as `{"a.b": 1}`."""
    rows = {}
    for name, value in figures.items():
        rows |= flat(value, f"{prefix}{name}.") if isinstance(value, Mapping) else {prefix + name: value}
    return rows


def report(figures: Mapping, as_json: bool) -> None:
    """Prints the figures as a table or as one JSON object.

    Raises:
        SystemExit: a figure is on the wrong side of the README's limit; the message names each.
    """
    promised, rows = promises(), flat(figures)
    if as_json:
        print(json.dumps({name: round(value, 3) for name, value in rows.items()}))
    else:
        print("| figure | measured | limit |\n|---|---|---|")
        for name, value in rows.items():
            kind, limit = promised.get(name, ("", ""))
            print(f"| {name} | {value:,.2f} | {f'at {kind} {limit:,}' if kind else ''} |")
    short = [name for name, value in rows.items() if name in promised and falls_short(value, *promised[name])]
    if short:
        sys.exit(f"Short of the README's table: {', '.join(short)}")


def falls_short(value: float, kind: str, limit: float) -> bool:
    return value > limit if kind == "most" else value < limit
