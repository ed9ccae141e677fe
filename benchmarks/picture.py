"""The README's picture: the app itself, in the middle of a run.

python benchmarks/picture.py        writes benchmarks/playground.png
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import sync_playwright

from benchmarks.browser import CHROMIUM_ARGUMENTS, find_chromium, serving

FILE = Path(__file__).parent / "playground.png"
STEP = 12


def main() -> None:
    with sync_playwright() as playwright, serving() as server:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(f"{server}/?show.arrows=3")
        page.wait_for_function("() => window.optvizPlayer?.stages.every((stage) => stage.drawnTo >= 0)")
        page.wait_for_timeout(1000)
        page.evaluate(
            "step => { const p = window.optvizPlayer; p.setPlayhead({...p.playhead, playing: false, step}); }", STEP
        )
        page.wait_for_timeout(500)
        page.screenshot(path=FILE)
        browser.close()
    print(FILE)


if __name__ == "__main__":
    main()
