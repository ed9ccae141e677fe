"""The 3D view in a real browser: where things are drawn against a pinhole camera written anew here."""

import io

import numpy as np
import pytest
from PIL import Image
from recorded import drawn_in, marks, record

from optviz import SURFACES, Scenario, simulate
from optviz.engine.landscape import landscape

SMALL, PHONE = {"width": 900, "height": 640}, {"width": 390, "height": 844}
STILL = {"reduced_motion": "reduce", "viewport": SMALL}
LOOKED_AT = 0.32
"""The height at the middle of the scene to which the camera points, of the scene's own."""
VIEWPOINT = "player.overlay.viewpoint"
LABELS = """() => Array.from(document.querySelectorAll(".ov-space .ov-axes text"),
  (text) => [text.textContent, Number(text.getAttribute("y"))])"""


@pytest.fixture
def screen(open_screen):
    """A small one: three dimensions are drawn without a graphics card here."""
    return open_screen(**STILL)


def expected_heights(scenario, losses, spacing="auto"):
    """The shade of a loss as the drawn landscape has it, by the relation of its own losses and shades; or evenly."""
    shown = landscape(scenario.surface)
    order = np.argsort(shown.losses, axis=None)
    shades = np.interp(losses, shown.losses.ravel()[order], shown.shades.ravel()[order])
    even = (np.asarray(losses) - shown.lowest) / (shown.highest - shown.lowest)
    return (even if spacing == "linear" else shades).clip(0, 1)


def seen_at(screen, points, heights) -> np.ndarray:
    """The pixels of points at heights, on the page: a pinhole with an opening of 45 degrees on a turntable."""
    viewpoint, distance, box = screen.read("""(({ viewpoint, distance, element }) =>
      [viewpoint, distance, element.getBoundingClientRect().toJSON()])(player.overlay)""")
    low, high = np.array(screen.scenario().surface.record.domain).T
    spans = high - low
    units = np.append(1.25 * np.maximum(0.5, spans / spans.max()) / spans, 0.7)
    middle = np.append((low + high) / 2, LOOKED_AT)
    places = (np.column_stack([np.atleast_2d(points), heights]) - middle) * units
    around, above = np.radians([viewpoint["azimuth"], viewpoint["elevation"]])
    towards = np.array([np.cos(above) * np.cos(around), np.cos(above) * np.sin(around), np.sin(above)])
    right = np.cross([0, 0, 1], towards) / np.cos(above)
    image = places @ np.stack([right, np.cross(towards, right)]).T / (distance - places @ towards)[:, None]
    image *= viewpoint["zoom"] / np.tan(np.pi / 8) * np.array([1, -1]) * box["height"] / 2
    image += np.array([viewpoint["right"], viewpoint["down"]]) * box["height"]
    return np.array([box["left"] + box["width"] / 2, box["top"] + box["height"] / 2]) + image


def rows_seen(screen, i: int, rows: list[int]) -> np.ndarray:
    """Where these rows of path i are seen on the page, from the run itself."""
    path, scenario = simulate(screen.scenario())[i], screen.scenario()
    spacing = screen.read("player.display.heights")
    return seen_at(screen, path.points[rows], expected_heights(scenario, path.losses[rows], spacing))


def target_of(screen, weights) -> tuple[float, float]:
    """Where weights are seen on the surface."""
    scenario = screen.scenario()
    losses = simulate(Scenario.from_dict(scenario.to_dict() | {"start": weights}))[0].losses[:1]
    return tuple(seen_at(screen, np.array([weights]), expected_heights(scenario, losses))[0])


