"""What the page offers to take home: the formats with their options in plain values, and what a file is called."""

from collections.abc import Mapping
from typing import Any

from optviz.exports.base import GROUPS, PIXELS_AN_INCH, Format, Length, Option
from optviz.exports.export import FORMATS
from optviz.scenario.choices import plain
from optviz.scenario.scenario import Scenario
from optviz.texts.language import say

LARGEST_FILE = 50_000_000
"""Bytes of a file that is opened on the page; a clip of a minute has 10 MB."""
LONGEST_NAME = 80
MOST_NAMED = 4
MILLIMETRES_AN_INCH = 25.4


def offered() -> list[dict[str, Any]]:
    """Every format as plain JSON values, in the order of their groups."""
    kinds = sorted(FORMATS.values(), key=lambda kind: GROUPS.index(kind.group))
    return [
        {
            "key": kind.key,
            "title": say(kind.title),
            "short": say(kind.short) or kind.title.partition(" ")[0],
            "group": say(kind.group),
            "summary": say(kind.summary),
            "extension": kind.extension,
            "options": [described(option) for option in kind.options],
        }
        for kind in kinds
    ]


def described(option: Option) -> dict[str, Any]:
    fields = {name: getattr(option, name) for name in ("key", "choices", "low", "high")} | {
        "title": say(option.title),
        "allowed": str(option.allowed),
        "titles": {name: say(option.titles.get(name, name)) for name in option.choices},
    }
    kind = "choice" if option.choices else option.kind
    return fields | {"kind": kind, "default": as_text(option.default)}


def as_text(value: Any) -> str:
    """A value of an option as it would be typed; nothing where it is not given."""
    if value is None:
        return ""
    if isinstance(value, Length):
        unit, size = ("px", PIXELS_AN_INCH) if value.is_pixels else ("mm", MILLIMETRES_AN_INCH)
        return f"{plain(round(value.inches * size, 4))}{unit}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(plain(value) if isinstance(value, float) else value)


def file_name(scenario: Scenario, kind: Format, options: Mapping[str, Any] | None = None) -> str:
    """What a file is called: its surface, its optimizers and what of it is shown, as in `ravine-sgd-adam.gif`.

    Letters, digits and dashes only, so that every system takes it.
    """
    keys = list(dict.fromkeys(choice.key for choice in scenario.optimizers))
    rules = keys if len(keys) <= MOST_NAMED else [str(len(scenario.optimizers)), "optimizers"]
    parts = [scenario.surface.key, *rules, *shown_in(kind, options or {})]
    name = "-".join(parts).replace("_", "-").replace(".", "-")
    return f"{name[:LONGEST_NAME].rstrip('-')}{kind.extension}"


def shown_in(kind: Format, options: Mapping[str, Any]) -> list[str]:
    """What tells a file from others of the same run: its view and its step, and its key where endings are shared."""
    defaults = {option.key: option.default for option in kind.options}
    parts = [] if first_with(kind.extension) is kind else [kind.key]
    if options.get("view") not in (None, defaults.get("view")):
        parts.append(str(options["view"]))
    if options.get("step") is not None and "step" in defaults:
        parts.append(f"step-{options['step']}")
    return parts


def first_with(extension: str) -> Format:
    return next(kind for kind in FORMATS.values() if kind.extension == extension)
