"""The 3D view in a real browser, by what Plotly holds."""

import numpy as np
import pytest
from recorded import drawn_in, marks, record

from optviz import SURFACES, Scenario, simulate
from optviz.engine.landscape import landscape

SMALL, PHONE = {"width": 800, "height": 560}, {"width": 390, "height": 844}
"""Three dimensions are drawn without a graphics card here."""
STILL = {"reduced_motion": "reduce"}
CAMERA = "player.overlay.plot._fullLayout.scene.camera.eye"


@pytest.fixture
def screen(open_screen):
    return open_screen(viewport=SMALL)


def open_space(screen, query=""):
    screen.open(f"show.view=space&{query}")
    screen.pause()
    return screen.ready()


def lines(screen):
    """Of each path: rows, points, heights without the lift, the lift; its whole line as drawn, and the walked one."""
    held = screen.read(
        "player.overlay.plot.data.filter(({ mode, line }) => mode === 'lines' && typeof line.color === 'string')"
        ".map(({ x, y, z }) => [x, y, z].map((values) => [...values]))"
    )
    laid = screen.read(
        "player.overlay.laid.map(({ row, x, y, z, lift }) => [row, x, y, z, lift].map((values) => [...values]))"
    )
    for whole, walked, (row, x, y, z, lift) in zip(held[: len(laid)], held[len(laid) :], laid, strict=True):
        drawn = [np.array(line, dtype=float) for line in (whole, walked)]
        yield np.array(row), np.stack([x, y], axis=1), np.array(z) - np.array(lift), np.array(lift), drawn


def assert_on_the_line(drawn, points, heights):
    """Every vertex of what is drawn lies on a line, in its order: the dash leaves gaps."""
    corners, along = np.column_stack([points, heights]).astype(float), 0
    for vertex in drawn[:, np.isfinite(drawn).all(axis=0)].T:
        pieces = np.diff(corners[along:], axis=0)
        squares = np.maximum((pieces**2).sum(axis=1), 1e-30)
        shares = (((vertex - corners[along:-1]) * pieces).sum(axis=1) / squares).clip(0, 1)
        away = np.abs(corners[along:-1] + shares[:, None] * pieces - vertex).max(axis=1)
        found = np.flatnonzero(away < 1e-4)
        assert len(found), vertex
        along += found[0]


def expected_heights(scenario, losses):
    """The shade of a loss, as the drawn landscape has it: read off the relation of its own losses and shades."""
    shown = landscape(scenario.surface)
    order = np.argsort(shown.losses, axis=None)
    return np.interp(losses, shown.losses.ravel()[order], shown.shades.ravel()[order]).clip(max=1)


def assert_on_the_surface(screen):
    scenario = screen.scenario()
    step = screen.read("player.playhead.step")
    for path, (row, points, heights, lifts, drawn) in zip(simulate(scenario), lines(screen), strict=True):
        own = row == np.floor(row)
        np.testing.assert_array_equal(row[own], np.arange(scenario.num_steps + 1))
        np.testing.assert_allclose(points[own], path.points, atol=1e-5)
        np.testing.assert_allclose(heights[own], expected_heights(scenario, path.losses), atol=2e-3)
        assert (lifts > 0).all()
        assert lifts.max() < 0.06
        for line in drawn:
            assert_on_the_line(line, points, heights + lifts)
        head = np.append(path.points[step], expected_heights(scenario, path.losses[step]) + lifts[row == step])
        ends = drawn[1][:, np.isfinite(drawn[1]).all(axis=0)].T
        np.testing.assert_allclose(ends[-1], head, atol=0.1)  # but for the gap that it may be in


@pytest.mark.parametrize("key", ["ravine", "himmelblau"])
def test_paths_lie_on_the_surface(screen, key):
    open_space(screen, f"surface={key}&optimizers.0=adam&optimizers.1=sgd&optimizers.1.learning_rate=0.01")
    screen.seek(40)
    assert_on_the_surface(screen)
    surface = screen.read("(({ x, y, z }) => [[...x], [...y], z.map((row) => [...row])])(player.overlay.plot.data[0])")
    x, y, z = (np.array(values) for values in surface)
    shown = landscape(screen.scenario().surface)
    columns, rows = (np.searchsorted(axis, values - 1e-4) for axis, values in zip(shown.axes, (x, y), strict=True))
    np.testing.assert_allclose(z, shown.shades[np.ix_(rows, columns)].clip(max=1), atol=1e-6)


