"""What strangers send to be opened: it is refused in words, and takes little more memory than the file does."""

import bz2
import gc
import gzip
import io
import lzma
import struct
import tracemalloc
import zipfile
import zlib
from base64 import b64encode
from contextlib import suppress
from functools import cache
from random import Random

import pytest

from optviz.exports.base import ExportError
from optviz.exports.export import FORMATS
from optviz.exports.stamp import read_scenario, stamp
from optviz.problems import Refusal
from tests.exports.carriers import file_of, without_pictures
from tests.mutations import mutated_bytes

UNPACKED = 16_000_000
ZEROS = bytes(UNPACKED)
MOST_MEMORY = 4_000_000
"""Bytes beside five times the file: a text in which it is looked for, and what unpacks it."""
NPZ_HEADER = b"\x93NUMPY\x01\0v\0{'descr': '|S9', 'fortran_order': False, 'shape': (), }".ljust(128)
LAUGHS = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))


def archive(method, flags=0, content=ZEROS, name="scenario.npy"):
    """A ZIP archive of one member; methods that Python does not know are only named."""
    known = method if method in (0, 8, 12, 14) else 8
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", known) as packed:
        packed.writestr(name, content)
    data = bytearray(file.getvalue())
    for at, place in ((data.find(b"PK\x03\x04"), 6), (data.find(b"PK\x01\x02"), 8)):
        struct.pack_into("<HH", data, at + place, flags, method)
    return bytes(data)


def chunk(kind, content):
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))


def png(*chunks):
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IEND", b"")


def box(kind, content):
    return struct.pack(">L4s", 8 + len(content), kind) + content


def nested(count):
    """Boxes in boxes, so many levels of them."""
    return struct.pack(">L4s", 0, b"moov") * count


def element(kind, content):
    return kind + b"\x08" + len(content).to_bytes(7) + content


def gif(*blocks):
    return b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0xF7, 0, 0) + bytes(768) + b"".join(blocks) + b"\x3b"


@cache
def packed():
    return zlib.compress(ZEROS, 9)


COMMENT = b"\x21\xfe" + b"\xffoptviz/1?".ljust(256, b"a") * 4000 + b"\0"
TAGS = (b"\x12\x54\xc3\x67", b"\x73\x73", b"\x67\xc8", b"\x44\x87")
BOMBS = {
    "npz stored": lambda: archive(0, content=bytes(2_000_000)),
    "npz deflate": lambda: archive(8),
    "npz deflate behind a header": lambda: archive(8, content=NPZ_HEADER + ZEROS),
    "npz deflate64": lambda: archive(9),
    "npz bzip2": lambda: archive(12),
    "npz lzma": lambda: archive(14),
    "npz zstd": lambda: archive(93),
    "npz xz": lambda: archive(95),
    "npz encrypted": lambda: archive(8, flags=1),
    "npz of nobody's": lambda: archive(12, name="zeros.npy"),
    "png zTXt": lambda: png(chunk(b"zTXt", b"Scenario\0\0" + packed())),
    "png iTXt": lambda: png(chunk(b"iTXt", b"Scenario\0\1\0\0\0" + packed())),
    "png IDAT": lambda: png(
        chunk(b"IHDR", struct.pack(">LLBBBBB", 2**31 - 1, 2**31 - 1, 8, 6, 0, 0, 0)), chunk(b"IDAT", packed())
    ),
    "png iCCP": lambda: png(chunk(b"iCCP", b"a\0\0" + packed())),
    "png of a length that it has not": lambda: png(struct.pack(">L4s", 2**31 - 1, b"tEXt")),
    "gif comment": lambda: gif(COMMENT),
    "gif of small parts": lambda: gif(b"\x21\xfe" + b"\x01a" * 1_000_000 + b"\0"),
    "mp4 compressed index": lambda: box(b"ftyp", b"isom") + box(b"moov", box(b"cmov", box(b"cmvd", packed()))),
    "mp4 levels": lambda: box(b"ftyp", b"isom") + nested(200_000),
    "mp4 boxes": lambda: box(b"ftyp", b"isom") + box(b"free", b"") * 500_000,
    "webm levels": lambda: b"\x1a\x45\xdf\xa3\x80" + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" * 100_000,
    "webm zlib": lambda: b"\x1a\x45\xdf\xa3\x80" + element(b"\x18\x53\x80\x67", element(b"\x1f\x43\xb6\x75", packed())),
    "pdf stream": lambda: b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + packed() + b"\nendstream",
    "pdf subjects": lambda: b"%PDF-1.7\n" + b"/Subject (optviz/1?a" * 100_000,
    "svg entities": lambda: f"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a0 'ha'>{LAUGHS}]><svg>&a9;</svg>".encode(),
    "svg sources": lambda: b"<svg>" + b"<dc:source>optviz/1?a" * 100_000,
    "svgz": lambda: gzip.compress(b"<svg>" + ZEROS),
    "html payload": lambda: b'<!doctype html><script id="optviz-payload">' + b64encode(gzip.compress(ZEROS)),
    "html names": lambda: b"<!doctype html>" + b'<meta name="optviz-scenario" content="' * 50_000,
    "json lists": lambda: b"{" + b"[" * 1_000_000,
    "json objects": lambda: b'{"a": [' + b"{}," * 500_000 + b"{}]}",
    "json names": lambda: b"{" + b'"scenario" : "optviz/1?a' * 100_000,
    "notebook": lambda: b'{"cells": [{"outputs": [{"data": {"text/html": "' + b"a" * 2_000_000 + b'"}}]}]}',
    "text": lambda: b"# optviz/1?" * 200_000,
    "one line": lambda: b"optviz/1?" + b"a" * 2_000_000,
    "UTF-16": lambda: "optviz/1?a".encode("utf-16") * 100_000,
    "gz": lambda: gzip.compress(ZEROS),
    "bz2": lambda: bz2.compress(ZEROS),
    "xz": lambda: lzma.compress(ZEROS),
}
"""How each file is made, by what it is."""


