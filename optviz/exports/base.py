"""The record of a file format, and the options that formats share."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from optviz.engine.simulate import Run
from optviz.problems import Refusal, field_name
from optviz.registry import short
from optviz.scenario.choices import plain
from optviz.texts.language import ENGLISH, spoken
from optviz.texts.words import Words, words


class ExportError(Refusal):
    """A file cannot be written or read as asked. What it says is meant for the person who asked."""


class OptionError(ExportError):
    """A format or an option that there is not, or a value that is not allowed."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """Something that can be chosen about a file.

    Args:
        key, title: its name in Python and on the command line, and on the page.
        default: its value where none is given.
        allowed: what may be given, in words.
        parse: turns what was given (often text) into the value; raises ValueError where it is not allowed.
        choices: the values, where there are only these.
        titles: what the page says of those that it does not call by their own names.
        kind: "length", "number", "whole number", "flag" or "text": by what the page offers to set it.
        low, high: the range of a number.
    """

    key: str
    title: str
    default: Any
    allowed: Words
    parse: Callable[[Any], Any]
    choices: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text"
    low: float | None = None
    high: float | None = None


GROUPS = ("figure", "clip", "page", "data", "code")


@dataclass(frozen=True, eq=False, kw_only=True)
class Format:
    """A kind of file.

    Args:
        key: its name in Python, on the command line and in URLs.
        title: its name on the page.
        extension: of its files, with the dot. Of several formats with the same one, the first is meant by it.
        media_type: as in HTTP's Content-Type.
        write: `write(run, **options) -> bytes`, with a value for each option. Where `has_progress`, it takes
            `progress` as well, a function that it calls with the share done, 0 to 1.
        options: what can be chosen.
        check: looks at the values of all options together, before anything is run: raises OptionError where they would
            make a file that is too large.
        has_progress: whether it takes long enough for a progress bar; a server then makes it beside what is quick.
        short: its name beside its like on the page; the first word of the title unless given.
        group: one of `GROUPS`, under which the page offers it.
        summary: what it is good for, in a few words.
        remark: what there is to say of values that are not taken quite as they were given.
        is_drawn: whether matplotlib draws it, with the letters that are installed.
        outline: for files that are neither a picture nor text: what is inside, in lines.
    """

    key: str
    title: str
    extension: str
    media_type: str
    write: Callable[..., bytes]
    options: tuple[Option, ...] = ()
    check: Callable[[Mapping[str, Any]], None] | None = None
    has_progress: bool = False
    short: str = ""
    group: str = "data"
    summary: str = ""
    remark: Callable[[Mapping[str, Any]], Words | None] | None = None
    is_drawn: bool = False
    outline: Callable[[bytes], str] | None = None

    @property
    def lacks_letters(self) -> bool:
        """Whether it would be drawn in letters that are not installed, in the language that is spoken."""
        if not self.is_drawn or spoken.get() == ENGLISH:
            return False
        from optviz.figures.setting import can_write  # with matplotlib, which takes its time

        return not can_write(spoken.get())

    def parse(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A value for each option: what was given, checked, or the default.

        Raises:
            OptionError: an option that this format has not, a value that is not allowed, or values that are too large
                together.
        """
        values = parsed(self.title, self.options, given)
        if self.check:
            self.check(values)
        return values


def parsed(title: str, options: Sequence[Option], given: Mapping[str, Any]) -> dict[str, Any]:
    """A value for each option: what was given, checked, or the default.

    Args:
        title: of what has these options.

    Raises:
        OptionError: an option that it has not, or a value that is not allowed.
    """
    known = {option.key: option for option in options}
    for key in given:
        if key not in known:
            raise OptionError.of(field_name(key), "no_such_option", format=title, options=list(known) or words("none"))
    values = {}
    for key, option in known.items():
        try:
            values[key] = option.parse(given[key]) if given.get(key) is not None else option.default
        except (ValueError, TypeError, OverflowError):
            raise OptionError.of(key, "not_allowed", value=short(given[key]), allowed=option.allowed) from None
    return values


class Length(NamedTuple):
    """A length on paper or on a screen."""

    inches: float
    is_pixels: bool


PIXELS_AN_INCH = 96
"""What a px means where paper and screen meet, as in CSS."""

INCHES = {"mm": 1 / 25.4, "cm": 1 / 2.54, "in": 1.0, "px": 1 / PIXELS_AN_INCH, "": 1 / PIXELS_AN_INCH}
SHORTEST, LONGEST = 0.8, 60.0


def parse_length(value: Any) -> Length:
    """A length from `"120mm"`, `"12cm"`, `"5in"`, `"640px"`, or a number of pixels."""
    match = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?(mm|cm|in|px|)", str(value).strip())
    if isinstance(value, bool) or not match:
        raise ValueError(value)
    inches = float(match[1]) * INCHES[match[2]]
    if not SHORTEST <= inches <= LONGEST:
        raise ValueError(value)
    return Length(inches, match[2] in ("px", ""))


def check_pixels(width: Length, height: Length | None, dpi: float, most: int) -> None:
    """Refuses images so large that they would fill the memory.

    Raises:
        OptionError: a side has more than `most` pixels.
    """
    for key, side in (("width", width), ("height", height)):
        if side and round(side.inches * dpi) > most:
            pixels = round(side.inches * dpi)
            raise OptionError.of(key, "too_many_pixels", pixels=pixels, dpi=plain(dpi), most=most)


def length(key: str, title: str, default: str | None) -> Option:
    return Option(
        key=key,
        title=title,
        default=parse_length(default) if default else None,
        allowed=words("a_length", low=SHORTEST, high=plain(LONGEST)),
        parse=parse_length,
        kind="length",
    )


def number(key: str, title: str, default: float | None, low: float, high: float, *, integer: bool = False) -> Option:
    def parse(value: Any) -> float:
        parsed = float(value)
        if isinstance(value, bool) or not low <= parsed <= high or (integer and not parsed.is_integer()):
            raise ValueError(value)
        return int(parsed) if integer else parsed

    kind = "whole number" if integer else "number"
    allowed = words("a_whole_number" if integer else "a_number", low=plain(low), high=plain(high))
    return Option(
        key=key,
        title=title,
        default=default,
        allowed=allowed,
        parse=parse,
        kind=kind,
        low=low,
        high=high,
    )


def choice(
    key: str, title: str, choices: tuple[str, ...] | Mapping[str, str], also: Mapping[str, str] = MappingProxyType({})
) -> Option:
    """One of several names, with titles or without; the first is the default. `also` are further names of some."""
    titles = choices if isinstance(choices, Mapping) else {}

    def parse(value: Any) -> str:
        name = also.get(str(value), str(value))
        if name not in choices:
            raise ValueError(value)
        return name

    names = tuple(choices)
    allowed = words("one_of", choices=list(names))
    return Option(key=key, title=title, default=names[0], allowed=allowed, parse=parse, choices=names, titles=titles)


FLAGS = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}


def flag(key: str, title: str, default: bool) -> Option:
    def parse(value: Any) -> bool:
        name = str(value).lower()
        if name not in FLAGS:
            raise ValueError(value)
        return FLAGS[name]

    return Option(key=key, title=title, default=default, allowed=words("yes_or_no"), parse=parse, kind="flag")


WITH_TABLE = flag("own", "with your own data", False)
"""Of files that have a table of the reader's own inside, which goes nowhere unless that is asked for."""


def check_own_data(run: Run, own: bool) -> None:
    """Refuses a file that would carry a table of the reader's own, unless that is what is asked for."""
    if run.scenario.surface.table and not own:
        raise OptionError.of("own", "carries_own_data")
