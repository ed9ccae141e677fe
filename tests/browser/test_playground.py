"""The playground in a real browser, by what is drawn."""

import csv
import io
from hashlib import sha256

import numpy as np
import pytest
from patient import new_page

from optviz import Scenario, export, simulate
from optviz.picture.looks import looks
from optviz.picture.table import COLUMNS
from optviz.scenario.scenario import MAX_CHARACTERS
from tests.samples import sample

EIGHT = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "sgd", "adam")


def test_the_first_picture_asks_for_little_and_moves(screen):
    """Each request is a round trip, and six of them go at once: by what a browser asks for, whatever it has kept."""
    screen.open()
    assert screen.scenario() == Scenario.default()
    assert screen.read("player.panels.length") == 4
    assert screen.read("player.playhead.playing")
    asked = screen.page.evaluate("""() => performance.getEntriesByType("resource").map(
      ({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize])""")
    asked = [(path, size) for path, size in asked if not path.startswith("/programs/")]  # these come after it
    ours = {path.split("/", 3)[3]: size for path, size in asked if path.startswith("/player/")}
    assert ours.keys() == {"joined.mjs", "player.css", "files/export-panel.css"}
    assert sum(ours.values()) < 181_000
    assert len(asked) < 85
    assert sum(size for path, size in asked if not path.endswith(".woff2")) < 800_000
    screen.wait("player.stages.every((stage) => stage.drawnTo > arg)", 3)
    before = screen.read("player.playhead.step")
    screen.wait("player.playhead.step !== arg", before)
    screen.pause()
    for i in range(4):
        screen.assert_drawn(i)


@pytest.mark.parametrize(
    ("width", "height", "panels"),
    sample([(1366, 768, 4), (1920, 1080, 8)], [(1366, 768, 1), (1366, 768, 4), (1920, 1080, 8)]),
)
def test_everything_needed_is_in_view(open_screen, width, height, panels):
    screen = open_screen(viewport={"width": width, "height": height}, reduced_motion="reduce")
    screen.show("&".join(f"optimizers.{i}={key}" for i, key in enumerate(EIGHT[:panels])))
    assert screen.read("player.panels.length") == panels
    for selector in (".ov-panel:last-child .ov-lines", ".ov-transport"):
        box = screen.page.locator(selector).bounding_box()
        assert box["y"] + box["height"] <= height


def test_panels_fit_the_width(still):
    still.show("optimizers.0=sgd&optimizers.1=adam&optimizers.2=momentum&optimizers.3=adagrad")
    lefts = "new Set(player.panels.map((panel) => Math.round(panel.element.getBoundingClientRect().left)))"
    for width, columns in ((1366, 4), (1920, 4), (390, 1)):
        still.page.set_viewport_size({"width": width, "height": 900})
        still.wait(f"{lefts}.size === arg", columns)
        still.wait("document.documentElement.scrollWidth <= window.innerWidth")
        assert still.steady(f"{lefts}.size") == columns
        assert still.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_a_dragged_slider_bends_its_path_while_the_hand_moves(screen):
    screen.show()
    screen.wait("player.playhead.step > 5")
    before = screen.pixels(0)
    screen.drag(screen.slider(0, "learning_rate"), [0.5, 0.3, 0.2])
    screen.wait("player.link.idle && player.shownScenario.optimizers[0].learning_rate < 0.1")
    during = screen.scenario()
    assert screen.read("player.playhead.playing")
    screen.assert_drawn(0, during)
    assert np.abs(screen.pixels(0) - before).max() > 5
    assert screen.url.endswith("/?")  # nothing is settled yet
    screen.page.mouse.up()
    screen.wait("location.search.includes('optimizers.0.learning_rate')")
    assert Scenario.from_url(screen.url) == screen.scenario() == during


def compilations(screen):
    """How many programs the server has compiled so far."""
    return screen.page.evaluate("async () => (await (await fetch('api/health')).json()).compilations")


