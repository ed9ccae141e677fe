"""A server of this app and a browser to look at it, for benchmarks and browser tests."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

ROOT = Path(__file__).parents[1]
SHELL = "chromium-headless-shell"
"""Chromium without the windows around its pages: a sixth less of the processor goes into the same tests."""
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
FIREFOX_NAMES = (
    "firefox",
    "firefox-esr",
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    "C:/Program Files/Mozilla Firefox/firefox.exe",
)
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",  # letters as wide as in a window, which the shell rounds
)
START_SECONDS = 60


def find_chromium() -> str | None:
    """The Chromium or Chrome of this machine; None for the one that Playwright has installed itself."""
    named = os.environ.get("OPTVIZ_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def find_firefox() -> str | None:
    """The Firefox of this machine."""
    named = os.environ.get("OPTVIZ_FIREFOX")
    return named or next((path for name in FIREFOX_NAMES if (path := shutil.which(name))), None)


def install_with_apt(package: str) -> None:
    """One of Debian's packages, where there is apt-get and the right to use it."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if shutil.which("apt-get") and is_root:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", package], check=False)


def ensure_firefox() -> str:
    """Finds a Firefox, or installs Debian's.

    Raises:
        SystemExit: none could be had; the message says what to do.
    """
    if not find_firefox():
        install_with_apt("firefox-esr")
    if found := find_firefox():
        return found
    raise SystemExit("The browser tests need Firefox too: install it, or name it in OPTVIZ_FIREFOX.")


def ensure_chromium() -> str:
    """Finds a Chromium, or installs one: Debian's where that can be had, else Playwright's.

    Raises:
        SystemExit: none could be had; the message says what to do.
    """
    if found := find_chromium():
        return found
    for package in (SHELL, "chromium"):
        install_with_apt(package)
        if found := find_chromium():
            return found
    if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode == 0:
        return "the one that Playwright keeps"
    raise SystemExit("The browser tests need Chromium or Chrome: install one, or name it in OPTVIZ_CHROMIUM.")


PORTS = count(20_000 + 50 * (os.getpid() % 200))
"""Those that this process tries. Processes side by side try others; and no outgoing connection is given one of these,
so that a port which a server has left is still free when the next one comes."""


def free_port() -> int:
    """A port that nobody listens on, and that was not given before."""
    for port in PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("numbers do not end")


STREAMLIT = (sys.executable, "-m", "streamlit", "run")
APP = (*STREAMLIT, "app.py")


class Address(str):
    """Where a server is."""

    server: "Server"


class Server:
    """A server process of a page in a checkout, once it answers. It is ended by its own id.

    Args:
        port: which it serves at; a free one, unless one is named.
        begin: the command that begins it, before Streamlit's options.
        folder: under which it is served.
        how: of the process: `cwd`, `env`.
    """

    def __init__(self, port: int = 0, *, begin: Sequence[str] = APP, folder: str = "", **how: Any) -> None:
        port = port or free_port()
        command = [*begin, "--server.headless", "true", "--server.port", str(port), "--server.address", "127.0.0.1"]
        command += ["--server.baseUrlPath", folder] if folder else []
        self.log = TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        self.process = subprocess.Popen(command, stdout=self.log, stderr=subprocess.STDOUT, **({"cwd": ROOT} | how))
        self.address = Address(f"http://127.0.0.1:{port}{folder and '/'}{folder}")
        self.address.server = self
        try:
            self.wait_until_there()
        except BaseException:
            self.kill()
            self.log.close()
            raise

    def wait_until_there(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=5).close()
                return
            except OSError:  # refused, reset, or no answer in time
                time.sleep(0.02)
        raise RuntimeError(f"the server did not start:\n{self.said()}")

    def said(self) -> str:
        """What it has printed so far."""
        self.log.seek(0)
        return self.log.read()

    def end(self) -> None:
        """Asks it to end, and waits until it has.

        Raises:
            TimeoutExpired: it did not; it is killed.
        """
        self.process.terminate()
        try:
            self.process.wait(timeout=START_SECONDS)
        finally:
            self.kill()

    def kill(self) -> None:
        """Ends it at once."""
        self.process.kill()
        self.process.wait()


@contextmanager
def serving(page: str = "app.py", folder: str = "", options: Sequence[str] = ()) -> Iterator[Address]:
    """The address of a fresh server process of a page, at the root or in a folder, that ends with the block."""
    server = Server(begin=(*STREAMLIT, page, *options), folder=folder)
    try:
        yield server.address
    finally:
        server.end()
        server.log.close()


if __name__ == "__main__":
    print("Browsers:", ensure_chromium(), ensure_firefox())