def middle_of(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def corner(screen) -> np.ndarray:
    box = screen.read("player.overlay.element.getBoundingClientRect().toJSON()")
    return np.array([box["left"], box["top"]])


def colour_at(screen, x: float, y: float, radius: int = 0) -> list[int]:
    """What is drawn over the scene and moves, at a pixel of the page; or the most opaque within a radius of it."""
    return screen.page.evaluate(
        """([x, y, radius]) => {
          const { top } = window.optvizPlayer.overlay.scene;
          const { left, top: above } = top.getBoundingClientRect();
          const [ratio, side] = [top.width / top.clientWidth, 2 * radius + 1];
          const corner = [x - left, y - above].map((place) => (place - radius) * ratio);
          const { data } = top.getContext("2d").getImageData(...corner, side, side);
          const pixels = Array.from({ length: side * side }, (_, i) => [...data.subarray(4 * i, 4 * i + 4)]);
          return pixels.reduce((one, other) => (other[3] > one[3] ? other : one));
        }""",
        [x, y, radius],
    )


@pytest.mark.parametrize("query", ["surface=ravine", "surface=himmelblau&start.0=0&start.1=0&show.heights=linear"])
def test_heads_are_at_the_playhead_and_hover_and_click_find_the_rows(screen, query):
    screen.show(f"show.view=space&{query}&optimizers.0=sgd&optimizers.0.learning_rate=0.005&optimizers.1=adam")
    screen.seek(17)
    for i in range(2):
        head = screen.read(f"player.tracks[{i}].head.slice(0, 2)") + corner(screen)
        np.testing.assert_allclose(head, rows_seen(screen, i, [17])[0], atol=0.1)
    path = simulate(screen.scenario())[1]
    rows = screen.read(
        "(({ laid, sight }) => [...laid.row].filter((row, i) => sight.states[i] === 2))(player.tracks[1])"
    )
    seen = next(row for row in rows if row == int(row) and row >= 60)
    x, y = rows_seen(screen, 1, [int(seen)])[0]
    screen.page.mouse.move(x, y)
    tip = screen.page.locator(".ov-space .ov-tip")
    tip.wait_for()
    name, point, loss = tip.inner_text().split("\n")
    i = next(i for i, label in enumerate(("SGD", "Adam")) if name.startswith(f"{label}, "))
    row, path = int(name.rpartition(" ")[2]), simulate(screen.scenario())[i]
    assert np.hypot(*(rows_seen(screen, i, [row])[0] - (x, y))) < 3
    numbers = [float(part) for part in point.strip("()").replace("−", "-").split(", ")]
    np.testing.assert_allclose(numbers, path.points[row], rtol=1e-3)
    assert float(loss.removeprefix("loss ")) == pytest.approx(path.losses[row], rel=1e-3)
    screen.click(x, y)
    assert screen.read("player.playhead.step") == row


def test_nothing_is_told_by_colour_alone(open_screen):
    screen = open_screen(**STILL)
    record(screen)
    screen.show("show.view=space&optimizers.0=sgd&optimizers.1=momentum&optimizers.2=adam&optimizers.3=rmsprop")
    screen.seek(17)
    colours = screen.read("player.tracks.map(({ colour }) => colour)")
    heads = [marks(drawn_in(screen, ".ov-space"), colour) for colour in colours]
    assert [len(one) for one in heads] == [1] * 4
    assert len(set.union(*heads)) == 4


def test_the_surface_is_lit_from_the_left_and_nothing_is_drawn_while_nothing_moves(screen):
    screen.show("show.view=space&surface=sphere&optimizers.0=sgd&show.heights=linear&show.camera=-90,40")
    screen.seek(0)
    low, high = np.array(screen.scenario().surface.record.domain).T
    middle, aside = (low + high) / 2, np.array([0.55, 0]) * (high - low) / 2
    image = Image.open(io.BytesIO(screen.page.screenshot())).convert("L")

    def brightness(weights):
        losses = simulate(Scenario.from_dict(screen.scenario().to_dict() | {"start": tuple(weights)}))[0].losses[:1]
        place = seen_at(screen, weights, expected_heights(screen.scenario(), losses, "linear"))[0]
        x, y = np.rint(place).astype(int)
        return float(np.median(np.array(image)[y - 4 : y + 5, x - 4 : x + 5]))

    left, right = brightness(middle - aside), brightness(middle + aside)
    assert left < right - 15, "the side that falls away from the light is darker"
    assert brightness(middle + aside / 5) > 245, "the valley is the paper itself"
    screen.page.evaluate("""() => {
        const { scene } = window.optvizPlayer.overlay;
        window.drawn = 0;
        const { clearRect } = scene.topContext;
        scene.topContext.clearRect = (...box) => ((window.drawn += 1), clearRect.apply(scene.topContext, box));
        const { gl } = scene.painter;
        const { clear } = gl;
        gl.clear = (...bits) => ((window.drawn += 1000), clear.apply(gl, bits));
    }""")
    for _ in range(5):
        screen.page.evaluate("() => new Promise(requestAnimationFrame)")
    assert screen.page.evaluate("() => window.drawn") == 0
    screen.seek(1)
    assert 1 <= screen.page.evaluate("() => window.drawn") < 1000, "the surface stays as it is while the playhead moves"


def test_arrows_ellipse_and_models_are_where_the_numbers_say(screen):
    screen.show(
        "show.view=space&show.heights=linear&show.arrows=10&surface=rosenbrock&start.0=-1.2&start.1=1"
        "&optimizers.0=sgd&optimizers.0.learning_rate=0.0005"
    )
    screen.seek(0)
    path, scenario = simulate(screen.scenario())[0], screen.scenario()
    height = expected_heights(scenario, path.losses[:1], "linear")
    middle = path.points[0] + 5 * (path.points[1] - path.points[0])  # half of the arrow of the step, ten times enlarged
    (place,) = seen_at(screen, middle[None], height)
    red, green, blue = (int(screen.read("player.theme.gradient")[i : i + 2], 16) for i in (1, 3, 5))
    assert colour_at(screen, *place) == [red, green, blue, 255]  # SGD's step is its gradient's, which lies on top
    screen.choose(arrows="0")
    screen.wait("player.overlay.drawn === '0 0 false'")
    assert colour_at(screen, *place) == [0, 0, 0, 0]
    assert colour_at(screen, *model_corner(screen), 2)[3] == 0
    screen.choose(taylor="on")
    screen.wait("player.overlay.drawn === '0 0 true' && player.tracks[0].detail.taylor && player.overlay.isDrawn()")
    assert colour_at(screen, *model_corner(screen), 2)[3] > 100
    screen.show("show.view=space&show.arrows=1&surface=sphere&optimizers.0=adagrad&show.camera=-90,60")
    screen.seek(3)
    path, scenario = simulate(screen.scenario())[0], screen.scenario()
    rates = 1 / np.sqrt(path.state[scenario.optimizers[0].record.accumulator][3])
    axes = 0.08 * rates / rates.max() / (1.25 / np.ptp(np.array(scenario.surface.record.domain), axis=1))
    ends = path.points[3] + np.array([[axes[0], 0], [-axes[0], 0], [0, axes[1]], [0, -axes[1]]])
    assert [colour_at(screen, *target_of(screen, tuple(end)), 2)[3] > 50 for end in ends] == [True] * 4


def model_corner(screen) -> np.ndarray:
    """A corner of the patch of the quadratic at Rosenbrock's start (-1.2, 1), by its derivatives on paper."""
    gradient, hessian = np.array([-215.6, -88.0]), np.array([[1330.0, 480.0], [480.0, 200.0]])
    domain = np.array(screen.scenario().surface.record.domain)
    spans = np.ptp(domain, axis=1)
    offset = np.array([0.15, 0.0]) / (1.25 * spans / spans.max() / spans)
    loss = 24.2 + gradient @ offset + offset @ hessian @ offset / 2
    height = expected_heights(screen.scenario(), np.array([loss]), "linear")
    return seen_at(screen, np.array([-1.2, 1.0]) + offset, height)[0]


def test_the_start_is_dragged_over_the_surface_and_stays_in_the_domain(screen):
    screen.show("show.view=space&optimizers.0=sgd")
    ring = screen.page.locator(".ov-space .ov-start")
    ring.wait_for()
    np.testing.assert_allclose(middle_of(ring), target_of(screen, Scenario.default().start), atol=1)
    wanted = (-1.0, 0.5)  # on the slope that is seen
    x, y = target_of(screen, wanted)
    screen.page.mouse.move(*middle_of(ring))
    screen.page.mouse.down()
    screen.page.mouse.move(x - 20, y - 20)
    screen.page.mouse.move(x, y)
    screen.wait("player.link.idle && Math.abs(player.shownScenario.start[0] - arg[0]) < 0.1", wanted)
    np.testing.assert_allclose(screen.scenario().start, wanted, atol=0.05)
    box = screen.page.locator(".ov-space").bounding_box()
    screen.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] + 200)
    screen.page.mouse.up()
    screen.wait("player.link.idle && location.search.includes('start.0')")
    for value, (low, high) in zip(screen.scenario().start, SURFACES["ravine"].domain, strict=True):
        assert low <= value <= high
    before = screen.scenario().start
    ring.press("ArrowRight")
    screen.wait("player.link.idle && player.shownScenario.start[0] > arg", before[0])


