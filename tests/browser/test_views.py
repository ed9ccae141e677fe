"""What the views draw, against `simulate` and NumPy: arrows, curves, step by step, what hover says, keys, display."""

import re

import numpy as np
import pytest
from recorded import dashes, drawn_in, marks, record

from optviz import Scenario, simulate
from tests.samples import sample

SCENARIO = Scenario(
    surface="rosenbrock",
    start=(-1.2, 1.0),
    optimizers=[
        {"key": "sgd", "learning_rate": 0.001},
        {"key": "momentum", "learning_rate": 0.0005},
        "rmsprop",
        "bfgs",
    ],
    num_steps=60,
)
URL = SCENARIO.to_url()
FEWER = Scenario.from_dict(
    SCENARIO.to_dict() | {"optimizers": [SCENARIO.to_dict()["optimizers"][i] for i in (0, 1, 3)]}
)
STILL = {"reduced_motion": "reduce"}
STEP = 7
SAMPLE = """(samples) => samples.map((sample) => [...sample.querySelectorAll("path")])
  .map(([line, mark]) => [line.getAttribute("stroke-dasharray"), mark.getAttribute("d")])"""
INSPECT = """([i, row]) => import(new URL("joined.mjs", document.querySelector("link[href*='player.css']").href))
  .then(({ modules }) => modules["layers/arrows.mjs"].inspect(window.optvizPlayer.tracks[i], row))"""


