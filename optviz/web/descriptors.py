"""File descriptors: every page that is open takes some, and the usual limit is made for less."""

import logging
from contextlib import suppress

A_PAGE, OURS = 8, 200
"""How many a page takes while it opens (two lines and its requests), and how many the server itself."""
WANTED = (65_536, 10_240)
"""Limits that are asked for, the highest first: macOS knows no higher one than the second."""
A_CLASS = 300


def raise_limit() -> None:
    """Raises the limit of this process as far as it may be, and says so in the log if that is little."""
    try:
        import resource  # Windows has no such limit
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in WANTED:
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        if soft != resource.RLIM_INFINITY and limit > soft:
            with suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
                soft = limit
    pages = pages_for(soft)
    if soft != resource.RLIM_INFINITY and pages < A_CLASS:
        logging.getLogger("optviz").warning(
            "This server may have %d files open, enough for %d pages at once; for a class of %d raise the limit "
            "to %d (ulimit -n, LimitNOFILE of systemd, --ulimit nofile of Docker).",
            *(soft, pages, A_CLASS, A_CLASS * A_PAGE + OURS),
        )


def pages_for(limit: int) -> int:
    """How many pages can be open at once."""
    return max(0, limit - OURS) // A_PAGE