WATCH_A_DRAG = """() => {
  const { root, stages } = window.optvizPlayer;
  const shown = () => JSON.stringify([...stages[0].tracks[0].pixels]);
  const watched = { drawn: [], written: [] };
  let before = shown();
  root.ownerDocument.addEventListener("pointerrawupdate", () => {
    const now = shown();
    watched.drawn.push(now !== before && stages.every((stage) => stage.isDrawn()));
    before = now;
  });
  for (const { prototype } of [HTMLInputElement, HTMLSelectElement]) {
    const value = Object.getOwnPropertyDescriptor(prototype, "value");
    const set = function (next) {
      if (value.get.call(this) === String(next)) watched.written.push(this.outerHTML.slice(0, 200));
      value.set.call(this, next);
    };
    Object.defineProperty(prototype, "value", { ...value, set });
  }
  window.watched = watched;
}"""


def test_a_drag_is_drawn_before_its_frame_and_writes_only_what_has_changed(still):
    """For each choice that is written anew, Chromium looks through all controls of the page. What takes long to draw
    is drawn once in a frame; by a clock that only what is drawn puts on, however long the page had to wait.
    """
    still.runs_first("window.watched = null;")  # so that no other test goes on with what is watched here
    still.open()
    still.wait("player.runner.isReady")
    still.page.evaluate(WATCH_A_DRAG)
    still.page.evaluate("() => { window.passed = performance.now(); performance.now = () => window.passed; }")
    box = still.slider(0, "learning_rate").bounding_box()
    for share in (0.5, 0.45, 0.4, 0.35):
        still.drag(still.slider(0, "learning_rate"), [share, share - 0.02])
        still.next_frame()
        still.page.mouse.up()
    watched = still.page.evaluate("() => window.watched")
    assert sum(watched["drawn"]) >= 4
    assert watched["written"] == []
    still.page.evaluate("""() => {
      const [stage] = window.optvizPlayer.stages;
      const frame = stage.frame.bind(stage);
      stage.frame = (...given) => {
        window.passed += 6;
        frame(...given);
      };
    }""")
    still.drag(still.slider(0, "learning_rate"), [0.5, 0.48])  # how long it takes is known now
    still.next_frame()
    still.page.evaluate("() => { window.watched.drawn.length = 0; }")
    for share in (0.46, 0.44, 0.42):
        still.page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        still.next_frame()
    still.page.mouse.up()
    drawn = still.page.evaluate("() => window.watched.drawn")
    assert len(drawn) >= 3
    assert not any(drawn)
    still.wait("player.stages.every((stage) => stage.isDrawn())")


def test_a_drag_compiles_nothing_and_keeps_the_zoom(still):
    still.open("surface=trid&optimizers.0=adamax&optimizers.1=momentum&optimizers.2=sgd&optimizers.3=adam")
    before = compilations(still)
    still.page.evaluate("() => { const p = window.optvizPlayer; p.zoom([[-1, 1], [-0.8, 0.8]]); }")
    still.wait("player.stages[3].view.ranges[0][0] === -1")
    still.drag(still.slider(1, "rho"), [0.9, 0.5])
    still.page.mouse.up()
    still.wait("player.link.idle && location.search.includes('optimizers.1.rho')")
    assert compilations(still) == before
    assert still.read("player.stages.map((stage) => stage.view.ranges[0])") == [[-1, 1]] * 4
    still.assert_drawn(1)


def test_the_start_is_dragged_or_moved_by_keys_and_all_panels_follow(still):
    still.show()
    marker = still.page.locator(".ov-start").nth(2)
    box = marker.bounding_box()
    still.page.mouse.move(box["x"] + 14, box["y"] + 14)
    still.page.mouse.down()
    still.page.mouse.move(box["x"] + 60, box["y"] + 50)
    still.page.mouse.move(box["x"] + 74, box["y"] + 64)
    still.wait("player.link.idle && player.shownScenario.start[0] > -1.5")
    still.page.mouse.up()
    still.wait("location.search.includes('start.0')")
    settled = still.scenario()
    assert settled.start != Scenario.default().start
    for i in range(4):
        still.assert_drawn(i, settled)
    shown = still.page.get_by_label("Start x, exact number", exact=True).input_value()
    assert float(shown.replace("−", "-")) == settled.start[0]
    still.page.locator(".ov-start").first.press("ArrowRight")
    still.wait("player.link.idle && player.shownScenario.start[0] > arg", settled.start[0])
    assert still.scenario().start[1] == settled.start[1]


