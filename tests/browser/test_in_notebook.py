"""A Run shows itself in a notebook."""

import numpy as np
import pytest
from patient import new_page

from optviz import Scenario, export, simulate

STRICT = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:"
"""As VS Code has it: nothing is loaded, not even from a blob."""
PLAYING = "() => window.optvizPlayer?.stages.every((stage) => stage.isDrawn() && stage.drawnTo > 3)"


@pytest.fixture(scope="module")
def run():
    return simulate(Scenario(surface="ravine", optimizers=["sgd", "adam"], num_steps=20))


@pytest.fixture(scope="module")
def cells(run):
    """What a notebook has of two runs."""
    other = simulate(Scenario(surface="ravine", optimizers=["adam"], num_steps=20))
    return {one: one._repr_mimebundle_()["text/html"] for one in (other, run)}


def test_two_runs_play_in_one_notebook_each_for_itself(browser, cells, tmp_path):
    runs, file = [*cells], tmp_path / "notebook.html"
    policy = f'<meta http-equiv="Content-Security-Policy" content="{STRICT}">'
    file.write_text(policy + "".join(cells.values()), encoding="utf-8")
    page = new_page(browser, offline=True)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.goto(file.as_uri())
    frames = page.frames[1:]
    for frame in frames:
        frame.wait_for_function(PLAYING)
    assert [frame.evaluate("() => window.optvizPlayer.tracks.length") for frame in frames] == [1, 2]
    assert page.evaluate("() => [...document.querySelectorAll('iframe')].every((f) => f.contentDocument === null)")
    frames[1].get_by_label("Adam: learning rate η", exact=True).first.press("ArrowRight")
    frames[1].wait_for_function("() => window.optvizPlayer.history.past.length === 2")
    assert [frame.evaluate("() => window.optvizPlayer.history.past.length") for frame in frames] == [1, 2]
    before, after = frames[1].evaluate("() => window.optvizPlayer.history.past.map((one) => JSON.stringify(one))")
    drawn = frames[1].evaluate("() => window.optvizPlayer.tracks.map(({ points }) => [...points])")
    assert Scenario.from_json(before) == runs[1].scenario != Scenario.from_json(after)
    for i, path in enumerate(simulate(Scenario.from_json(after))):
        np.testing.assert_allclose(np.reshape(drawn[i], (-1, 2)), path.points, rtol=1e-9)
    assert complaints == []
    page.context.close()


def test_it_follows_the_theme_of_its_host(browser, run, cells, tmp_path):
    """JupyterLab says which it has on the body, whatever the machine's is."""
    file = tmp_path / "lab.html"
    file.write_text(f'<body data-jp-theme-light="false">{cells[run]}', encoding="utf-8")
    page = new_page(browser, color_scheme="null")
    page.goto(file.as_uri())
    frame = page.frames[1]
    frame.wait_for_function(PLAYING)
    frame.wait_for_function("() => window.optvizPlayer.root.dataset.theme === 'dark'")
    page.evaluate("() => { document.body.dataset.jpThemeLight = 'true'; }")
    frame.wait_for_function("() => window.optvizPlayer.root.dataset.theme === 'light'")
    page.context.close()


def test_where_no_script_runs_a_still_picture_stands(browser, run, tmp_path):
    file = tmp_path / "run.html"
    export(run, file)
    page = new_page(browser, java_script_enabled=False, offline=True)
    page.goto(file.as_uri())
    picture = page.get_by_role("img", name="Ravine, 20 steps: SGD")
    assert picture.bounding_box()["width"] == 900
    assert page.get_by_text("playing it needs JavaScript").is_visible()
    page.context.close()


def test_it_begins_with_the_view_and_the_theme_that_were_chosen(browser, run, tmp_path):
    file = tmp_path / "run.html"
    export(run, file, view="overlaid", theme="dark")
    page = new_page(browser, color_scheme="light")
    page.goto(file.as_uri())
    page.wait_for_function("() => window.optvizPlayer?.overlay?.isDrawn()")
    assert page.evaluate("() => window.optvizPlayer.root.dataset.theme") == "dark"
    assert page.locator(".optviz-still").count() == 0
    page.context.close()
