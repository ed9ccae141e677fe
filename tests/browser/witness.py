"""What a failing test's pages and servers were at: printed with the failure, as it may not come again."""

import json
import signal
import time
from contextlib import suppress

from playwright.sync_api import Error, Page

from benchmarks.browser import Server

STATE = """() => {
  const player = window.optvizPlayer;
  const app = document.querySelector(".stApp");
  const files = performance.getEntriesByType("resource").slice(-12);
  return {
    address: location.href, document: document.readyState, seen: document.visibilityState,
    milliseconds: Math.round(performance.now()),
    streamlit: app && { ...app.dataset }, settings: !!document.querySelector(".ov-settings"),
    fonts: [...document.fonts].filter((font) => font.status === "loading").map((font) => font.family),
    player: player && {
      idle: player.link?.idle, waits: !!player.link?.waiting, asked: player.link?.underWay?.scenario,
      line: player.link?.socket?.readyState, panels: player.panels?.length, tracks: player.tracks?.length,
      drawn: player.stages?.map((stage) => [stage.isDrawn(), stage.drawnTo]),
    },
    files: files.map((file) => [file.name, Math.round(file.startTime), Math.round(file.responseEnd)]),
    words: document.body?.innerText.slice(0, 600),
  };
}"""
FRAME = "() => new Promise((done) => { requestAnimationFrame(() => done(true)); setTimeout(done, 2000, false); })"
MOST_SECONDS = 2.0
"""That a server has to print what its threads are at."""
LAST_THREAD = "Current thread"
STACKS = (
    "import faulthandler, runpy, signal, sys",
    "hasattr(signal, 'SIGUSR1') and faulthandler.register(signal.SIGUSR1)",
    "sys.argv[0] = 'streamlit'",
    "runpy.run_module('streamlit', run_name='__main__', alter_sys=True)",
)
TELLING = ("-c", "; ".join(STACKS), "run")
"""Python's arguments for a Streamlit that prints what each of its threads is at, when asked by a signal."""


def state_of(page: Page) -> str:
    """What there is to know of a page, whatever state it is in."""
    try:
        return json.dumps({"paints": page.evaluate(FRAME), **page.evaluate(STATE)}, indent=1, ensure_ascii=False)
    except Error as error:
        return f"{page.url}: {error}"


def stacks_of(server: Server) -> str:
    """What a server's threads are at, and the end of what it has printed before."""
    with suppress(ValueError):
        before = server.said()
        if hasattr(signal, "SIGUSR1"):
            server.process.send_signal(signal.SIGUSR1)
            until = time.monotonic() + MOST_SECONDS
            while LAST_THREAD not in server.said()[len(before) :] and time.monotonic() < until:
                pass
        return server.said()[-12_000:]
    return "its log is closed"