def test_a_click_sets_the_start_and_a_double_click_takes_it_back(still):
    still.show()
    stage = still.page.locator(".ov-stage").first
    still.click_in(stage, 150, 60)
    still.wait("player.link.idle && player.shownScenario.start[0] !== -2")
    moved = still.scenario().start
    assert moved != Scenario.default().start
    still.click_in(stage, 60, 60, times=2)
    still.wait("player.link.idle && player.shownScenario.start[0] === arg[0]", moved)
    assert still.scenario().start == moved


def test_a_number_is_typed_exactly_and_a_bad_one_is_refused(still):
    still.show()
    box = still.page.locator(".ov-panel").first.get_by_label("SGD: learning rate η, exact number", exact=True)
    box.fill("0.12345")
    box.press("Enter")
    still.wait("player.link.idle && player.shownScenario.optimizers[0].learning_rate === 0.12345")
    box.fill("99")
    box.press("Enter")
    assert "99 is not allowed; a number from 0.000001 to 10 is" in still.page.locator(".ov-status").inner_text()
    assert still.scenario().optimizers[0].numbers["learning_rate"] == 0.12345


def test_play_pause_scrub_and_keys(screen):
    screen.show()
    screen.page.locator("body").press(" ")
    screen.wait("!player.playhead.playing")
    screen.page.keyboard.press("Home")
    screen.wait("player.playhead.step === 0")
    for _ in range(3):
        screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.press("ArrowLeft")
    assert screen.read("player.playhead.step") == 2
    screen.page.keyboard.press("End")
    assert screen.read("player.playhead.step") == 200
    screen.page.get_by_label("Step", exact=True).fill("77")
    assert screen.read("player.playhead.step") == 77
    screen.wait("player.stages[0].drawnTo === 77")
    assert screen.page.locator(".ov-step").inner_text() == "77 / 200"
    run = simulate(screen.scenario())
    shown = screen.page.locator(".ov-loss").all_inner_texts()
    assert [float(text.replace("−", "-")) for text in shown] == pytest.approx(
        [p.losses[77] for p in run], rel=0.02, abs=5e-5
    )
    screen.page.get_by_label("Speed", exact=True).select_option("240")
    screen.page.get_by_label("Repeat", exact=True).click()
    screen.page.get_by_label("Play (space)", exact=True).click()
    screen.wait("!player.playhead.playing && player.playhead.step === 200")


CURSOR_OFF = """() => {
  const { cursor, moving, inner, range } = window.optvizPlayer.curves;
  const [own, curves] = [cursor, moving].map((canvas) => canvas.getBoundingClientRect());
  return own.left + own.width / 2 - curves.left - (window.optvizPlayer.playhead.step / range.end) * inner.width;
}"""
OBSERVE_STYLES = """() => {
  window.styled = new Set();
  const note = (changes) => changes.forEach(({ target }) => window.styled.add(target.className));
  new MutationObserver(note).observe(window.optvizPlayer.root, { subtree: true, attributeFilter: ["style"] });
}"""


def test_playing_moves_the_playhead_on_the_curves_and_changes_no_style(screen):
    """For a style that changes from frame to frame Chromium puts the layers of the whole page together anew."""
    screen.show()
    screen.page.evaluate("step => window.optvizPlayer.setPlayhead({ step, playing: false })", 77)
    screen.wait("player.curves.cursorAt === 77")
    assert screen.page.evaluate(CURSOR_OFF) == pytest.approx(0, abs=0.51)  # it stands on whole pixels
    screen.page.evaluate(OBSERVE_STYLES)
    screen.page.keyboard.press(" ")
    screen.wait("player.curves.cursorAt > 90")
    screen.pause()
    assert screen.page.evaluate("[...window.styled]") == []
    screen.wait("player.curves.cursorAt === player.playhead.step")
    assert screen.page.evaluate(CURSOR_OFF) == pytest.approx(0, abs=0.51)


