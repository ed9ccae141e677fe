"""A slow server, a thousand drags, a hidden tab, coming and going, and fingers: the player keeps its footing."""

import numpy as np

from benchmarks.browser import serving
from optviz import OPTIMIZERS, SURFACES, Scenario
from optviz.engine.demonstrations import shown_on
from optviz.picture.sliders import home_of

LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
STILL = {"reduced_motion": "reduce"}
SET_RATE = """(place) => {
  const slider = document.querySelector('.ov-panel .ov-slider[data-parameter="learning_rate"]');
  slider.value = place;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}"""
SET_TARGET = SET_RATE.replace(".ov-panel", ".ov-settings").replace("learning_rate", "target")
CURVED = "surface=recurrent_unit&optimizers.0=sgd&num_steps=60"
"""What only the server answers: on this surface a whole curve is lowest."""
LET_GO = """() => document.querySelector('.ov-panel .ov-slider[data-parameter="learning_rate"]')
  .dispatchEvent(new Event("change", { bubbles: true }))"""
DRAG = """async (count) => {
  const slider = document.querySelector('.ov-panel .ov-slider[data-parameter="learning_rate"]');
  const { link } = window.optvizPlayer;
  for (let i = 0; i < count; i++) {
    slider.value = 300 + (i % 300);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    if (i % 10 === 0) while (!link.idle) await new Promise((done) => requestAnimationFrame(done));
  }
  slider.dispatchEvent(new Event("change", { bubbles: true }));
}"""


def test_one_request_is_under_way_and_the_newest_scenario_wins(open_screen):
    screen = open_screen(with_line=True, **STILL)
    line = screen.line
    screen.show(CURVED)
    line.holding = True
    before = screen.scenario()
    for place in (300, 400, 500):
        screen.page.evaluate(SET_TARGET, place)
    line.until(1)
    assert screen.read("player.link.waiting !== null")
    assert screen.scenario() == before
    line.let_go(0)
    line.until(2)
    assert screen.read("player.link.waiting") is None
    line.let_go(1)
    screen.ready()
    line.until(2)  # the one in between was never asked for
    newest = screen.read("player.scenario.surface.target")
    assert screen.scenario().surface.values[0] == newest
    screen.assert_drawn(0)


def test_another_surface_is_not_lost_while_the_hand_moves_on(open_screen):
    screen = open_screen(with_line=True, **STILL)
    line = screen.line
    screen.show()
    line.holding = True
    screen.choose_surface("rosenbrock")
    line.until(1)
    screen.page.evaluate(SET_RATE, 300)
    line.let_go(0)
    line.until(2)
    line.let_go(1)
    screen.ready()
    moved, (sgd, *others) = screen.scenario(), screen.scenario().optimizers
    assert moved.surface.key == "rosenbrock"
    assert moved.start == SURFACES["rosenbrock"].start
    assert sgd.numbers["learning_rate"] == screen.read("player.scenario.optimizers[0].learning_rate")
    carried = shown_on(Scenario.default(), "rosenbrock").optimizers
    assert tuple(others) == carried[1:]
    assert sgd != carried[0]
    screen.assert_drawn(0)


def test_a_slow_server_is_said_while_one_waits(open_screen):
    screen = open_screen(with_line=True, **STILL)
    line = screen.line
    screen.show(CURVED)
    line.holding = True
    screen.page.evaluate(SET_TARGET, 300)
    line.until(1)
    screen.page.get_by_text("Waiting for the server").wait_for()
    assert screen.read("document.querySelector('.ov-status').dataset.tone") == ""  # it is there
    line.let_go(0)
    screen.ready()
    screen.wait("document.querySelector('.ov-status').textContent === ''")


def test_a_thousand_drags_leave_nothing_behind(open_screen):
    screen = open_screen()
    screen.show("optimizers.0=sgd&num_steps=20")
    devtools = screen.devtools

    def counts_after(changes: int) -> dict[str, float]:
        screen.page.evaluate(DRAG, changes)
        screen.page.wait_for_function("() => window.optvizPlayer.link.idle")
        devtools.send("HeapProfiler.collectGarbage")
        devtools.send("HeapProfiler.collectGarbage")
        counters = devtools.send("Memory.getDOMCounters")
        heap = devtools.send("Runtime.getHeapUsage")["usedSize"]
        count = "(which) => document.querySelectorAll(which).length"
        canvases = screen.page.evaluate(count, "canvas:not(.ov-strip-map)")
        strips = screen.page.evaluate(count, ".ov-strip-map")  # made in idle time: those of now, or not yet
        assert strips <= screen.page.evaluate(count, '.ov-panel .ov-slider[data-parameter="learning_rate"]')
        return counters | {"canvases": canvases, "heap": heap}

    before, after = counts_after(100), counts_after(1000)
    for name in ("documents", "nodes", "jsEventListeners"):
        assert after[name] <= before[name] + 20, (name, before, after)
    assert after["canvases"] == before["canvases"]
    assert after["heap"] < before["heap"] + 2e6


