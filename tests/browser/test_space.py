"""The 3D view in a real browser, by what Plotly holds."""

import numpy as np
import pytest

from optviz import SURFACES, Scenario, simulate
from optviz.landscape import landscape

CAMERA = "player.overlay.plot._fullLayout.scene.camera.eye"


def open_space(screen, query=""):
    screen.open(f"show.view=space&{query}")
    screen.pause()
    return screen.ready()


def at_step(screen, step):
    screen.page.evaluate(
        "step => { const p = window.optvizPlayer; p.setPlayhead({...p.playhead, playing: false, step}); }", step
    )
    screen.wait("player.overlay.drawnTo === arg", step)


def lines(screen):
    """What Plotly holds of each path, both parts together: rows, points, heights without the lift, and the lift."""
    held = screen.read(
        "player.overlay.plot.data.filter((trace) => trace.mode === 'lines')"
        ".map(({ x, y, z, meta }) => [meta.rows, x, y, z].map((values) => [...values]))"
    )
    laid = screen.read("player.overlay.laid.map(({ row, lift }) => [[...row], [...lift]])")
    for ahead, walked, (rows, lifts) in zip(held[::2], held[1::2], laid, strict=True):
        # The walked part ends, and the one ahead begins, with the head itself.
        row, x, y, z = np.array([w[:-1] + a[1:] for w, a in zip(walked, ahead, strict=True)])
        np.testing.assert_array_equal(row, rows)
        yield row, np.stack([x, y], axis=1), z - np.array(lifts), np.array(lifts)


def expected_heights(scenario, losses):
    """The shade of a loss, as the drawn landscape has it: read off the relation of its own losses and shades."""
    shown = landscape(scenario.surface)
    order = np.argsort(shown.losses, axis=None)
    return np.interp(losses, shown.losses.ravel()[order], shown.shades.ravel()[order]).clip(max=1)


def assert_on_the_surface(screen):
    scenario = screen.scenario()
    for path, (row, points, heights, lifts) in zip(simulate(scenario), lines(screen), strict=True):
        own = row == np.floor(row)
        np.testing.assert_array_equal(row[own], np.arange(scenario.num_steps + 1))
        np.testing.assert_allclose(points[own], path.points, atol=1e-5)
        np.testing.assert_allclose(heights[own], expected_heights(scenario, path.losses), atol=2e-3)
        assert (lifts > 0).all()
        assert lifts.max() < 0.06


@pytest.mark.parametrize("key", ["ravine", "himmelblau"])
def test_paths_lie_on_the_surface(screen, key):
    open_space(screen, f"surface={key}&optimizers.0=adam&optimizers.1=sgd&optimizers.1.learning_rate=0.01")
    at_step(screen, 40)
    assert_on_the_surface(screen)
    surface = screen.read("(({ x, y, z }) => [[...x], [...y], z.map((row) => [...row])])(player.overlay.plot.data[0])")
    x, y, z = (np.array(values) for values in surface)
    shown = landscape(screen.scenario().surface)
    columns, rows = (np.searchsorted(axis, values - 1e-4) for axis, values in zip(shown.axes, (x, y), strict=True))
    np.testing.assert_allclose(z, shown.shades[np.ix_(rows, columns)].clip(max=1), atol=1e-6)


def test_heads_are_at_the_playhead(screen):
    open_space(screen)
    at_step(screen, 17)
    heads = screen.read("(({ x, y }) => [[...x], [...y]])(player.overlay.plot.data.at(-1))")
    run = simulate(screen.scenario())
    np.testing.assert_allclose(np.array(heads).T, [path.points[17] for path in run], atol=1e-5)


