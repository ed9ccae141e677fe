"""`optviz`: opens the page, or does what a command says without it."""

import argparse
import gc
import sys
from collections.abc import Collection, Sequence

import optviz.command_line.commands
from optviz.command_line.base import BROKEN_OFF, DONE, FAILED, MISUSED, Command
from optviz.problems import Refusal, ScenarioError
from optviz.registry import collect
from optviz.texts.command_help import language_asked, translated
from optviz.texts.language import ENGLISH, languages, speaking
from optviz.version import __version__

COMMANDS = collect(optviz.command_line.commands, Command)
USUAL = "serve"
"""The command of whoever names none."""
OBJECTS_BEFORE_COLLECTION = 20_000
"""How many new objects a process of ours waits for until Python looks for garbage: imports make many that stay."""
DESCRIPTION = "Optimizers on loss surfaces, side by side. Without a command it opens the page, like serve."
EXPLAINED = """
SCENARIO is a JSON file, any file that optviz has written, the page's URL, or '-' for such a file from standard input.
FILE is a path, or '-' for standard output, which needs --format.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Returns 0 if all was done, 1 if something could not be, 2 if it was asked for wrongly."""
    asked = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:
        gc.set_threshold(OBJECTS_BEFORE_COLLECTION)
    if asked[:1] in ([], ["--"]):
        asked.insert(0, USUAL)
    with speaking(language_asked(asked)):
        given = translated(make_parser(asked)).parse_args(asked)
    try:
        with speaking(given.language):
            return given.command(given)
    except Refusal as error:
        print(f"optviz: {error}", file=sys.stderr)
        return MISUSED if is_misuse(error) else FAILED
    except BrokenPipeError:
        sys.stdout = None  # whoever read has enough; there is nothing to flush to
        return DONE
    except KeyboardInterrupt:
        return BROKEN_OFF


def is_misuse(error: Refusal) -> bool:
    """Whether something was asked for that there is not, and it is not the machine's fault."""
    from optviz.exports.base import OptionError

    return isinstance(error, ScenarioError | OptionError)


def make_parser(named: Collection[str] = COMMANDS.keys()) -> argparse.ArgumentParser:
    """The parser of all commands, of which those have their arguments that are among these words."""
    text = argparse.RawDescriptionHelpFormatter
    told = examples_of("", *(line for command in COMMANDS.values() for line in command.examples)) + EXPLAINED
    parser = argparse.ArgumentParser(prog="optviz", description=DESCRIPTION, epilog=told, formatter_class=text)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    language = {"choices": languages(), "help": "in which it is said"}
    parser.add_argument("--language", default=ENGLISH, **language)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS.values():
        told = examples_of(*command.examples) + (EXPLAINED if command.explains_scenario else "")
        own = commands.add_parser(
            command.key, help=command.help, description=command.said, epilog=told, formatter_class=text
        )
        own.set_defaults(command=command.run)
        if command.key in named:
            command.add_arguments(own)
            own.add_argument("--language", default=argparse.SUPPRESS, **language)  # what stands before it stays
    return parser


def examples_of(*lines: str) -> str:
    return "\n".join(["examples:", *(f"  optviz {line}".rstrip() for line in lines)]) + "\n"