FRAMES_ASKED = """async () => {
  const frame = window.requestAnimationFrame;
  const pass = () => new Promise((drawn) => frame(drawn));
  for (let i = 0; i < 3; i += 1) await pass(); // what was asked for has come
  let asked = 0;
  window.requestAnimationFrame = (then) => {
    asked += 1;
    return frame(then);
  };
  ACT;
  for (let i = 0; i < 12; i += 1) await pass();
  window.requestAnimationFrame = frame;
  return asked;
}"""


def frames_asked(screen, act: str = "") -> int:
    """How many frames the page asks for in the time of twelve, once something was done with `player`."""
    return screen.page.evaluate(FRAMES_ASKED.replace("ACT", act.replace("player", "optvizPlayer")))


def test_where_nothing_moves_no_frame_is_asked_for(still):
    still.show("surface=ravine&optimizers.0=sgd&optimizers.1=adam")
    assert frames_asked(still) == 0
    assert frames_asked(still, "player.setPlayhead({ step: 5 })") == 1
    assert still.read("player.stages.map(({ drawnTo }) => drawnTo)") == [5, 5]
    assert frames_asked(still, "player.setPlayhead({ playing: true })") >= 11
    still.pause()
    still.next_frame()
    assert frames_asked(still) == 0


def test_the_curves_show_every_run_and_can_be_scrubbed(still):
    still.show()
    stage = still.page.locator(".ov-curves-stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    inner = still.read("player.curves.inner.width")
    still.click(box["x"] + 64 + inner / 2, box["y"] + 60)
    assert still.read("player.playhead.step") == pytest.approx(100, abs=1)
    low, high = still.read("[player.curves.range.low, player.curves.range.high]")
    height = still.read("player.curves.inner.height")
    run = simulate(still.scenario())
    drawn = np.array(still.read("[...player.curves.pixels[0]]")).reshape(-1, 2)
    expected = (high - np.log10(run[0].losses)) / (high - low) * height
    np.testing.assert_allclose(drawn[:, 1], expected, atol=0.05)


DIGEST = """async () => {
  const { points } = window.optvizPlayer.data.arrays;
  const { buffer, byteOffset, byteLength } = points;
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(buffer, byteOffset, byteLength));
  return [points.constructor.name, [...new Uint8Array(digest)]];
}"""


def test_a_url_gives_the_bytes_of_simulate(still):
    scenario = Scenario(
        surface={"key": "ravine", "condition_number": 55, "tilt": 20},
        optimizers=EIGHT,
        noise={"key": "gaussian", "scale": 0.3},
        num_steps=200,
        seed=5,
    )
    points = np.stack([path.points for path in simulate(scenario)])
    still.open(scenario.to_url())
    assert still.scenario() == scenario
    assert still.page.evaluate(DIGEST) == ["Float64Array", list(sha256(points.tobytes()).digest())]


def test_panels_are_added_duplicated_moved_removed_and_undone(still):
    still.show()
    names = "player.tracks.map(({ path }) => path.label)"
    assert still.read(names) == ["SGD", "Momentum", "RMSProp", "Adam"]
    still.page.get_by_role("button", name="Add optimizer").click()
    still.page.get_by_role("option", name="Nesterov", exact=True).click()
    still.page.keyboard.press("Escape")
    still.wait("player.panels.length === 5")
    still.ready()

    def menu(label, item):
        still.page.get_by_label(f"Menu of {label}", exact=True).click()
        still.page.get_by_role("button", name=item).locator("visible=true").click()

    menu("Adam", "Duplicate")
    still.wait("player.panels.length === 6 && player.link.idle")
    menu("SGD", "Move right")
    still.wait("player.link.idle && player.tracks[0].path.label === 'Momentum'")
    menu("RMSProp", "Remove")
    still.wait("player.panels.length === 5 && player.link.idle")
    assert still.read(names) == ["Momentum", "SGD", "Adam", "Adam 2", "Nesterov"]
    for i in range(5):
        still.assert_drawn(i)
    for count in range(4, 0, -1):
        still.page.keyboard.press("Control+z")
        still.wait("player.link.idle && player.history.past.length === arg", count)
    assert still.read(names) == ["SGD", "Momentum", "RMSProp", "Adam"]
    still.page.keyboard.press("Control+Shift+Z")
    still.wait("player.panels.length === 5")


def test_twelve_panels_and_no_more(still):
    still.show("&".join(f"optimizers.{i}=sgd" for i in range(12)))
    assert still.read("player.panels.length") == 12
    still.page.get_by_role("button", name="Add optimizer").click()
    still.page.get_by_role("option", name="Adam", exact=True).click()
    still.page.get_by_text("No more than 12: take one away first.").wait_for()
    still.page.get_by_role("option", name="SGD", exact=True).click()  # all twelve
    still.page.get_by_text("One has to stay.").wait_for()
    assert still.read("player.scenario.optimizers.length") == 12
    colours = still.read("player.panels.map((panel) => panel.colour)")
    assert len(set(colours)) == 12


def test_the_sidebar_changes_the_picture_and_the_player_keeps_its_place(screen):
    screen.show()
    screen.pause()
    screen.page.keyboard.press("Home")
    for _ in range(9):
        screen.page.keyboard.press("ArrowRight")
    screen.type("Steps, exact number", "500")
    screen.wait("player.numSteps === 500")
    assert screen.read("player.playhead.step") == 9
    screen.choose_surface("himmelblau")
    screen.wait("player.shownScenario.surface.key === 'himmelblau'")
    screen.ready()
    assert screen.scenario().num_steps == 500
    assert screen.scenario().start == (0.0, -0.5)
    screen.wait("location.search.includes('himmelblau')")
    for i in range(4):
        screen.assert_drawn(i)


def test_the_surface_is_dragged_and_contours_follow(still):
    still.show()
    identity = still.read("player.surface.id")
    slider = still.page.locator('.ov-settings .ov-slider[data-parameter="tilt"]')
    still.drag(slider, [0.5, 0.6, 0.7])
    still.wait("player.shownScenario.surface.tilt > 30 && player.link.idle")
    still.page.mouse.up()
    still.ready()
    assert still.read("player.surface.id") != identity
    still.assert_drawn(3)


def test_reduced_motion_starts_paused_with_the_numbers_of_the_run_and_a_formula_on_demand(still):
    scenario = Scenario(surface="ravine", optimizers=[{"key": "sgd", "learning_rate": 0.3}, "adam"])
    assert still.show(scenario.to_url()).read("player.playhead.playing") is False
    rows = still.page.locator(".ov-table tbody tr").all_inner_texts()
    run = simulate(scenario)
    assert f"diverged at step {run[0].diverged_at}" in rows[0]
    assert str(run[1].metrics.steps_to_tolerance) in rows[1].split("\t")
    assert "200" in rows[1].split("\t")
    still.page.get_by_role("button", name="Adam", exact=True).click()
    box = still.page.locator(".ov-formula:popover-open")
    assert box.locator("math").count() == 1
    assert "Kingma" in box.inner_text()


@pytest.mark.parametrize(
    ("query", "words", "good"),
    [
        ("num_steps=1000000000&seed=3&fbclid=IwAR2&utm_source=mail", "2000", "seed=3"),
        *sample(
            [],
            [
                ("surface=ravin", "did you mean 'ravine'", ""),
                ("optimizers.0=adamm", "did you mean 'adam'", ""),
                ("optimizers.0=sgd&optimizers.0.learning_rate=nan", "a number from 1e-06 to 10", "optimizers.0=sgd"),
            ],
        ),
    ],
)
def test_what_is_bad_of_a_url_is_named_and_the_rest_stays(still, query, words, good):
    """Names that a link was tagged with on its way are no fault."""
    still.open(query)
    still.page.get_by_test_id("stAlert").filter(has_text=words).wait_for()
    still.script_is_done()
    assert still.page.get_by_test_id("stAlert").count() == 1
    assert still.scenario() == Scenario.from_url(good)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ('{"surface": "ravine", "optimizers": ["adamm"]}', 422, "adam"),
        ('{"surface": "ravine", "optimizers": [{"key": "sgd", "learning_rate": NaN}]}', 422, "learning_rate"),
        ('{"surface": "ravine", "optimizers": ["sgd"], "num_steps": 1000000000}', 422, "num_steps"),
        ('{"surface": "ravine"}', 422, "optimizers"),
        ("{", 422, "JSON"),
        (" " * 10_000_000, 413, str(MAX_CHARACTERS)),
    ],
)
def test_the_route_refuses_with_the_field_and_what_is_allowed(screen, server, body, status, words):
    answer = screen.page.request.post(f"{server}/api/simulate", data=body.encode())
    assert answer.status == status
    assert words in answer.text()
    good = screen.page.request.post(f"{server}/api/simulate", data=Scenario.default().to_json().encode())
    assert good.status == 200


