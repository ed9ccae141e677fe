"""A Run in a notebook: the offline page in a frame of its own, so that neither disturbs the other."""

import base64
import html
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from optviz.engine.simulate import Run, simulate
from optviz.exports.base import number, parsed
from optviz.exports.figure import PNG
from optviz.exports.html import HTML, SEEN, THEME, in_words, named
from optviz.scenario.scenario import Scenario

HEIGHT = number("height", "height in pixels", 640, 200, 4000, integer=True)
PICTURE_WIDTH = "900px"
FRAME = (
    "<style>"
    ':is(body[data-jp-theme-light="false"], body.vscode-dark, html[theme="dark"]) .optviz {{ color-scheme: dark }}'
    "</style>"
    '<iframe class="optviz" sandbox="allow-scripts allow-downloads" title="{name}" srcdoc="{page}" '
    'style="width: 100%; height: {height}px; border: 0; resize: vertical{scheme}">'
    '<img alt="{words}" src="data:image/png;base64,{picture}"><p>{words}. This is a still picture: '
    "it plays where the notebook is trusted.</p></iframe>"
)
"""In the dark themes of JupyterLab, VS Code and Colab the page is dark as well. What is inside the frame is all that is
left of it where a notebook is not trusted."""


@dataclass(frozen=True)
class InNotebook:
    """A run as a notebook shows it. `show` makes it.

    Args:
        run: what is shown.
        view, theme: as `export` has them for HTML.
        height: of the frame, in pixels.
    """

    run: Run
    view: str
    theme: str
    height: int

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, Any]:
        """What IPython asks for, of plain text, HTML and PNG those types that are wanted."""
        makers: Mapping[str, Callable[[], Any]] = {
            "text/plain": lambda: repr(self.run),
            "text/html": self.in_frame,
            "image/png": lambda: self.picture,
        }
        wanted = [kind for kind in makers if (not include or kind in include) and kind not in (exclude or ())]
        return {kind: makers[kind]() for kind in wanted}

    def in_frame(self) -> str:
        """A frame that holds the whole page: it may run scripts, and neither reads nor loads anything.

        It is one line: in Markdown an empty one would end it.
        """
        page = HTML.write(self.run, view=self.view, theme=self.theme, own=True).decode()
        return FRAME.format(
            name=html.escape(named(self.run.scenario), quote=True),
            words=html.escape(in_words(self.run), quote=True),
            page=html.escape(page, quote=True).replace("\n", "&#10;"),
            height=self.height,
            scheme="" if self.theme == "auto" else f"; color-scheme: {self.theme}",
            picture=base64.b64encode(self.picture).decode(),
        )

    @cached_property
    def picture(self) -> bytes:
        """Drawn once, for the frame and beside it."""
        style = "dark" if self.theme == "dark" else "light"
        return PNG.write(self.run, **PNG.parse({"width": PICTURE_WIDTH, "view": self.view, "style": style}))


def show(what: Scenario | Run, **options: Any) -> InNotebook:
    """A Scenario or its Run for a notebook, to be the last line of a cell. A Run alone is shown so by default.

    Args:
        what: a Scenario, or its Run where there is one already.
        options: `view` and `theme` as for HTML files, `height` of the frame in pixels.

    Raises:
        OptionError: an option that there is not, or a value that is not allowed.
    """
    run = what if isinstance(what, Run) else simulate(what)
    return InNotebook(run, **parsed("a notebook's player", (SEEN, THEME, HEIGHT), options))


def mime_bundle(
    run: Run, include: Collection[str] | None = None, exclude: Collection[str] | None = None
) -> dict[str, Any]:
    """What IPython asks of a run itself."""
    return show(run)._repr_mimebundle_(include, exclude)
