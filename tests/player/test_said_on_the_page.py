"""Every sentence that the player's scripts have of their own is held by a test, which is named here and has to exist.

What Python sends (captions, columns, what is drawn) is held where it is written; keys, by `said-of-keys.test.mjs`.
"""

import re

import pytest

from optviz.player.assets import FOLDER
from tests.claims import exists

SLIDERS, KEYS, SESSION = (f"player/node/{name}.test.mjs" for name in ("sliders", "said-of-keys", "session"))
AIMING, VIEWS, ZOOM, SPACE = (f"browser/test_{name}.py" for name in ("aiming", "views", "zoom", "space"))
PANEL, PLAYGROUND, EXPORTING = (
    "browser/test_export_panel.py",
    "browser/test_playground.py",
    "player/node/exporting.test.mjs",
)
APART = ("player/node/apart.test.mjs", "paths are apart from the step on at which one sees it")
DESCENT = ("player/node/theory.test.mjs", "gradient descent diverges beyond 2/L and is fastest at 2/(l + L)")
SHEET = (KEYS, "every key on the sheet does what it says")
MEASURED = ("browser_programs/test_measures.py", "test_the_curves_are_the_same")
MAP_COMES = ("browser/test_maps.py", "test_a_map_comes_coarse_first_and_what_is_wrong_is_said")
MAP_READ = ("browser/test_maps.py", "test_a_cell_is_read_and_opened_by_mouse_and_by_keyboard")
CELL_SAID = ("player/node/map.test.mjs", "what is said of a cell: its numbers and what came of its run")
HELD = {
    # the sheet of keys and gestures
    "one step (Shift: ten)": SHEET,
    "step by step through the pseudo-code": SHEET,
    "Taylor models at the playhead": SHEET,
    "present: full screen, large type; F or Esc ends it": (VIEWS, "test_keys_do_what_the_sheet_says"),
    "moves the start; arrow keys do when it has the focus, Delete puts it where it is by default": (
        AIMING,
        "test_the_keyboard_moves_it_by_digits_and_back",
    ),
    "with Shift, or far above or below it: ten times finer; Escape takes it back": (
        AIMING,
        "test_a_mouse_moves_it_finely_with_shift_or_from_afar_and_takes_the_track_along",
    ),
    "its default; so does a double tap, or Delete": (AIMING, "test_fingers_drag_sideways_scroll_along_and_tap"),
    "one digit, with Shift a tenth of that; Page up, Page down: ten, or a tenth of a short track of whole numbers": (
        SLIDERS,
        "counts go in whole steps",
    ),
    "puts the start there": (PLAYGROUND, "test_a_click_sets_the_start_and_a_double_click_takes_it_back"),
    "puts the playhead there": (
        VIEWS,
        "test_hover_names_optimizer_step_point_and_loss_and_a_click_puts_the_playhead_there",
    ),
    "zooms, in all panels; double click resets": (
        VIEWS,
        "test_a_drag_on_one_panel_zooms_all_and_a_double_click_takes_it_back",
    ),
    "moves it, near an end stretches it, in all panels": (VIEWS, "test_a_drag_on_an_axis_moves_or_stretches_all"),
    "turns and tips it; the wheel or two fingers go nearer and farther, double click goes back": (
        SPACE,
        "test_the_hand_turns_and_tips_the_scene_and_it_stays_where_it_was_put",
    ),
    # names of things that say what they do
    "Start point: drag it, or use the arrow keys": (PLAYGROUND, "test_the_start_moves_by_keyboard"),
    "${parameter.title} (double click: ${saidNumber(parameter, next)})": (
        AIMING,
        "test_the_keyboard_moves_it_by_digits_and_back",
    ),
    "One step back (arrow left)": (KEYS, "a key that is named on a button does what the button does"),
    "One step forward (arrow right)": (KEYS, "a key that is named on a button does what the button does"),
    "${path.label}: formula and pseudo-code": (PLAYGROUND, "test_the_formula_is_shown_on_demand"),
    "A run has arrived once its loss stays within this of the lowest known minimum.": (
        "surfaces/test_minima_outside.py",
        "test_a_run_that_ends_lower_has_not_arrived",
    ),
    "The picture in 3D. Arrow keys turn it, plus and minus go nearer and farther, Home goes back.": (
        KEYS,
        "what the scene is called names its keys",
    ),
    "condition number ${written(conditionOf(hessian), 3)} at the minimum": (
        "browser/test_data_beside.py",
        "test_the_condition_number_at_the_minimum_is_said_and_moves",
    ),
    # how things stand
    "The server takes no questions from this page.": (
        SESSION,
        "a server that takes no questions is asked none any more, and why is said each time",
    ),
    "This is more than the server takes at once.": (
        SESSION,
        "what is too large for the server is refused once, and the line goes on with the next",
    ),
    "The server does not answer; the picture is stale.": (PLAYGROUND, "test_a_dead_server_is_said_and_recovered_from"),
    "The server does not answer; the page goes on without it.": (
        PLAYGROUND,
        "test_without_its_line_the_page_goes_on_and_settles_once_it_is_back",
    ),
    "${names}: the last bit of a number decides there, and this browser rounds it differently from ${where}.": APART,
    "where this page was made": APART,
    "${label} from step ${step} on": APART,
    "a step leaves ${written(factor, DIGITS)} of the distance": DESCENT,
    "best in the long run ${extent(first, last)} (${share})": DESCENT,
    "diverges beyond ${written(highest, DIGITS)} (${limit})": DESCENT,
    "from ${written(first, DIGITS)} to ${written(last, DIGITS)}": (
        "player/node/theory.test.mjs",
        "momentum diverges beyond 2(1 + ρ)/L, and a whole stretch of rates is as fast",
    ),
    "Waiting for the server; the picture is not up to date yet.": (
        "browser/test_robust.py",
        "test_a_slow_server_is_said_while_one_waits",
    ),
    '${path}: ${allowed.join(", ")} are allowed': (
        "player/node/display.test.mjs",
        "a display is read from the URL, and what is wrong with it is named",
    ),
    "no minimum is known, so the scale is linear": MEASURED,
    "above the lowest known minimum": MEASURED,
    "there is nothing of this kind to show here": MEASURED,
    "effective learning rate of x": MEASURED,
    "effective learning rate of y": MEASURED,
    "distance to the nearest minimum": MEASURED,
    "loss on held-out examples": MEASURED,
    "condition number of the Hessian": MEASURED,
    "learning rate after the schedule": MEASURED,
    "diverged at step ${divergedAt}": ("browser/test_painted_alike.py", "test_labels_and_losses_are_the_same"),
    "The link is copied.": (KEYS, "a link is said to be copied when it is"),
    "${view.title} is for surfaces of ${count}; this one is shown ${first.title}.": (
        "player/node/view.test.mjs",
        "a view that cannot be shown gives way to the first, with a word on it",
    ),
    "${obstacle}; the picture is shown ${first.title}.": (
        "player/node/view.test.mjs",
        "a view that cannot be shown gives way to the first, with a word on it",
    ),
    "This browser draws nothing in 3D (it has no WebGL)": (
        "player/node/view.test.mjs",
        "a view that cannot be shown gives way to the first, with a word on it",
    ),
    "The browser draws no surface now: its graphics were reset. Paths, marks and axes are drawn still.": (
        SPACE,
        "test_graphics_that_are_lost_are_said_to_be_and_come_back",
    ),
    "One has to stay.": (PLAYGROUND, "test_twelve_panels_and_no_more"),
    "No more than ${most}: take one away first.": (PLAYGROUND, "test_twelve_panels_and_no_more"),
    "${this.on.keys().length} of ${this.catalogue.max_optimizers} in the picture": (
        "browser/test_choosing.py",
        "test_rules_are_found_ticked_and_put_side_by_side_in_one_click",
    ),
    "${parameter.title}: ${typed} is not allowed; ${kind} from ${parameter.low} to ${parameter.high} is": (
        "player/node/numbers.test.mjs",
        "what is not allowed is named, with what is",
    ),
    "The lesson could not be fetched; the server does not answer.": (
        "browser/test_lessons.py",
        "test_one_goes_from_lesson_to_lesson_and_a_cut_line_is_said",
    ),
    # taking home
    "Drop a file that optviz made, and go on from there.": (
        PANEL,
        "test_a_file_dropped_on_the_page_opens_its_scenario",
    ),
    "${name} is open. Undo goes back.": (PANEL, "test_a_file_dropped_on_the_page_opens_its_scenario"),
    "The preview is being made …": (PANEL, "test_a_figure_is_chosen_seen_and_taken_home"),
    "The ${this.format.title} as it will be": (PANEL, "test_a_figure_is_chosen_seen_and_taken_home"),
    "${name} is done.": (PANEL, "test_a_figure_is_chosen_seen_and_taken_home"),
    "The server does not answer.": (EXPORTING, "nothing is tried again unless it helps"),
    "The server answers ${response.status}.": (EXPORTING, "nothing is tried again unless it helps"),
    "the file is larger than ${largest / 1e6} MB": (PANEL, "test_a_file_dropped_on_the_page_opens_its_scenario"),
    "More, as the page shows it": (PANEL, "test_the_choice_is_kept_and_follows_the_page"),
    "As on the page (${said(following)})": (PANEL, "test_the_choice_is_kept_and_follows_the_page"),
    "Up to step ${here}": (PANEL, "test_the_panel_is_the_keyboards_and_takes_the_picture_up_to_the_playhead"),
    # maps
    "The map is on its way.": MAP_COMES,
    "A finer map is on its way.": MAP_COMES,
    "Point at a cell to read it, click to open it.": MAP_READ,
    "${header.title}. Arrow keys move from cell to cell, Enter opens one.": MAP_READ,
    "Open this cell in the playground": MAP_READ,
    "diverged at step ${divergedAt[at]}": CELL_SAID,
    ", at the minimum ${minima[reached[at]]}": CELL_SAID,
}
ADVICE = {
    "It looks as this page does: there is nothing to preview.",
    "Selected: the browser leaves copying to you.",
}
"""What asks for no more than a look."""


