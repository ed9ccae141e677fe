"""The stamp: a Scenario as one line of plain ASCII, which every file carries where its format keeps such things.

A stamp reads `optviz/1?surface=ravine&start.0=-2&…#5d2f8a11`: the version, the Scenario's URL, and a checksum of the
URL. It has no character that any of the formats would need to escape, but for the `&` of XML.
"""

import re
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import optviz.exports.containers
from optviz.exports.base import ExportError
from optviz.exports.containers.base import BEYOND, Container, damaged
from optviz.exports.containers.written import lines
from optviz.registry import collect
from optviz.scenario.bounds import MAX_CHARACTERS
from optviz.scenario.scenario import Scenario, Table

VERSION = 1
MAX_BYTES = 200_000_000
STAMP = re.compile(rb"optviz/([0-9]{1,6})\?([A-Za-z0-9._~%%+=&;*-]{1,%d}+)#([0-9a-f]{8})" % (2 * MAX_CHARACTERS))
OPENING = re.compile(rb"optviz/[0-9]{1,6}\?")
MOST_TRIED = 100
"""How many texts of a file are read."""
ENCODINGS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"{\0": "utf-16-le",
    b"\0{": "utf-16-be",
}
"""How text begins that is not plain UTF-8, as some editors and shells write it: the marks, or an object of JSON."""
CONTAINERS = collect(optviz.exports.containers, Container)


def stamp(scenario: Scenario) -> str:
    """The line that a file carries."""
    query = scenario.to_url()
    return f"optviz/{VERSION}?{query}#{zlib.crc32(query.encode()):08x}"


def read_scenario(file: bytes | str | Path, table: Table | None = None) -> Scenario:
    """The Scenario that made a file: of any format that `export` writes, from its path or its bytes. For the table see
    `Scenario.from_dict`.

    Raises:
        ExportError: the file cannot be read, has no Scenario inside, is damaged, or was made by a newer version.
        ScenarioError: its Scenario is out of bounds.
    """
    data = plain_text(file if isinstance(file, bytes) else read_file(Path(file)))
    if not data.strip():
        raise ExportError.of("", "empty_file")
    texts = next((container.texts for container in CONTAINERS.values() if container.opening.match(data)), lines)
    found, is_opened = search(texts(data))
    if not found and data.startswith(b"{"):
        return Scenario.from_json(data, table)
    if not found:
        raise ExportError.of("", "scenario_breaks_off" if is_opened else "no_scenario_inside")
    version, query, checksum = int(found[1]), found[2].decode().replace("&amp;", "&"), found[3].decode()
    if version > VERSION:
        raise ExportError.of("", "newer_file", version=version)
    if f"{zlib.crc32(query.encode()):08x}" != checksum:
        raise ExportError.of("", "wrong_checksum")
    return Scenario.from_url(query, table)


def search(texts: Iterator[bytes]) -> tuple[re.Match[bytes] | None, bool]:
    """The first text that is a whole stamp, and whether any begins like one.

    Raises:
        ExportError: the file is damaged, or packed in a way that we do not write.
    """
    is_opened = False
    try:
        for text in islice(texts, MOST_TRIED):
            if found := STAMP.match(text):
                return found, True
            is_opened = is_opened or OPENING.match(text) is not None
    except BEYOND:
        raise damaged() from None
    return None, is_opened


def plain_text(data: bytes) -> bytes:
    """A file, and if it is text, in UTF-8 and from its first character on."""
    encoding = next((name for beginning, name in ENCODINGS.items() if data.startswith(beginning)), None)
    if encoding:
        data = data.decode(encoding, "replace").encode(errors="replace")
    return data.lstrip() if data[:1].isspace() else data


def read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # a ValueError where a path has a null character
        raise ExportError.of(
            str(path), "cannot_be_read", reason=getattr(error, "strerror", None) or str(error)
        ) from None
    if len(data) > MAX_BYTES:
        raise ExportError.of(str(path), "file_too_large", most=MAX_BYTES // 1_000_000)
    return data
