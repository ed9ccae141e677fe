"""Pages that are printed, by what is on the paper."""

from difflib import SequenceMatcher

import numpy as np
import pypdfium2
import pytest
from patient import SUBPAGE, new_page

from optviz import Scenario, Sweep, export, simulate
from optviz.lessons.catalogue import lessons
from optviz.lessons.reading import words_of
from optviz.picture.looks import THEMES
from tests.samples import sample

FEW_AND_LONG = True
SCENARIO = Scenario(
    surface="ravine",
    start=(-2.0, 1.0),
    optimizers=[
        {"key": "sgd", "learning_rate": 0.19},
        {"key": "momentum", "learning_rate": 0.04},
        {"key": "rmsprop", "learning_rate": 0.02},
        {"key": "adam", "learning_rate": 0.06},
    ],
    num_steps=60,
)
A4 = {"format": "A4", "margin": dict.fromkeys(("top", "bottom", "left", "right"), "1cm"), "print_background": True}
AT_THE_END = """(step) => {
  const player = window.optvizPlayer;
  if (!player?.stages.every((stage) => stage.isDrawn())) return false;
  if (player.playhead.step !== step) player.setPlayhead({ ...player.playhead, playing: false, step });
  return player.stages.every((stage) => stage.drawnTo === step);
}"""
OVERLAP = """() => {
  window.dispatchEvent(new Event("beforeprint"));
  const words = [...document.querySelectorAll(".ov-strip :is(b, .ov-line-name, .ov-number)")];
  const boxes = words.map((element) => element.getBoundingClientRect());
  return boxes.slice(1).flatMap(({ left, top }, i) =>
    top < boxes[i].bottom && left < boxes[i].right - 1 ? [words[i + 1].textContent] : []);
}"""
INKS = "() => window.optvizPlayer.tracks.map(({ path }) => path.light)"


def printed(page) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(page.pdf(**A4))


def seen(sheet: pypdfium2.PdfPage) -> np.ndarray:
    """A sheet in pixels, four to a millimetre."""
    return np.asarray(sheet.render(scale=4 * 25.4 / 72).to_pil().convert("RGB")).astype(np.int16)


def words_of_sheet(sheet: pypdfium2.PdfPage) -> str:
    return sheet.get_textpage().get_text_range()


def is_printed(part: str, words: str) -> bool:
    """Whether a text is there, but for single letters: where no font has them, the text of Chromium's lines begins with
    the second one.
    """
    pieces = SequenceMatcher(None, words, part, autojunk=False).get_matching_blocks()
    return sum(piece.size for piece in pieces if piece.size > 1) >= 0.8 * len(part)


def places_of(picture: np.ndarray, ink: str) -> np.ndarray:
    """The pixels (n, 2) of a colour, x before y."""
    colour = np.array([int(ink[i : i + 2], 16) for i in (1, 3, 5)])
    return np.argwhere((np.abs(picture - colour.astype(np.int16)) < 20).all(axis=2))[:, ::-1]


@pytest.fixture(scope="module")
def wide_and_dark(browser):
    page = new_page(browser, viewport={"width": 1600, "height": 900}, color_scheme="dark")
    yield page
    page.context.close()


