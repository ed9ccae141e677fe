"""The command line: `optviz` opens the page; `optviz render`, `run`, `site`, `list` and `lessons` do without it."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from runpy import run_module
from typing import Any
from unicodedata import east_asian_width

import numpy as np

from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SURFACES
from optviz.engine.demonstrations import completed
from optviz.engine.simulate import simulate
from optviz.engine.sweeping import basins, sweep
from optviz.exports.base import Format, OptionError
from optviz.exports.export import FORMATS, export, find_format
from optviz.exports.maps import MAP_FORMATS, MapFormat, find_map_format
from optviz.exports.stamp import read_scenario
from optviz.exports.whole_files import check_place
from optviz.lessons.told import claims_told
from optviz.problems import Refusal, ScenarioError
from optviz.scenario.scenario import Scenario, data_of, pairs_of
from optviz.scenario.sweep import OUTCOMES, PREFIX, Sweep, axis_of_text
from optviz.site import write_site
from optviz.texts.language import ENGLISH, languages, name_of, say, speaking, spoken
from optviz.texts.words import Words, words
from optviz.version import __version__

DONE, FAILED, MISUSED = 0, 1, 2
LISTS = {"optimizers": OPTIMIZERS, "surfaces": SURFACES, "schedules": SCHEDULES, "noise": NOISES, "formats": FORMATS}
PACKAGE = Path(__file__).resolve().parent
APPS = (PACKAGE / "web" / "app.py", PACKAGE.parent / "app.py")
"""The page's script: in an installed package, and in a checkout."""
STANDARD = "-"
"""What stands for standard input and standard output."""
BAR, NARROW, USUAL = 30, 8, 80
"""The length of a bar, the least that is one, and the columns of a terminal that does not tell."""
DESCRIPTION = "Optimizers on loss surfaces, side by side. Without a command it opens the page, like serve."
EXAMPLES = """examples:
  optviz
  optviz render scenario.json -o fig.pdf
  optviz render 'surface=ravine&optimizers.0=sgd&optimizers.1=adam' -o fig.svg -o fig.png
  optviz render fig.png -o dark.pdf --style dark --width 120mm
  optviz render fig.png -o fig2.png --set optimizers.0.learning_rate=0.1 --set num_steps=50
  optviz run scenario.json -o run.csv
  optviz run scenario.json -o - --format csv | head
  optviz sweep 'optimizers.0=momentum' -x optimizers.0.learning_rate:0.001:1 -y optimizers.0.rho -o map.png
  optviz sweep 'surface=himmelblau&optimizers.0=sgd&optimizers.1=adam' --basins -o basins.pdf --style print
  optviz site -o public
  optviz list optimizers --json
  optviz render fig.png -o fig-zh.pdf --language zh
  optviz lessons --language zh
  optviz serve -- --server.port 9000

SCENARIO is a JSON file, any file that optviz has written, the page's URL, or '-' for such a file from standard input.
FILE is a path, or '-' for standard output, which needs --format.
"""