def test_the_camera_stays_where_the_hand_put_it(screen):
    open_space(screen, "optimizers.0=sgd&optimizers.1=adam")
    home = screen.read(CAMERA)
    box = screen.page.locator(".ov-space").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    screen.page.mouse.move(*middle)
    screen.page.mouse.down()
    screen.page.mouse.move(middle[0] + 60, middle[1] + 20, steps=4)
    screen.page.mouse.up()
    screen.wait("Math.abs(player.overlay.camera.eye.x - arg.x) > 0.05", home)
    put = screen.read("player.overlay.camera.eye")

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
    screen.drag(screen.page.locator('.ov-strip .ov-slider[data-parameter="tilt"]'), [0.5, 0.6, 0.7])
    screen.page.mouse.up()
    screen.wait("player.surface.id !== arg && player.link.idle && location.search.includes('tilt')", identity)
    assert_still_there()
    screen.page.emulate_media(color_scheme="dark")
    screen.page.wait_for_function("() => getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'")
    screen.page.evaluate("() => window.optvizPlayer.themeMayHaveChanged()")
    screen.wait("player.overlay.plot.data[0].colorscale[0][1] === player.catalogue.themes.dark.ramp[0]")
    assert_still_there()
    screen.pause()
    at_step(screen, 30)
    assert_on_the_surface(screen)


def test_paths_follow_while_the_hand_moves(screen):
    open_space(screen, "optimizers.0=sgd")
    at_step(screen, 20)
    screen.drag(screen.slider(0, "learning_rate"), [0.7, 0.6, 0.5])
    screen.wait("player.link.idle && player.shownScenario.optimizers[0].learning_rate < 0.1")
    screen.wait("player.overlay.drawnTo === 20")
    assert_on_the_surface(screen)
    screen.page.mouse.up()


def test_playing_moves_the_paths_and_leaves_the_surface_alone(screen):
    open_space(screen, "optimizers.0=sgd")
    at_step(screen, 5)
    screen.page.evaluate("""() => {
        const { plot } = window.optvizPlayer.overlay;
        window.drawnAnew = 0;
        plot.on("plotly_afterplot", () => (window.drawnAnew += 1));
    }""")
    at_step(screen, 9)
    at_step(screen, 12)
    assert screen.page.evaluate("() => window.drawnAnew") == 0


def test_the_whole_of_plotly_is_asked_for_only_here_and_kept_for_good(screen):
    asked = []
    screen.page.on("response", lambda response: "plotly" in response.url and asked.append(response))
    screen.open()
    assert not [response for response in asked if "in-space" in response.url]
    for _ in range(2):
        screen.page.keyboard.press("v")
    screen.ready()
    (response,) = [response for response in asked if "in-space" in response.url]
    assert response.headers["content-encoding"] == "gzip"
    assert "immutable" in response.headers["cache-control"]
    assert screen.read("window.optvizPlotly !== window.optvizPlotlyInSpace")
    screen.page.keyboard.press("v")
    screen.ready()
    np.testing.assert_allclose(screen.pixels(0), screen.expected_pixels(0), atol=0.05)


def test_dark(browser, server):
    context = browser.new_context(color_scheme="dark", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{server}/?show.view=space")
    page.wait_for_function("() => window.optvizPlayer?.overlay?.drawnTo === 0")
    ramp, colours = page.evaluate("""() => {
        const { data } = window.optvizPlayer.overlay.plot;
        const lines = data.filter((trace) => trace.mode === "lines");
        return [data[0].colorscale[0][1], lines.map(({ line }) => line.color)];
    }""")
    paths = page.evaluate("() => window.optvizPlayer.tracks.map(({ path }) => path.dark)")
    assert ramp == page.evaluate("() => window.optvizPlayer.catalogue.themes.dark.ramp[0]")
    assert colours[::2] == colours[1::2] == paths
    context.close()


def test_the_axis_says_how_the_loss_is_spaced(screen):
    open_space(screen)
    axis = screen.read(
        "(({ title, tickvals, ticktext }) => [title.text, tickvals, ticktext])(player.overlay.plot.layout.scene.zaxis)"
    )
    assert axis[0] == "loss (log scale)"
    labelled = [float(text) for text in axis[2]]
    np.testing.assert_allclose(axis[1], expected_heights(Scenario.default(), labelled), atol=2e-3)


def test_a_surface_of_one_weight_is_shown_side_by_side_with_a_word(screen):
    key = next(surface.key for surface in SURFACES.values() if len(surface.domain) == 1)
    screen.open(f"show.view=space&surface={key}")
    assert screen.read("player.overlay") is None
    assert screen.read("player.root.dataset.view") == "side"
    assert "two weights" in screen.page.locator(".ov-status").inner_text()
    screen.page.keyboard.press("v")
    screen.wait("player.root.dataset.view === 'side' && player.display.view === 'side'")
    assert screen.page.locator(".ov-status").inner_text() == ""
