"""A line to a server that is as far away and as narrow as one says: a proxy on this machine, in a process of its own.

python -m benchmarks.slow_line HOST PORT SECONDS BITS    the server, there and back, a second; prints its own port
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

CHUNK = 16_384
"""Bytes that come at once at most; a narrow line brings them one after the other."""


@contextmanager
def slow_line(address: str, round_trip: float, bits_per_second: float = 1e12) -> Iterator[str]:
    """The address at which a server is to be had over such a line.

    Args:
        address: the server's own.
        round_trip: seconds there and back.
        bits_per_second: what all connections together can carry to the reader, and each back to the server.
    """
    server = urlsplit(address)
    words = [str(server.hostname), str(server.port), str(round_trip), str(bits_per_second)]
    process = subprocess.Popen([sys.executable, "-m", __name__, *words], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}{server.path}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


class Width:
    """How much a line carries: when the last of what is put on it now has gone."""

    def __init__(self, bits_per_second: float) -> None:
        self.seconds_a_byte = 8 / bits_per_second
        self.free_at = 0.0

    def gone_at(self, now: float, size: int) -> float:
        self.free_at = max(now, self.free_at) + size * self.seconds_a_byte
        return self.free_at


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float, width: Width) -> None:
    """Hands on what comes, in its order, each part when it would have arrived."""
    loop = asyncio.get_running_loop()
    on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def arrive() -> None:
        part = b"begun"
        while part:
            due, part = await on_the_way.get()
            await asyncio.sleep(max(0.0, due - loop.time()))
            writer.write(part)
            await writer.drain()
        writer.close()

    async def leave() -> None:
        part = b"begun"
        while part:
            with suppress(OSError):
                part = b""
                part = await reader.read(CHUNK)
            await on_the_way.put((width.gone_at(loop.time(), len(part)) + delay, part))

    with suppress(OSError):
        await asyncio.gather(leave(), arrive())


async def serve(host: str, port: int, round_trip: float, bits_per_second: float) -> None:
    down = Width(bits_per_second)

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(host, port)
        there = carry(reader, far_writer, round_trip / 2, Width(bits_per_second))
        await asyncio.gather(there, carry(far_reader, writer, round_trip / 2, down))

    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    host, port, round_trip, bits_per_second = sys.argv[1:]
    asyncio.run(serve(host, int(port), float(round_trip), float(bits_per_second)))