SWEEPS = (
    "Runs one optimizer at each pair of values of two numbers, or from starts all over the domain, and draws the map."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Returns 0 if all was done, 1 if something could not be, 2 if it was asked for wrongly."""
    asked = list(sys.argv[1:] if arguments is None else arguments)
    if asked[:1] in ([], ["--"]):
        asked.insert(0, "serve")
    given = make_parser().parse_args(asked)
    try:
        with speaking(getattr(given, "language", ENGLISH)):
            return given.command(given)
    except Refusal as error:
        print(f"optviz: {error}", file=sys.stderr)
        return MISUSED if isinstance(error, ScenarioError | OptionError) else FAILED
    except BrokenPipeError:
        sys.stdout = None  # whoever read has enough; there is nothing to flush to
        return DONE
    except KeyboardInterrupt:
        return 130


def make_parser() -> argparse.ArgumentParser:
    text = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="optviz", description=DESCRIPTION, epilog=EXAMPLES, formatter_class=text)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    language = {"choices": languages(), "default": ENGLISH, "help": "in which it is said"}
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, what in (("render", "figures, clips, pages, code"), ("run", "the numbers of a run")):
        command = commands.add_parser(name, help=what, description=what, epilog=EXAMPLES, formatter_class=text)
        command.set_defaults(command=write_files)
        command.add_argument("scenario", metavar="SCENARIO", help="a JSON file, a file of optviz, a URL, or -")
        add_outputs(command, FORMATS)
        command.add_argument("--language", **language)
        add_options(command, FORMATS)
    command = commands.add_parser("sweep", help="maps: many runs at once", description=SWEEPS, formatter_class=text)
    command.set_defaults(command=write_maps)
    command.add_argument("scenario", metavar="SCENARIO", help="as for run; or a sweep, as JSON or URL")
    add_outputs(command, MAP_FORMATS)
    command.add_argument("-x", metavar="AXIS", help="the number across, as PATH:LOW:HIGH:CELLS:SCALE or less of it")
    command.add_argument("-y", metavar="AXIS", help="the number upwards")
    command.add_argument("--outcome", help=f"what is shown: {', '.join(OUTCOMES)}")
    command.add_argument("--basins", nargs="?", const=256, metavar="CELLS", help="where the starts lead, by optimizer")
    command.add_argument("--precision", type=int, default=32, metavar="BITS", help="32, or 64 as run has")
    add_options(command, MAP_FORMATS)
    what = "the whole playground with its lessons as a page that needs no server"
    command = commands.add_parser("site", help=what, description=what)
    command.set_defaults(command=make_site)
    command.add_argument("-o", "--output", required=True, metavar="FOLDER", help="made where there is none")
    command = commands.add_parser("list", help="what there is to choose from")
    command.set_defaults(command=show_list)
    command.add_argument("what", choices=list(LISTS))
    command.add_argument("--language", **language)
    command.add_argument("--json", action="store_true", help="with everything that the records say")
    command = commands.add_parser("lessons", help="what the lessons claim, with the numbers of their runs")
    command.set_defaults(command=show_lessons)
    command.add_argument("--language", **language)
    command = commands.add_parser("serve", help="the page; what follows -- goes to Streamlit")
    command.set_defaults(command=serve)
    command.add_argument("arguments", nargs="*", metavar="ARGUMENT")
    return parser


def add_outputs(command: argparse.ArgumentParser, formats: Mapping[str, Any]) -> None:
    command.add_argument(
        "-o", "--output", action="append", required=True, metavar="FILE", help="or -; may be given several times"
    )
    command.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="changes the scenario")
    command.add_argument("--format", choices=list(formats), help="instead of that of the ending of FILE")


def add_options(command: argparse.ArgumentParser, formats: Mapping[str, Any]) -> None:
    """An argument for each option of each format, once."""
    group = command.add_argument_group("options of the formats")
    seen: dict[str, list[str]] = {}
    options = {}
    for kind in formats.values():
        for option in kind.options:
            seen.setdefault(option.key, []).append(kind.key)
            options.setdefault(option.key, option)
    for key, option in options.items():
        text = f"{option.title}: {option.allowed} ({', '.join(seen[key])})".replace("%", "%%")
        group.add_argument(f"--{key.replace('_', '-')}", dest=f"option_{key}", metavar="VALUE", help=text)


def write_files(given: argparse.Namespace) -> int:
    """Writes every output, each with those of the given options that its format has."""
    kinds = [find_format(None if path == STANDARD else path, given.format) for path in given.output]
    options = options_given(given, kinds)
    run = simulate(changed(load(given.scenario), given.set))
    for path, kind in zip(given.output, kinds, strict=True):
        own = {option.key: options[option.key] for option in kind.options if option.key in options}
        for remark in remarks_on(kind, own):
            print(f"optviz: {path}: {remark}", file=sys.stderr)
        if path == STANDARD:
            write_standard(kind, export(run, None, kind.key, progress=progress_bar(kind.title), **own))
        else:
            export(run, path, kind.key, progress=progress_bar(path), **own)
    return DONE


def remarks_on(kind: Format, own: dict[str, str]) -> Iterator[Words]:
    """What there is to say of a file that is not quite as it was asked for."""
    if kind.lacks_letters:
        yield words("no_letters", language=name_of(spoken.get()), fonts="Noto Sans CJK SC")
    if remark := kind.remark and kind.remark(kind.parse(own)):
        yield remark


def options_given(given: argparse.Namespace, kinds: Sequence[Any]) -> dict[str, Any]:
    """The options of the formats that were given, each of which some output has; all outputs can be written."""
    options = {
        name.removeprefix("option_"): value
        for name, value in vars(given).items()
        if name.startswith("option_") and value is not None
    }
    for path in given.output:
        if path != STANDARD:
            check_place(Path(path))
    for key in options:
        if not any(key in (option.key for option in kind.options) for kind in kinds):
            raise OptionError.of(key, "no_format_has_this_option", formats=[kind.title for kind in kinds])
    return options


def write_maps(given: argparse.Namespace) -> int:
    """Runs a sweep, or the basins of all optimizers, and writes every output."""
    kinds = [find_map_format(None if path == STANDARD else path, given.format) for path in given.output]
    options = options_given(given, kinds)
    progress = progress_bar("sweep")
    if given.basins:
        scenario = changed(load(given.scenario), given.set)
        maps = basins(scenario, cells=given.basins, precision=given.precision, progress=progress)
    else:
        maps = [sweep(load_sweep(given), precision=given.precision, progress=progress)]
    for path, kind in zip(given.output, kinds, strict=True):
        own = {option.key: options[option.key] for option in kind.options if option.key in options}
        if path == STANDARD:
            write_standard(kind, export(maps, None, kind.key, **own))
        else:
            export(maps, path, kind.key, **own)
    return DONE


def load_sweep(given: argparse.Namespace) -> Sweep:
    """A sweep as it is written, or of a scenario, with what is given of it on the command line."""
    text, fields = given.scenario, {}
    if "=" in text and not os.path.exists(text):
        pairs = pairs_of(text.partition("#")[0])
        fields = Sweep.fields_of(pairs)
        scenario = Scenario.from_pairs([pair for pair in pairs if not pair[0].startswith(PREFIX)])
    elif (data := sweep_in(text)) is not None:
        fields, scenario = data, Scenario.from_dict(data.pop("scenario"))
    else:
        scenario = load(text)
    for name in ("x", "y"):
        if axis := getattr(given, name):
            fields[name] = axis_of_text(axis)
    if given.outcome:
        fields["outcome"] = given.outcome
    return Sweep.from_dict({**fields, "scenario": changed(scenario, given.set)})


def sweep_in(text: str) -> dict[str, Any] | None:
    """What a text, or a file of JSON, says of a sweep; None if it is about something else."""
    if not text.lstrip().startswith("{"):
        if not text.endswith(".json") or not os.path.isfile(text):
            return None
        text = Path(text).read_text(encoding="utf-8")
    data = data_of(text)
    return data if isinstance(data, dict) and "scenario" in data else None


def write_standard(kind: Format | MapFormat, data: bytes) -> None:
    """Writes a file to standard output, byte for byte."""
    if sys.stdout.isatty():
        print(f"optviz: {kind.title}, {len(data)} bytes, to the terminal; > FILE writes a file", file=sys.stderr)
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def load(text: str) -> Scenario:
    """A Scenario from a file, a URL or its query, or standard input."""
    if text == STANDARD:
        return read_scenario(sys.stdin.buffer.read())
    if text.lstrip().startswith("{"):
        return Scenario.from_json(text)
    if "=" in text and not os.path.exists(text):  # which a text that is too long for a path does not
        pairs = pairs_of(text.partition("#")[0])
        return completed(Scenario.from_pairs(pairs), [path for path, _ in pairs])
    return read_scenario(Path(text))


def changed(scenario: Scenario, changes: list[str]) -> Scenario:
    """A Scenario with other values at some dotted paths, as in `optimizers.0.learning_rate=0.1`."""
    data = json.loads(scenario.to_json())
    for change in changes:
        path, equals, value = change.partition("=")
        if not equals:
            raise ScenarioError.of(change, "not_field_and_value")
        put(data, path, value)
    return Scenario.from_dict(data)


def put(data: Any, path: str, value: str) -> None:
    """Sets one value. A record given anew by its key (`surface=saddle`) takes its defaults, and its own start."""
    parts = path.split(".")
    node = data
    for i, part in enumerate(parts[:-1]):
        node = step_into(node, part, path)
        if not isinstance(node, dict | list):
            raise ScenarioError.of(path, "no_fields_of_its_own", part=".".join(parts[: i + 1]))
    last = parts[-1]
    if isinstance(node, list):
        node[place_in(node, last, path)] = value
    else:
        node[last] = value
    if path == "surface":
        data.pop("start", None)


def step_into(node: Any, part: str, path: str) -> Any:
    if isinstance(node, list):
        return node[place_in(node, part, path)]
    if isinstance(node.get(part), str):
        node[part] = {"key": node[part]}
    return node.setdefault(part, {})


def place_in(items: list, part: str, path: str) -> int:
    if not (part.isascii() and part.isdigit() and int(part[:6]) < len(items)):
        raise ScenarioError.of(path, "no_such_place", place=repr(part), last=len(items) - 1)
    return int(part)


def progress_bar(name: str) -> Callable[[float], None] | None:
    """Draws a bar on a terminal, and nothing anywhere else."""
    if not sys.stderr.isatty():
        return None

    def show(share: float) -> None:
        print(f"\r{bar(name, share, columns() - 1)}", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)

    return show


def columns() -> int:
    """The width of the terminal that shows the bar."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or USUAL
    except (OSError, ValueError):
        return USUAL


def bar(name: str, share: float, room: int) -> str:
    """The name, a bar and the share done, in at most so many columns; the name, then the bar go where these are few."""
    percent = f"{share:4.0%}"
    length = min(BAR, room - len(percent) - 3)
    if length < NARROW:
        return percent[: max(room, 0)]
    done = round(length * share)
    drawn = f"[{'=' * done}{' ' * (length - done)}] {percent}"
    shown = shortened(name, room - len(drawn) - 1)
    return f"{shown} {drawn}" if shown else drawn


def shortened(text: str, room: int) -> str:
    """The end of a text, in at most so many columns, of which a wide letter takes two."""
    if width_of(text) <= room:
        return text
    while text and width_of(text) > room - 1:
        text = text[1:]
    return f"…{text}" if text else ""


def width_of(text: str) -> int:
    return sum(1 + (east_asian_width(letter) in "WF") for letter in text)


def make_site(given: argparse.Namespace) -> int:
    for file in write_site(Path(given.output)):
        print(file)
    return DONE


def show_list(given: argparse.Namespace) -> int:
    records = LISTS[given.what]
    if given.json:
        print(json.dumps([described(record) for record in records.values()], ensure_ascii=False, indent=2))
    else:
        width = max(map(len, records))
        for key, record in records.items():
            print(f"{key:<{width}}  {say(record.title)}")
    return DONE


def show_lessons(given: argparse.Namespace) -> int:
    for line in claims_told(given.language):
        print(line)
    return DONE


def described(record: Any) -> dict[str, Any]:
    """What a record says in words and numbers, as plain JSON values."""
    return {name: plain for name in record.__dataclass_fields__ for plain in plain_values(getattr(record, name))}


def plain_values(value: Any) -> Iterator[Any]:
    """The value as JSON, or nothing where it is a function."""
    if callable(value):
        return
    if hasattr(value, "__dataclass_fields__"):
        yield described(value)
    elif isinstance(value, np.ndarray):
        yield value.tolist()
    elif isinstance(value, tuple | list):
        yield [plain for item in value for plain in plain_values(item)]
    elif hasattr(value, "items"):
        yield dict(value)
    else:
        yield value


def serve(given: argparse.Namespace) -> int:
    """Runs the page in this process until it is ended; `streamlit run` takes it from here."""
    app = next(path for path in APPS if path.exists())
    sys.argv = ["streamlit", "run", str(app), *given.arguments]
    run_module("streamlit", run_name="__main__", alter_sys=True)
    return DONE