def numbers(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?[\d.]+(?:e-?\d+)?", text.replace("−", "-"))]


def at_row(screen, i: int, row: int, dx: float = 0.0) -> tuple[float, float]:
    """Where a row of path i lies on the page."""
    canvas = screen.read(f"(({{ left, top }}) => [left, top])(player.stages[{i}].scene.getBoundingClientRect())")
    x, y = screen.pixels(i)[row]
    return canvas[0] + x + dx, canvas[1] + y


@pytest.mark.parametrize("width", sample([390], [390, 1366, 1920]))
def test_arrows_are_the_gradient_the_velocity_and_the_step(open_screen, width):
    screen = open_screen(viewport={"width": width, "height": 900}, **STILL)
    screen.show(f"{URL}&show.arrows=1")
    screen.seek(STEP)
    run = simulate(screen.scenario())
    for i, path in enumerate(run):
        shown = screen.page.evaluate(INSPECT, [i, STEP])
        arrows = {arrow["name"]: list(arrow["of"]) for arrow in shown["arrows"]}
        rate = path.learning_rates[STEP]
        np.testing.assert_allclose(arrows["gradient"], -rate * path.gradients[STEP], rtol=2e-5, atol=1e-9)
        moved = path.points[STEP + 1] - path.points[STEP]
        np.testing.assert_allclose(arrows["step"], moved, rtol=1e-3, atol=3e-7)
        assert ("velocity" in arrows) == bool(path.choice.record.arrows)
        screen.assert_drawn(i)
    velocity = screen.page.evaluate(INSPECT, [1, STEP])["arrows"][1]["of"]
    expected = -run[1].learning_rates[STEP] * run[1].state["velocity"][STEP]
    np.testing.assert_allclose(list(velocity), expected, rtol=2e-5)


def test_the_ellipse_shows_the_rates_and_the_quadratic_the_curvature_that_the_method_sees(still):
    still.show(f"{URL}&show.arrows=1")
    run = simulate(still.scenario())
    rates = 1 / np.sqrt(run[2].state["second_moment"][STEP])
    ellipse = still.page.evaluate(INSPECT, [2, STEP])["ellipse"]
    np.testing.assert_allclose(ellipse, rates / rates.max(), rtol=1e-5)
    inverse, gradient = run[3].state["inverse_hessian"][STEP], run[3].gradients[STEP]
    model = still.page.evaluate(INSPECT, [3, STEP])["model"]
    np.testing.assert_allclose(model["centre"], -inverse @ gradient, rtol=1e-4)
    hessian = np.linalg.inv(inverse)
    turn = np.array(
        [[np.cos(model["angle"]), -np.sin(model["angle"])], [np.sin(model["angle"]), np.cos(model["angle"])]]
    )
    angles = np.linspace(0, 2 * np.pi, 9)
    ends = turn @ (np.array(model["axes"])[:, None] * np.stack([np.cos(angles), np.sin(angles)]))
    levels = np.einsum("in,ij,jn->n", ends, hessian, ends)
    centre = -inverse @ gradient
    np.testing.assert_allclose(levels, centre @ hessian @ centre, rtol=1e-3)


def test_arrows_are_drawn_in_their_colours_and_can_be_magnified_and_hidden(still):
    still.show(URL)
    still.seek(0)

    def coloured(name: str) -> int:
        """Pixels of the third stage's top canvas in the colour of an arrow."""
        return still.page.evaluate(
            """(name) => {
          const { stages: [, , { top }], theme } = window.optvizPlayer;
          const wanted = theme[name].match(/\\w\\w/g).map((pair) => parseInt(pair, 16));
          const { data } = top.getContext("2d").getImageData(0, 0, top.width, top.height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4)
            if (data[i + 3] > 200 && wanted.every((value, j) => Math.abs(value - data[i + j]) < 12)) count++;
          return count;
        }""",
            name,
        )

    counts = []
    for scale in ("0", "3", "10", "0"):  # to scale, the step is shorter than the disc at its foot
        still.choose(arrows=scale)
        still.next_frame()
        counts.append((coloured("gradient"), coloured("step")))
    gradient, step = zip(*counts, strict=True)
    assert (gradient[0], step[0]) == (gradient[3], step[3])
    assert max(gradient[0], step[0]) < 10  # of the edges of the start's ring
    assert min(gradient[1:3]) > 50  # that arrow leaves the panel either way
    assert step[0] < step[1] < step[2]


def test_step_by_step_lights_the_line_and_puts_the_numbers_in(still):
    still.show(f"{URL}&show.stepwise=on")
    path = simulate(still.scenario())[1]
    start, head, *lines = path.choice.record.pseudocode_of("sum").split("\n")
    moved = [path.gradients[STEP], path.state["velocity"][STEP + 1], path.points[STEP + 1]]
    code = still.page.locator(".ov-panel").nth(1).locator(".ov-code li")
    assert [text.strip() for text in code.locator("code").all_text_contents()] == [
        line.strip() for line in (start, head, *lines)
    ]
    for i in range(len(lines)):
        still.seek(STEP + (i + 0.5) / len(lines))
        still.page.wait_for_function(
            """i => {
              const line = document.querySelectorAll('.ov-panel')[1].querySelectorAll('li')[i];
              return line.matches('.ov-lit') && line.querySelector('.ov-value').textContent;
            }""",
            arg=i + 2,
        )
        assert [" ov-lit" in f" {name}" for name in code.evaluate_all("all => all.map((one) => one.className)")] == [
            k == i + 2 for k in range(len(lines) + 2)
        ]
        of_start, of_head, *values = code.locator(".ov-value").all_inner_texts()
        assert (of_start, of_head) == ("", f"t = {STEP + 1}")
        assert all(values[: i + 1])
        assert not any(values[i + 1 :])
        np.testing.assert_allclose(numbers(values[i]), moved[i], rtol=6e-3, atol=1e-4)


def expected_curves(path, minimum) -> dict[str, np.ndarray]:
    """Each quantity from the run's own arrays. A step belongs to the row it leaves, the last row repeats it."""

    def rows(steps):
        return np.concatenate([steps, steps[-1:]])

    moved = np.diff(path.points, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.where(np.abs(moved) > 1e-4, np.abs(moved / path.gradients[:-1]), np.nan)
    return {
        "loss": path.losses,
        "gradient_norm": np.linalg.norm(path.gradients, axis=1),
        "step_length": rows(np.linalg.norm(moved, axis=1)),
        "rate_x": rows(rates[:, 0]),
        "rate_y": rows(rates[:, 1]),
        "distance": np.linalg.norm(path.points - minimum, axis=1),
        "learning_rate": rows(path.learning_rates),
    } | {
        f"state.{name}": np.linalg.norm(values.reshape(len(values), -1), axis=1)
        for name, values in path.state.items()
        if name in ("velocity", "second_moment", "inverse_hessian")
    }


def test_every_curve_is_the_quantity_that_it_says_against_steps_and_gradients(still):
    still.show(URL)
    run = simulate(still.scenario())
    expected = [expected_curves(path, run.minima[0].point) for path in run]
    for count, key in enumerate(sorted(set().union(*expected))):
        axes = [("steps", "log"), ("gradients", "linear"), ("steps", "linear"), ("gradients", "log")]
        for against, scale in sample([axes[count % 4]], axes):
            still.choose(curve=key, against=against, scale=scale)
            drawn = still.read(
                "(({ values, pixels, range, inner, base }) => ({ values: values.map((all) => all && [...all]), "
                "pixels: pixels.map((all) => all && [...all]), range, inner, base }))(player.curves)"
            )
            low, high, end = (drawn["range"][name] for name in ("low", "high", "end"))
            height, width = drawn["inner"]["height"], drawn["inner"]["width"]
            assert drawn["range"]["logarithmic"] == (scale == "log")
            for i, path in enumerate(run):
                if key not in expected[i]:
                    assert drawn["values"][i] is None
                    continue
                values = expected[i][key]
                shown = np.array(drawn["values"][i], dtype=float)
                # Float32 points are subtracted from each other: what is near their precision is not compared.
                sure = np.isfinite(values) & (values > 1e-3)
                np.testing.assert_allclose(shown[sure], values[sure], rtol=2e-3, err_msg=f"{path.label} {key}")
                place = np.log10(shown[sure] - drawn["base"]) if scale == "log" else shown[sure]
                pixels = np.array(drawn["pixels"][i], dtype=float).reshape(-1, 2)
                across = np.arange(len(values)) if against == "steps" else path.evaluations[:, 1]
                np.testing.assert_allclose(pixels[:, 0], across / end * width, atol=0.05)
                y = np.clip((high - place) / (high - low) * height, -4, height + 4)
                np.testing.assert_allclose(pixels[sure, 1], y, atol=0.05)


def test_hover_names_optimizer_step_point_and_loss_and_a_click_puts_the_playhead_there(still):
    still.show(URL)
    path = simulate(still.scenario())[1]
    x, y = at_row(still, 1, 3)
    still.page.mouse.move(x, y)
    tip = still.page.locator(".ov-panel").nth(1).locator(".ov-tip")
    tip.wait_for()
    name, point, loss = tip.inner_text().split("\n")
    row = int(name.split("step ")[1])
    assert name == f"Momentum, step {row}"
    assert np.hypot(*(still.pixels(1)[row] - still.pixels(1)[3])) < 1.0
    np.testing.assert_allclose(numbers(point), path.points[row], rtol=1e-3)
    np.testing.assert_allclose(numbers(loss), [path.losses[row]], rtol=1e-3)
    still.click(x, y)
    assert still.read("player.playhead.step") == row
    assert still.scenario() == SCENARIO


@pytest.mark.parametrize("against", ["steps", "gradients"])
def test_hover_on_the_curves_reads_all_runs(still, against):
    still.show(f"{URL}&show.against={against}")
    run = simulate(still.scenario())
    stage = still.page.locator(".ov-curves-stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    still.page.mouse.move(box["x"] + 64 + still.read("player.curves.inner.width") / 3, box["y"] + 60)
    tip = stage.locator(".ov-tip")
    tip.wait_for()
    first, *lines = tip.inner_text().split("\n")
    across = {"steps": [np.arange(61)] * 4, "gradients": [path.evaluations[:, 1] for path in run]}[against]
    end = max(values[-1] for values in across)
    at = round(end / 3)
    assert numbers(first) == [at]
    for line, path, values in zip(lines, run, across, strict=True):
        assert line.startswith(path.label)
        if at > values[-1]:
            assert line.endswith("–")
        else:
            row = np.flatnonzero(values <= at)[-1]
            np.testing.assert_allclose(numbers(line.removeprefix(path.label)), [path.losses[row]], rtol=1e-3)


@pytest.mark.parametrize("width", sample([1920], [1366, 1920]))
def test_a_drag_on_one_panel_zooms_all_and_a_double_click_takes_it_back(open_screen, width):
    screen = open_screen(viewport={"width": width, "height": 900}, **STILL)
    screen.show(URL)
    home = screen.read("player.stages.map((stage) => stage.view.ranges)")
    box = screen.page.locator(".ov-stage").nth(2).bounding_box()
    screen.page.mouse.move(box["x"] + 70, box["y"] + 30)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + 120, box["y"] + 70)
    screen.page.mouse.move(box["x"] + 170, box["y"] + 110)
    screen.page.mouse.up()
    screen.wait("player.stages[0].view.ranges[0][0] !== arg", home[0][0][0])
    zoomed = screen.read("player.stages.map((stage) => stage.view.ranges)")
    assert all(ranges == zoomed[0] for ranges in zoomed)
    assert np.diff(zoomed[0])[0, 0] < 0.7 * np.diff(home[0])[0, 0]
    for i in range(4):
        screen.assert_drawn(i)
    assert screen.scenario() == SCENARIO
    screen.click_in(screen.page.locator(".ov-stage").nth(1), 60, 30, times=2)
    screen.wait("player.link.idle && player.stages[3].view.ranges[0][0] === arg", home[0][0][0])
    assert screen.read("player.stages.map((stage) => stage.view.ranges)") == home
    assert screen.scenario() == SCENARIO


def test_a_drag_on_an_axis_moves_or_stretches_all(still):
    still.show(URL)
    home = still.read("player.stages[0].view.ranges[0]")
    box = still.page.locator(".ov-stage").nth(1).bounding_box()
    below = box["y"] + box["height"] - 8
    for grip, by in ((0.5, 30), (0.97, -40)):  # in the middle, and at an end
        before = still.read("player.stages[0].view.ranges[0]")
        x = box["x"] + grip * box["width"]
        still.page.mouse.move(x, below)
        still.page.mouse.down()
        still.page.mouse.move(x + by / 2, below)
        still.page.mouse.move(x + by, below)
        still.page.mouse.up()
        still.wait("player.stages[0].view.ranges[0].some((end, i) => end !== arg[i])", before)
        still.wait("player.stages.every(({ view }) => view.ranges[0][1] === player.stages[1].view.ranges[0][1])")
        for i in range(4):
            still.assert_drawn(i)
    moved = still.read("player.stages[0].view.ranges[0]")
    assert moved[0] < home[0]
    assert np.ptp(moved) > 1.1 * np.ptp(home)
    assert still.scenario() == SCENARIO


@pytest.mark.parametrize("width", sample([390], [390, 1366]))
def test_overlaid_draws_all_paths_on_one_stage(open_screen, width):
    screen = open_screen(viewport={"width": width, "height": 844}, **STILL)
    screen.show(f"{URL}&show.view=overlaid")
    assert screen.read(
        "[player.stages.length, document.querySelectorAll('.ov-stage:not(.ov-curves-stage)').length]"
    ) == [1, 1]
    for i in range(4):
        screen.assert_drawn(i)
    assert screen.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def without_leader(lines: dict) -> dict:
    """Without the line from a head to its name, a pixel wide."""
    return {width: found for width, found in lines.items() if width != 1}


def test_nothing_is_told_by_colour_alone(open_screen):
    screen = open_screen(**STILL)
    record(screen)
    screen.show(f"{URL}&show.view=overlaid")
    screen.seek(STEP)
    colours = screen.read("player.tracks.map(({ colour }) => colour)")
    assert len(set(colours)) == 4
    paths, curves = drawn_in(screen, ".ov-shared"), drawn_in(screen, ".ov-curves-stage")
    for drawn, widths in ((paths, 2), (curves, 1)):  # a path is drawn ahead and walked
        lines = [without_leader(dashes(drawn, colour)) for colour in colours]
        assert {len(each) for each in lines} == {widths}
        for width in lines[0]:
            assert [len(each[width]) for each in lines] == [1] * 4
            assert len(set.union(*(each[width] for each in lines))) == 4
    heads = [marks(paths, colour) for colour in colours]
    assert [len(one) for one in heads] == [1] * 4
    assert len(set.union(*heads)) == 4
    assert [marks(curves, colour) for colour in colours] == heads
    for samples in (".ov-curves-legend", ".ov-panel", ".ov-table"):
        shown = screen.page.locator(f"{samples} .ov-swatch svg").evaluate_all(SAMPLE)
        assert [shape for _, shape in shown] == [shape for one in heads for _, shape in one]
        assert len({dash for dash, _ in shown}) == 4


PARTS = {"1": "sidebar", "2": "sliders", "3": "curves", "4": "table"}
SELECTORS = {
    "sidebar": "[data-testid=stSidebar]",
    "sliders": ".ov-panel .ov-lines",
    "curves": ".ov-curves",
    "table": ".ov-table",
}


def test_parts_are_hidden_by_keys_and_by_the_url(still):
    still.show(URL)
    for key, part in PARTS.items():
        place = still.page.locator(SELECTORS[part]).first
        assert place.is_visible()
        still.page.keyboard.press(key)
        place.wait_for(state="hidden")
        assert f"show.{part}=off" in still.url
    still.page.reload()
    still.ready()
    for part in PARTS.values():
        assert still.page.locator(SELECTORS[part]).first.is_hidden()
    for key, part in PARTS.items():
        still.page.keyboard.press(key)
        still.page.locator(SELECTORS[part]).first.wait_for()
    assert "show." not in still.url
    assert Scenario.from_url(still.url) == SCENARIO


def test_bad_display_fields_are_named_and_the_rest_holds(still):
    still.show(f"{URL}&show.view=sideways&show.colour=red&show.arrows=3")
    status = still.page.locator(".ov-status").inner_text()
    assert "show.view: panels, overlaid" in status
    assert "show.colour: no such field; view" in status
    assert still.read("[player.display.view, player.display.arrows]") == ["panels", "3"]


def test_keys_do_what_the_sheet_says(still):
    still.show(URL)
    press = still.page.keyboard.press
    press("?")
    sheet = still.page.locator("dialog[open] dt").all_inner_texts()
    assert sheet[:15] == [
        "Space", "← →", "Home, End", "+ −", "L", "V", "A", "S", "T", "F", "1 2 3 4 5",
        "Ctrl+Z, Ctrl+Shift+Z", "N, P", "H", "?",
    ]  # fmt: skip
    press("Escape")
    still.page.locator("dialog[open]").wait_for(state="detached")
    press("Shift+ArrowRight")
    press("ArrowLeft")
    assert still.read("player.playhead.step") == 9
    speed = still.read("player.playhead.speed")
    press("+")
    assert still.read("player.playhead.speed") > speed
    press("-")
    assert still.read("player.playhead.speed") == speed
    press("t")
    assert still.read("player.display.taylor") == "on"
    press("t")
    assert still.read("player.display.taylor") == "off"
    press("l")
    assert still.read("player.playhead.loop") is False
    for arrows in ("1", "3", "10", "0"):
        press("a")
        assert still.read("player.display.arrows") == arrows
    press("s")
    still.page.locator(".ov-stepper").first.wait_for()
    press("s")
    still.page.locator(".ov-stepper").first.wait_for(state="hidden")
    press("v")
    assert still.read("player.display.view") == "overlaid"
    assert "show.view=overlaid" in still.url
    small = still.page.locator(".ov-table td").first.evaluate("cell => parseFloat(getComputedStyle(cell).fontSize)")
    press("f")
    still.wait("document.fullscreenElement === player.root && player.display.large === 'on'")
    large = still.page.locator(".ov-table td").first.evaluate("cell => parseFloat(getComputedStyle(cell).fontSize)")
    assert large > 1.25 * small
    press("f")
    still.wait("document.fullscreenElement === null && player.display.large === 'off'")
    still.page.locator(".ov-number").first.focus()
    still.page.keyboard.type("1")
    assert still.read("player.display.sidebar") == "on"  # a digit that is typed into a box hides nothing


def press_menu(page, label: str, item: str) -> None:
    page.get_by_label(f"Menu of {label}", exact=True).click()
    page.get_by_role("button", name=item).locator("visible=true").click()


def add(page, title: str) -> None:
    page.get_by_role("button", name="Add optimizer").click()
    page.get_by_role("option", name=title, exact=True).click()
    page.keyboard.press("Escape")


CHANGES = {
    "steps": lambda screen: screen.type("Steps, exact number", "80"),
    "kind of noise": lambda screen: screen.page.get_by_label("Gradient noise", exact=True).select_option("gaussian"),
    "seed": lambda screen: screen.type("Seed of the noise", "7"),
    "another draw": lambda screen: screen.page.get_by_role("button", name="Draw again").click(),
    "tolerance": lambda screen: screen.page.get_by_label("Tolerance", exact=True).press("ArrowRight"),
    "surface": lambda screen: screen.choose_surface("ravine"),
    "start": lambda screen: screen.page.locator(".ov-start").first.press("ArrowUp"),
    "start in the sidebar": lambda screen: screen.type("Start x, exact number", "-1.5"),
    "hyperparameter": lambda screen: screen.type("SGD: learning rate η, exact number", "0.002"),
    "schedule": lambda screen: screen.page.get_by_label("SGD: learning-rate schedule", exact=True).select_option(
        "cosine"
    ),
    "surface's parameter": lambda screen: screen.page.locator(".ov-own .ov-slider").first.press("ArrowRight"),
    "scale of the noise": lambda screen: screen.page.locator(".ov-own .ov-slider").last.press("ArrowRight"),
    "add": lambda screen: add(screen.page, "Adam"),
    "duplicate": lambda screen: press_menu(screen.page, "Momentum", "Duplicate"),
    "remove": lambda screen: press_menu(screen.page, "BFGS", "Remove"),
    "move": lambda screen: press_menu(screen.page, "SGD", "Move right"),
}


GO_THROUGH = """async (button, addresses) => {
  const player = window.optvizPlayer;
  const shows = (address) => player.link.idle && player.url === address && location.search.includes(address);
  const seen = [];
  for (const address of addresses) {
    button.click();
    for (let frames = 0; frames < 2000 && !shows(address); frames++) await new Promise(requestAnimationFrame);
    if (!shows(address)) break;
    const title = document.querySelector(".ov-settings .ov-opens b").textContent;
    const steps = document.querySelector("[aria-label='Steps, exact number']").value;
    seen.push([JSON.stringify(player.shownScenario), title, steps]);
  }
  return [seen, button.disabled];
}"""
"""Presses a button again and again, each time once the page shows what it has to; what was seen each time, and whether
the button is of no use then."""


def test_undo_and_redo_go_through_every_kind_of_change(still):
    still.show(f"{FEWER.to_url()}&show.curves=off&show.table=off")
    still.page.locator(".ov-more summary").first.click()
    seen = [still.scenario()]
    for kind, act in CHANGES.items():
        act(still)
        still.wait("player.link.idle && player.history.past.length === arg", len(seen) + 1)
        seen.append(still.scenario())
        assert seen[-1] != seen[-2], kind
    settled(still, seen[-1])
    undo, redo = (
        still.page.get_by_label("Undo (Ctrl+Z)", exact=True),
        still.page.get_by_label("Redo (Ctrl+Shift+Z)", exact=True),
    )
    for button, expected in ((undo, seen[-2::-1]), (redo, seen[1:])):
        shown, is_disabled = button.evaluate(GO_THROUGH, [one.to_url() for one in expected])
        assert is_disabled
        for (scenario, title, steps), one in zip(shown, expected, strict=True):
            assert Scenario.from_json(scenario) == one
            assert (title, steps) == (one.surface.record.title, str(one.num_steps))
        settled(still, expected[-1])
    for _ in range(3):  # quickly: the next one does not wait for the page
        still.page.keyboard.press("Control+z")
    settled(still, seen[-4])


def shows(screen, expected: Scenario) -> None:
    """Waits until the player shows a scenario."""
    screen.wait("player.link.idle && player.url === arg && location.search.includes(arg)", expected.to_url())
    assert screen.scenario() == expected
    assert screen.page.locator(".ov-settings .ov-opens b").text_content() == expected.surface.record.title
    assert screen.page.get_by_label("Steps, exact number", exact=True).input_value() == str(expected.num_steps)


def settled(screen, expected: Scenario) -> None:
    """Waits until the player shows a scenario, and until Streamlit's script has taken it over."""
    shows(screen, expected)
    screen.script_is_done()


def test_a_change_in_the_sidebar_keeps_playhead_zoom_speed_and_view(still):
    still.show(f"{URL}&show.view=overlaid")
    still.page.evaluate("() => { const p = window.optvizPlayer; p.zoom([[-1, 1], [-0.5, 1.5]]); }")
    still.page.get_by_label("Speed", exact=True).select_option("120")
    still.seek(13)
    kept = "[player.playhead.step, player.playhead.speed, player.display.view, player.overlay.view.ranges]"
    before = still.read(kept)
    still.handed_on(lambda: still.type("Steps, exact number", "90"))
    still.wait("player.numSteps === 90 && player.link.idle && location.search.includes('num_steps=90')")
    assert still.read(kept) == before