def sentences() -> set[str]:
    """The texts of the scripts that say more than a name: of four words or more, or with a stop at their end."""
    found = set()
    for file in sorted(FOLDER.rglob("*.mjs")):
        text = re.sub(r"/\*\*[\s\S]*?\*/|(?m:(?:^|\s)//.*$)", "", file.read_text(encoding="utf-8"))
        for quoted, template in re.findall(r'"([^"\\\n]*)"|`([^`]*)`', text):
            said = quoted or template
            bare = re.sub(r"\$\{[^}]*\}", "X", said)
            is_text = re.fullmatch(r"[\w ,.;:()'…+×−?-]*[a-z]{3}[\w ,.;:()'…+×−?-]*", bare)
            is_code = said.startswith((".", "button,")) or "ov-" in said
            if is_text and not is_code and (len(bare.split()) >= 4 or re.search(r" .*[a-z]\.$", bare)):
                found.add(said)
    return found


NAMES = {
    *("double click on a slider", "arrow keys on a slider", "click on the surface", "click on a path"),
    *("drag on the surface", "drag on an axis", "drag on the curves", "drag a slider"),
    *("Progress of the file", "The text of the ${this.format.title}", "Seed of the noise", "What all panels share"),
    *("Formula, minima and source of ${this.catalogue.surfaces[key].title}", "No ${name} with these words"),
}
"""What only names something, in four words."""


def test_every_sentence_is_held_by_a_test():
    assert sentences() - NAMES == HELD.keys() | ADVICE


@pytest.mark.parametrize("place", sorted(set(HELD.values())), ids=lambda place: place[1])
def test_the_test_is_there(place):
    assert exists(*place)