def test_it_is_light_as_wide_as_the_paper_and_whole(wide_and_dark, tmp_path):
    page, file = wide_and_dark, tmp_path / "run.html"
    export(SCENARIO, file)
    page.goto(file.as_uri())
    page.wait_for_function(AT_THE_END, arg=60)
    sheet = printed(page)[0]
    picture, words = seen(sheet), words_of_sheet(sheet)
    assert (picture[[0, 0, -1, -1], [0, -1, 0, -1]] == 255).all()
    for word in ("Ravine", "Steep across", "step 60 / 60", "SGD", "Momentum", "RMSProp", "Adam"):
        assert word in words
    assert len(places_of(picture, THEMES["light"].ramp[-1])) > 1000
    width, middles = picture.shape[1], []
    for i, ink in enumerate(page.evaluate(INKS)):
        places = places_of(picture, ink)
        assert len(places) > 200
        column, row = i % 2, i // 2
        inside = places[(places[:, 0] // (width / 2) == column)]
        middles.append((row, np.median(inside[:, 1])))
        assert len(inside) > 0.9 * len(places)  # each in its own column
    (_, first), (_, second), (_, third), (_, fourth) = middles
    assert max(first, second) < min(third, fourth)
    page.wait_for_function("() => window.optvizPlayer.root.dataset.theme === 'dark'")  # the screen is as it was
    assert page.locator(".ov-still").count() == 0
    assert page.evaluate("() => window.optvizPlayer.root.clientWidth") > 1500

    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    sizes = page.evaluate("""() => [...document.querySelectorAll(".ov-still")].map((still) => {
      const canvas = still.previousElementSibling;
      const ratio = still.width / parseFloat(still.style.width);
      return [still.style.width === canvas.style.width, still.width === canvas.width, ratio];
    })""")
    assert len(sizes) >= 4 * 3
    assert all(is_as_wide and has_as_many for is_as_wide, has_as_many, _ in sizes)
    assert all(ratio == pytest.approx(3, abs=0.05) for *_, ratio in sizes)


def test_in_a_notebook_all_of_it_fits_its_frame(wide_and_dark, tmp_path):
    page, file = wide_and_dark, tmp_path / "notebook.html"
    cell = simulate(SCENARIO)._repr_mimebundle_()["text/html"]
    file.write_text(f'<body data-jp-theme-light="false" style="background: #111">{cell}', encoding="utf-8")
    page.goto(file.as_uri())
    frame = page.frames[1]
    frame.wait_for_function(AT_THE_END, arg=60)
    inks = frame.evaluate(INKS)
    sheet = printed(page)[0]
    picture, words = seen(sheet), words_of_sheet(sheet)
    assert "Path length" in words  # the last column of the table, which is the last of all
    for ink in inks:
        assert len(places_of(picture, ink)) > 40
    paper = (picture == 255).all(axis=2)
    assert paper[: len(paper) // 2].mean() > 0.3  # light, on a dark page


@pytest.mark.parametrize(
    ("key", "language", "step"),
    [("recipe", "zh", "第 20 / 20 步"), *sample([], [("momentum", "en", "step 200 / 200")])],
)
def test_a_lesson_is_a_sheet_of_words_and_one_of_pictures(wide_and_dark, tmp_path, key, language, step):
    """That of the recipe has four panels, curves and data, of which not all would be on the second otherwise."""
    page, file = wide_and_dark, tmp_path / "lesson.html"
    lesson = lessons(language)[key]
    export(lesson.scenario, file, lesson=key, language=language)
    page.goto(file.as_uri())
    page.get_by_role("button", name=words_of(language)["skip"]).click()
    page.wait_for_function(AT_THE_END, arg=lesson.scenario.num_steps)
    document = printed(page)
    words, picture, other = (
        " ".join(words_of_sheet(document[0]).split()),
        seen(document[1]),
        words_of_sheet(document[1]),
    )
    for part in (lesson.title, lesson.ask, words_of(language)["claims"], lesson.task.say):
        assert is_printed(part.replace(" ", ""), words.replace(" ", ""))
    assert words_of(language)["notes"] not in words
    assert step in other
    assert len(document) == 2
    assert page.evaluate(OVERLAP) == []
    assert all(len(places_of(picture, ink)) > 50 for ink in page.evaluate(INKS))


def test_basins_are_hatched_on_paper_and_coloured_on_the_screen_again(still):
    scenario = Scenario(surface="himmelblau", optimizers=[{"key": "sgd", "learning_rate": 0.01}], num_steps=60)
    page = still.page
    still.foreseen = (SUBPAGE,)
    page.goto(f"{still.address}/maps?{Sweep.of_starts(scenario, cells=32).to_url()}")
    still.ready()
    still.wait("player.desk.isFinished")
    looks = "((view) => [...new Set(view.looks.looks.map(([, pattern]) => pattern))])(player.desk.views[0])"
    assert set(still.read(looks)) == {"falling", "dots", "stippled", ""}
    sheet = printed(page)[0]
    picture, words = seen(sheet), words_of_sheet(sheet)
    for word in ("Himmelblau", "SGD", "(3, 2)"):
        assert word in words
    greys = (np.ptp(picture, axis=2) < 8) & (picture[..., 0] > 120) & (picture[..., 0] < 250)
    assert greys.sum() > 20_000  # the basins, in greys with a pattern
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert set(still.read(looks)) >= {"level", "upright", "dots"}
    assert page.locator(".ov-desk-controls").is_visible()  # the style sheet of paper is not that of the screen
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert set(still.read(looks)) == {"falling", "dots", "stippled", ""}
    assert page.locator(".ov-desk .ov-still").count() == 0
