"""How soon the site that `optviz site` writes shows a picture that follows the hand: over a slow line, and from a disk.

    python benchmarks/site.py            a table; fails where it falls short of the README's
    python benchmarks/site.py --json     one object

The line has 150 ms there and back and 1.6 Mbit/s, as slow 4G; the server compresses, as those of course pages and
GitHub Pages do, or sends files as they are. The browser is new each time, a headless Chromium on the same machine.
"""

import argparse
import gzip
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Browser, sync_playwright

from benchmarks.browser import CHROMIUM_ARGUMENTS, find_chromium
from benchmarks.latency import FAR, SLOW_4G, WATCH_FIRST
from benchmarks.slow_line import slow_line
from benchmarks.table import report
from optviz.exports.page import BEGIN
from optviz.site import page_in, pages

SCREEN = {"width": 1366, "height": 768}
TIMES = 3
FOLLOWS = "() => window.pictured.complete > 0 && window.optvizPlayer?.runner"


@contextmanager
def serving_file(page: bytes, *, compressed: bool) -> Iterator[str]:
    """The address of a server that has nothing but this page."""
    body = gzip.compress(page) if compressed else page

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/course/"
            self.send_response(200 if found else 404)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(body) if found else 0))
            if compressed and found:
                self.send_header("content-encoding", "gzip")
            self.end_headers()
            self.wfile.write(body if found else b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/course/"
        server.shutdown()


def first_picture(browser: Browser, address: str) -> float:
    """Seconds until ground, paths and axes are drawn, and the hand can move them: the best of some openings."""
    return min(opening(browser, address) for _ in range(TIMES))


def opening(browser: Browser, address: str) -> float:
    context = browser.new_context(viewport=SCREEN)
    page = context.new_page()
    page.add_init_script(WATCH_FIRST)
    began = time.time()
    page.goto(address, wait_until="commit")
    page.wait_for_function(FOLLOWS)
    pictured = page.evaluate("() => window.pictured.complete")
    context.close()
    return pictured / 1000 - began


def before_the_picture(page: bytes) -> bytes:
    return page[: page.index(BEGIN.encode())]


def measure() -> dict:
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
        all_pages = {Path(folder) / name: page_in(language) for language, name in pages().items()}
        file, page = next(iter(all_pages.items()))
        file.write_bytes(page)
        first, largest = (before_the_picture(one) for one in (page, max(all_pages.values(), key=len)))
        found: dict[str, float] = {"from_disk_s": first_picture(browser, file.as_uri())}
        for name, compressed in (("compressed", True), ("as_it_is", False)):
            with serving_file(page, compressed=compressed) as near, slow_line(near, FAR, SLOW_4G) as far:
                found[f"slow_4g_s.{name}"] = first_picture(browser, far)
        browser.close()
    sizes = {
        "compressed": len(gzip.compress(first)),
        "as_it_is": len(first),
        "largest_language_compressed": len(gzip.compress(largest)),
        "whole_compressed": len(gzip.compress(page)),
    }
    return {"site": found | {f"bytes.{name}": size for name, size in sizes.items()}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    report(measure(), parser.parse_args().json)


if __name__ == "__main__":
    main()
