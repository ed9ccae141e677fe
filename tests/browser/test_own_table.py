"""A table of the reader's own on the page: read there, and shown; what is bad leaves all as it was."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from test_access import violations
from test_data_beside import drawn

from optviz import Scenario, simulate
from optviz.picture.curves import curves_of
from optviz.picture.described import together_said
from optviz.scenario.own_table import KEPT, OwnTable
from optviz.texts.numbers import written

RULES = [{"key": "sgd", "learning_rate": 0.4}, {"key": "adam", "learning_rate": 0.3}]
X = 4 + 0.7 * np.arange(30)
Y = np.round(2 + 0.3 * X**1.4 + np.sin(5 * X), 2)
LINES = ["Geschwindigkeit;$Weg$ (m);Fahrer", *[f"{x:.1f};{y:.2f};A" for x, y in zip(X, Y, strict=True)]]
GERMAN = "\n".join(LINES).replace(".", ",") + "\n"


PASTE = """(box, text) => {
  box.value = text;
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
}"""
"""A paste puts all of a text in at once. `fill` has Chromium put in each line by itself: a minute for thousands."""


def paste(screen, text):
    screen.page.locator(".ov-own-text").evaluate(PASTE, text)


def open_dialog(screen):
    button = screen.page.locator(".ov-settings").get_by_role("button", name="Your own data…")
    button.click()
    screen.page.locator("dialog.ov-own[open]").wait_for()


def use(screen):
    before = screen.read("player.shownScenario.surface.table ?? ''")
    screen.page.get_by_role("button", name="Use these data").click()
    screen.page.locator("dialog.ov-own").wait_for(state="hidden")
    screen.wait("player.session.isSettled && player.shownScenario.surface.table !== arg", before)
    drawn(screen)


def shown(screen, columns, rows, classes=()):
    """The scenario that is shown, about these rows."""
    KEPT.keep(OwnTable(name="", columns=columns, rows=np.array(rows, float), classes=classes))
    return screen.scenario()


def test_a_pasted_table_is_shown_as_simulate_and_scikit_learn_have_it(still):
    still.show(Scenario(surface="own_line", optimizers=RULES, num_steps=20).to_url())
    drawn(still)
    open_dialog(still)
    assert violations(still.page, "dialog.ov-own") == []
    paste(still, GERMAN)
    dialog = still.page.locator("dialog.ov-own")
    still.page.wait_for_function("document.querySelector('.ov-own-word').textContent")
    assert dialog.locator(".ov-own-word").text_content() == "30 rows, separated by semicolons, decimal comma"
    assert dialog.get_by_role("combobox", name="Input", exact=True).input_value() == "0"
    assert dialog.get_by_role("combobox", name="Target", exact=True).input_value() == "1"
    use(still)
    rows = np.column_stack([X.round(1), Y])
    asked = shown(still, ("Geschwindigkeit", "$Weg$ (m)"), rows)
    assert asked.surface.table.rows.tolist() == rows.tolist()
    for i in range(2):
        still.assert_drawn(i, asked)
    fit = LinearRegression().fit(*(((c - c.mean()) / c.std()).reshape(-1, 1) for c in rows.T))
    (best,) = still.read("player.surface.knownMinima")
    assert best["point"] == pytest.approx([fit.coef_[0, 0], 0], abs=1e-6)
    still.seek(20)
    drawn(still)
    slope, intercept = simulate(asked)[1].points[20]
    (x, dx), (y, dy) = ((c.mean(), c.std()) for c in rows.T)
    said = still.read("[...player.dataSpace.said].slice(-30)")
    np.testing.assert_allclose(said, y + dy * (slope * (rows[:, 0] - x) / dx + intercept), rtol=1e-6)
    axes = still.page.locator(".ov-data .ov-axes").text_content()
    assert "Geschwindigkeit" in axes
    assert source(still) == (
        "30 rows of your own, which no link has, and a file only if you say so. A model is given each column with "
        "mean 0 and deviation 1; the axes have their own units."
    )
    assert "surface.table.needed=30" in still.url


def test_a_point_of_ones_own_table_is_moved_by_keys_and_undone(still):
    still.show(Scenario(surface="own_line", optimizers=RULES, num_steps=20).to_url())
    open_dialog(still)
    paste(still, "x,y\n1,10\n2,30\n4,20\n8,50\n")
    use(still)
    before = still.read("player.surface.knownMinima[0].point[0]")
    still.page.locator(".ov-point").focus()
    still.page.keyboard.press("ArrowUp")
    still.wait("player.session.isSettled && player.shownScenario.surface.data?.moved?.length === 1")
    (place, x, y) = still.read("player.shownScenario.surface.data.moved[0]")
    rows = np.array([[1, 10], [2, 30], [4, 20], [8, 50]], float)
    targets, deviation = rows[:, 1].mean(), rows[:, 1].std()
    rows[int(place)] = x, y
    inputs = (rows[:, 0] - rows[:, 0].mean()) / rows[:, 0].std()
    slope, intercept = np.polyfit(inputs, (rows[:, 1] - targets) / deviation, 1)
    still.wait("player.surface.knownMinima[0].point[0] !== arg", before)
    assert still.read("player.surface.knownMinima[0].point") == pytest.approx([slope, intercept], abs=1e-9)
    assert "moved" not in still.url
    still.page.keyboard.press("Control+z")
    still.wait("player.session.isSettled && !player.shownScenario.surface.data")
    still.page.keyboard.press("Control+z")
    still.wait("player.session.isSettled && !player.shownScenario.surface.table")


def test_of_a_long_table_some_rows_count_while_the_hand_moves(still):
    still.show(Scenario(surface="own_line", optimizers=RULES, num_steps=20).to_url())
    open_dialog(still)
    x = np.arange(4200) / 100
    rows = np.column_stack([x, np.round(2 + x + 5 * np.sin(9 * x), 2)])
    paste(still, "x,y\n" + "".join(f"{one:.2f},{two:.2f}\n" for one, two in rows))
    use(still)
    still.wait("player.runner.isReady")
    (best,) = still.read("player.surface.minima.slice(0, 1)")
    still.drag(still.slider(0, "learning_rate"), [0.4, 0.5])
    still.wait("player.session.shown.data.header.sample")
    assert still.read("player.session.shown.data.header.sample") == {"few": 512, "all": 4200}
    status = still.page.locator(".ov-status").first
    assert status.text_content() == "Here 512 of the 4200 rows count, until the run on all of them is there."
    last = still.read("[...player.tracks[1].points].slice(-2)")
    still.page.mouse.up()
    still.wait("!player.session.shown.data.header.sample && player.session.isSettled")
    assert status.text_content() == ""
    asked = shown(still, ("x", "y"), rows)
    for i in range(2):
        still.assert_drawn(i, asked)
    assert best == pytest.approx(np.corrcoef(rows.T)[0, 1], abs=1e-6)
    assert last == pytest.approx(simulate(asked)[1].points[-1], abs=0.05)  # that of Adam was not touched


def source(screen):
    return screen.page.locator(".ov-data .ov-source").text_content()


def test_rows_are_held_out_and_a_model_is_given_the_others_on_each_of_three_scales(still):
    display = "&show.curve=losses&show.scale=linear"
    still.show(Scenario(surface="own_line", optimizers=RULES, num_steps=20).to_url() + display)
    open_dialog(still)
    dialog = still.page.locator("dialog.ov-own")
    paste(still, "mass [kg];y\n" + "".join(f"{100 * x:.1f};{y:.2f}\n" for x, y in zip(X, Y, strict=True)))
    still.page.wait_for_function("document.querySelector('.ov-own-word').textContent")
    dialog.get_by_role("combobox", name="Held out", exact=True).select_option("one row in 4")
    word = dialog.locator(".ov-own-word").text_content()
    assert word == "30 rows, separated by semicolons, decimal point, 7 of them held out"
    use(still)
    rows = np.column_stack([(100 * X).round(1), Y])
    key = KEPT.keep(OwnTable(name="", columns=("mass [kg]", "y"), rows=rows, hold_out=4)).key
    assert still.read("player.shownScenario.surface.table") == key
    marks = still.read("player.dataSpace.marks.map(({ example }) => example)")
    assert [k for k, example in enumerate(marks) if example < 0] == list(range(3, 30, 4))
    names = still.page.locator(".ov-data .ov-curves-name").all_text_contents()
    assert names[-1] == "Held out"
    assert "Mass (kg)" in still.page.locator(".ov-data .ov-axes").text_content()
    run = simulate(still.scenario())
    curves = curves_of(run, "losses")
    still.wait("player.curves.isDrawn() && player.curves.pixelsBeside.every(Boolean)")
    low, high, _, _ = curves.ranges["linear"]
    height = still.read("player.curves.inner.height")
    for i in range(2):
        pixels = np.array(still.read(f"[...player.curves.pixelsBeside[{i}]]")).reshape(-1, 2)
        np.testing.assert_allclose(pixels[:, 1], (high - curves.beside[i]) / (high - low) * height, atol=0.01)
        assert still.read(f"player.tracks[{i}].path.best") == curves.best[i]
    box = still.page.locator(".ov-curves-stage").bounding_box()
    still.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tip = still.page.locator(".ov-curves-stage .ov-tip")
    assert "□" in tip.text_content()
    assert source(still).endswith(
        "One row in 4 is held out, the last of each 4. A model is given each column with mean 0 and deviation 1; the "
        "axes have their own units."
    )
    line = still.page.locator(".ov-curves .ov-source")
    assert line.is_hidden()
    still.page.locator(".ov-curves-head select").first.select_option("held_out_together")
    line.wait_for(state="visible")
    assert line.text_content() == str(together_said(curves_of(run, "held_out_together"), run))
    kept = np.delete(rows[:, 0], np.arange(3, 30, 4)) / 1000
    for normalisation, words in (
        (
            "centred",
            "each input with mean 0, in a power of ten as its unit, and the target with mean 0 and deviation 1",
        ),
        ("raw", "each input in a power of ten as its unit, and the target with mean 0 and deviation 1"),
    ):
        still.page.locator(".ov-settings").get_by_label("Data", exact=True).select_option(normalisation)
        still.wait("player.session.isSettled && player.shownScenario.surface.normalisation === arg", normalisation)
        drawn(still)
        assert source(still).endswith(f"A model is given {words}; the axes have their own units.")
        inputs = np.stack([kept - (kept.mean() if normalisation == "centred" else 0), np.ones(len(kept))])
        number = written(float(np.linalg.cond(inputs @ inputs.T)), 3)
        note = still.page.locator(".ov-data .ov-note").text_content()
        assert note == f"condition number {number} at the minimum"


def test_two_classes_of_a_file_that_is_chosen(still, tmp_path):
    random = np.random.default_rng(2)
    inputs = random.normal(size=(40, 2)) * [5, 0.2] + [100, 3]
    kinds = np.where(inputs[:, 0] + 20 * inputs[:, 1] + 3 * random.normal(size=40) > 160, "ja", "nein")
    inputs = inputs.round(3)
    file = tmp_path / "beides.csv"
    lines = [f"{kind}\t{a}\t{b}" for kind, (a, b) in zip(kinds, inputs.tolist(), strict=True)]
    file.write_text("\n".join(["kind\tlength\twidth", *lines]), encoding="utf-16")
    still.show(Scenario(surface={"key": "own_logistic", "l2": 0.1}, optimizers=RULES, num_steps=20).to_url())
    open_dialog(still)
    still.page.locator("dialog.ov-own input[type=file]").set_input_files(str(file))
    still.page.wait_for_function("document.querySelector('.ov-own-word').textContent")
    use(still)
    scaled = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
    fit = LogisticRegression(C=1 / (0.1 * 40), fit_intercept=False, tol=1e-12, solver="newton-cholesky")
    fit.fit(scaled, kinds == "nein")
    assert still.read("player.surface.knownMinima[0].point") == pytest.approx(fit.coef_[0].tolist(), abs=1e-6)
    names = still.page.locator(".ov-data .ov-curves-name").all_text_contents()
    assert names == ["Ja", "Nein"]
    marks = np.array(still.read("player.dataSpace.marks.map(({ at }) => at)"))
    (x0, x1), (y0, y1) = still.read("player.dataSpace.program.ranges")
    width, height = still.read("[player.dataSpace.inner.width, player.dataSpace.inner.height]")
    shown_at = (inputs - [x0, y1]) / [x1 - x0, y0 - y1] * [width, height]
    np.testing.assert_allclose(marks, shown_at, atol=1e-6)
    assert source(still).startswith("beides.csv: 40 rows of your own")
    for normalisation, words in (("raw", ""), ("centred", " with mean 0,")):
        still.page.locator(".ov-settings").get_by_label("Data", exact=True).select_option(normalisation)
        still.wait("player.session.isSettled && player.shownScenario.surface.normalisation === arg", normalisation)
        drawn(still)
        told = f"A model is given both inputs{words} in powers of ten as units; the axes have their own units."
        assert source(still).endswith(told)


def test_what_is_bad_is_named_by_line_and_column_and_nothing_else_changes(still):
    still.show(Scenario(surface="own_line", optimizers=RULES, num_steps=20).to_url())
    before = still.read("JSON.stringify(player.shownScenario)")
    open_dialog(still)
    dialog = still.page.locator("dialog.ov-own")
    problems, go = dialog.locator(".ov-own-problems"), dialog.get_by_role("button", name="Use these data")
    bad = {
        "x,y\na,b\n": "No column has numbers in most of its rows",
        "x,y\n1,2\n3,=A1\n5,6\n7,8\n": "Line 3, y: '=A1' is a formula; only its value can be read",
        "x,y\n1,2\n\x01\x02,3\n": "Line 3 has what no text has; a file with commas, semicolons or tabs is needed",
        "x,y\n1,2\n3,NaN\n5,6,7\n8,9\n": "Line 3, y: nothing stands thereLine 4: 3 cells, where there are 2 columns",
    }
    for text, said in bad.items():
        paste(still, text)
        still.page.wait_for_function(
            "(said) => document.querySelector('.ov-own-problems').textContent === said", arg=said
        )
        assert go.is_disabled()
    assert still.read("JSON.stringify(player.shownScenario)") == before
    dialog.get_by_label("Leave these lines out", exact=True).check()
    word = dialog.locator(".ov-own-word").text_content()
    assert word == "2 rows, separated by commas, decimal point, left out by line: 3, 4"
    assert problems.text_content() == ""
    paste(still, "x,y\n" + "1,2\n" * 5 + "8,9\n" * 5 + "?,?\n" * 7)
    still.page.wait_for_function("document.querySelector('.ov-own-problems').children.length === 6")
    dialog.get_by_label("Leave these lines out", exact=True).check()
    assert dialog.locator(".ov-own-word").text_content().endswith("left out by line: 12, 13, 14, 15, 16 and 2 more")
    use(still)
    rows = [[1, 2]] * 5 + [[8, 9]] * 5
    assert shown(still, ("x", "y"), rows).surface.table.rows.tolist() == rows
    open_dialog(still)
    still.page.get_by_role("button", name="The example again").click()
    still.wait("player.session.isSettled && !player.shownScenario.surface.table")
    assert still.read("JSON.stringify(player.shownScenario)") == before


def test_a_server_that_has_lost_a_table_gets_it_again(still):
    """A column of it is all the same."""
    rows = [[7, 1], [7, 2], [7, 4]]
    key = OwnTable(name="", columns=("x", "y"), rows=np.array(rows, float)).key
    sent = []

    def lost_at_first(route):
        sent.append(route.request.post_data_json)
        if len(sent) == 1:
            route.fulfill(json={"key": key})
        else:
            route.continue_()

    still.show(Scenario(surface="own_line", optimizers=RULES, num_steps=20).to_url())
    still.page.route("**/api/tables*", lost_at_first)
    open_dialog(still)
    paste(still, "x,y\n7,1\n7,2\n7,4\n")
    use(still)
    assert sent == [{"name": "", "columns": ["x", "y"], "rows": rows}] * 2
    assert still.read("player.session.problems.length") == 0
    assert still.page.locator(".ov-data .ov-note").text_content() == "condition number ∞: no minimum stands alone"


def test_a_file_is_asked_to_have_the_table_only_with_its_tick(still):
    still.show(Scenario(surface="own_line", optimizers=RULES, num_steps=20).to_url())
    page, tick = still.page, still.page.locator("[data-option=own]")

    def asked():
        return page.evaluate("async () => (await window.optvizPlayer.exportPanel).request.options")

    def open_panel():
        page.get_by_role("button", name="Take home").click()
        page.locator("dialog.ov-home[open]").wait_for()
        page.get_by_label("JSON of the Scenario", exact=True).check(force=True)

    open_panel()
    assert tick.count() == 0
    page.get_by_role("button", name="Close").last.click()
    open_dialog(still)
    paste(still, "x,y\n1,8123.4375\n2,30\n4,20\n")
    use(still)
    open_panel()
    assert not tick.is_checked()
    assert asked() == {}
    tick.check()
    assert asked() == {"own": "yes"}
    page.keyboard.press("Escape")
    open_panel()
    assert not tick.is_checked()
    assert asked() == {}
