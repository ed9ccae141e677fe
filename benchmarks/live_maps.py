"""How soon a map follows the hand: `python benchmarks/live_maps.py` prints a table, with `--json` one object.

The page of maps shows where the starts all over Himmelblau's domain lead, for one rule of 200 steps at a time, and its
learning rate is dragged. Milliseconds are from the movement of the pointer, by the browser's clock, to the frame that
has painted a map of the new rate: the first one (22 cells along each side, or 8), and the whole one (64). One
movement at a time, at any moment of a frame, as a hand moves; with the server at rest, by as many workers as the page
takes here.
"""

import argparse
import random
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Browser, sync_playwright

from benchmarks.browser import CHROMIUM_ARGUMENTS, find_chromium, serving
from benchmarks.table import report
from optviz import Scenario, Sweep

SCREEN = {"width": 1366, "height": 768}
MOVES, WARM = 60, 20
A_FRAME = 1 / 60
"""Seconds."""
RULES = {"momentum": 0.003, "adam": 0.05}
READY = "() => window.optvizPlayer?.desk?.isFinished && window.optvizPlayer.session.isSettled"

WATCH = """() => {
  const [view] = window.optvizPlayer.desk.views;
  window.mapped = [];
  document.addEventListener("pointerrawupdate", ({ timeStamp }) => (window.movedAt = timeStamp), true);
  const show = view.show.bind(view);
  let times = [];
  view.show = (found, looks) => {
    const { movedAt } = window;
    show(found, looks);
    requestAnimationFrame(() => {
      const channel = new MessageChannel();  // runs after this frame has been drawn
      channel.port1.onmessage = () => {
        times.push(performance.now() - movedAt);
        if (found.shape[1] < 64) return;
        window.mapped.push(times);
        times = [];
        window.isMapped?.();
      };
      channel.port2.postMessage(0);
    });
  };
}"""
WAIT = "count => window.mapped.length >= count || new Promise((resolve) => (window.isMapped = resolve))"


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


def spread(values: list[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "p95": percentile(values, 0.95), "least": min(values)}


def dragged(browser: Browser, server: str, rule: str) -> dict:
    """One rule's maps under a hand that drags its learning rate."""
    optimizer = {"key": rule, "learning_rate": RULES[rule]}
    scenario = Scenario(surface="himmelblau", optimizers=[optimizer], num_steps=200)
    page = browser.new_page(viewport=SCREEN)
    page.goto(f"{server}/maps?{Sweep.of_starts(scenario, cells=64).to_url()}")
    page.wait_for_function(READY)
    page.evaluate(WATCH)
    box = page.locator(".ov-panel .ov-slider").first.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.5 * box["width"], y)
    page.mouse.down()
    moment = random.Random(0)
    for i in range(WARM + MOVES):
        time.sleep(moment.uniform(0, A_FRAME))
        page.mouse.move(box["x"] + (0.3 + 0.4 * ((i * 7) % 50) / 50) * box["width"], y)
        page.evaluate(WAIT, i + 1)
    times = page.evaluate("() => window.mapped")[WARM:]
    page.mouse.up()
    page.close()
    return {"first_ms": spread([one[0] for one in times]), "whole_ms": spread([one[-1] for one in times])}


def measure() -> dict:
    with sync_playwright() as playwright, serving() as server:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
        found = {rule: dragged(browser, server, rule) for rule in RULES}
        browser.close()
    return {"live": {"64": found}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    report(measure(), parser.parse_args().json)


if __name__ == "__main__":
    main()
