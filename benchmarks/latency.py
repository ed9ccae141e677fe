"""How the page feels, in a real browser: the time to the first picture, from drag to repaint, and from frame to frame.

    python benchmarks/latency.py            a table; fails where it falls short of the README's
    python benchmarks/latency.py --json     one object
    python benchmarks/latency.py --table    only the drags on a table of one's own

The scene is 8 optimizers of 1,000 steps with arrows, curves and table. The server is a fresh process; the browser a
headless Chromium on the same machine. A drag is the movement of a slider by the mouse; it ends with the frame in which
the new paths have been painted. Beside it, the same scene as a Plotly figure with frames in `st.plotly_chart`.
"""

import argparse
import itertools
import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

from benchmarks.browser import CHROMIUM_ARGUMENTS, find_chromium, serving
from benchmarks.scene import ROWS, on_a_table, scene, table_of
from benchmarks.slow_line import slow_line
from benchmarks.table import report
from optviz.scenario.scenario import Scenario

SCREEN = {"width": 1920, "height": 1080}
DRAGS = 50
A_FRAME = 1 / 60
"""Seconds."""
RUNS = 100
PLAYED_SECONDS = 5.0
FAR = 0.150
"""Seconds there and back, to a server on another continent."""
SLOW_4G = 1.6e6
"""Bits a second."""
OTHER_SURFACES = ("rosenbrock", "himmelblau", "beale")
PLOTLY_CHANGES = 5

# In the page, since nobody can ask it while it draws: when the ground and the paths are painted, and their axes too.
WATCH_FIRST = """
window.pictured = {};
const conditions = {
  drawn: ({ drawnTo }) => drawnTo >= 0,
  complete: (stage) => stage.isDrawn(),
};
const channel = new MessageChannel();  // runs after a frame has been drawn
channel.port1.onmessage = () => {
  for (const [name, condition] of Object.entries(conditions)) {
    if (!window.optvizPlayer?.stages.every(condition)) continue;
    window.pictured[name] ??= performance.timeOrigin + performance.now();
  }
};
const watch = () => {
  channel.port2.postMessage(0);
  if (!window.pictured.complete) requestAnimationFrame(watch);
};
requestAnimationFrame(watch);
"""
COMPLETE = """() => {
  const player = window.optvizPlayer;
  return player?.panels.length === 8 && player.link.idle && player.runner.isReady &&
    player.stages.every((stage) => stage.isDrawn());
}"""

# To the frame that has drawn the answer: from the movement of the pointer by the browser's clock, and from the frame in
# which the browser tells the page of it: of a movement that is told before, the answer may be drawn already by then.
WATCH_DRAGS = """() => {
  const { session } = window.optvizPlayer;
  window.repaints = [];
  let asked = null;
  const change = session.change.bind(session);
  session.change = (scenario, settled) => {
    if (!settled) { asked ??= { movedAt: window.movedAt, scenario }; asked.scenario = scenario; }
    change(scenario, settled);
  };
  document.addEventListener("pointerrawupdate", ({ timeStamp }) => (window.movedAt = timeStamp), true);
  document.addEventListener("pointermove", () => (window.toldAt = performance.now()), true);
  const answered = session.answered.bind(session);
  session.answered = (answer, request) => {
    answered(answer, request);
    if (!asked || request.scenario !== asked.scenario) return;
    const { movedAt } = asked;
    asked = null;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();  // runs after this frame has been drawn
      channel.port1.onmessage = () => {
        const now = performance.now();
        window.repaints.push({ hand: now - movedAt, slider: now - window.toldAt });
        window.repainted?.();
      };
      channel.port2.postMessage(0);
    });
  };
}"""

# Milliseconds of one run of all paths by the browser's own programs, once they are warm.
WATCH_RUNS = """(count) => {
  const { programs } = window.optvizPlayer.runner.local;
  const { scenario } = window.optvizPlayer.session;
  return Array.from({ length: count }, () => {
    const begun = performance.now();
    programs.run(scenario);
    return performance.now() - begun;
  });
}"""

