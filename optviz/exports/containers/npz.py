"""NPZ, which is ZIP: the member that holds the stamp, stored or deflated as NumPy's archives are."""

import re
import struct
import zlib
from collections.abc import Iterator

from optviz.exports.base import ExportError
from optviz.exports.containers.base import LONGEST, MARK, MOST_PARTS, Container, damaged, inflated

MEMBER = "scenario.npy"
END = struct.Struct("<4s4x2xHLL2x")
ENTRY = struct.Struct("<4s4xHH8xL4x3H8xL")
LOCAL = struct.Struct("<4s22xHH")
STORED, DEFLATED = 0, 8
IS_ENCRYPTED = 1


def texts(data: bytes) -> Iterator[bytes]:
    """The directory at the end has an entry for each member: how it is packed, and where it lies.

    Raises:
        ExportError: the member is packed in a way that we do not write, or is not where the directory says.
    """
    _, count, _, at = END.unpack_from(data, data.rfind(b"PK\x05\x06"))
    for _ in range(min(count, MOST_PARTS)):
        signature, flags, method, size, name_size, extra_size, comment_size, lies_at = ENTRY.unpack_from(data, at)
        if signature != b"PK\x01\x02":
            raise damaged()
        at += ENTRY.size
        if data[at : at + name_size] == MEMBER.encode():
            yield array(unpacked(data, flags, method, size, lies_at))
        at += name_size + extra_size + comment_size


def unpacked(data: bytes, flags: int, method: int, size: int, lies_at: int) -> bytes:
    """The beginning of a member."""
    signature, name_size, extra_size = LOCAL.unpack_from(data, lies_at)
    if signature != b"PK\x03\x04":
        raise damaged()
    if method not in (STORED, DEFLATED) or flags & IS_ENCRYPTED:
        raise ExportError.of("", "packed_otherwise")
    start = lies_at + LOCAL.size + name_size + extra_size
    packed = data[start : start + min(size, 2 * LONGEST)]
    return inflated(packed, -zlib.MAX_WBITS) if method == DEFLATED else packed


def array(file: bytes) -> bytes:
    """What a file of NumPy holds, behind its header."""
    return file[max(file.find(MARK), 0) :]


NPZ = Container(key="npz", opening=re.compile(rb"PK\x03\x04"), texts=texts)