@cache
def bomb(name):
    return BOMBS[name]()


def memory_of_reading(data):
    """The most memory that reading took at a time, and what was said."""
    tracemalloc.start()
    try:
        with pytest.raises(Refusal) as refused:
            read_scenario(data)
        return tracemalloc.get_traced_memory()[1], str(refused.value)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", BOMBS)
def test_what_unpacks_to_much_takes_little(name):
    data = bomb(name)
    assert len(data) < 8_000_000
    memory, said = memory_of_reading(data)
    assert memory < 5 * len(data) + MOST_MEMORY
    assert said


def test_what_was_refused_leaves_nothing_behind():
    small = [data for data in map(bomb, BOMBS) if len(data) < 500_000]
    assert len(small) > 20

    def read_all():
        for data in small:
            with suppress(Refusal):
                read_scenario(data)

    read_all()  # what is kept once is there then
    tracemalloc.start()
    read_all()
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert held < 20_000


@pytest.mark.parametrize("name", ["npz deflate64", "npz bzip2", "npz lzma", "npz zstd", "npz xz", "npz encrypted"])
def test_what_is_packed_as_we_do_not_pack_is_refused_for_that(name):
    with pytest.raises(ExportError, match="neither stored nor deflated"):
        read_scenario(bomb(name))


@pytest.mark.parametrize("method", [0, 8])
def test_archives_as_numpy_writes_them_are_read(run, method):
    content = NPZ_HEADER + stamp(run.scenario).encode()
    assert read_scenario(archive(method, content=content)) == run.scenario


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt", b"packed iTXt"])
def test_a_text_that_another_program_has_packed_is_read(run, kind):
    line = stamp(run.scenario).encode()
    content = {
        b"tEXt": line,
        b"zTXt": b"\0" + zlib.compress(line),
        b"iTXt": b"\0\0en\0Szenario\0" + line,
        b"packed iTXt": b"\1\0\0\0" + zlib.compress(line),
    }[kind]
    other = chunk(b"tEXt", b"Title\0" + line[:20])
    assert read_scenario(png(other, chunk(kind[-4:], b"Scenario\0" + content))) == run.scenario


@pytest.mark.parametrize("offset", [-1, 1, 2**31])
def test_an_archive_whose_directory_is_not_where_it_says_is_damaged(run, offset):
    data = bytearray(FORMATS["npz"].write(run))
    end = data.rfind(b"PK\x05\x06")
    (at,) = struct.unpack_from("<L", data, end + 16)
    struct.pack_into("<L", data, end + 16, at + offset)
    with pytest.raises(ExportError, match="damaged"):
        read_scenario(bytes(data))


@pytest.mark.parametrize("kind", FORMATS)
def test_no_change_to_a_file_ends_in_anything_but_words(kind, run, monkeypatch):
    """Five hundred damaged files of each format: each gives a Scenario or a refusal."""
    without_pictures(monkeypatch)
    data, random = file_of(kind, run, run.scenario), Random(kind)
    said = []
    for _ in range(500):
        try:
            read_scenario(mutated_bytes(random, data))
        except Refusal as refused:
            said.append(str(refused))
    assert 0 < len(said) < 500
    assert all(one.isprintable() for one in said)


def test_no_random_bytes_end_in_anything_but_words():
    random = Random(10)
    for beginning in [
        b"PK\x03\x04",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"\0\0\0\x20ftyp",
        b"\x1a\x45\xdf\xa3",
        b"{",
        b"<svg",
    ]:
        for _ in range(200):
            with pytest.raises(Refusal):
                read_scenario(beginning + random.randbytes(random.randint(0, 300)))