FRAMES = """(seconds) => new Promise((resolve) => {
  const times = [];
  const until = performance.now() + seconds * 1000;
  const tick = (now) => { times.push(now); now < until ? requestAnimationFrame(tick) : resolve(times); };
  requestAnimationFrame(tick);
})"""


# From the choice of a surface to the frame in which all panels show it.
WATCH_SURFACE = """() => new Promise((resolve) => {
  const { id } = window.optvizPlayer.surface;
  addEventListener("click", () => {
    const chosen = performance.now();
    const tick = () => {
      const { surface, stages } = window.optvizPlayer;
      const shown = surface.id !== id && stages.every((stage) => stage.isDrawn());
      shown ? resolve(performance.now() - chosen) : requestAnimationFrame(tick);
    };
    tick();
  }, { capture: true, once: true });
})"""

# From the key that moves Streamlit's slider to the frame in which Plotly shows the new figure with all its frames.
WATCH_PLOTLY = """() => new Promise((resolve) => {
  const ends = (chart) => JSON.stringify(chart?._transitionData?._frames?.at(-1)?.data[0].x);
  const chart = () => document.querySelector(".js-plotly-plot");
  const before = ends(chart());
  addEventListener("keydown", () => {
    const changed = performance.now();
    const tick = () => {
      const now = ends(chart());
      now && now !== before ? resolve(performance.now() - changed) : requestAnimationFrame(tick);
    };
    tick();
  }, { capture: true, once: true });
})"""
PLOTLY_READY = "() => document.querySelector('.js-plotly-plot')?._transitionData?._frames.length === 200"
PLOTLY_FRAMES = """(seconds) => new Promise((resolve) => {
  let shown = 0;
  document.querySelector(".js-plotly-plot").on("plotly_animatingframe", () => (shown += 1));
  setTimeout(() => resolve(shown / seconds), seconds * 1000);
})"""


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def spread(values: list[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "p95": percentile(values, 0.95)}


def play(page: Page, playing: bool) -> None:
    """Sets the playhead to step 400, and plays from there or not."""
    change = "{...player.playhead, step: 400, playing, speed: 120}"
    page.evaluate(f"playing => {{ const player = window.optvizPlayer; player.setPlayhead({change}); }}", playing)


class Traffic:
    """What goes over the page's own line, there and back, in bytes."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        page.on("websocket", self.listen)

    def listen(self, line: WebSocket) -> None:
        if line.url.endswith("/api/live"):
            for event in ("framesent", "framereceived"):
                line.on(event, self.count)

    def count(self, message: bytes | str) -> None:
        self.bytes += len(message)


OF_A_RULE, OF_THE_SURFACE = ".ov-panel .ov-slider", ".ov-own .ov-slider"
AT_REST = "() => window.optvizPlayer.link.idle && window.optvizPlayer.stages.every((stage) => stage.isDrawn())"
SHOWN_TABLE = "() => window.optvizPlayer.shownScenario.surface.table ?? ''"
A_POINT = """() => {
  const { stage, margin, marks } = window.optvizPlayer.dataSpace;
  const { left, top } = stage.getBoundingClientRect();
  return [left + margin.l + marks[40].at[0], top + margin.t + marks[40].at[1]];
}"""


def measure_drags(page: Page, traffic: Traffic, slider: str = OF_A_RULE) -> dict[str, list[float]]:
    """Milliseconds from the `hand`'s and from the `slider`'s movement to the frame that shows it, one at a time, and
    the `bytes` on the line until the hand lets go."""
    box = page.locator(slider).first.bounding_box()
    return drags_along(page, traffic, box["x"], box["y"] + box["height"] / 2, box["width"])


def drags_along(page: Page, traffic: Traffic, left: float, y: float, width: float) -> dict[str, list[float]]:
    """The same of what lies in the middle between `left` and a `width` further right."""
    before = traffic.bytes
    page.evaluate("() => (window.repaints = [])")
    page.mouse.move(left + 0.5 * width, y)
    page.mouse.down()
    moments = random.Random(0)
    for i in range(DRAGS):
        share = 0.3 + 0.4 * ((i * 7) % 50) / 50
        time.sleep(moments.uniform(0, A_FRAME))  # a hand does not wait for the beat of the frames
        page.mouse.move(left + share * width, y)
        page.evaluate(
            "count => window.repaints.length >= count || new Promise((resolve) => (window.repainted = resolve))", i + 1
        )
    repaints = page.evaluate("() => window.repaints")
    moved = traffic.bytes - before
    page.mouse.up()
    page.wait_for_function("() => window.optvizPlayer.link.idle")
    return {name: [repaint[name] for repaint in repaints] for name in ("slider", "hand")} | {"bytes": [moved]}


def opened(browser: Browser, server: str, shown: Scenario | None = None) -> tuple[Page, Traffic]:
    """The page with the scene, or another one, its playhead at rest, and the traffic on its line."""
    page = browser.new_page(viewport=SCREEN)
    traffic = Traffic(page)
    page.goto(f"{server}/?{(shown or scene()).to_url()}&show.arrows=1")
    page.wait_for_function(COMPLETE)
    page.evaluate(WATCH_DRAGS)
    play(page, False)
    return page, traffic


def measure_table(browser: Browser, server: str) -> dict:
    """Drags of a learning rate, of the penalty and of a point, on a table of one's own with so many rows: milliseconds
    from the slider's movement and from the hand's, and the bytes on the line meanwhile.
    """
    page, traffic = opened(browser, server, on_a_table())
    before = page.evaluate(SHOWN_TABLE)
    page.locator(".ov-settings").get_by_role("button", name="Your own data…").click()
    page.locator(".ov-own-text").fill(table_of(ROWS))
    page.get_by_role("button", name="Use these data").click()
    page.wait_for_function(f"before => ({SHOWN_TABLE})() !== before && ({AT_REST})()", arg=before)
    found = {
        name: measure_drags(page, traffic, slider)
        for name, slider in (("rate", OF_A_RULE), ("penalty", OF_THE_SURFACE))
    }
    page.locator(".ov-data").scroll_into_view_if_needed()
    x, y = page.evaluate(A_POINT)
    found["point"] = drags_along(page, traffic, x - 60, y, 120)
    page.close()
    return {
        "table_to_repaint_ms": {name: spread(drags["slider"]) for name, drags in found.items()},
        "hand_on_a_table_to_repaint_ms": {name: spread(drags["hand"]) for name, drags in found.items()},
        "bytes_for_a_table": sum(drags["bytes"][0] for drags in found.values()),
    }


def measure_far(browser: Browser, server: str) -> dict:
    """The same drags where the server is far away, and the first picture over a line that is narrow as well."""
    with slow_line(server, FAR) as far:
        page, traffic = opened(browser, far)
        measure_drags(page, traffic)
        drags = measure_drags(page, traffic)
    with slow_line(server, FAR, SLOW_4G) as far:
        first, _ = first_picture(browser, far, time.time())
    return {"hand_to_repaint_ms": spread(drags["hand"]), "first_picture_slow_4g_s": first}


def measure_frames(page: Page) -> list[float]:
    """Milliseconds from frame to frame while all paths play."""
    times = page.evaluate(FRAMES, PLAYED_SECONDS)
    return [later - earlier for earlier, later in itertools.pairwise(times)]


def measure_switches(page: Page) -> list[float]:
    """Milliseconds from the choice of each of some surfaces in the list to its picture."""
    times = []
    for key in OTHER_SURFACES:
        page.locator(".ov-settings .ov-opens").click()
        row = page.locator(f'.ov-picker-row[data-key="{key}"]')
        row.hover()
        page.evaluate(f"() => {{ window.switched = ({WATCH_SURFACE})(); }}")
        row.click()
        times.append(page.evaluate("() => window.switched"))
        page.wait_for_function(COMPLETE)
    return times


def first_picture(browser: Browser, server: str, began: float) -> tuple[float, float]:
    """Seconds until the ground and the paths are drawn, and until their axes are too."""
    page = browser.new_context(viewport=SCREEN).new_page()
    page.add_init_script(WATCH_FIRST)
    page.goto(server, wait_until="commit")
    page.wait_for_function("() => window.pictured.complete > 0")
    pictured = page.evaluate("() => window.pictured")
    page.context.close()
    return pictured["drawn"] / 1000 - began, pictured["complete"] / 1000 - began


def measure_player(browser: Browser) -> dict:
    began = time.time()
    with serving() as server:
        cold, cold_with_axes = first_picture(browser, server, began)
        second, second_with_axes = first_picture(browser, server, time.time())
        page, traffic = opened(browser, server)
        first = measure_drags(page, traffic)  # its code runs for the first time
        still = measure_drags(page, traffic)
        surface = measure_drags(page, traffic, OF_THE_SURFACE)
        runs = page.evaluate(WATCH_RUNS, RUNS)
        play(page, True)
        playing = measure_drags(page, traffic)
        play(page, True)
        frames = measure_frames(page)
        play(page, False)
        measure_switches(page)  # compiles what is new
        page.goto(f"{server}/?{scene().to_url()}")
        page.wait_for_function(COMPLETE)
        switches = measure_switches(page)
        page.close()
        table = measure_table(browser, server)
        far = measure_far(browser, server)
    return {
        "first_picture_s": {"cold": cold, "second_visitor": second},
        "axes_too_s": {"cold": cold_with_axes, "second_visitor": second_with_axes},
        "drag_to_repaint_ms": spread(still["slider"]),
        "hand_to_repaint_ms": spread(still["hand"]),
        "first_hand_to_repaint_ms": spread(first["hand"]),
        "drag_while_playing_ms": spread(playing["slider"]),
        "surface_to_repaint_ms": spread(surface["slider"]),
        "hand_on_a_surface_to_repaint_ms": spread(surface["hand"]),
        **table,
        "bytes_while_the_hand_moves": sum(drags["bytes"][0] for drags in (first, still, surface)),
        "run_ms": spread(runs),
        "behind_150_ms": far,
        "frames_per_second": 1000 / statistics.mean(frames),
        "frame_ms": spread(frames),
        "switch_surface_ms": statistics.median(switches),
    }


def measure_plotly(browser: Browser) -> dict:
    with serving("benchmarks/plotly_page.py", options=["--server.maxMessageSize", "200"]) as server:
        page = browser.new_page(viewport=SCREEN)
        page.goto(server)
        page.wait_for_function(PLOTLY_READY)
        slider = page.get_by_role("slider")
        times = []
        for _ in range(PLOTLY_CHANGES):
            slider.focus()
            page.evaluate(f"() => {{ window.changed = ({WATCH_PLOTLY})(); }}")
            slider.press("ArrowRight")
            times.append(page.evaluate("() => window.changed"))
        page.wait_for_function(PLOTLY_READY)
        page.locator(".updatemenu-button").first.click()
        shown = page.evaluate(PLOTLY_FRAMES, PLAYED_SECONDS)
        page.close()
    return {"repaint_ms": statistics.median(times), "frames_per_second": shown}


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


def measure_table_alone() -> dict:
    with chromium() as browser, serving() as server:
        return measure_table(browser, server)


def measure() -> dict:
    with chromium() as browser:
        player = measure_player(browser)
        plotly = measure_plotly(browser)
    ratios = {
        "repaint": plotly["repaint_ms"] / player["hand_to_repaint_ms"]["median"],
        "frames": player["frames_per_second"] / plotly["frames_per_second"],
    }
    return player | {"plotly_chart": plotly, "times_faster_than_plotly_chart": ratios}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--table", action="store_true", help="only the drags on a table of one's own")
    asked = parser.parse_args()
    report(measure_table_alone() if asked.table else measure(), asked.json)


if __name__ == "__main__":
    main()
