"""`optviz site`: the whole playground in a folder."""

import argparse
from pathlib import Path

from optviz.command_line.base import DONE, Command

WHAT = "the whole playground with its lessons as a page that needs no server"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="made where there is none")


def make_site(given: argparse.Namespace) -> int:
    from optviz.site import write_site

    for file in write_site(Path(given.output)):
        print(file)
    return DONE


SITE = Command(
    key="site", help=WHAT, said=WHAT, examples=("site -o public",), add_arguments=add_arguments, run=make_site
)
