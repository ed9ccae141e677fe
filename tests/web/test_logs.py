"""Over a real connection: a message that is no text closes the line, and leaves no traceback in the log."""

import logging
import socket
import threading
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.routing import Router

from optviz.web.logs import quieten, without_traceback
from optviz.web.server import ROUTES

HANDSHAKE = (
    b"GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
TEXT, MORE, LAST, MASK = 1, 0, 0x80, bytes(4)
INVALID = b"\x88\x02\x03\xef"
"""The closing frame with the code 1007."""


@contextmanager
def served():
    """The address of a server of the routes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(Router(ROUTES), log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield listening.getsockname()
        finally:
            server.should_exit = True
            thread.join()


def frame(kind, content):
    return bytes([kind, 0x80 | len(content)]) + MASK + content


@pytest.mark.parametrize(
    "frames",
    [[frame(LAST | TEXT, b"\xff\xfe")], [frame(TEXT, b"\xe2\x82"), frame(LAST | MORE, b"a")]],
    ids=["whole", "in pieces"],
)
def test_a_message_that_is_no_text_leaves_no_traceback(frames, caplog, monkeypatch):
    monkeypatch.setattr(logging.getLogger("uvicorn.error"), "filters", [])
    quieten()
    with caplog.at_level(logging.INFO), served() as address, socket.create_connection(address, timeout=60) as line:
        line.sendall(HANDSHAKE)
        received = line.makefile("rb")
        while received.readline() != b"\r\n":
            pass
        line.sendall(b"".join(frames))
        assert received.read(len(INVALID)) == INVALID
    said = [record for record in caplog.records if record.name == "uvicorn.error"]
    assert any("UTF-8" in record.message for record in said)
    assert [record for record in said if record.exc_info or record.levelno >= logging.ERROR] == []


def test_a_fault_of_ours_keeps_its_traceback():
    record = logging.LogRecord(
        "uvicorn.error", logging.ERROR, "", 1, "Exception", None, (ValueError, ValueError(), None)
    )
    assert without_traceback(record)
    assert record.exc_info
