"""A Run in a notebook: the offline page in a frame of its own, so that neither disturbs the other."""

import html
from collections.abc import Collection

from optviz.engine.simulate import Run
from optviz.exports.html import write
from optviz.picture.words import outcome_of

HEIGHT = 640
FRAME = (
    '<iframe sandbox="allow-scripts allow-downloads" title="{title}" srcdoc="{page}" '
    'style="width: 100%; height: {height}px; border: 0; resize: vertical; color-scheme: light dark"></iframe>'
)


def mime_bundle(
    run: Run, include: Collection[str] | None = None, exclude: Collection[str] | None = None
) -> dict[str, str]:
    """What IPython asks for, of plain text and HTML those types that are wanted."""
    makers = {"text/plain": in_words, "text/html": in_frame}
    wanted = [kind for kind in makers if (not include or kind in include) and kind not in (exclude or ())]
    return {kind: makers[kind](run) for kind in wanted}


def in_words(run: Run) -> str:
    outcomes = (f"{path.label} {outcome_of(path, run.scenario.num_steps)}" for path in run)
    return f"<Run on {run.scenario.surface.record.title}, {run.scenario.num_steps} steps: {'; '.join(outcomes)}>"


def in_frame(run: Run) -> str:
    """A frame that holds the whole page: it may run scripts, and neither reads nor loads anything."""
    title = html.escape(in_words(run), quote=True)
    return FRAME.format(title=title, page=html.escape(write(run).decode(), quote=True), height=HEIGHT)