def seen_at(screen, points, heights) -> np.ndarray:
    """The pixels of points at heights, on the page: a pinhole with an opening of 45 degrees at the camera's eye."""
    scene, size, box = screen.read("""(({ plot, size, element }) => {
      const { camera, aspectratio, xaxis, yaxis, zaxis } = plot._fullLayout.scene;
      const { left, top } = element.getBoundingClientRect();
      const ranges = [xaxis, yaxis, zaxis].map(({ range }) => range);
      return [{ camera, aspectratio, ranges }, [size.width, size.height], [left, top]];
    })(player.overlay)""")
    eye, centre, up = (np.array([scene["camera"][name][axis] for axis in "xyz"]) for name in ("eye", "center", "up"))
    sides = np.array([scene["aspectratio"][axis] for axis in "xyz"])
    low, high = np.array(scene["ranges"]).T
    places = (np.column_stack([points, heights]) - (low + high) / 2) / (high - low) * sides - eye
    ahead = (centre - eye) / np.linalg.norm(centre - eye)
    right = np.cross(ahead, up) / np.linalg.norm(np.cross(ahead, up))
    image = places @ np.stack([right, np.cross(right, ahead)]).T / (places @ ahead)[:, None] / np.tan(np.pi / 8)
    image[:, 0] *= size[1] / size[0]
    return box + (1 + image * [1, -1]) / 2 * size


def rows_seen(screen, i: int, rows: list[int]) -> np.ndarray:
    """Where these rows of path i are seen on the page, from the run itself and the distance off the surface."""
    path, scenario = simulate(screen.scenario())[i], screen.scenario()
    row, _, _, lifts, _ = list(lines(screen))[i]
    lift = lifts[np.searchsorted(row, rows)]
    return seen_at(screen, path.points[rows], expected_heights(scenario, path.losses[rows]) + lift)


def corner(screen) -> np.ndarray:
    return np.array(
        screen.read("(({ left, top }) => [left, top])(player.overlay.element.getBoundingClientRect())"), dtype=float
    )


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1366, 560), (1920, 560)])
def test_heads_are_at_the_playhead_and_hover_and_click_find_the_rows(open_screen, width, height):
    screen = open_screen(viewport={"width": width, "height": height}, **STILL)
    screen.open("show.view=space&optimizers.0=sgd&optimizers.1=adam")
    screen.seek(17)
    for i in range(2):
        head = screen.read(f"player.tracks[{i}].head.slice(0, 2)") + corner(screen)
        np.testing.assert_allclose(head, rows_seen(screen, i, [17])[0], atol=0.6)
    path = simulate(screen.scenario())[1]
    x, y = rows_seen(screen, 1, [12])[0]
    screen.page.mouse.move(x, y)
    tip = screen.page.locator(".ov-space .ov-tip")
    tip.wait_for()
    name, point, loss = tip.inner_text().split("\n")
    row = int(name.removeprefix("Adam, step "))
    assert np.hypot(*(rows_seen(screen, 1, [row])[0] - (x, y))) < 3
    numbers = [float(part) for part in point.strip("()").replace("−", "-").split(", ")]
    np.testing.assert_allclose(numbers, path.points[row], rtol=1e-3)
    assert float(loss.removeprefix("loss ")) == pytest.approx(path.losses[row], rel=1e-3)
    screen.click(x, y)
    assert screen.read("player.playhead.step") == row
    assert screen.scenario().start == Scenario.default().start


def test_nothing_is_told_by_colour_alone(open_screen):
    screen = open_screen(viewport=SMALL, apart=True, **STILL)
    record(screen)
    screen.open("show.view=space&optimizers.0=sgd&optimizers.1=momentum&optimizers.2=adam&optimizers.3=rmsprop")
    screen.seek(17)
    colours = screen.read("player.tracks.map(({ colour }) => colour)")
    heads = [marks(drawn_in(screen, ".ov-space"), colour) for colour in colours]
    assert [len(one) for one in heads] == [1] * 4
    assert len(set.union(*heads)) == 4


def colour_at(screen, x: float, y: float) -> list[int]:
    """What is drawn over the scene at a pixel of the page."""
    return screen.page.evaluate(
        """([x, y]) => {
          const { top } = window.optvizPlayer.overlay;
          const { left, top: above } = top.getBoundingClientRect();
          const ratio = top.width / top.clientWidth;
          return [...top.getContext("2d").getImageData((x - left) * ratio, (y - above) * ratio, 1, 1).data];
        }""",
        [x, y],
    )


