"""The server goes while somebody is at it, and another one comes in its place: the page goes on with its experiment."""

import shutil

import pytest

from benchmarks.browser import ROOT, Server, free_port
from optviz import Scenario
from optviz.lessons.reading import words_of
from optviz.pages.style import CSS
from tests.browser.conftest import LAPTOP, first_page

FEW_AND_LONG = True
STATUS = "document.querySelector('.ov-status')"
ONE_OF_EACH = "() => ['.ov-root', '.ov-settings'].every((one) => document.querySelectorAll(one).length === 1)"
AWAY = ("ERR_CONNECTION", "WebSocket connection", "Client Error", "not responding")
"""What a browser, and Streamlit in it, write on their console about a server that is away."""


class Mortal:
    """A server on a port of its own that can be killed, and followed by another."""

    def __init__(self):
        self.port, self.server, self.root = free_port(), None, None
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self, root=ROOT) -> None:
        self.server, self.root = Server(self.port, cwd=root), root

    def kill(self) -> None:
        """As `kill -9` does."""
        if self.server:
            self.server.kill()
            self.server.log.close()
        self.server = None


@pytest.fixture(scope="module")
def port():
    mortal = Mortal()
    yield mortal
    mortal.kill()


@pytest.fixture
def mortal(port):
    """There is a server of this checkout to begin with: it may be the one that the test before has ended with."""
    if port.server is None or port.root != ROOT:
        port.kill()
        port.start()
    return port


@pytest.fixture
def page_at(mortal, screens_apart):
    """Opens pages of the server that is killed, side by side in one browser; what is written on the console meanwhile
    is no complaint.
    """
    screens = []

    def open_at(query="", motion="reduce"):
        screen = screens_apart(viewport=LAPTOP)
        screens.append(screen)
        screen.page.emulate_media(reduced_motion=motion)
        screen.address, screen.foreseen = mortal.address, AWAY
        screen.runs_by_itself()
        first_page(query)  # what is compiled for it here, no server has to begin another process for
        return screen.open(query)

    yield open_at
    for screen in screens:
        screen.page.close()
    assert [complaint for screen in screens for complaint in screen.complaints] == []


def told_together(stories, mortal, root=ROOT):
    """Has pages live through one death of the server: each story stops where it goes, and where another one comes.

    The page whose story goes on is in front: the others have a frame a second.
    """
    screens = [next(story) for story in stories]
    mortal.kill()
    for story, screen in zip(stories, screens, strict=True):
        screen.page.bring_to_front()
        next(story)
    mortal.start(root)
    for story, screen in zip(stories, screens, strict=True):
        screen.page.bring_to_front()
        assert next(story, "told") == "told"


def settle(screen, key):
    """One key on the first learning rate, answered and handed on to the session."""
    count = screen.read("player.history.past.length")
    screen.handed_on(lambda: screen.slider(0, "learning_rate").press(key))
    screen.wait("player.link.idle && player.history.past.length === arg", count + 1)


def leave(screen):
    """To another page of the same session, until all of it is there."""
    screen.page.get_by_role("link", name="Lessons", exact=True).click()
    screen.page.get_by_text(words_of("en")["course"]).wait_for()
    screen.page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    screen.page.wait_for_function("() => window.optvizPlayer === null")


def go_and_return(screen):
    leave(screen)
    come_back(screen)


def come_back(screen):
    screen.page.get_by_role("link", name="Playground", exact=True).click()
    screen.page.wait_for_function("() => window.optvizPlayer?.host.isConnected")
    screen.ready()


def is_connected(screen):
    screen.page.wait_for_function("() => document.querySelector('.stApp').dataset.testConnectionState === 'CONNECTED'")
    screen.steady("document.querySelector('.stApp').dataset.testScriptState")  # it may run for each that asks
    screen.script_is_done()


