"""The server's log: what a visitor sends wrongly is a line of it, and a traceback is a fault of ours."""

import logging

INVALID_TEXT = "Invalid UTF-8 sequence received from client."
"""What uvicorn logs, with a traceback, of a message that is no text; it closes the line with the code for that."""


def without_traceback(record: logging.LogRecord) -> bool:
    if record.msg == INVALID_TEXT:
        record.levelno, record.levelname, record.exc_info = logging.INFO, "INFO", None
    return True


def quieten() -> None:
    logging.getLogger("uvicorn.error").addFilter(without_traceback)
