"""The record of a view: a way to look at a run."""

from dataclasses import dataclass
from typing import Literal

Place = Literal["panels", "shared", "below"]


@dataclass(frozen=True, eq=False, kw_only=True)
class View:
    """A way to look at a run. The player's `views/KEY.mjs` draws it on the page.

    Args:
        key: its name in URLs, in Python, on the command line, and of its script.
        title: its name in the page's menu, in lower case unless it is a name.
        order: its place in the menu. The first one is shown unless another is asked for.
        weights: how many weights a surface must have for it; None for any number.
        place: "panels" for a stage in each panel; "shared" for one stage, above the panels, on which all paths lie;
            "below" for a place of its own under the transport, where it is shown beside the others unless hidden.
        heights: whether it needs to know how high each row of a path lies in the scene.
        offline: whether a page without a server can show it.
    """

    key: str
    title: str
    order: int
    place: Place
    weights: int | None = None
    heights: bool = False
    offline: bool = True

    @property
    def script(self) -> str:
        """The module that draws it, relative to the player's folder."""
        return f"views/{self.key}.mjs"
