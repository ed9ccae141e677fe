"""Files that can be made again, kept in a folder: checked when they are read, and only so many of them."""

import os
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp

CHECKSUM_BYTES = 32
ROOM_MADE = 0.1
"""The share of the files that goes when there are too many, so that not each new one has to look for the oldest."""


class FileCache:
    """Bytes by name. A folder that is full, damaged or gone is no error: what it does not hold is made again.

    Args:
        folder: theirs alone; other files in it go with the oldest.
        most: how many files it may hold. Those that were not used for longest go first.
    """

    def __init__(self, folder: Path, most: int) -> None:
        self.folder, self.most = folder, most

    def get(self, name: str) -> bytes | None:
        """What was put under this name, or None if it is not there as it was put."""
        path = self.folder / name
        try:
            content = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):  # a folder that is only read is still of use
            os.utime(path)
        data = content[CHECKSUM_BYTES:]
        return data if content[:CHECKSUM_BYTES] == sha256(data).digest() else None

    def put(self, name: str, data: bytes) -> None:
        """Keeps `data`, in the place of what has this name. Whoever reads meanwhile gets the old or the new, whole."""
        with suppress(OSError):  # no space, no right, or another process was there first
            handle, fresh = mkstemp(dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(sha256(data).digest() + data)
                os.replace(fresh, self.folder / name)
            finally:
                Path(fresh).unlink(missing_ok=True)
            self.make_room()

    def make_room(self) -> None:
        """Another process may do the same meanwhile: a file that is gone already is none."""
        names = os.listdir(self.folder)
        if len(names) <= self.most:
            return
        ages = sorted((age, name) for name in names if (age := self.last_used(name)) is not None)
        for _, name in ages[: max(0, len(ages) - int((1 - ROOM_MADE) * self.most))]:
            with suppress(OSError):  # it is gone, in use, or no file
                (self.folder / name).unlink()

    def last_used(self, name: str) -> float | None:
        """When a file was used last; None if there is none of this name."""
        try:
            return (self.folder / name).stat().st_mtime
        except OSError:
            return None


def own_folder(folder: Path) -> bool:
    """Makes a folder, and tells whether nobody but this user (and the administrator) can put anything into it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return False
    return os.name != "posix" or (status.st_uid in (0, os.getuid()) and not status.st_mode & 0o022)


def cache_folder() -> Path:
    """Where this user's programs keep what can be made again; `OPTVIZ_CACHE` names another place."""
    if named := os.environ.get("OPTVIZ_CACHE"):
        return Path(named)
    try:
        return users_caches() / "optviz"
    except RuntimeError:  # a user without a home, as containers have them
        return Path(os.devnull) / "optviz"  # where nothing can be kept


def users_caches() -> Path:
    """Where the system has its users' caches.

    Raises:
        RuntimeError: the user has no home.
    """
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
