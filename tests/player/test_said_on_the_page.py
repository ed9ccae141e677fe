"""Every sentence that the player's scripts have of their own is held by a test, which is named here and has to exist.

What Python sends (captions, columns, what is drawn) is held where it is written; keys, by `said-of-keys.test.mjs`.
"""

import re

import pytest

from optviz.player.assets import FOLDER
from optviz.player.said import texts_of_scripts
from tests.claims import exists

SLIDERS, KEYS, SESSION = (f"player/node/{name}.test.mjs" for name in ("sliders", "said-of-keys", "session"))
AIMING, VIEWS, ZOOM, SPACE = (f"browser/test_{name}.py" for name in ("aiming", "views", "zoom", "space"))
OWN_STARTS = "browser/test_own_starts.py"
PANEL, PLAYGROUND, EXPORTING = (
    "browser/test_export_panel.py",
    "browser/test_playground.py",
    "player/node/exporting.test.mjs",
)
APART = ("player/node/apart.test.mjs", "paths are apart from the step on at which one sees it")
DESCENT = ("player/node/theory.test.mjs", "gradient descent diverges beyond 2/L and is fastest at 2/(l + L)")
SHEET = (KEYS, "every key on the sheet does what it says")
MEASURED = ("browser_programs/test_measures.py", "test_the_curves_are_the_same")
MAP_COMES = ("browser/test_maps.py", "test_a_map_comes_coarse_first_by_itself_and_fine_from_the_server")
MAP_PENDING = (
    "browser/test_maps.py",
    "test_a_map_that_is_stopped_half_way_shows_which_cells_are_not_yet_computed",
)
MAP_READ = ("browser/test_maps.py", "test_a_cell_is_read_and_sent_to_the_player_by_mouse_and_by_keyboard")
MAP_ZOOM = ("browser/test_maps.py", "test_basins_are_linked_and_follow_the_hand")
STRIP = ("browser/test_maps.py", "test_the_track_of_a_learning_rate_shows_its_strip_of_the_map")
CELL_SAID = ("player/node/map.test.mjs", "what is said of a cell: its numbers and what came of its run")
MADE_HERE = ("browser/test_site.py", "test_files_that_the_browser_makes_carry_their_experiment")
TO_THE_BYTE = (
    "browser_programs/test_alone.py",
    "test_a_table_and_an_experiment_are_the_files_of_the_app_to_the_last_byte",
)
FAN_COMES, RACED, SEARCHED, SIX_STEPS = (
    ("browser/test_trials.py", name)
    for name in (
        "test_a_fan_comes_coarse_first_can_be_stopped_and_stays_where_something_is_wrong",
        "test_a_race_is_told_and_goes_on_in_the_playground",
        "test_three_ways_of_searching_are_those_of_python",
        "test_six_steps_are_gone_one_by_one_back_and_again_and_the_address_has_the_step",
    )
)
POINTS = ("browser/test_data_beside.py", "test_points_are_dragged_added_and_taken_away_and_all_else_follows")
OWN_SHOWN, OWN_SCALES, OWN_CLASSES, OWN_BAD = (
    ("browser/test_own_table.py", name)
    for name in (
        "test_a_pasted_table_is_shown_as_simulate_and_scikit_learn_have_it",
        "test_rows_are_held_out_and_a_model_is_given_the_others_on_each_of_three_scales",
        "test_two_classes_of_a_file_that_is_chosen",
        "test_what_is_bad_is_named_by_line_and_column_and_nothing_else_changes",
    )
)
OWN_ON_SITE = ("browser/test_site.py", "test_a_table_of_ones_own_is_read_and_goes_only_into_the_file_that_says_so")
EPOCHS = ("picture/test_epochs.py", "test_the_page_marks_the_same")
HELD_OUT = ("browser/test_held_out.py", "test_both_grounds_are_those_of_python_with_their_minima_paths_and_titles")
NO_MINIMUM = (
    "player/node/held-out.test.mjs",
    "it is told where none stands alone, and of a path that diverges up to there",
)
HELD = {
    # a display in an address
    "no such field; {choices} are allowed": (
        "player/node/display.test.mjs",
        "a display is read from the URL, and what is wrong with it is named",
    ),
    "numbers from {ranges} are allowed": (
        "player/node/display.test.mjs",
        "numbers within their bounds are read, a few of them or none",
    ),
    # epochs on the curves
    "an epoch is {steps} steps": EPOCHS,
    "an epoch is {steps} steps, a line every {every} epochs": EPOCHS,
    "epoch {number}, batch {batch} of {steps}": (
        "picture/test_epochs.py",
        "test_it_is_said_which_batch_of_which_epoch_a_step_is_taken_on",
    ),
    "{view} is for surfaces with held-out examples; this one is shown {first}.": (
        "player/node/view.test.mjs",
        "one for held-out examples is offered and shown where there are some",
    ),
    "condition number ∞: no minimum stands alone": (
        "browser/test_own_table.py",
        "test_a_server_that_has_lost_a_table_gets_it_again",
    ),
    "Minima of the {loss}: {minima}.": HELD_OUT,
    "a loss of {loss} at {place}": HELD_OUT,
    "The {quantity}, from the first row to the last: {ways}.": HELD_OUT,
    "{name} from {first} to {last}": HELD_OUT,
    "No minimum of the {loss} stands alone in the picture.": NO_MINIMUM,
    "loss on training examples": HELD_OUT,
    "loss on held-out examples, without penalties": HELD_OUT,
    "loss on held-out examples, without dropout": HELD_OUT,
    # a table of the reader's own
    "A table with commas, semicolons or tabs, at most {megabytes} MB and {rows} rows: choose a file, drop it, or paste "
    "text.": ("player/node/own-tables.test.mjs", "what is too large is refused before it is read"),
    "A table as text": OWN_SHOWN,
    "Here {few} of the {all} rows count, until the run on all of them is there.": (
        "player/node/local-runner.test.mjs",
        "of a long table some rows count while the hand moves and until the run on all of them is there, which is said",
    ),
    "the table is not here": ("player/node/own-tables.test.mjs", "no other data stand in for a table that is not here"),
    "{count} rows of your own, which no link has, and a file only if you say so": OWN_ON_SITE,
    "A model is given each column with mean 0 and deviation 1; the axes have their own units.": OWN_SHOWN,
    "A model is given both inputs with mean 0 and deviation 1; the axes have their own units.": OWN_CLASSES,
    "A model is given each input in a power of ten as its unit, and the target with mean 0 and deviation 1; the "
    "axes have their own units.": OWN_SCALES,
    "A model is given each input with mean 0, in a power of ten as its unit, and the target with mean 0 and "
    "deviation 1; the axes have their own units.": OWN_SCALES,
    "A model is given both inputs in powers of ten as units; the axes have their own units.": OWN_CLASSES,
    "A model is given both inputs with mean 0, in powers of ten as units; the axes have their own units.": OWN_CLASSES,
    "One row in {every} is held out, the last of each {every}": OWN_SCALES,
    "{count} of them held out": OWN_SCALES,
    "one row in {every}": OWN_SCALES,
    "Leave these lines out": OWN_BAD,
    "left out by line: {lines}": OWN_BAD,
    "{first} and {count} more": OWN_BAD,
    "The experiment with your own data (JSON)": OWN_ON_SITE,
    # data that are changed
    "Row {place} is taken away.": POINTS,
    "The data are as they were.": POINTS,
    "Add an example (Insert, or a double click)": POINTS,
    "The data as they are": POINTS,
    "Take the chosen example away (Delete)": (
        "browser/test_data_beside.py",
        "test_a_class_is_turned_and_what_has_to_stay_stays",
    ),
    "Two examples have to stay, and one that is held out.": (
        "browser/test_data_beside.py",
        "test_a_class_is_turned_and_what_has_to_stay_stays",
    ),
    # files that a page makes without a server
    "Picture as it is here (PNG)": MADE_HERE,
    "All steps of all paths (CSV)": MADE_HERE,
    "The experiment alone (JSON)": MADE_HERE,
    "This page with all there is (HTML)": MADE_HERE,
    " spreadsheets take it as text.": TO_THE_BYTE,
    "This run takes a while; the picture is not up to date yet.": (
        "player/node/lone-runner.test.mjs",
        "a run that is longer than a frame goes on between frames, and is shown once it is there",
    ),
    "A browser has run this: the last digits of its numbers may be others than those of the app.": TO_THE_BYTE,
    "Drawings (SVG, PDF), clips, Plotly figures, arrays and scripts need the app, which opens these files: "
    "python -m pip install . and then optviz, in a clone of optviz.": (
        "browser/test_site.py",
        "test_what_needs_the_app_is_not_there_and_is_said",
    ),
    # the sheet of keys and gestures
    "one step (Shift: ten)": SHEET,
    "step by step through the pseudo-code": SHEET,
    "Taylor models at the playhead": SHEET,
    "present: full screen, large type; F or Esc ends it": (VIEWS, "test_keys_do_what_the_sheet_says"),
    "hide a lesson's answers and picture, and ask again": (
        "browser/test_lessons.py",
        "test_the_picture_is_covered_until_one_answers_by_keyboard",
    ),
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
    "Start point: drag it, or use the arrow keys": (
        PLAYGROUND,
        "test_the_start_is_dragged_or_moved_by_keys_and_all_panels_follow",
    ),
    "Start point of {name}: drag it, or use the arrow keys": (
        OWN_STARTS,
        "test_a_click_on_a_panel_moves_the_start_of_its_own",
    ),
    "Alone from {count} starts": (
        OWN_STARTS,
        "test_an_ensemble_is_one_click_and_says_how_it_does_beside_its_members",
    ),
    "{title} (double click: {value})": (
        AIMING,
        "test_the_keyboard_moves_it_by_digits_and_back",
    ),
    "One step back (arrow left)": (KEYS, "a key that is named on a button does what the button does"),
    "One step forward (arrow right)": (KEYS, "a key that is named on a button does what the button does"),
    "{name}: formula and pseudo-code": (
        PLAYGROUND,
        "test_reduced_motion_starts_paused_with_the_numbers_of_the_run_and_a_formula_on_demand",
    ),
    "A run has arrived once its loss stays within this of the lowest known minimum.": (
        "surfaces/test_minima_outside.py",
        "test_a_run_that_ends_lower_has_not_arrived",
    ),
    "The picture in 3D. Arrow keys turn it, plus and minus go nearer and farther, Home goes back.": (
        KEYS,
        "what the scene is called names its keys",
    ),
    "{count} examples: {target} by {inputs}.": (
        "browser/test_data_beside.py",
        "test_the_data_stand_beside_the_loss_where_there_are_some",
    ),
    "condition number {number} at the minimum": (
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
    "{names}: the last bit of a number decides there, and this browser rounds it differently from {where}.": APART,
    "where this page was made": APART,
    "{name} from step {step} on": APART,
    "a step leaves {factor} of the distance": DESCENT,
    "best in the long run {extent} ({share})": DESCENT,
    "diverges beyond {rate} ({limit})": DESCENT,
    "from {first} to {last}": (
        "player/node/theory.test.mjs",
        "momentum diverges beyond 2(1 + ρ)/L, and a whole stretch of rates is as fast",
    ),
    "Waiting for the server; the picture is not up to date yet.": (
        "browser/test_robust.py",
        "test_a_slow_server_is_said_while_one_waits",
    ),
    "no minimum is known, so the scale is linear": MEASURED,
    "a share, so the scale is linear": MEASURED,
    "above the lowest known minimum": MEASURED,
    "there is nothing of this kind to show here": MEASURED,
    "effective learning rate of x": MEASURED,
    "effective learning rate of y": MEASURED,
    "distance to the nearest minimum": MEASURED,
    "loss on held-out examples": MEASURED,
    "held-out loss of averaged weights": MEASURED,
    "held-out loss of the mean of paths": MEASURED,
    "held-out loss of the mean of snapshots": MEASURED,
    "accuracy on training examples": MEASURED,
    "accuracy on held-out examples": MEASURED,
    "condition number of the Hessian": MEASURED,
    "learning rate after the schedule": MEASURED,
    "diverged at step {step}": ("browser/test_painted_alike.py", "test_labels_and_losses_are_the_same"),
    "The link is copied.": (KEYS, "a link is said to be copied when it is"),
    "{view} is for surfaces of {count}; this one is shown {first}.": (
        "player/node/view.test.mjs",
        "a view that cannot be shown gives way to the first, with a word on it",
    ),
    "{obstacle}; the picture is shown {first}.": (
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
    "No more than {most}: take one away first.": (PLAYGROUND, "test_twelve_panels_and_no_more"),
    "{count} of {most} in the picture": (
        "browser/test_choosing.py",
        "test_rules_are_found_ticked_and_put_side_by_side_in_one_click",
    ),
    "{title}: {typed} is not allowed; {kind} from {low} to {high} is": (
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
    "{name} is open. Undo goes back.": (PANEL, "test_a_file_dropped_on_the_page_opens_its_scenario"),
    "The preview is being made …": (PANEL, "test_a_figure_is_chosen_seen_and_taken_home"),
    "The {title} as it will be": (PANEL, "test_a_figure_is_chosen_seen_and_taken_home"),
    "{name} is done.": (PANEL, "test_a_figure_is_chosen_seen_and_taken_home"),
    "The server still makes files for others; please try again in {minutes}.": (
        EXPORTING,
        "after ten minutes it gives up, in words",
    ),
    "The server makes files for others; trying again in {seconds}\N{NO-BREAK SPACE}s": (
        EXPORTING,
        "where there is no room it says so, and tries again when it was told to",
    ),
    "Waits for {files}, about {seconds}\N{NO-BREAK SPACE}s": (
        EXPORTING,
        "who waits for long asks less often, and is told the place",
    ),
    "The server does not answer.": (EXPORTING, "nothing is tried again unless it helps"),
    "The server answers {status}.": (EXPORTING, "nothing is tried again unless it helps"),
    "the file is larger than {most} MB": (PANEL, "test_a_file_dropped_on_the_page_opens_its_scenario"),
    "More, as the page shows it": (PANEL, "test_the_choice_is_kept_and_follows_the_page"),
    "As on the page ({value})": (PANEL, "test_the_choice_is_kept_and_follows_the_page"),
    "Up to step {step}": (PANEL, "test_the_panel_is_the_keyboards_and_takes_the_picture_up_to_the_playhead"),
    # maps
    "The map is on its way.": MAP_COMES,
    "A finer map is on its way.": MAP_COMES,
    "{told}; the cells around it are not yet computed": MAP_PENDING,
    "Point at a cell to read it, click to see its run.": MAP_READ,
    "Share of the maps that is there": MAP_COMES,
    "Share of the picture that is there": FAN_COMES,
    "{title}. Arrow keys move from cell to cell, Enter shows the run of one, plus and minus zoom.": MAP_ZOOM,
    "The maps of the address are none that this experiment has.": (
        "browser/test_site.py",
        "test_a_small_map_is_made_and_opened_by_its_address",
    ),
    "ended above the first loss": (
        "player/node/map-looks.test.mjs",
        "final losses have the colours of their ranks, equal ones alike",
    ),
    "Strip: the final loss at each rate, dark is low, dotted has diverged": STRIP,
    "{said}; lowest at {rate}": STRIP,
    "{said}; nowhere lower than from {low} to {high}": (
        "player/node/strip.test.mjs",
        "where many rates arrive it says from which on to which",
    ),
    "{told}, at the minimum {minimum}": CELL_SAID,
    "{told}, within the tolerance from step {step} on": CELL_SAID,
    "{told}, not within the tolerance in the end": CELL_SAID,
    # trials
    "The picture is on its way.": FAN_COMES,
    "A finer picture is on its way.": FAN_COMES,
    "Stopped; what is here stays.": FAN_COMES,
    "The runs at this step": FAN_COMES,
    "Race them in the playground": RACED,
    "Tries of each way": SEARCHED,
    "as the axes are scaled": SEARCHED,
    "best {outcome} so far": SEARCHED,
    "Again, around the best": SIX_STEPS,
    "Best so far, {count} repeats": SEARCHED,
    "half of the repeats": SEARCHED,
    "random, by its closed form": SEARCHED,
    "best so far: {value}": SEARCHED,
    "The best of {tries} tries, in the middle of {repeats} repeats: {grid} on the grid, {random} at random, "
    "{coarse_to_fine} from coarse to fine; the best cell of the map has {least}.": SEARCHED,
    "In {share} of the repeats random tries found something better than the grid.": SEARCHED,
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
        found.update(quoted or template for quoted, template in re.findall(r'"([^"\\\n]*)"|`([^`]*)`', text))
    spoken = texts_of_scripts()  # inside of templates too, and with any sign
    return {said for said in found | spoken if says_more(said) and (said in spoken or is_text(said))}


def says_more(said: str) -> bool:
    bare = without_places(said)
    return len(bare.split()) >= 4 or bool(re.search(r" .*[a-z]\.$", bare))


def is_text(said: str) -> bool:
    """And no code."""
    letters = re.fullmatch(r"[\w ,.;:()'…+×−?-]*[a-z]{3}[\w ,.;:()'…+×−?-]*", without_places(said))
    return bool(letters) and not said.startswith((".", "button,")) and "ov-" not in said


def without_places(said: str) -> str:
    return re.sub(r"\$?\{[^}]*\}", "X", said)


NAMES = {
    *("double click on a slider", "arrow keys on a slider", "click on the surface", "click on a path"),
    *("drag on the surface", "drag on an axis", "drag on the curves", "drag a slider"),
    *("Progress of the file", "The text of the {title}", "Seed of the noise", "What all panels share"),
    *("Formula, minima and source of {title}", "No {name} with these words", "a curve of minima"),
    "{surface}, step {step} of {count}",
    "Loss on held-out examples",
    *("weight decay ╲ learning rate", "training loss and held-out loss (□)"),
    *("PNG, as on the page", "SVG, as on the page", "CSV of all cells", "HTML page that plays offline"),
}
"""What only names something, in four words."""


def test_every_sentence_is_held_by_a_test():
    assert sentences() - NAMES == HELD.keys() | ADVICE


@pytest.mark.parametrize("place", sorted(set(HELD.values())), ids=lambda place: place[1])
def test_the_test_is_there(place):
    assert exists(*place)
