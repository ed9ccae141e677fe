"""The whole playground as a folder of files, for any web server that hands out files, and for a disk."""

from pathlib import Path

from optviz.exports.base import ExportError
from optviz.exports.page import page_of, programs_of_all
from optviz.exports.whole_files import write_whole
from optviz.player.alone import whole_catalogue_alone
from optviz.player.payload import encode
from optviz.scenario.scenario import Scenario

INDEX = "index.html"
TITLE = "optviz: optimizers on loss surfaces, side by side"


def write_site(folder: Path) -> list[Path]:
    """Writes all files of the site into a folder, which is made where there is none. Returns them.

    Raises:
        ExportError: the folder cannot be made, or not be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError.of(str(folder), "cannot_be_written", reason=error.strerror or str(error)) from None
    return [write_whole(folder / INDEX, index())]


def index() -> bytes:
    """The page, which runs by itself what its address asks for."""
    body = encode({"catalogue": whole_catalogue_alone()}, {})
    surface = Scenario.default().surface.record
    return page_of("whole", surface, body, programs_of_all(), title=TITLE, theme="auto")