def test_a_still_hand_asks_for_nothing_and_a_hidden_tab_draws_nothing(open_screen):
    screen = open_screen()
    screen.runs_first("""(() => {
      window.timers = new Set();
      const { setTimeout: later, setInterval: every } = window;
      const note = (stack) => /\\/player\\//.test(stack) && window.timers.add(stack);
      window.setTimeout = (...all) => (note(new Error().stack), later(...all));
      window.setInterval = (...all) => (note(new Error().stack), every(...all));
      const frame = window.requestAnimationFrame.bind(window);
      window.hiddenFrames = { on: false, held: [], away: 0 };
      window.requestAnimationFrame = (act) =>
        hiddenFrames.on ? hiddenFrames.held.push(act) : frame((now) => act(now + hiddenFrames.away));
    })()""")
    screen.open()
    screen.wait("player.strips.isDone")
    step = screen.read("player.playhead.step")
    screen.wait("player.playhead.step !== arg", step)
    screen.page.evaluate("() => { const p = window.optvizPlayer; p.setPlayhead({...p.playhead, step: 0}); }")
    # A browser gives a hidden tab no frames; here they are kept back the same way.
    screen.page.evaluate("() => { window.timers.clear(); window.hiddenFrames.on = true; }")
    screen.page.wait_for_function("() => window.hiddenFrames.held.length > 0", polling=50)
    step = screen.read("player.playhead.step")
    requests = []
    screen.listen("request", lambda request: requests.append(request.url))
    screen.page.evaluate("() => fetch('api/health')")
    assert screen.read("player.playhead.step") == step
    assert screen.page.evaluate("() => [...window.timers]") == []
    ours = [url for url in requests if "/static/" not in url]  # Streamlit may load a part of its own late
    assert [url for url in ours if not url.endswith("api/health")] == []
    after = screen.page.evaluate(
        """async (step) => {
      Object.assign(hiddenFrames, { on: false, away: 3_600_000 });
      hiddenFrames.held.forEach((act) => requestAnimationFrame(act));
      while (optvizPlayer.playhead.step === step) await new Promise(requestAnimationFrame);
      return optvizPlayer.playhead.step;
    }""",
        step,
    )
    assert step < after < step + 60  # the hour away is not made up for


def test_fingers_set_the_start_and_drag_it(open_screen):
    screen = open_screen(viewport=PHONE, has_touch=True, is_mobile=True, **STILL)
    screen.show()
    stage = screen.page.locator(".ov-stage").first
    stage.tap(position={"x": 200, "y": 60})
    screen.wait("player.link.idle && player.shownScenario.start[0] !== -2")
    tapped = screen.scenario().start
    np.testing.assert_allclose(screen.pixels(0)[0], [200 - 37, 60 - 4], atol=1.0)
    box = screen.page.locator(".ov-start").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = screen.touch
    touch("touchStart", (x, y))
    for share in (0.3, 0.6, 1.0):
        touch("touchMove", (x - share * 60, y + share * 40))
    screen.wait("player.link.idle && player.shownScenario.start[0] < arg", tapped[0])
    touch("touchEnd")
    screen.wait("player.link.idle && player.history.past.length === 3")
    assert screen.page.evaluate("() => window.scrollY") == 0
    np.testing.assert_allclose(screen.pixels(0)[0], [200 - 37 - 60, 60 - 4 + 40], atol=1.5)
    screen.assert_drawn(0)


