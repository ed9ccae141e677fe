"""A real browser on a real server, once for all of these tests; a fresh page for each."""

import json

import numpy as np
import pytest
from playwright.sync_api import Page, sync_playwright

from benchmarks.browser import CHROMIUM_ARGUMENTS, find_chromium, serving
from optviz import Scenario, simulate

READY = """() => {
  const player = window.optvizPlayer;
  return player && player.link.idle && player.panels.length === player.tracks.length &&
    player.stages.every((stage) => stage.isDrawn());
}"""


@pytest.fixture(scope="session")
def server():
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


class Screen:
    """A page with the player on it, and what is drawn there."""

    def __init__(self, page: Page, address: str):
        self.page, self.address = page, address
        page.set_default_timeout(20_000)
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))

    def open(self, query: str = "") -> "Screen":
        self.page.goto(f"{self.address}/?{query}")
        return self.ready()

    def ready(self) -> "Screen":
        """Waits until the picture is complete and nothing is under way."""
        self.page.wait_for_function(READY, timeout=60_000)
        self.page.evaluate("() => window.optvizPlayer.takeHome.then((panel) => panel.styled)")
        return self

    def wait(self, condition: str, argument=None) -> None:
        """Waits for a JavaScript condition on `player`."""
        self.page.wait_for_function(
            f"(arg) => {{ const player = window.optvizPlayer; return {condition}; }}", arg=argument
        )

    def read(self, expression: str):
        """The value of a JavaScript expression of `player`."""
        return self.page.evaluate(f"() => {{ const player = window.optvizPlayer; return {expression}; }}")

    def scenario(self) -> Scenario:
        return Scenario.from_json(json.dumps(self.read("player.shownScenario")))

    def line(self) -> "Line":
        """Its line to the server, which has to be asked for before the page is opened."""
        return Line(self.page)

    def pause(self) -> None:
        self.page.evaluate("() => { const p = window.optvizPlayer; p.setPlayhead({...p.playhead, playing: false}); }")

    def seek(self, step: float) -> None:
        """Stops the playhead at a step, and waits until everything is drawn up to there."""
        self.page.evaluate(
            "step => { const p = window.optvizPlayer; p.setPlayhead({...p.playhead, playing: false, step}); }", step
        )
        self.wait("player.stages.every((stage) => stage.drawnTo === arg)", step)

    def choose(self, **display: str) -> None:
        """How the picture is shown."""
        for name, value in display.items():
            self.page.evaluate("([name, value]) => window.optvizPlayer.setDisplay(name, value)", [name, value])

    def pixels(self, i: int) -> np.ndarray:
        """Path i as it is drawn, in pixels of its stage: (rows, 2)."""
        return np.array(self.read(f"[...player.tracks[{i}].pixels]")).reshape(-1, 2)

    def expected_pixels(self, i: int, scenario: Scenario | None = None) -> np.ndarray:
        """The same from `simulate` and the stage's own view."""
        view = self.read(f"(player.overlay ?? player.stages[{i}]).view")
        points = simulate(scenario or self.scenario())[i].points
        (x0, x1), (y0, y1) = view["ranges"]
        x = (points[:, 0] - x0) / (x1 - x0) * view["width"]
        y = (y1 - points[:, 1]) / (y1 - y0) * view["height"]
        return np.stack([x, y], axis=1)

    def slider(self, panel: int, parameter: str):
        return self.page.locator(".ov-panel").nth(panel).locator(f'.ov-slider[data-parameter="{parameter}"]')

    def type(self, label: str, text: str) -> None:
        """A number into the box of a slider, or of a field that has none."""
        box = self.page.get_by_label(label)
        box.fill(text)
        box.press("Enter")

    def drag(self, locator, shares: list[float]) -> None:
        """Presses on a slider and moves along it, in shares of its width; the button stays down."""
        box = locator.bounding_box()
        y = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + shares[0] * box["width"], y)
        self.page.mouse.down()
        for share in shares[1:]:
            self.page.mouse.move(box["x"] + share * box["width"], y)


class Line:
    """A line to the server that can be held and cut."""

    def __init__(self, page: Page):
        self.page, self.holding, self.dead = page, False, False
        self.sockets, self.held = [], []
        page.route_web_socket("**/api/live", self.connect)

    def connect(self, socket) -> None:
        if self.dead:
            socket.close()
            return
        self.sockets.append(socket)
        server = socket.connect_to_server()

        def ask(message: str) -> None:
            if self.holding:
                self.held.append((server, message))
            else:
                server.send(message)

        socket.on_message(ask)

    def until(self, count: int) -> None:
        """Waits until as many questions are held back."""
        while len(self.held) < count:
            self.page.evaluate("() => new Promise(requestAnimationFrame)")  # Playwright hands them over meanwhile
        assert len(self.held) == count

    def let_go(self, i: int) -> None:
        server, message = self.held[i]
        server.send(message)

    def cut(self) -> None:
        self.dead = True
        for socket in self.sockets:
            socket.close()


@pytest.fixture
def open_screen(browser, server):
    """Opens screens whose context is as one asks; what their pages complain of fails the test."""
    screens = []

    def open_with(address: str = server, **options) -> Screen:
        screens.append(Screen(browser.new_context(**options).new_page(), address))
        return screens[-1]

    yield open_with
    for screen in screens:
        screen.page.context.close()
    assert [complaint for screen in screens for complaint in screen.complaints] == []


@pytest.fixture
def screen(open_screen):
    return open_screen(viewport={"width": 1366, "height": 768})