def test_the_arrows_lie_flat_at_their_head_and_nothing_is_drawn_while_nothing_moves(open_screen):
    screen = open_screen(viewport=SMALL, **STILL)
    screen.open(
        "show.view=space&"
        "optimizers.0=sgd&optimizers.0.learning_rate=0.0005&show.arrows=10&surface=rosenbrock&start.0=-1.2&start.1=1"
    )
    screen.seek(0)
    path, scenario = simulate(screen.scenario())[0], screen.scenario()
    *_, lifts, _ = next(lines(screen))
    height = expected_heights(scenario, path.losses[:1]) + lifts[0]
    middle = path.points[0] + 5 * (path.points[1] - path.points[0])  # half of the arrow of the step, ten times enlarged
    (place,) = seen_at(screen, middle[None], height)
    red, green, blue = (int(screen.read("player.theme.gradient")[i : i + 2], 16) for i in (1, 3, 5))
    screen.wait("player.overlay.topShows?.[0] === 0 && player.overlay.topShows[3] === 0")
    assert colour_at(screen, *place) == [red, green, blue, 255]  # SGD's step is its gradient's, which lies on top
    screen.page.evaluate("""() => {
        const { overlay } = window.optvizPlayer;
        window.drawn = 0;
        const { clearRect } = overlay.topContext;
        overlay.topContext.clearRect = (...box) => ((window.drawn += 1), clearRect.apply(overlay.topContext, box));
        const { redraw } = overlay.plot._fullLayout.scene._scene.glplot;
        overlay.plot._fullLayout.scene._scene.glplot.redraw = () => ((window.drawn += 1), redraw());
    }""")
    for _ in range(5):
        screen.page.evaluate("() => new Promise(requestAnimationFrame)")
    assert screen.page.evaluate("() => window.drawn") == 0
    screen.seek(1)
    assert screen.page.evaluate("() => window.drawn") >= 2
    screen.page.evaluate("() => window.optvizPlayer.setDisplay('arrows', '0')")
    screen.wait("player.overlay.topShows?.[1] === 0")
    assert colour_at(screen, *place) == [0, 0, 0, 0]


def target_of(screen, weights) -> tuple[float, float]:
    """Where weights are seen on the surface."""
    scenario = screen.scenario()
    losses = simulate(Scenario.from_dict(scenario.to_dict() | {"start": weights}))[0].losses[:1]
    return tuple(seen_at(screen, np.array([weights]), expected_heights(scenario, losses))[0])


