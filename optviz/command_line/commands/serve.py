"""`optviz serve`: the page."""

import argparse
import sys
from pathlib import Path
from runpy import run_module

from optviz.command_line.base import DONE, Command

PACKAGE = Path(__file__).resolve().parents[2]
APPS = (PACKAGE / "web" / "app.py", PACKAGE.parent / "app.py")
"""The page's script: in an installed package, and in a checkout."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("arguments", nargs="*", metavar="ARGUMENT")


def serve(given: argparse.Namespace) -> int:
    """Runs the page in this process until it is ended; `streamlit run` takes it from here."""
    app = next(path for path in APPS if path.exists())
    sys.argv = ["streamlit", "run", str(app), *given.arguments]
    run_module("streamlit", run_name="__main__", alter_sys=True)
    return DONE


SERVE = Command(
    key="serve",
    help="the page; what follows -- goes to Streamlit",
    examples=("serve -- --server.port 9000",),
    add_arguments=add_arguments,
    run=serve,
)