def test_who_comes_back_finds_one_player_with_what_undo_has_handed_on_again(open_screen):
    screen = open_screen(viewport=LAPTOP, **STILL)
    screen.open("surface=saddle&optimizers.0=sgd&num_steps=60")
    screen.page.evaluate("() => { window.first = window.optvizPlayer; }")
    screen.page.locator(".ov-start").first.press("ArrowUp")
    screen.wait("player.link.idle && player.history.past.length === 2")
    moved = screen.scenario()
    screen.type("Steps, exact number", "80")
    screen.wait("player.numSteps === 80")
    screen.handed_on(screen.page.get_by_label("Undo (Ctrl+Z)", exact=True).click)
    screen.wait("player.numSteps === 60")
    screen.page.get_by_role("link", name="Lessons", exact=True).click()
    screen.page.wait_for_function("() => window.optvizPlayer === null")  # it has gone
    screen.page.get_by_role("link", name="Playground", exact=True).click()
    screen.ready()
    assert screen.scenario() == moved  # what the session holds
    assert screen.page.get_by_label("Steps, exact number", exact=True).input_value() == "60"
    assert screen.page.locator(".ov-root").count() == 1
    assert screen.page.evaluate("() => window.first !== window.optvizPlayer && window.first.stop.signal.aborted")
    loop = screen.read("player.playhead.loop")
    screen.page.keyboard.press("l")  # one player hears it, once
    assert screen.read("player.playhead.loop") is not loop
    assert screen.page.evaluate("() => window.first.playhead.loop") is loop


def test_it_stands_in_a_folder_of_an_address_as_well(open_screen):
    with serving(folder="teach/optimizers") as address:
        screen = open_screen(address, **STILL)
        screen.open("surface=saddle&optimizers.0=sgd&num_steps=60")
        screen.page.locator(".ov-start").first.press("ArrowUp")
        screen.wait("player.link.idle && player.history.past.length === 2")
        assert screen.url.startswith(f"{address}/?surface=saddle")
        answer = screen.page.request.get(f"{address}/export/run.json?surface=nowhere", timeout=60_000)
        assert answer.status == 422, "a file's route is there, which has read what is asked of it"
        screen.page.goto("about:blank")  # before its server goes


def test_only_what_changed_comes_over_the_line(open_screen):
    screen = open_screen(viewport=LAPTOP, **STILL)
    screen.runs_by_itself()
    screen.open("num_steps=1000")
    screen.wait("player.runner.isReady")
    screen.page.evaluate("() => { window.held = optvizPlayer.tracks.map(({ points }) => points); }")
    for place in (300, 500):
        screen.page.evaluate(SET_RATE, place)
        screen.ready()
    screen.page.evaluate(LET_GO)
    screen.wait("player.link.idle && player.history.past.length === 2")
    path = 1001 * 4 * 8  # two weights, the loss and its curve, in double precision
    assert path < screen.read("player.link.bytes") < 3 * path  # one of four, with its inner life
    assert screen.read("player.tracks.map(({ points }, i) => points === window.held[i])") == [False, True, True, True]
    for i in range(4):
        screen.assert_drawn(i)
    screen.type("Start x, exact number", "-1")
    screen.ready()
    assert screen.read("player.link.bytes") > 4 * path
    for i in range(4):
        screen.assert_drawn(i)
    screen.page.get_by_label("Menu of Momentum", exact=True).click()
    screen.page.get_by_role("button", name="Remove").locator("visible=true").click()
    screen.wait("player.link.idle && player.panels.length === 3")
    screen.ready()
    for i in range(3):
        screen.assert_drawn(i)


def test_a_slider_that_was_let_go_elsewhere_follows_no_pointer(open_screen):
    screen = open_screen(viewport=LAPTOP, **STILL)
    screen.show()
    slider = screen.slider(0, "learning_rate")
    box = slider.bounding_box()
    screen.drag(slider, [0.5, 0.6])
    screen.page.mouse.move(box["x"] + 0.4 * box["width"], 100)
    screen.page.mouse.up()
    screen.wait("player.link.idle && player.history.past.length === 2")
    settled, asked = screen.scenario(), screen.read("player.link.askedAt")
    for share in (0.2, 0.5, 0.8):
        screen.page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        screen.page.evaluate("() => new Promise(requestAnimationFrame)")
    assert screen.read("player.link.askedAt") == asked
    assert screen.scenario() == settled
    slider.press("ArrowRight")  # nobody holds it: it can be set again
    screen.wait("player.link.idle && player.history.past.length === 3")
    screen.page.keyboard.press("Control+z")
    screen.wait("player.link.idle && player.history.past.length === 2")
    low, high = home_of(OPTIMIZERS["sgd"], settled.surface)
    rate = settled.optimizers[0].numbers["learning_rate"]
    expected = round(1000 * np.log(rate / low) / np.log(high / low))
    assert slider.input_value() == str(expected)
