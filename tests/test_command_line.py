import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import optviz
from optviz import OPTIMIZERS, SURFACES, Scenario, export, simulate
from optviz.command_line import bar
from optviz.command_line.commands import list as listing
from optviz.command_line.commands import serve
from optviz.command_line.main import main
from optviz.engine.demonstrations import shown_on
from optviz.exports.export import FORMATS
from optviz.exports.stamp import read_scenario
from optviz.lessons.catalogue import lessons
from optviz.version import __version__

QUERY = "surface=ravine&optimizers.0=sgd&optimizers.1=adam&num_steps=20"
SCENARIO = Scenario.from_url(QUERY)


@pytest.fixture
def scenario_file(tmp_path):
    path = tmp_path / "scenario.json"
    path.write_text(SCENARIO.to_json())
    return str(path)


def test_a_site_is_written_into_no_file(tmp_path, capsys):
    """What is written into a folder, tests/exports/test_page.py looks at."""
    file = tmp_path / "file"
    file.touch()
    assert main(["site", "-o", str(file)]) == 1
    assert f"{file}: cannot be written: " in capsys.readouterr().err


def test_several_files_at_once_and_each_opens_again(scenario_file, tmp_path, capsys):
    outputs = [str(tmp_path / name) for name in ("a.csv", "b.json", "c.npz")]
    assert main(["render", scenario_file, "-o", outputs[0], "-o", outputs[1], "-o", outputs[2]]) == 0
    assert [read_scenario(path) for path in map(str, outputs)] == [SCENARIO] * 3
    assert main(["run", outputs[0], "-o", outputs[1], "--set", "num_steps=7"]) == 0
    assert read_scenario(outputs[1]).num_steps == 7
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "source", [QUERY, f"http://localhost:8501/?{QUERY}", f"https://a.b/c?{QUERY}#top", SCENARIO.to_json()]
)
def test_a_scenario_from_a_url_or_from_text(source, tmp_path):
    output = tmp_path / "a.json"
    assert main(["run", source, "-o", str(output)]) == 0
    assert read_scenario(output) == SCENARIO


def test_what_a_link_leaves_out_is_as_on_the_page(tmp_path):
    assert main(["run", "surface=himmelblau", "-o", str(tmp_path / "a.json")]) == 0
    assert read_scenario(tmp_path / "a.json") == shown_on(Scenario.default(), "himmelblau")


def test_a_query_may_be_longer_than_the_name_of_a_file(tmp_path):
    scenario = Scenario(surface="ravine", optimizers=["adam"] * 12, num_steps=3)
    assert len(scenario.to_url()) > 1000
    assert main(["run", scenario.to_url(), "-o", str(tmp_path / "a.json")]) == 0
    assert read_scenario(tmp_path / "a.json") == scenario


@pytest.mark.parametrize(
    "given", [SCENARIO.to_json().encode(), SCENARIO.to_json().encode("utf-16"), export(SCENARIO, format="npz")]
)
def test_a_scenario_from_standard_input(given, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(given)))
    assert main(["run", "-", "-o", str(tmp_path / "a.csv")]) == 0
    assert read_scenario(tmp_path / "a.csv") == SCENARIO


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (["optimizers.0.learning_rate=0.1"], QUERY + "&optimizers.0.learning_rate=0.1"),
        (["surface.tilt=30", "seed=4"], QUERY + "&surface.tilt=30&seed=4"),
        (["start.1=-1"], QUERY + "&start.0=-2&start.1=-1"),
        (["surface=saddle"], QUERY.replace("ravine", "saddle")),
        (["optimizers.1=momentum"], QUERY.replace("adam", "momentum")),
        (["noise=gaussian", "noise.scale=0.2"], QUERY + "&noise=gaussian&noise.scale=0.2"),
        (["optimizers.0.label=a=b"], QUERY + "&optimizers.0.label=a%3Db"),
    ],
)
def test_set_changes_the_scenario(scenario_file, tmp_path, changes, expected):
    output = tmp_path / "a.json"
    given = [word for change in changes for word in ("--set", change)]
    assert main(["run", scenario_file, "-o", str(output), *given]) == 0
    assert read_scenario(output) == Scenario.from_url(expected)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (
            ["--set", "optimizers.0.learning_rate=-1"],
            2,
            "optimizers.0.learning_rate: '-1' is not allowed; a number from",
        ),
        (["--set", "optimizers.0.learnin_rate=1"], 2, "has no such field"),
        (["--set", "optimizers.7.learning_rate=1"], 2, "there is no place '7'; 0 to 1 is allowed"),
        (["--set", "start.0.x=1"], 2, "start.0 has no fields of its own"),
        (["--set", "num_steps"], 2, "is not FIELD=VALUE"),
        (["--set", "surface=ravin"], 2, "did you mean 'ravine'"),
        (["--width", "120mm"], 2, "width: none of JSON of the Scenario has such an option"),
        (["-o", "a.xyz"], 2, "no format ends in '.xyz'"),
        (["-o", "/nowhere/a.csv"], 1, "/nowhere/a.csv: cannot be written: No such file or directory"),
    ],
)
def test_what_is_wrong_is_one_line_and_an_exit_code(scenario_file, tmp_path, capsys, words, code, message):
    assert main(["run", scenario_file, "-o", str(tmp_path / "a.json"), *words]) == code
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith("optviz: ")
    assert errors.count("\n") == 1
    assert message in errors