def test_fingers_drag_the_start_turn_the_scene_and_go_nearer(open_screen):
    screen = open_screen(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")
    screen.show("show.view=space&optimizers.0=sgd")
    ring = screen.page.locator(".ov-space .ov-start")
    ring.wait_for()
    touch = screen.touch
    x, y = middle_of(ring)
    touch("touchStart", (x, y))
    touch("touchMove", (x + 20, y + 10))
    touch("touchMove", (x + 60, y + 20))
    screen.wait("player.link.idle && player.shownScenario.start[0] !== arg", Scenario.default().start[0])
    touch("touchEnd")
    screen.wait("player.link.idle && location.search.includes('start.0')")
    np.testing.assert_allclose(target_of(screen, screen.scenario().start), (x + 60, y + 20), atol=4)
    home, box = screen.read(VIEWPOINT), screen.page.locator(".ov-space").bounding_box()
    left, top = box["x"] + 60, box["y"] + box["height"] - 30
    touch("touchStart", (left, top))
    for step in range(1, 5):
        touch("touchMove", (left + 10 * step, top))
    screen.wait("player.overlay.viewpoint.azimuth !== arg", home["azimuth"])
    touch("touchStart", (left + 40, top), (left + 140, top))
    touch("touchMove", (left + 20, top), (left + 160, top))
    screen.wait("player.overlay.viewpoint.zoom > 1.3")
    touch("touchEnd")
    screen.wait("location.search.includes('show.camera')")
    seen = screen.read(VIEWPOINT)
    assert seen["zoom"] == pytest.approx(1.4, rel=0.01)
    assert seen["elevation"] == home["elevation"]


def test_the_hand_turns_and_tips_the_scene_and_it_stays_where_it_was_put(screen):
    screen.show("show.view=space&optimizers.0=sgd&optimizers.1=adam")
    home, box = screen.read(VIEWPOINT), screen.page.locator(".ov-space").bounding_box()
    x, y = box["x"] + 30, box["y"] + 30  # beside the paths
    mouse, plot = screen.page.mouse, screen.page.locator(".ov-turntable")

    def drag(across, down):
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + across, y + down, steps=3)
        mouse.up()
        return screen.read(VIEWPOINT)

    turned = drag(200, 0)
    assert turned == pytest.approx(home | {"azimuth": (home["azimuth"] - 80 + 180) % 360 - 180}), "it only turns"
    tipped = drag(0, 20)
    assert tipped == pytest.approx(turned | {"elevation": home["elevation"] + 8}), "it only tips"
    assert drag(0, -600)["elevation"] == 5, "it stays above the ground"
    mouse.move(x, y)
    mouse.wheel(0, -120)
    screen.wait("player.overlay.viewpoint.zoom > 1")
    assert screen.read(VIEWPOINT)["zoom"] == pytest.approx(1.1)
    screen.wait("location.search.includes('show.camera')")
    mouse.dblclick(x, y)
    assert screen.read(VIEWPOINT) == home
    screen.wait("!location.search.includes('show.camera')")
    for home_again in ("new MouseEvent('dblclick')", "new KeyboardEvent('keydown', { key: 'Home' })"):
        plot.evaluate(f"""(plot) => new Promise((done) => {{
          plot.dispatchEvent(new WheelEvent("wheel", {{ deltaY: -120, cancelable: true }}));
          plot.dispatchEvent({home_again});
          setTimeout(done, 300); // comes after what the notch set before it
        }})""")
        assert "show.camera" not in screen.url, "a notch just before does not settle after it"
    plot.focus()
    screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.press("Shift+ArrowDown")
    screen.page.keyboard.press("+")
    pressed = screen.read(VIEWPOINT)
    assert pressed["azimuth"] == pytest.approx((home["azimuth"] - 5 + 180) % 360 - 180)
    assert (pressed["elevation"], pressed["zoom"]) == pytest.approx((home["elevation"] + 1, 1.1))
    assert screen.read("player.playhead.step") == 0, "these keys are the scene's"
    screen.page.keyboard.press("Home")
    assert screen.read(VIEWPOINT) == home
    put = drag(-150, 30)
    screen.page.keyboard.press("ArrowRight")
    assert screen.read("player.playhead.step") == 1, "after a drag the keys are the playhead's"

    def assert_still_there(within=1e-9):
        screen.ready()
        assert screen.read(VIEWPOINT) == pytest.approx(put, abs=within)

    identity = screen.read("player.surface.id")
    screen.drag(screen.page.locator('.ov-settings .ov-slider[data-parameter="tilt"]'), [0.5, 0.6, 0.7])
    mouse.up()
    screen.wait("player.surface.id !== arg && player.link.idle && location.search.includes('tilt')", identity)
    assert_still_there()
    screen.page.keyboard.press("Control+z")
    screen.wait("player.link.idle && player.surface.id === arg", identity)
    assert_still_there()
    for view in ("panels", "space"):
        screen.choose(view=view)
        assert_still_there() if view == "space" else None
    assert screen.read("player.overlay.fileOptions().azimuth") == round(put["azimuth"])
    screen.page.get_by_role("link", name="Surfaces", exact=True).click()
    screen.page.wait_for_function("() => !window.optvizPlayer")
    screen.page.get_by_role("link", name="Playground", exact=True).click()
    screen.page.wait_for_function("() => window.optvizPlayer")
    assert_still_there(0.06)
    screen.page.reload()
    assert_still_there(0.06)


