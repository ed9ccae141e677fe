"""How the page feels, in a real browser: the time to the first picture, from drag to repaint, and from frame to frame.

    python benchmarks/latency.py            a table
    python benchmarks/latency.py --json     one object

The scene is 8 optimizers of 1,000 steps. The server is a fresh process; the browser a headless Chromium on the same
machine. A drag is the movement of a slider by the mouse; it ends with the frame in which the new paths are drawn.
"""

import argparse
import itertools
import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Page, sync_playwright

from benchmarks.browser import CHROMIUM_ARGUMENTS, find_chromium, serving
from optviz.scenario import Scenario

OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "sgd", "adam")
DRAGS = 50
PLAYED_SECONDS = 5.0
TARGETS = {
    "first_picture_s": 3.0,
    "drag_to_repaint_ms.median": 20.0,
    "drag_to_repaint_ms.p95": 33.0,
    "frame_ms.p95": 20.0,
    "frames_per_second": 58.0,
    "bytes_per_drag": 150_000,
}

# From the input event to the frame that has drawn the answer to it: the player notes both.
WATCH_DRAGS = """() => {
  const player = window.optvizPlayer;
  window.repaints = [];
  let asked = null;
  const change = player.change.bind(player);
  player.change = (scenario, settled) => {
    if (!settled) { asked ??= { at: window.inputAt, scenario }; asked.scenario = scenario; }
    change(scenario, settled);
  };
  document.addEventListener("input", () => (window.inputAt = performance.now()), true);
  const answered = player.answered.bind(player);
  player.answered = (answer, scenario) => {
    answered(answer, scenario);
    if (!asked || scenario !== asked.scenario) return;
    const { at } = asked;
    asked = null;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();  // runs after this frame has been drawn
      channel.port1.onmessage = () => {
        window.repaints.push(performance.now() - at);
        window.repainted?.();
      };
      channel.port2.postMessage(0);
    });
  };
}"""

FRAMES = """(seconds) => new Promise((resolve) => {
  const times = [];
  const until = performance.now() + seconds * 1000;
  const tick = (now) => { times.push(now); now < until ? requestAnimationFrame(tick) : resolve(times); };
  requestAnimationFrame(tick);
})"""


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure_drags(page: Page) -> tuple[list[float], int]:
    """Milliseconds from a slider's movement to the frame that shows it, one movement at a time; bytes of an answer."""
    page.evaluate(WATCH_DRAGS)
    box = page.locator(".ov-panel .ov-slider").first.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.5 * box["width"], y)
    page.mouse.down()
    for i in range(DRAGS):
        share = 0.3 + 0.4 * ((i * 7) % 50) / 50
        page.mouse.move(box["x"] + share * box["width"], y)
        page.evaluate(
            "count => window.repaints.length >= count || new Promise((resolve) => (window.repainted = resolve))", i + 1
        )
    sent = page.evaluate("() => window.optvizPlayer.link.bytes")
    page.mouse.up()
    return page.evaluate("() => window.repaints"), sent


def measure_frames(page: Page) -> list[float]:
    """Milliseconds from frame to frame while all paths play."""
    page.evaluate(
        "() => { const p = window.optvizPlayer; p.setPlayhead({...p.playhead, step: 0, playing: true, speed: 120}); }"
    )
    times = page.evaluate(FRAMES, PLAYED_SECONDS)
    return [later - earlier for earlier, later in itertools.pairwise(times)]


def run() -> dict:
    scenario = Scenario(surface="ravine", optimizers=OPTIMIZERS, num_steps=1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        began = time.perf_counter()
        with serving() as server:
            page.goto(server, wait_until="commit")
            page.wait_for_function("() => window.optvizPlayer?.stages.every((stage) => stage.drawnTo >= 0)", polling=10)
            first_picture = time.perf_counter() - began
            page.goto(f"{server}/?{scenario.to_url()}")
            page.wait_for_function(
                "() => window.optvizPlayer?.panels.length === 8 && window.optvizPlayer.stages[7].plotted"
            )
            page.wait_for_timeout(1500)
            frames = measure_frames(page)
            drags, sent = measure_drags(page)
        browser.close()
    return {
        "first_picture_s": first_picture,
        "drag_to_repaint_ms": {"median": statistics.median(drags), "p95": percentile(drags, 0.95)},
        "frames_per_second": 1000 / statistics.mean(frames),
        "frame_ms": {"median": statistics.median(frames), "p95": percentile(frames, 0.95)},
        "bytes_per_drag": sent,
    }


def rows(figures: dict, prefix: str = "") -> list[tuple[str, float]]:
    flat = []
    for name, value in figures.items():
        flat += rows(value, f"{name}.") if isinstance(value, dict) else [(prefix + name, value)]
    return flat


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    figures = run()
    if parser.parse_args().json:
        print(json.dumps(figures))
        return
    print("| what | measured | to get to |\n|---|---|---|")
    for name, value in rows(figures):
        print(f"| {name} | {value:,.1f} | {TARGETS.get(name, '')} |")


if __name__ == "__main__":
    main()