def test_files_that_cannot_be_read(tmp_path, capsys):
    assert main(["run", str(tmp_path / "none.png"), "-o", "a.csv"]) == 1
    assert "none.png: No such file or directory" in capsys.readouterr().err
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    assert main(["run", str(tmp_path / "a.png"), "-o", "a.csv"]) == 1
    assert "no Scenario inside" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["rend"], ["render", "a.json"], ["list", "cats"], ["run", "a", "-o", "b", "--format", "c"]]
)
def test_a_command_that_cannot_be_understood(words, capsys):
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_help_has_examples_and_every_option(capsys):
    with pytest.raises(SystemExit) as end:
        main(["render", "--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    assert "optviz render scenario.json -o fig.pdf" in text
    assert all(f"--{option.key}" in text for kind in FORMATS.values() for option in kind.options)


@pytest.mark.parametrize("what", listing.LISTED)
def test_lists(what, capsys):
    records = listing.records_of(what)
    assert main(["list", what]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(records)
    assert main(["list", what, "--json"]) == 0
    described = json.loads(capsys.readouterr().out)
    assert [(record["key"], record["title"]) for record in described] == [(r.key, r.title) for r in records.values()]


def test_claims_of_lessons_are_told_with_their_numbers(capsys):
    assert main(["lessons", "--language", "zh"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines if line[:2].strip()] == [f"{key}:" for key in lessons()]
    momentum = simulate(lessons()["momentum"].scenario)["momentum"]
    assert any(f"第 {momentum.metrics.steps_to_tolerance} 步" in line for line in lines)
    assert not [line for line in lines if "×" in line or "{" in line]


def test_lists_say_what_can_be_given(capsys):
    main(["list", "optimizers", "--json"])
    for record in json.loads(capsys.readouterr().out):
        given = [parameter["key"] for parameter in record["hyperparameters"]]
        assert given == [parameter.key for parameter in OPTIMIZERS[record["key"]].hyperparameters]
    main(["list", "surfaces", "--json"])
    for record in json.loads(capsys.readouterr().out):
        assert len(record["start"]) == len(SURFACES[record["key"]].domain)


def test_a_bar_on_a_terminal_and_nothing_in_a_pipe(scenario_file, tmp_path, capsys, monkeypatch):
    words = ["render", scenario_file, "-o", str(tmp_path / "a.gif"), "--width", "300px", "--seconds", "0.2"]
    assert main(words) == 0
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(words) == 0
    errors = capsys.readouterr().err
    assert errors.endswith("] 100%\n")
    assert errors.count("\r") == 4


@pytest.mark.parametrize("name", ["a.gif", "a/very/long/path/" * 9 + "clip.gif", "\u4e2d" * 60 + ".gif"])
def test_the_bar_fits_its_terminal(name):
    for room in range(120):
        for share in (0.0, 0.4, 1.0):
            drawn = bar.bar(name, share, room)
            assert len(drawn) + drawn.count("\u4e2d") <= room
    assert bar.bar("a.gif", 0.5, 79) == f"a.gif [{'=' * 15}{' ' * 15}]  50%"
    assert bar.bar("folder/clip.gif", 1.0, 47) == f"\u2026clip.gif [{'=' * 30}] 100%"
    assert bar.bar("clip.gif", 0.5, 5) == " 50%"


def test_standard_output_takes_the_bytes_of_a_file(scenario_file, tmp_path, capfdbinary, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for kind in ("npz", "csv"):
        assert main(["run", scenario_file, "-o", "-", "--format", kind]) == 0
        assert capfdbinary.readouterr() == (optviz.export(SCENARIO, format=kind), b"")
    assert [path.name for path in tmp_path.iterdir()] == ["scenario.json"]
    assert main(["run", scenario_file, "-o", "-"]) == 2
    assert b"format: missing; one of " in capfdbinary.readouterr().err


def test_a_terminal_that_gets_a_file_is_told_so(scenario_file, capfdbinary, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["run", scenario_file, "-o", "-", "--format", "json"]) == 0
    output, errors = capfdbinary.readouterr()
    assert output == optviz.export(SCENARIO, format="json")
    assert (
        errors == f"optviz: JSON of the Scenario, {len(output)} bytes, to the terminal; > FILE writes a file\n".encode()
    )


def test_a_place_that_cannot_be_written_is_told_before_the_work(scenario_file, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("optviz.engine.simulate.simulate", None)
    (tmp_path / "file").write_text("")
    places = {"none/a.csv": "No such file or directory", "file/a.csv": "Not a directory", ".": "Is a directory"}
    for place, reason in places.items():
        words = ["run", scenario_file, "-o", str(tmp_path / "a.csv"), "-o", str(tmp_path / place), "--format", "csv"]
        assert main(words) == 1
        assert capsys.readouterr().err.endswith(f"cannot be written: {reason}\n")
    assert not (tmp_path / "a.csv").exists()


def test_a_clip_of_odd_sides_says_what_becomes_of_them(scenario_file, tmp_path, capsys):
    words = ["render", scenario_file, "-o", str(tmp_path / "a.mp4"), "--seconds", "0.2"]
    assert main([*words, "--width", "301px"]) == 0
    assert capsys.readouterr().err.endswith("a.mp4: 301 pixels become 300, as the sides of a clip are even\n")
    assert main([*words, "--width", "300px"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("words", [[], ["serve"]])
@pytest.mark.parametrize("rest", [[], ["--", "--server.port", "9000"]])
def test_the_page_alone_or_by_name_with_arguments_for_streamlit(words, rest, monkeypatch):
    started = []
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.setattr(serve, "run_module", lambda name, **options: started.append((name, sys.argv)))
    assert main([*words, *rest]) == 0
    app = str(Path(optviz.__file__).parents[1] / "app.py")
    assert started == [("streamlit", ["streamlit", "run", app, *rest[1:]])]


def test_the_release(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"optviz {__version__}\n"


def test_as_a_module_with_no_display_and_into_a_closed_pipe(tmp_path):
    words = f"{sys.executable} -m optviz list optimizers --json | head -c 10"
    done = subprocess.run(words, shell=True, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_optimizer_at_four_rates_is_that_of_the_page_and_of_python(tmp_path, capsys):
    output = tmp_path / "a.json"
    assert main(["run", QUERY, "--four-rates", "1", "--set", "num_steps=9", "-o", str(output)]) == 0
    found = read_scenario(output)
    assert found == optviz.at_four_rates(SCENARIO.model_copy(update={"num_steps": 9}), 1)
    rates = [one.numbers["learning_rate"] for one in found.optimizers]
    assert [one.key for one in found.optimizers] == ["sgd", *["adam"] * 4]
    assert rates[1:] == sorted(rates[1:], reverse=True)
    assert main(["run", QUERY, "--four-rates", "2", "-o", str(output)]) == 2
    assert capsys.readouterr().err == "optviz: place: '2' is not allowed; a whole number from 0 to 1 is\n"


def test_an_optimizer_from_five_starts_is_that_of_the_page_and_of_python(tmp_path, capsys):
    output = tmp_path / "a.json"
    assert main(["run", QUERY, "--from-starts", "1", "--set", "num_steps=9", "-o", str(output)]) == 0
    found = read_scenario(output)
    assert found == optviz.from_starts(SCENARIO.model_copy(update={"num_steps": 9}), 1)
    assert [one.key for one in found.optimizers] == ["adam"] * 5
    assert main(["run", QUERY, "--from-starts", "x", "-o", str(output)]) == 2
    assert capsys.readouterr().err == "optviz: place: 'x' is not allowed; a whole number from 0 to 1 is\n"


CARS = "speed;dist\n4;2\n7,5;4\n9;10,5\n12;14\n"


def test_a_table_of_ones_own_and_which_of_its_rows_are_left_out(tmp_path, capsys):
    file, output = tmp_path / "cars.csv", tmp_path / "a.json"
    file.write_text(f"{CARS}13;n/a\n")
    asked = ["run", "surface=own_line&optimizers.0=sgd", "--data", str(file), "-o", str(output), "--own", "yes"]
    assert main(asked) == 2
    assert capsys.readouterr().err == "optviz: line 6, dist: nothing stands there\n"
    assert not output.exists()
    assert main([*asked, "--leave-out", "--columns", "dist,speed"]) == 0
    assert "cars.csv: these lines are left out, as something is wrong with them: 6\n" in capsys.readouterr().err
    table = read_scenario(output).surface.table
    assert (table.name, table.columns) == ("cars.csv", ("dist", "speed"))
    assert table.rows.tolist() == [[2, 4], [4, 7.5], [10.5, 9], [14, 12]]
    assert main(["run", QUERY, "--data", str(file), "-o", str(output)]) == 2
    assert "surface: 'ravine' takes no table of one's own" in capsys.readouterr().err


def test_an_experiment_without_its_table_takes_the_one_beside_it(tmp_path, capsys):
    file, lacking, output = (tmp_path / name for name in ("cars.csv", "lacking.json", "a.json"))
    file.write_text(CARS)
    whole = ["run", "surface=own_line&surface.normalisation=raw&optimizers.0=sgd", "--data", str(file)]
    assert main([*whole, "--hold-out", "3", "-o", str(lacking)]) == 0
    assert '"needed": 4' in lacking.read_text()
    assert main(["run", str(lacking), "-o", str(output)]) == 2
    assert "the data are the reader" in capsys.readouterr().err
    link = "surface=own_line&surface.normalisation=raw&surface.table.needed=4&optimizers.0=sgd"
    for asked in (str(lacking), link):
        beside = ["--data", str(file), "--hold-out", "3", "-o", str(output), "--own", "yes"]
        assert main(["run", asked, *beside]) == 0
        surface = read_scenario(output).surface
        assert (surface.table.rows.tolist(), surface.table.hold_out) == ([[4, 2], [7.5, 4], [9, 10.5], [12, 14]], 3)
        assert surface.numbers == {"normalisation": 0}
    assert main(["run", link, "--data", str(file), "--hold-out", "5", "-o", str(output)]) == 2
    assert "hold_out: 4 rows are too few to hold out one in 5" in capsys.readouterr().err


def test_a_table_from_standard_input_for_a_map(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(CARS.encode())))
    query, axis = "surface=own_line&optimizers.0=sgd&num_steps=5", "optimizers.0.learning_rate:0.1:1:3"
    file = tmp_path / "a.csv"
    assert main(["sweep", query, "-x", axis, "--data", "-", "-o", str(file)]) == 0
    assert b"7.5" not in file.read_bytes()


def test_a_map_says_its_precision_and_where_32_bits_show_their_grain(tmp_path, capsys):
    query, file, arrays = "surface=sphere&optimizers.0=sgd&num_steps=5", tmp_path / "a.csv", tmp_path / "a.npz"
    near = ["sweep", query, "-x", "start.0:1:1.0001:20", "-o", str(file), "-o", str(arrays)]
    for precision, more in ((32, []), (64, ["--precision", "64"])):
        assert main([*near, *more]) == 0
        assert f"\n# precision: {precision} bits\n" in file.read_text()
        assert np.load(arrays)["0/precision"] == precision
        told = capsys.readouterr().err
        assert ("as near as 32 bits can tell apart; --precision 64" in told) == (precision == 32)
    assert main(["sweep", query, "-x", "start.0:-1:1:20", "-o", str(file)]) == 0
    assert capsys.readouterr().err == ""
    values = np.linspace(1, 1.0001, 20)
    assert len(set(values.astype(np.float32))) == 20
    assert np.ptp(np.diff(values.astype(np.float32))) > 0.01 * np.diff(values)[0]  # the grain
