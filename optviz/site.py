"""The whole playground as a folder of files, for any web server that hands out files, and for a disk."""

from pathlib import Path

from optviz.engine.simulate import simulate
from optviz.exports.base import ExportError
from optviz.exports.figure import PNG
from optviz.exports.page import page_of, programs_of_all
from optviz.exports.whole_files import write_whole
from optviz.player.alone import whole_catalogue_alone
from optviz.player.payload import encode
from optviz.scenario.scenario import Scenario
from optviz.texts.language import ENGLISH, languages, say, speaking

PICTURE = "preview.png"
"""What those show of the site who show links."""
HEAD = f'\n<meta property="og:image" content="{PICTURE}">'
SHOWN = {"view": "overlaid", "title": "no", "curves": "no", "width": "1200px", "height": "630px"}


def write_site(folder: Path) -> list[Path]:
    """Writes all files of the site into a folder, which is made where there is none. Returns them: a page a language,
    of which `index.html` is the English one, and their picture.

    Raises:
        ExportError: the folder cannot be made, or not be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError.of(str(folder), "cannot_be_written", reason=error.strerror or str(error)) from None
    written = [write_whole(folder / name, page_in(language)) for language, name in pages().items()]
    return [*written, write_whole(folder / PICTURE, picture())]


def pages() -> dict[str, str]:
    """The name of each language's page."""
    return {one: "index.html" if one == ENGLISH else f"index.{one}.html" for one in languages()}


def page_in(language: str) -> bytes:
    """The page in a language, which runs by itself what its address asks for."""
    with speaking(language):
        body = encode({"catalogue": whole_catalogue_alone(), "pages": pages()}, {})
        return page_of(
            "whole",
            Scenario.default().surface.record,
            body,
            programs_of_all(),
            title=say("optviz: optimizers on loss surfaces, side by side"),
            description=say(
                "Drag a slider or the start, and watch the paths of SGD, momentum, Adam and their kin bend at once."
            ),
            theme="auto",
            head=HEAD,
            pages=pages(),
        )


def picture() -> bytes:
    """The picture that the site begins with."""
    return PNG.write(simulate(Scenario.default()), **PNG.parse(SHOWN))
