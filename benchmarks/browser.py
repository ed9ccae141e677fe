"""A server of this app and a browser to look at it, for benchmarks and browser tests."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 60


def find_chromium() -> str | None:
    """The Chromium or Chrome of this machine; None for the one that Playwright has installed itself."""
    named = os.environ.get("OPTVIZ_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def ensure_chromium() -> str:
    """Finds a Chromium, or installs one: Debian's where there is apt-get and the right to use it, else Playwright's.

    Raises:
        SystemExit: none could be had; the message says what to do.
    """
    if found := find_chromium():
        return found
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if shutil.which("apt-get") and is_root:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False)
        if found := find_chromium():
            return found
    if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode == 0:
        return "the one that Playwright keeps"
    raise SystemExit("The browser tests need Chromium or Chrome: install one, or name it in OPTVIZ_CHROMIUM.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(page: str = "app.py", folder: str = "") -> Iterator[str]:
    """The address of a fresh server process of a page, at the root or in a folder. It is ended by its own id."""
    port = free_port()
    process = start(port, page, folder)
    try:
        yield f"http://127.0.0.1:{port}{folder and '/'}{folder}"
    finally:
        process.terminate()
        close(process)


def start(port: int, page: str = "app.py", folder: str = "", root: Path = ROOT) -> subprocess.Popen:
    """Starts a server process of a page in a checkout, and waits until it answers."""
    command = [sys.executable, "-m", "streamlit", "run", page, "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command += ["--server.baseUrlPath", folder] if folder else []
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        wait_for(f"http://127.0.0.1:{port}{folder and '/'}{folder}/_stcore/health", process)
    except BaseException:
        process.kill()
        close(process)
        raise
    return process


def close(process: subprocess.Popen) -> None:
    """Waits until a server has ended."""
    process.wait(timeout=20)
    process.stdout.close()


def wait_for(address: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:  # refused, reset, or no answer in time
            time.sleep(0.02)
    raise RuntimeError(f"the server did not start:\n{process.stdout.read() if process.poll() is not None else ''}")


if __name__ == "__main__":
    print("Browser:", ensure_chromium())