ASK = """(question) => new Promise((resolve) => {
  const socket = new WebSocket(window.optvizPlayer.link.url);
  socket.onmessage = ({ data }) => (resolve(typeof data === "string" ? data : data.size), socket.close());
  socket.onclose = () => resolve("");
  socket.onopen = () => socket.send(question);
})"""


REFUSED = [
    ('rows=0-10\n{"surface": "ravine", "optimizers": ["adamm"]}', "adam"),
    ("rows=10-0\n" + Scenario.default().to_json(), "rows"),
    ("onto=rosenbrok\n" + Scenario.default().to_json(), "(did you mean 'rosenbrock'?)"),
    ("held=0,x\n" + Scenario.default().to_json(), "places such as 0,2"),
    ("nothing", "JSON"),
    (" " * 1_000_000, str(MAX_CHARACTERS)),
]


ASK_IN_TURN = f"""async (pairs) => {{
  const ask = {ASK};
  const answers = [];
  for (const [bad, good] of pairs) answers.push([await ask(bad), await ask(good)]);
  return answers;
}}"""


def test_the_live_line_refuses_in_the_same_words(still):
    still.show()
    good = "\n" + Scenario.default().to_json()
    asked = [[question, good] for question, _ in REFUSED]
    answers = still.page.evaluate(ASK_IN_TURN, asked)
    for (_, words), (refused, size) in zip(REFUSED, answers, strict=True):
        assert words in refused
        assert size > 1000


