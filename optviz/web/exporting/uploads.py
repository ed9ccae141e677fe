"""Files that arrive: all of them together have an end in memory, and whoever stops sending holds up nobody.

A body is read before anything is waited for, so that a slow sender takes no place from others.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import Request

from optviz.exports.base import ExportError
from optviz.web.exporting.busy import Busy
from optviz.web.exporting.export_options import LARGEST_FILE
from optviz.web.exporting.people import person_of

IDLE_SECONDS = 10.0
"""How long somebody may send nothing; a phone that changes its network needs some."""
SECONDS = 60.0
"""How long a file may take to arrive."""
MOST_BYTES, MOST_BYTES_OF_AN_ADDRESS = 300_000_000, 100_000_000
"""Of all files that arrive or are read at once: six of the largest, or a class with a figure of 0.3 MB each."""
RETRY_SECONDS = 10


class UploadError(ExportError):
    """A file that does not arrive. `status` is HTTP's word for it."""

    status = 408


class TooLarge(UploadError):
    status = 413


class Uploads:
    """The bytes that are held of files which others send, by address."""

    def __init__(self) -> None:
        self.held: Counter[str] = Counter()

    @asynccontextmanager
    async def body(self, request: Request) -> AsyncIterator[bytearray]:
        """The body of a request, counted for as long as it is used.

        Raises:
            UploadError: it is too large or too slow.
            Busy: there is no room for it beside the others.
            ClientDisconnect: whoever sent it has left.
        """
        address, body = person_of(request).address, bytearray()
        try:
            await self.read(request, address, body)
            yield body
        finally:
            self.held[address] -= len(body)
            self.held += Counter()  # which leaves out those that hold nothing

    async def read(self, request: Request, address: str, body: bytearray) -> None:
        declared = request.headers.get("content-length", "")
        check_length(int(declared[:20]) if declared.isascii() and declared.isdigit() else 0)
        chunks = request.stream()
        try:
            async with asyncio.timeout(SECONDS):
                while chunk := await next_of(chunks):
                    check_length(len(body) + len(chunk))
                    self.check_room(address, len(chunk))
                    self.held[address] += len(chunk)
                    body += chunk
        except TimeoutError:
            raise UploadError.of("", "upload_too_slow", seconds=f"{SECONDS:g}") from None

    def check_room(self, address: str, more: int) -> None:
        if self.held[address] + more > MOST_BYTES_OF_AN_ADDRESS or self.held.total() + more > MOST_BYTES:
            raise Busy.of("", "uploads_full", seconds=RETRY_SECONDS)


def check_length(count: int) -> None:
    if count > LARGEST_FILE:
        raise TooLarge.of("", "upload_too_large", most=LARGEST_FILE // 1_000_000)


async def next_of(chunks: AsyncGenerator[bytes, None]) -> bytes:
    """The next bytes that arrive; none at the end."""
    try:
        async with asyncio.timeout(IDLE_SECONDS):
            return await anext(chunks, b"")
    except TimeoutError:
        raise UploadError.of("", "upload_stalled", seconds=f"{IDLE_SECONDS:g}") from None