def test_paths_follow_while_the_hand_moves_and_the_theme_changes(open_screen):
    screen, asked = open_screen(apart=True), []
    screen.listen("request", lambda request: "plotly" in request.url and asked.append(request.url))
    screen.open("show.view=space&optimizers.0=sgd")
    screen.seek(20)
    rate = screen.read("player.shownScenario.optimizers[0].learning_rate")
    screen.drag(screen.slider(0, "learning_rate"), [0.5, 0.4, 0.3])
    screen.wait("player.link.idle && player.shownScenario.optimizers[0].learning_rate < arg / 1.5", rate)
    screen.wait("player.overlay.drawnTo === 20")
    head = screen.read("player.tracks[0].head.slice(0, 2)") + corner(screen)
    np.testing.assert_allclose(head, rows_seen(screen, 0, [20])[0], atol=0.1)
    screen.page.mouse.up()
    screen.page.emulate_media(color_scheme="dark")
    screen.page.wait_for_function("() => getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'")
    screen.page.evaluate("() => window.optvizPlayer.themeMayHaveChanged()")
    screen.wait("player.overlay.isDrawn() && player.overlay.scene.painter.look[0] === player.theme")
    assert screen.read("player.theme.paper") == screen.read("player.catalogue.themes.dark.paper")
    assert asked == []