def test_a_dead_server_is_said_and_recovered_from(open_screen):
    screen = open_screen(with_line=True, reduced_motion="reduce")
    line = screen.line
    screen.show("surface=recurrent_unit&optimizers.0=sgd&num_steps=60")
    line.cut()
    screen.drag(screen.page.locator(".ov-settings .ov-slider[data-parameter=target]"), [0.7, 0.5])
    screen.wait("document.querySelector('.ov-status').dataset.tone === 'stale'")
    screen.page.mouse.up()
    line.dead = False
    screen.wait("player.link.idle && location.search.includes('target')")
    screen.wait("document.querySelector('.ov-status').textContent === ''")
    screen.assert_drawn(0)


def test_without_its_line_the_page_goes_on_and_settles_once_it_is_back(open_screen):
    screen = open_screen(with_line=True, reduced_motion="reduce")
    screen.runs_by_itself()
    line = screen.line
    screen.show("surface=himmelblau&optimizers.0=adam&optimizers.1=momentum&num_steps=80&show.taylor=on")
    screen.wait("player.link.idle && player.runner.isReady && player.tracks[0].detail.taylor")
    line.cut()
    asked = "player.runner.runs"
    for count, (i, parameter) in enumerate([(0, "learning_rate"), (1, "learning_rate"), (1, "rho")], 1):
        before, runs = screen.scenario(), screen.read(asked)
        screen.drag(screen.slider(i, parameter), [0.5, 0.4, 0.3])
        screen.wait(f"{asked} > arg", runs)
        assert screen.scenario() != before
        assert screen.read("[player.history.past.length, player.session.isSettled]") == [count, False]
        screen.assert_drawn(i)
        path = simulate(screen.scenario())[i]
        row = screen.page.locator(".ov-table tbody tr").nth(i)
        assert row.locator("td").all_text_contents() == [column.cell(path) for column in COLUMNS if column.on_page]
        drawn = screen.read(f"[...player.tracks[{i}].curves.loss]")
        lowest = min(minimum.value for minimum in simulate(screen.scenario()).minima)
        np.testing.assert_allclose(drawn, path.losses - lowest, rtol=1e-5, atol=1e-9)
        if count < 3:
            screen.page.mouse.up()
            screen.page.get_by_text("the page goes on without it").wait_for()
    moved = screen.scenario()
    screen.page.mouse.up()
    line.dead = False
    screen.wait("player.link.idle && player.session.isSettled && !player.tracks[1].path.isLocal")
    assert screen.scenario() == moved
    screen.wait("document.querySelector('.ov-status').textContent === ''")