def a_drag_goes_on(page_at):
    query = "surface=saddle&optimizers.0=sgd&optimizers.1=adam&num_steps=300&show.curve=distance"
    screen = page_at(query, motion="no-preference")
    settle(screen, "ArrowRight")
    screen.page.evaluate("() => { window.first = window.optvizPlayer; }")
    screen.wait("player.runner.isReady")
    screen.drag(screen.slider(0, "learning_rate"), [0.3, 0.5])
    screen.wait("player.link.idle")
    with screen.page.expect_console_message(lambda message: "not responding" in message.text):  # Streamlit gives up
        yield screen
        box = screen.slider(0, "learning_rate").bounding_box()
        screen.page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2)
        asked = screen.read("player.scenario.optimizers[0].learning_rate")
        assert asked == screen.read("player.shownScenario.optimizers[0].learning_rate"), "the page runs it by itself"
        assert screen.read("player.history.past.length") == 2  # the hand has not let go
        screen.page.mouse.up()
        screen.wait(f"{STATUS}.textContent.includes('goes on without it')")
    assert screen.page.get_by_role("dialog").count() == 0
    step = screen.read("player.playhead.step")
    screen.wait("player.playhead.playing && player.playhead.step !== arg", step)
    screen.seek(20)
    yield
    screen.wait(f"player.link.idle && {STATUS}.textContent === '' && player.history.past.length === 3")
    assert screen.read("player.shownScenario.optimizers[0].learning_rate") == asked
    settled = screen.scenario()
    assert Scenario.from_url(screen.url.partition("?")[2].partition("&show.")[0]) == settled
    assert screen.page.evaluate("() => window.first === window.optvizPlayer")
    assert screen.read("[player.playhead.playing, player.playhead.step, player.display.curve]") == [
        *(False, 20, "distance")
    ]
    is_connected(screen)
    go_and_return(screen)
    assert screen.scenario() == settled
    assert screen.read("player.history.past.length") == 3
    screen.page.keyboard.press("Control+z")
    screen.wait("player.link.idle && player.history.past.length === 2")


def the_next_session_knows_what_was_settled(page_at):
    screen = page_at("surface=saddle&optimizers.0=sgd&num_steps=60")
    settle(screen, "ArrowRight")
    settled = screen.scenario()
    count, runs = screen.page.evaluate("() => optvizPage.settled"), screen.tab.runs
    yield screen
    yield
    screen.page.wait_for_function("(count) => optvizPage.settled > count", arg=count)  # it is handed on again
    screen.has_run_since(runs)
    is_connected(screen)
    leave(screen)
    screen.page.evaluate("() => { optvizPage.left = null; }")  # only the session knows
    come_back(screen)
    assert screen.scenario() == settled


def what_is_settled_meanwhile_is_asked_of_the_next_one(page_at):
    screen = page_at("surface=saddle&optimizers.0=sgd&num_steps=60")
    screen.wait("player.runner.isReady")
    before = screen.scenario().optimizers[0].numbers["learning_rate"]
    yield screen
    screen.slider(0, "learning_rate").press("ArrowRight")
    screen.wait(f"{STATUS}.textContent.includes('goes on without it')")
    assert screen.read("[player.history.past.length, player.session.settled.optimizers[0].learning_rate]") == [
        2,
        before,
    ]
    yield
    screen.wait("player.link.idle && player.history.past.length === 2")
    assert Scenario.from_url(screen.url.partition("?")[2]) == screen.scenario()


def the_experiment_is_there_while_another_page_is_read(page_at):
    screen = page_at("surface=saddle&optimizers.0=sgd&num_steps=60")
    settle(screen, "ArrowRight")
    screen.seek(20)
    settled = screen.scenario()
    leave(screen)
    yield screen
    word = "getComputedStyle(document.querySelector('[data-testid=stSidebarHeader]'), '::after')"
    is_seen = f"({word}.visibility === 'visible' && {word}.opacity === '1')"
    assert "does not answer" in screen.page.evaluate(f"() => {word}.content")
    screen.page.wait_for_function(f"() => {is_seen}")
    yield
    is_connected(screen)
    assert not screen.page.evaluate(f"() => {is_seen}")
    come_back(screen)
    screen.wait("player.link.idle && player.numSteps === 60")
    assert screen.scenario() == settled
    assert Scenario.from_url(screen.url.partition("?")[2]) == settled
    assert screen.read("[player.history.past.length, player.playhead.step]") == [2, 20]


def test_pages_go_on_when_another_server_comes(mortal, page_at):
    stories = (
        *(a_drag_goes_on, the_next_session_knows_what_was_settled),
        *(what_is_settled_meanwhile_is_asked_of_the_next_one, the_experiment_is_there_while_another_page_is_read),
    )
    told_together([story(page_at) for story in stories], mortal)


def test_what_settles_before_streamlits_line_is_up_again_waits_for_it(still):
    still.open("optimizers.0=sgd&num_steps=60")
    line = "state => { document.querySelector('.stApp').dataset.testConnectionState = state; }"
    count, past = still.page.evaluate("() => [optvizPage.settled, optvizPlayer.history.past.length]")
    still.page.evaluate(line, "PINGING_SERVER")
    still.slider(0, "learning_rate").press("ArrowRight")
    still.wait("player.link.idle && player.session.isSettled && player.history.past.length === arg", past + 1)
    assert still.page.evaluate("() => optvizPage.settled") == count
    still.page.evaluate(line, "CONNECTED")
    still.page.wait_for_function("(count) => optvizPage.settled === count", arg=count + 1)


