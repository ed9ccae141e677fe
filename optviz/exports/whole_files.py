"""Files that are complete or not there."""

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

from optviz.exports.base import ExportError


def check_place(path: Path) -> None:
    """Refuses, before any work, what cannot become a file.

    Raises:
        ExportError: there is no such folder, it may not be written, or the path is a folder itself.
    """
    folder = path.resolve().parent
    if path.is_dir():
        code = errno.EISDIR
    elif not folder.is_dir():
        code = errno.ENOENT if not folder.exists() else errno.ENOTDIR
    elif not os.access(folder, os.W_OK) and (path.is_file() or not path.exists()):
        code = errno.EACCES
    else:
        return
    raise ExportError.of(str(path), "cannot_be_written", reason=os.strerror(code))


def write_whole(path: Path, data: bytes) -> Path:
    """Writes beside, then renames: whoever looks sees the old file or the new one, never half of one.

    A link stays one, and what is no file (a pipe, a device) is written to.

    Raises:
        ExportError: the folder is not there, may not be written, or is full.
    """
    target = path.resolve()
    beside = target.with_name(f".{target.name[:60]}.{secrets.token_hex(4)}.part")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return path
        beside.write_bytes(data)
        os.replace(beside, target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise ExportError.of(str(path), "cannot_be_written", reason=error.strerror or str(error)) from None
    return path