def test_the_axis_says_how_the_loss_is_spaced(screen):
    screen.show("show.view=space")
    for spacing, title in [("auto", "loss, log"), ("linear", "loss")]:
        screen.choose(heights=spacing)
        screen.wait(
            "player.overlay.isDrawn() && document.querySelector('.ov-space .ov-axes-labels').textContent.endsWith(arg)",
            title,
        )
        labels = screen.page.evaluate(LABELS)
        losses = labels[[text for text, _ in labels].index("y") + 1 : -1]
        values = np.array([float(text) for text, _ in losses])
        assert len(values) >= 3
        heights = expected_heights(Scenario.default(), values, spacing)
        (x0, x1), (y0, y1) = SURFACES["ravine"].domain
        corners = np.array([[x, y] for x in (x0, x1) for y in (y0, y1)])
        leftmost = corners[np.argmin(seen_at(screen, corners, np.zeros(4))[:, 0])]
        expected = seen_at(screen, np.tile(leftmost, (len(values), 1)), heights)[:, 1] - corner(screen)[1]
        np.testing.assert_allclose([baseline for _, baseline in losses], expected + 0.33 * 12, atol=0.6)


def test_graphics_that_are_lost_are_said_to_be_and_come_back(screen):
    screen.show("show.view=space")
    word = screen.page.locator(".ov-space-word")
    assert word.inner_text() == ""
    screen.page.evaluate("""() => {
      window.lost = window.optvizPlayer.overlay.scene.painter.gl.getExtension("WEBGL_lose_context");
      window.lost.loseContext();
    }""")
    screen.page.get_by_text("The browser draws no surface now").wait_for()
    screen.seek(5)
    head = screen.read("player.tracks[0].head.slice(0, 2)") + corner(screen)
    np.testing.assert_allclose(head, rows_seen(screen, 0, [5])[0], atol=0.1)
    screen.page.evaluate("() => window.lost.restoreContext()")
    screen.wait("document.querySelector('.ov-space-word').textContent === '' && player.overlay.isDrawn()")


def test_a_surface_of_one_weight_is_shown_side_by_side_with_a_word(screen):
    key = next(surface.key for surface in SURFACES.values() if len(surface.domain) == 1)
    screen.show(f"show.view=space&surface={key}")
    assert screen.read("player.overlay") is None
    assert screen.read("player.root.dataset.view") == "panels"
    assert "two weights" in screen.page.locator(".ov-status").inner_text()
    screen.page.keyboard.press("v")
    screen.wait("player.root.dataset.view === 'panels' && player.display.view === 'panels'")
    assert screen.page.locator(".ov-status").inner_text() == ""