SEEN_IN = """async (states) => {
  const app = document.querySelector(".stApp");
  const seen = [];
  for (const state of states) {
    app.dataset.testConnectionState = state;
    for (const animation of document.getAnimations()) if (animation.playState === "running") animation.finish();
    await new Promise(requestAnimationFrame);
    const { visibility, opacity } = getComputedStyle(app.firstChild, "::after");
    seen.push(visibility === "visible" && opacity === "1");
  }
  return seen;
}"""


def test_only_a_line_that_was_up_is_said_to_be_down(still):
    """However long a first line takes, and however often a later one is lost."""
    still.page.set_content(f'{CSS}<div class="stApp"><div data-testid="stSidebarHeader"></div></div>')
    states = {"INITIAL": False, "PINGING_SERVER": False, "CONNECTING": False, "CONNECTED": False}
    assert still.page.evaluate(SEEN_IN, list(states)) == list(states.values())
    lost = ["PINGING_SERVER", "CONNECTING", "CONNECTED", "CONNECTING", "DISCONNECTED_FOREVER"]
    assert still.page.evaluate(SEEN_IN, lost) == [True, True, False, True, True]


def copy_with_another_player(folder):
    """A checkout whose player has another version, with what Python has made of its modules already."""
    folder.mkdir()
    shutil.copy(ROOT / "app.py", folder)
    for name in ("optviz", "surfaces", ".streamlit"):
        half_written = shutil.ignore_patterns("*.pyc.*")  # by another process at this moment
        shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=half_written)
    with (folder / "optviz" / "player" / "player.css").open("a", encoding="utf-8") as sheet:
        sheet.write("\n.ov-root { --version: newer; }\n")
    return folder


def a_newer_version_takes_the_experiment_over(page_at):
    screen = page_at("surface=saddle&optimizers.0=sgd&num_steps=60")
    for key in ("ArrowRight", "ArrowRight"):
        settle(screen, key)
    screen.page.keyboard.press("Control+z")
    screen.wait("player.link.idle && player.history.past.length === 2")
    screen.seek(20)
    settled = screen.scenario()
    yield screen
    yield
    version = "player && getComputedStyle(player.root).getPropertyValue('--version').trim() === 'newer'"
    for enter in (lambda screen: None, go_and_return, lambda screen: screen.page.reload()):
        enter(screen)
        screen.wait(version)
        screen.ready()
        assert screen.scenario() == settled
        history = "player.history.past.length, player.history.future.length"
        assert screen.read(f"[{history}, player.playhead.step]") == [2, 1, 20]
        screen.page.wait_for_function(ONE_OF_EACH)  # Streamlit takes the former ones away in its own time
    settle(screen, "ArrowLeft")


def a_newer_version_waits_for_the_hand(page_at):
    screen = page_at("surface=saddle&optimizers.0=sgd&num_steps=60")
    screen.drag(screen.slider(0, "learning_rate"), [0.3, 0.5])
    screen.wait("player.link.idle")
    yield screen
    box = screen.slider(0, "learning_rate").bounding_box()
    screen.page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2)
    asked = screen.read("player.scenario.optimizers[0].learning_rate")
    yield
    is_connected(screen)
    screen.wait("player.link.idle")
    version = "getComputedStyle(player.root).getPropertyValue('--version').trim()"
    assert screen.read(version) == ""
    screen.page.mouse.up()
    screen.wait(f"player && {version} === 'newer'")
    screen.ready()
    assert screen.scenario().optimizers[0].numbers["learning_rate"] == asked
    assert screen.read("player.history.past.length") == 2


def test_a_newer_version_comes_with_the_next_server(mortal, page_at, tmp_path):
    newer = copy_with_another_player(tmp_path / "newer")
    stories = (a_newer_version_takes_the_experiment_over, a_newer_version_waits_for_the_hand)
    told_together([story(page_at) for story in stories], mortal, newer)


def test_only_loading_again_goes_on_where_one_was(still):
    query = "surface=saddle&optimizers.0=sgd&num_steps=60"
    for opened, step in ((lambda: still.open(query), 0), (still.page.reload, 20), (lambda: still.open(query), 0)):
        opened()
        still.ready()
        assert still.read("player.playhead.step") == step
        still.seek(20)