def test_rules_come_go_and_are_exchanged_without_the_line(open_screen):
    screen = open_screen(with_line=True, reduced_motion="reduce")
    screen.runs_by_itself()
    page, line = screen.page, screen.line
    screen.show("surface=himmelblau&optimizers.0=adam&optimizers.1=momentum&num_steps=40")
    screen.wait("player.runner.isReady && 'optimizers/lion-2' in player.runner.local.programs.modules")
    line.cut()
    page.route("**/programs/**", lambda route: route.abort())

    def shown(*keys):
        screen.wait("player.shownScenario.optimizers.map(({ key }) => key).join() === arg", ",".join(keys))
        run = simulate(screen.scenario())
        assert screen.read("player.tracks.map(({ path }) => path.label)") == [path.label for path in run]
        colours = screen.read("player.panels.map((panel) => panel.colour)")
        assert colours == [look.light for look in looks(run.scenario)]
        for i, path in enumerate(run):
            screen.assert_drawn(i)
            cells = page.locator(".ov-table tbody tr").nth(i).locator("td").all_text_contents()
            assert cells == [column.cell(path) for column in COLUMNS if column.on_page]

    page.get_by_role("button", name="Add optimizer").click()
    page.get_by_role("option", name="Lion", exact=True).click()
    shown("adam", "momentum", "lion")
    page.get_by_role("option", name="Adam", exact=True).click()
    shown("momentum", "lion")
    page.get_by_role("button", name="The lecture's six").click()
    shown("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
    page.keyboard.press("Escape")
    page.get_by_label("Menu of SGD", exact=True).click()
    page.get_by_role("button", name="Move right").locator("visible=true").click()
    shown("momentum", "sgd", "nesterov", "adagrad", "rmsprop", "adam")
    page.get_by_text("the page goes on without it").wait_for()
    for key in ("z", "z", "Shift+z"):
        page.keyboard.press(f"Control+{key}")
    shown("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
    page.keyboard.press("Control+Shift+z")
    shown("momentum", "sgd", "nesterov", "adagrad", "rmsprop", "adam")
    assert not screen.read("player.session.isSettled")
    line.dead = False
    screen.wait("player.link.idle && player.session.isSettled")
    shown("momentum", "sgd", "nesterov", "adagrad", "rmsprop", "adam")
    assert not screen.read("player.tracks.some(({ path }) => path.isLocal)")


def test_without_its_line_the_ground_follows_the_surface_s_own_slider(open_screen):
    """With its contours and its known minima: the dip becomes deeper, and then none."""
    screen = open_screen(with_line=True, reduced_motion="reduce")
    screen.runs_by_itself()
    line = screen.line
    screen.show("surface=local_minimum&optimizers.0=sgd&optimizers.1=adam&num_steps=60")
    screen.wait("player.link.idle && player.runner.isReady")
    line.cut()
    slider = screen.page.locator(".ov-settings .ov-slider[data-parameter=depth]")
    for shares, count in (([0.3, 0.5, 0.6], 2), ([0.6, 0.3, 0.01], 1)):
        runs = screen.read("player.runner.runs")
        screen.drag(slider, shares)
        screen.wait("player.runner.runs > arg", runs)
        screen.next_frame()
        screen.assert_drawn(1)
        assert screen.has_ground_of_the_server()
        assert screen.read("player.surface.minima.length / 2") == count
        assert screen.read("player.stages[0].minima.length / 2") == count
        screen.page.mouse.up()
    assert screen.read("[player.history.past.length, player.session.isSettled]") == [3, False]
    line.dead = False
    screen.wait("player.link.idle && player.session.isSettled && !player.surface.id.includes(' ')")
    assert screen.has_ground_of_the_server()


def test_while_the_hand_moves_nothing_goes_over_the_line(open_screen):
    screen = open_screen(with_line=True, reduced_motion="reduce")
    screen.runs_by_itself()
    line = screen.line
    screen.show("surface=ravine&optimizers.0=sgd&optimizers.1=adam&num_steps=60")
    screen.wait("player.runner.isReady")
    line.holding = True
    start = screen.page.locator(".ov-start").first.bounding_box()
    screen.drag(screen.slider(1, "beta_1"), [0.5, 0.6, 0.7])
    screen.page.mouse.up()
    line.until(1)
    screen.page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    screen.page.mouse.down()
    screen.page.mouse.move(start["x"] + 40, start["y"] + 30, steps=4)
    screen.assert_drawn(0)
    assert len(line.held) == 1, "what was settled before, and nothing else"
    line.let_go(0)
    screen.wait("player.history.past.length === 2")
    assert screen.scenario().start != screen.read("player.history.present.start")
    screen.page.mouse.up()
    line.until(2)
    line.let_go(1)
    screen.wait("player.link.idle && player.history.past.length === 3")


def test_figures_and_data_are_taken_home(still, server):
    scenario = Scenario(surface="himmelblau", optimizers=["adam", "rmsprop"], num_steps=50)
    still.show(scenario.to_url())
    still.page.get_by_role("button", name="Take home").click()
    still.page.locator(".ov-home-format", has_text="CSV").click()
    with still.page.expect_download() as download:
        still.page.get_by_role("button", name="Download").click()
    text = download.value.path().read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO("".join(line for line in text.splitlines(True) if line[0] != "#"))))
    run = simulate(scenario)
    drawn = np.array([[float(row["x"]), float(row["y"])] for row in rows]).reshape(2, 51, 2)
    np.testing.assert_array_equal(drawn, np.stack([path.points for path in run]))
    for name, start in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("html", b"<!doctype html")):
        answer = still.page.request.get(f"{server}/export/optviz.{name}?{scenario.to_url()}", timeout=60_000)
        assert answer.status == 200
        assert answer.body().startswith(start)
    refused = still.page.request.get(f"{server}/export/optviz.png?surface=ravin", timeout=60_000)
    assert refused.status == 422


def test_the_exported_page_plays_from_disk_without_a_server(browser, tmp_path):
    scenario = Scenario(surface="rosenbrock", optimizers=["adam", "momentum", *EIGHT[:6]], num_steps=1000)
    file = tmp_path / "run.html"
    export(scenario, file)
    assert file.stat().st_size < 1_000_000
    page = new_page(browser, offline=True)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_function("() => window.optvizPlayer?.stages.every((stage) => stage.isDrawn() && stage.drawnTo > 3)")
    expected = np.stack([path.points for path in simulate(scenario)])
    assert page.evaluate(DIGEST) == ["Float64Array", list(sha256(expected.tobytes()).digest())]
    page.keyboard.press("End")
    page.wait_for_function("() => window.optvizPlayer.stages[0].drawnTo === 1000")
    assert complaints == []
    page.context.close()
