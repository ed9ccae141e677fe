"""A real browser on a real server, once for all of these tests, in tabs that go on from test to test.

A tab that is used again loads the page three times as fast as a new one (`open`): the scripts are compiled already.
Where nothing depends on how a page is loaded, a new player takes the place of the one before (`show`).
"""

import json
import re
import sys
import time
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable
from urllib.parse import parse_qsl

import numpy as np
import pytest
from patient import PATIENCE, new_page
from playwright.sync_api import Page, WebSocket, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from witness import TELLING, stacks_of, state_of

from benchmarks.browser import CHROMIUM_ARGUMENTS, Server, find_chromium
from optviz import Scenario, simulate
from optviz.engine.demonstrations import completed
from optviz.player import assets
from optviz.player.payload import ground
from optviz.scenario.address import read_address
from optviz.scenario.query import DISPLAY, LANGUAGE
from optviz.texts.language import ENGLISH
from optviz.web.answering import first_answer

ON_FEW_CORES = "--js-flags=--single-threaded"
"""A page's scripts are compiled and tidied up after by the thread that runs them: less to do where no core is idle."""

WITHOUT_SUGGESTIONS = (
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup"
    ",AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable"
    ",LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect"
    ",TcpPortRandomizationWin,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
"""No page of Chromium's own behind the address bar, which each context had: half a second of processor. The last list
of features counts, so what Playwright turns off is in it again."""

ARGUMENTS = (*CHROMIUM_ARGUMENTS, ON_FEW_CORES, WITHOUT_SUGGESTIONS)

READY = """() => {
  const player = window.optvizPlayer;
  return player && player.link.idle && player.panels.length === player.tracks.length &&
    player.stages.every((stage) => stage.isDrawn()) &&
    (!document.querySelector(".stApp") || document.querySelector(".ov-settings")) &&
    document.fonts.status === "loaded";
}"""
"""The picture is complete, nothing is under way; the sidebar and the fonts have come: on a busy machine later."""

IS_LIKE = "({ viewport: { width, height } }) => innerWidth === width && innerHeight === height"
"""The page has the size that it was given."""

PUT_AWAY = """() => {
  const page = window.optvizPage;
  const app = document.querySelector(".stApp");
  const isHome = location.pathname === "/" && app?.dataset.testConnectionState === "CONNECTED";
  if (!isHome || !page || document.querySelector('[data-testid="stAlert"]')) return false;
  if (!page.current) return !!window.optvizPlace?.host.isConnected; // it was put away, and none has come since
  const { host, onSettle } = page.current;
  document.activeElement?.blur(); // a number that was typed and not taken over yet is, while there is a player
  page.current.destroy();
  page.players.delete(host);
  Object.assign(page, { current: null, left: null });
  Object.assign(window, { optvizPlayer: null, optvizPlace: { host, onSettle } });
  for (const one of document.querySelectorAll("*")) if (one.scrollTop) one.scrollTop = 0;
  return true;
}"""
"""Ends the player of a playground that is complete, and keeps its place for the next one."""

PUT_THERE = """async ([data, query, file]) => {
  const { host, onSettle } = window.optvizPlace;
  history.replaceState(history.state, "", `?${query}`);
  const { modules } = await import(new URL(file, document.baseURI).href);
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  await modules["streamlit.mjs"].attach({ parentElement: host.parentElement, data: bytes }, modules);
  window.optvizPage.current.onSettle = onSettle;
}"""
"""Has Streamlit's entry begin a player there, which hands on to the session that goes on."""

BY_ITSELF = """(() => {
  let [player, now] = [window.optvizPlayer ?? null, 0];
  const set = (one) => {
    player = one;
    if (!one?.runner) return;
    const { page } = one.runner;
    const Costs = page.costs.grounds.constructor;
    Object.assign(page, { now: () => (now += 0.1), costs: { steps: new Map(), grounds: new Costs() } });
  };
  Object.defineProperty(window, "optvizPlayer", { get: () => player, set, configurable: true });
})()"""
"""Has each player that comes on the page count its time by the runs that it makes: a tenth of a millisecond each. It
knows nothing of how long those of others took."""

AS_IT_WAS = """() => Object.defineProperty(window, "optvizPlayer", { value: window.optvizPlayer, writable: true })"""
"""Takes that back, for the next player."""

GROUND = """[player.surface.shares.map((row) => [...row]), player.surface.minima,
  player.surface.levels.dense.map(({ text }) => text)]"""

READ = """async () => {
  const player = window.optvizPlayer;
  const told = (key, value) => (typeof value === "number" && !Number.isFinite(value) ? `\\0${value}` : value);
  return JSON.stringify(await (EXPRESSION), told);
}"""
"""A value as one text: Playwright takes each number of an array apart, and ten times as long."""

NOT_FINITE = re.compile(r'"\\u0000(NaN|-?Infinity)"')

DRAWN = """[[...player.tracks[%d].pixels], (player.overlay ?? player.stages[%d]).view, player.shownScenario]"""

LAPTOP = {"width": 1366, "height": 768}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Has a failure print what its pages and its server were at."""
    report = yield
    if call.excinfo and call.when == "call":
        browser, address = item.funcargs.get("browser"), item.funcargs.get("server")
        pages = [page for context in (browser.contexts if browser else []) for page in context.pages]
        seen = [page for page in pages if page.url != "about:blank"]
        report.sections += [("a page", state_of(page)) for page in seen]
        report.sections += [("the server", stacks_of(address.server))] if address else []
    return report


@pytest.fixture(scope="session")
def server():
    server = Server(begin=(sys.executable, *TELLING, "app.py"))
    yield server.address
    server.end()
    server.log.close()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


class Tab:
    """A page that goes on from test to test.

    Args:
        line: its line to the server, if that can be held.
    """

    def __init__(self, page: Page, line: "Line | None" = None):
        self.page, self.line = page, line
        self.runs = 0
        """How often Streamlit's script ran to its end."""
        self.loaded_for: dict | None = None
        """What the playground was loaded for, or is like by now, that is open there and can go on."""
        page.on("websocket", self.count_runs_on)

    def count_runs_on(self, line: WebSocket) -> None:
        """Counts them on Streamlit's line, as the page may not show a short run."""

        def hear(message: bytes | str) -> None:
            told = ForwardMsg.FromString(message)
            done = told.WhichOneof("type") == "script_finished"
            self.runs += done and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY

        if line.url.endswith("/_stcore/stream"):
            line.on("framereceived", hear)


def go_on(known: dict | None, like: dict | None) -> bool:
    """Whether a playground can go on as another one: its size follows, but no sidebar comes or goes."""
    if not (known and like):
        return False
    return is_wide(known["viewport"]) == is_wide(like["viewport"]) and known["color_scheme"] == like["color_scheme"]


def is_wide(viewport: dict) -> bool:
    """Whether Streamlit has its sidebar open to begin with."""
    return viewport["width"] > 768


class Screen:
    """A page with the player on it, and what is drawn there."""

    def __init__(self, page: Page, address: str, tab: Tab | None = None, like: dict | None = None):
        self.tab, self.like = tab or Tab(page), like
        self.page, self.address, self.line = page, address, self.tab.line
        self.complaints: list[str] = []
        self.foreseen: tuple[str, ...] = ()
        """Words in what a page may complain of: a test that has it do so names them."""
        self.listeners: list[tuple] = []
        self.scripts: list[str] = []
        self.is_by_itself = False
        """Whether its players run by themselves all that they can."""
        self.hand = 0.0
        self.devtools = page.context.new_cdp_session(page)
        self.listen("pageerror", lambda error: self.complain(str(error)))
        self.listen("console", lambda message: message.type == "error" and self.complain(message.text))

    def complain(self, words: str) -> None:
        if not any(foreseen in words for foreseen in self.foreseen):
            self.complaints.append(words)

    def listen(self, event: str, act) -> None:
        """Has the page's events told, for this test."""
        self.page.on(event, act)
        self.listeners.append((event, act))

    def runs_first(self, script: str) -> None:
        """Has a script run before those of each page that is opened from now on, in this test."""
        self.devtools.send("Page.enable")
        added = self.devtools.send("Page.addScriptToEvaluateOnNewDocument", {"source": script})
        self.scripts.append(added["identifier"])
        self.tab.loaded_for = None  # it needs a page that is loaded

    def leave(self) -> None:
        """Gives the tab back as it came: no listeners, routes nor scripts, nothing stored, the hand off the page."""
        for event, act in self.listeners:
            self.page.remove_listener(event, act)
        self.page.unroute_all()
        for script in self.scripts:
            self.devtools.send("Page.removeScriptToEvaluateOnNewDocument", {"identifier": script})
        self.devtools.detach()
        self.page.mouse.up()
        self.page.mouse.move(0, 0)
        self.page.context.clear_permissions()
        self.page.context.clear_cookies()
        if self.page.url.startswith("http"):
            self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        known = self.tab.loaded_for
        can_stay = known and go_on(known, known | {"viewport": self.page.viewport_size}) and not self.scripts
        if not can_stay or not self.page.evaluate(PUT_AWAY):
            self.tab.loaded_for = None
            self.page.goto("about:blank")
        elif self.is_by_itself:
            self.page.evaluate(AS_IT_WAS)
        if self.line:
            self.line.let_all_pass()

    def open(self, query: str = "") -> "Screen":
        """Loads the playground at an address."""
        if self.is_by_itself and not self.scripts:
            self.runs_first(BY_ITSELF)
        self.page.goto(f"{self.address}/?{query}")
        self.tab.loaded_for = self.like
        return self.ready()

    def show(self, query: str = "") -> "Screen":
        """The same, without loading anything where a playground is open in the tab: Streamlit's session goes on, and
        knows of the new player only what the hand settles on.
        """
        if not go_on(self.tab.loaded_for, self.like):
            return self.open(query)
        if self.page.evaluate("() => !!window.optvizPlayer") and not self.page.evaluate(PUT_AWAY):
            return self.open(query)
        self.page.wait_for_function(IS_LIKE, arg=self.like)
        self.tab.loaded_for = self.like
        if self.is_by_itself:
            self.page.evaluate(BY_ITSELF)
        data = b64encode(first_page(query)).decode()
        self.page.evaluate(PUT_THERE, [data, query, f"player/{assets.version()}/{assets.MODULES}"])
        return self.ready()

    def ready(self) -> "Screen":
        """Waits until the picture is complete and nothing is under way."""
        self.page.wait_for_function(READY)
        self.page.evaluate("() => window.optvizPlayer.exportPanel.then((panel) => panel.styled)")
        return self

    def wait(self, condition: str, argument=None) -> None:
        """Waits for a JavaScript condition on `player`."""
        self.page.wait_for_function(
            f"(arg) => {{ const player = window.optvizPlayer; return {condition}; }}", arg=argument
        )

    def read(self, expression: str):
        """The value of a JavaScript expression of `player`."""
        told = self.page.evaluate(READ.replace("EXPRESSION", expression))
        return None if told is None else json.loads(NOT_FINITE.sub(r"\1", told))

    def steady(self, expression: str):
        """The same, once it has stayed what it is for a few frames."""
        return self.page.evaluate(f"""async () => {{
          const player = window.optvizPlayer;
          let [before, frames] = [null, 0];
          while (frames < 5) {{
            await new Promise(requestAnimationFrame);
            const now = JSON.stringify({expression});
            frames = now === before ? frames + 1 : 0;
            before = now;
          }}
          return JSON.parse(before);
        }}""")

    @property
    def url(self) -> str:
        """The page's address now; Playwright hears of it later."""
        return self.page.evaluate("() => location.href")

    def scenario(self) -> Scenario:
        return Scenario.from_json(json.dumps(self.read("player.shownScenario")))

    def pause(self) -> None:
        self.page.evaluate("() => { const p = window.optvizPlayer; p.setPlayhead({...p.playhead, playing: false}); }")

    def seek(self, step: float) -> None:
        """Stops the playhead at a step, and waits until everything is drawn up to there."""
        self.page.evaluate(
            "step => { const p = window.optvizPlayer; p.setPlayhead({...p.playhead, playing: false, step}); }", step
        )
        self.wait("player.stages.every((stage) => stage.drawnTo === arg)", step)

    def choose(self, **display: str) -> None:
        """How the picture is shown; what that needs and is not here yet is waited for."""
        for name, value in display.items():
            self.page.evaluate("([name, value]) => window.optvizPlayer.setDisplay(name, value)", [name, value])
        self.wait("player.link.idle")

    @property
    def opener(self):
        """The button that opens the list of surfaces: over the panels, or in the sidebar that stands beside them."""
        over = self.page.locator(".ov-strip .ov-opens")
        return over if over.is_visible() else self.page.locator(".ov-settings .ov-opens")

    def choose_surface(self, key: str) -> None:
        self.opener.click()
        self.page.locator(f'.ov-picker-row[data-key="{key}"]').click()

    def pixels(self, i: int) -> np.ndarray:
        """Path i as it is drawn, in pixels of its stage: (rows, 2)."""
        return np.array(self.read(f"[...player.tracks[{i}].pixels]")).reshape(-1, 2)

    def drawn(self, i: int, scenario: Scenario | None = None) -> tuple[np.ndarray, np.ndarray]:
        """The same, and where `simulate` has it in the stage's own view; both of one moment of the page."""
        pixels, view, shown = self.read(DRAWN % (i, i))
        points = simulate(scenario or Scenario.from_json(json.dumps(shown)))[i].points
        return np.reshape(pixels, (-1, 2)), places_in(view, points)

    def assert_drawn(self, i: int, scenario: Scenario | None = None) -> None:
        """Path i is where `simulate` has it, of a scenario or of the one that is shown."""
        pixels, expected = self.drawn(i, scenario)
        np.testing.assert_allclose(pixels, expected, rtol=1e-5, atol=0.05)

    def has_ground_of_the_server(self) -> bool:
        """Whether what is drawn of the surface is what a payload of the server has, for the scenario that is shown."""
        told, arrays = ground(simulate(self.scenario()))
        shares, minima, levels = self.read(GROUND)
        np.testing.assert_allclose(np.ravel(shares), arrays["shares"].ravel(), rtol=2e-6, atol=2e-6)
        np.testing.assert_allclose(minima, np.ravel([one["point"] for one in told["minima"]]), atol=1e-12)
        return levels == [level["text"] for level in told["levels"]["dense"]]

    def slider(self, panel: int, parameter: str):
        return self.page.locator(".ov-panel").nth(panel).locator(f'.ov-slider[data-parameter="{parameter}"]')

    def click(self, x: float, y: float, times: int = 1) -> None:
        """A click or a double click.

        The clicks' own times are set: a tenth of a second apart, however long the page takes over the first, and a
        second after all that the hand did before. So no test has to wait for the time in which clicks belong together.
        """
        self.page.mouse.move(x, y)
        self.hand = max(self.hand, time.time()) + 1
        for count in range(1, times + 1):
            for kind in ("mousePressed", "mouseReleased"):
                self.hand += 0.05
                at = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": count, "timestamp": self.hand}
                self.devtools.send("Input.dispatchMouseEvent", at)

    def click_in(self, locator, x: float, y: float, times: int = 1) -> None:
        """The same at a place in an element."""
        locator.scroll_into_view_if_needed()
        box = locator.bounding_box()
        self.click(box["x"] + x, box["y"] + y, times)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """`touchStart`, `touchMove` or `touchEnd` of fingers at these places of the page."""
        at = [{"x": x, "y": y} for x, y in points]
        self.devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    def next_frame(self) -> None:
        """Until what is under way in the page's frame is drawn."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def runs_by_itself(self) -> None:
        """Has a page that is not open yet run by itself all that it can, however busy the machine is.

        By its clock every run takes a tenth of a millisecond. Its programs have to have come first: `runner.isReady`.
        """
        self.is_by_itself = True

    def script_is_done(self) -> None:
        """Waits until Streamlit's script has run, for all that was asked of it."""
        self.page.wait_for_function("() => document.querySelector('.stApp').dataset.testScriptState === 'notRunning'")

    def handed_on(self, act: Callable[[], object]) -> None:
        """Settles something, and waits until Streamlit's script has run with it: its session knows it now."""
        self.script_is_done()
        runs = self.tab.runs
        act()
        self.has_run_since(runs)

    def has_run_since(self, runs: int) -> None:
        """Waits until Streamlit's script has run more often than that, and for all that was asked of it."""
        patience = time.monotonic() + PATIENCE / 1000
        while self.tab.runs == runs:
            assert time.monotonic() < patience, "Streamlit's script did not run"
            self.next_frame()  # Playwright tells what is on the line meanwhile
        self.script_is_done()

    def type(self, label: str, text: str) -> None:
        """A number into the box of a slider, or of a field that has none."""
        box = self.page.get_by_label(label, exact=True)
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


def places_in(view: dict, points: np.ndarray) -> np.ndarray:
    """Where points (n, 2) of the surface are in the view of a stage, in its pixels."""
    (x0, x1), (y0, y1) = view["ranges"]
    x = (points[:, 0] - x0) / (x1 - x0) * view["width"]
    y = (y1 - points[:, 1]) / (y1 - y0) * view["height"]
    return np.stack([x, y], axis=1)


def first_page(query: str) -> bytes:
    """What a player begins with at an address without faults, as the app's page makes it."""
    pairs = parse_qsl(query, keep_blank_values=True)
    address = read_address(pairs)
    assert not address.problems
    display = {name: value for name, value in pairs if name.startswith(DISPLAY)}
    return first_answer(completed(address.scenario, address.given), display | {LANGUAGE: ENGLISH})


class Line:
    """A page's line to the server, which can be held and cut."""

    def __init__(self, page: Page):
        self.page = page
        self.let_all_pass()
        page.route_web_socket("**/api/live", self.connect)

    def let_all_pass(self) -> None:
        """As it is to begin with."""
        self.holding = self.dead = False
        self.sockets, self.held = [], []

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


@pytest.fixture(scope="session")
def tabs(browser):
    """Tabs that no test uses now, each with its line: by what they are like, and whether that line can be held."""
    return defaultdict(list)


@pytest.fixture
def open_screen(browser, server, tabs):
    """Opens screens as one asks; what their pages complain of fails the test.

    A screen that is `apart` has a tab that no other test has used: nothing of the page is there yet. One `with_line`
    has a line to the server that can be held and cut.
    """
    screens: list[tuple[Screen, list[Tab] | None]] = []

    def open_with(
        address=server,
        *,
        viewport=LAPTOP,
        color_scheme="light",
        reduced_motion="no-preference",
        has_touch=False,
        is_mobile=False,
        device_scale_factor=1,
        with_line=False,
        apart=False,
        locale="en-US",
    ) -> Screen:
        like = {"has_touch": has_touch, "is_mobile": is_mobile, "device_scale_factor": device_scale_factor}
        others = None if apart or locale != "en-US" else tabs[*like.values(), with_line]
        like["locale"] = locale
        loaded_for = {"viewport": viewport, "color_scheme": color_scheme} if address == server else None
        tab = None
        if others:
            like_it = [tab for tab in others if go_on(tab.loaded_for, loaded_for)]
            tab = next(iter(like_it or [tab for tab in others if not tab.loaded_for]), None)
        if tab:
            others.remove(tab)
        else:
            page = new_page(browser, viewport=viewport, **like)
            tab = Tab(page, Line(page) if with_line else None)
        tab.page.set_viewport_size(viewport)
        tab.page.emulate_media(color_scheme=color_scheme, reduced_motion=reduced_motion)
        screens.append((Screen(tab.page, address, tab, loaded_for), others))
        return screens[-1][0]

    yield open_with
    for screen, others in screens:
        if others is None:
            screen.page.context.close()
        else:
            screen.leave()
            others.append(screen.tab)
    assert [complaint for screen, *_ in screens for complaint in screen.complaints] == []


@pytest.fixture(scope="module")
def screens_apart(browser, server):
    """Opens screens that all tests of a file share, in tabs of their own; those with like contexts share them too."""
    contexts = {}

    def open_with(**context) -> Screen:
        key = repr(context)
        if key not in contexts:
            contexts[key] = new_page(browser, **context).context
            return Screen(contexts[key].pages[0], server)
        return Screen(contexts[key].new_page(), server)

    yield open_with
    for context in contexts.values():
        context.close()


@pytest.fixture
def screen(open_screen):
    """A laptop's."""
    return open_screen()


@pytest.fixture
def still(open_screen):
    """A laptop's, whose playhead stands still."""
    return open_screen(reduced_motion="reduce")