def middle_of(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_start_is_dragged_over_the_surface_and_stays_in_the_domain(open_screen):
    screen = open_screen(viewport=SMALL, **STILL).open("show.view=space&optimizers.0=sgd")
    ring = screen.page.locator(".ov-space .ov-start")
    ring.wait_for()
    np.testing.assert_allclose(middle_of(ring), target_of(screen, Scenario.default().start), atol=8)
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


def test_a_finger_drags_the_start(open_screen):
    screen = open_screen(viewport=PHONE, has_touch=True, is_mobile=True, **STILL)
    screen.open("show.view=space&optimizers.0=sgd")
    ring = screen.page.locator(".ov-space .ov-start")
    ring.wait_for()
    touch = screen.touch
    x, y = middle_of(ring)
    touch("touchStart", (x, y))
    touch("touchMove", (x + 20, y + 10))
    touch("touchMove", (x + 60, y + 20))
    screen.wait("player.link.idle && player.shownScenario.start[0] > arg", Scenario.default().start[0] + 0.2)
    touch("touchEnd")
    screen.wait("player.link.idle && location.search.includes('start.0')")
    np.testing.assert_allclose(target_of(screen, screen.scenario().start), (x + 60, y + 20), atol=4)


def test_the_camera_stays_where_the_hand_put_it(screen):
    open_space(screen, "optimizers.0=sgd&optimizers.1=adam")
    home = screen.read(CAMERA)
    box = screen.page.locator(".ov-space").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    screen.page.mouse.move(*middle)
    screen.page.mouse.down()
    screen.page.mouse.move(middle[0] + 60, middle[1] + 20, steps=4)
    screen.page.mouse.up()
    screen.wait("Math.abs(player.overlay.viewpoint.eye.x - arg.x) > 0.05", home)
    put = screen.steady("player.overlay.viewpoint.eye")

    def assert_still_there():
        screen.ready()
        assert screen.read(CAMERA) == pytest.approx(put)

    screen.page.keyboard.press(" ")
    screen.wait("player.playhead.playing && player.overlay.drawnTo > 3")
    assert_still_there()
    screen.drag(screen.slider(0, "learning_rate"), [0.7, 0.6, 0.5])
    screen.wait("player.link.idle && player.shownScenario.optimizers[0].learning_rate < 0.1")
    assert screen.read(CAMERA) == pytest.approx(put)
    screen.page.mouse.up()
    screen.wait("location.search.includes('optimizers.0.learning_rate')")  # Streamlit's script has run again
    identity = screen.read("player.surface.id")
    screen.drag(screen.page.locator('.ov-settings .ov-slider[data-parameter="tilt"]'), [0.5, 0.6, 0.7])
    screen.page.mouse.up()
    screen.wait("player.surface.id !== arg && player.link.idle && location.search.includes('tilt')", identity)
    assert_still_there()
    screen.page.emulate_media(color_scheme="dark")
    screen.page.wait_for_function("() => getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'")
    screen.page.evaluate("() => window.optvizPlayer.themeMayHaveChanged()")
    screen.wait("player.overlay.plot.data[0].colorscale[0][1] === player.catalogue.themes.dark.ramp[0]")
    assert_still_there()
    screen.pause()
    screen.seek(30)
    assert_on_the_surface(screen)
    for view in ("panels", "space"):  # nor does it matter that another view was shown meanwhile
        screen.page.evaluate("view => window.optvizPlayer.setDisplay('view', view)", view)
        screen.ready()
    assert_still_there()


def test_paths_follow_while_the_hand_moves(screen):
    open_space(screen, "optimizers.0=sgd")
    screen.seek(20)
    screen.drag(screen.slider(0, "learning_rate"), [0.7, 0.6, 0.5])
    screen.wait("player.link.idle && player.shownScenario.optimizers[0].learning_rate < 0.1")
    screen.wait("player.overlay.drawnTo === 20")
    assert_on_the_surface(screen)
    screen.page.mouse.up()


def test_playing_moves_the_paths_and_leaves_the_surface_alone(screen):
    open_space(screen, "optimizers.0=sgd")
    screen.seek(5)
    screen.page.evaluate("""() => {
        const { plot } = window.optvizPlayer.overlay;
        window.drawnAnew = 0;
        plot.on("plotly_afterplot", () => (window.drawnAnew += 1));
    }""")
    screen.seek(9)
    screen.seek(12)
    assert screen.page.evaluate("() => window.drawnAnew") == 0


def test_the_whole_of_plotly_is_asked_for_only_here_and_kept_for_good(screen):
    asked = []
    screen.listen("response", lambda response: "plotly" in response.url and asked.append(response))
    screen.open()
    assert not [response for response in asked if "in-space" in response.url]
    for _ in range(2):
        screen.page.keyboard.press("v")
    screen.ready()
    (response,) = [response for response in asked if "in-space" in response.url]
    assert response.headers["content-encoding"] == "gzip"
    assert "immutable" in response.headers["cache-control"]
    screen.page.keyboard.press("v")
    screen.ready()
    np.testing.assert_allclose(screen.pixels(0), screen.expected_pixels(0), atol=0.05)


def test_dark(open_screen):
    screen = open_screen(viewport=SMALL, color_scheme="dark", **STILL).open("show.view=space")
    ramp, colours = screen.page.evaluate("""() => {
        const { data } = window.optvizPlayer.overlay.plot;
        const lines = data.filter(({ mode, line }) => mode === "lines" && typeof line.color === "string"); // not levels
        return [data[0].colorscale[0][1], lines.map(({ line }) => line.color)];
    }""")
    paths = screen.read("player.tracks.map(({ path }) => path.dark)")
    assert ramp == screen.read("player.catalogue.themes.dark.ramp[0]")
    assert colours[len(paths) :] == paths  # walked; what is ahead is fainter
    assert not set(colours[: len(paths)]) & set(paths)


def test_the_axis_says_how_the_loss_is_spaced(screen):
    open_space(screen)
    axis = screen.read(
        "(({ title, tickvals, ticktext }) => [title.text, tickvals, ticktext])(player.overlay.plot.layout.scene.zaxis)"
    )
    assert axis[0] == "loss, log"
    labelled = [float(text) for text in axis[2]]
    np.testing.assert_allclose(axis[1], expected_heights(Scenario.default(), labelled), atol=2e-3)


def test_a_surface_of_one_weight_is_shown_side_by_side_with_a_word(screen):
    key = next(surface.key for surface in SURFACES.values() if len(surface.domain) == 1)
    screen.open(f"show.view=space&surface={key}")
    assert screen.read("player.overlay") is None
    assert screen.read("player.root.dataset.view") == "panels"
    assert "two weights" in screen.page.locator(".ov-status").inner_text()
    screen.page.keyboard.press("v")
    screen.wait("player.root.dataset.view === 'panels' && player.display.view === 'panels'")
    assert screen.page.locator(".ov-status").inner_text() == ""
