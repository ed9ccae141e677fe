"""The stamp: a Scenario as one line of plain ASCII, which every file carries where its format keeps such things.

A stamp reads `optviz/1?surface=ravine&start.0=-2&…#5d2f8a11`: the version, the Scenario's URL, and a checksum of the
URL. It has no character that any of the formats would need to escape, but for the `&` of XML.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from optviz.exports.base import ExportError
from optviz.scenario.bounds import MAX_CHARACTERS
from optviz.scenario.scenario import Scenario

VERSION = 1
MAX_BYTES = 200_000_000
STAMP = re.compile(rb"optviz/([0-9]{1,6})\?([A-Za-z0-9._~%%+=&;*-]{1,%d})#([0-9a-f]{8})" % (2 * MAX_CHARACTERS))
OPENING = re.compile(rb"optviz/[0-9]{1,6}\?")
MOST_TRIED = 100
"""How many places of a file that begin like a stamp are looked at: a file made to keep us busy has millions."""
MOST_BLOCKS = 100_000
"""Likewise for the blocks of comments in a GIF."""
MOST_MEMBERS = 10_000
"""Likewise for the members of an archive; one of ours has some hundred."""
ARCHIVE_MEMBER = "scenario.npy"


def stamp(scenario: Scenario) -> str:
    """The line that a file carries."""
    query = scenario.to_url()
    return f"optviz/{VERSION}?{query}#{zlib.crc32(query.encode()):08x}"


def read_scenario(file: bytes | str | Path) -> Scenario:
    """The Scenario that made a file: of any format that `export` writes, from its path or its bytes.

    Raises:
        ExportError: the file cannot be read, has no Scenario inside, is damaged, or was made by a newer version.
        ScenarioError: its Scenario is out of bounds.
    """
    data = file if isinstance(file, bytes) else read_file(Path(file))
    if not data.strip():
        raise ExportError.of("", "empty_file")
    found, is_opened = search(uncovered(data))
    if not found and data.lstrip()[:1] == b"{":
        return Scenario.from_json(data)
    if not found:
        if is_opened:
            raise ExportError.of("", "scenario_breaks_off")
        raise ExportError.of("", "no_scenario_inside")
    version, query, checksum = int(found[1]), found[2].decode().replace("&amp;", "&"), found[3].decode()
    if version > VERSION:
        raise ExportError.of("", "newer_file", version=version)
    if f"{zlib.crc32(query.encode()):08x}" != checksum:
        raise ExportError.of("", "wrong_checksum")
    return Scenario.from_url(query)


def search(data: bytes) -> tuple[re.Match | None, bool]:
    """The first whole stamp, and whether any begins."""
    at, is_opened = -1, False
    for _ in range(MOST_TRIED):
        at = data.find(b"optviz/", at + 1)
        if at < 0:
            break
        if found := STAMP.match(data, at):
            return found, True
        is_opened = is_opened or OPENING.match(data, at) is not None
    return None, is_opened


def read_file(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ExportError.of(str(path), "file_too_large", most=MAX_BYTES // 1_000_000)
        return path.read_bytes()
    except OSError as error:
        raise ExportError.of(str(path), "cannot_be_read", reason=error.strerror or str(error)) from None


def uncovered(data: bytes) -> bytes:
    """The bytes in which a stamp stands in one piece: GIF cuts it into blocks, an archive packs it."""
    if data.startswith(b"GIF8"):
        return b"".join(islice(gif_comments(data), MOST_BLOCKS))
    if data.startswith(b"PK\x03\x04"):
        return archive_member(data)
    return data


def gif_comments(data: bytes) -> Iterator[bytes]:
    """The text of the comment extensions: blocks of a length and as many bytes, up to one of length 0."""
    at = 0
    for _ in range(MOST_BLOCKS):
        at = data.find(b"\x21\xfe", at)
        if at < 0:
            return
        at += 2
        while at < len(data) and data[at]:
            yield data[at + 1 : at + 1 + data[at]]
            at += 1 + data[at]


def archive_member(data: bytes) -> bytes:
    """The member of an NPZ archive that holds the stamp."""
    if data.count(b"PK\x01\x02") > MOST_MEMBERS:
        return b""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(ARCHIVE_MEMBER) as member:
            return member.read(8 * MAX_CHARACTERS)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise ExportError.of("", "cannot_be_unpacked") from None
