"""What a link looks like where it is shown before it is opened: a title, a sentence, and a picture.

Messengers and search engines read these in the head of what is served, and run no scripts. So they stand there for the
experiment or the lesson that the address names, in its language.
"""

import html
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from optviz.engine.demonstrations import completed
from optviz.exports.html import named
from optviz.lessons.catalogue import lesson_of
from optviz.problems import ScenarioError
from optviz.scenario.address import read_address
from optviz.scenario.query import ADD, ALONE, LANGUAGE, LESSON
from optviz.scenario.scenario import Scenario
from optviz.texts.language import ENGLISH, say, speaking, spoken

TITLE = b"<title>Streamlit</title>"
"""What stands in Streamlit's page, in whose place ours comes."""
WIDTH, HEIGHT = 1200, 630
"""In pixels; those who show pictures of links ask for this shape."""
FIGURE = {"view": "overlaid", "title": "no", "curves": "no", "width": f"{WIDTH}px", "height": f"{HEIGHT}px"}
BEGUN = 10
"""Of a lesson, whose question comes first, one sees a tenth of the run."""


class Preview(NamedTuple):
    """What is shown of a link.

    Args:
        title, description: in words.
        scenario: what the picture is of.
        step: up to which step, or None for all of them.
    """

    title: str
    description: str
    scenario: Scenario
    step: int | None = None


def preview_of(query: str) -> Preview:
    """What is to be seen at a page's address, as far as it is good."""
    fields = parse_qsl(query)
    address = read_address([pair for pair in fields if pair[0] not in (ADD, ALONE, LESSON, LANGUAGE)])
    scenario = completed(address.scenario, address.given)
    try:
        lesson = lesson_of(dict(fields).get(LESSON, ""), spoken.get())
    except ScenarioError:
        return Preview(f"optviz: {named(scenario)}", say(scenario.surface.record.summary), scenario)
    shown = scenario if address.given else lesson.scenario
    return Preview(lesson.title, lesson.summary, shown, shown.num_steps // BEGUN)


def with_preview(page: bytes, query: str, root: str) -> bytes:
    """Streamlit's page with a head that says what is at its address.

    Args:
        page: as it is.
        query: of the address.
        root: what the address begins with, up to the folder in which the app is.
    """
    with speaking(dict(parse_qsl(query)).get(LANGUAGE)):
        return page.replace(TITLE, head(preview_of(query), root).encode(), 1)


def head(shown: Preview, root: str) -> str:
    options = FIGURE | ({} if shown.step is None else {"step": str(shown.step)})
    language = {} if spoken.get() == ENGLISH else {LANGUAGE: spoken.get()}
    query = urlencode({f"export.{name}": value for name, value in options.items()} | language)
    picture = f"{root}/export/optviz.png?{shown.scenario.to_url()}&{query}"
    told = {
        "og:type": "website",
        "og:site_name": "optviz",
        "og:title": shown.title,
        "og:description": shown.description,
        "og:image": picture,
        "og:image:type": "image/png",
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
        "og:image:alt": named(shown.scenario),
    }
    lines = [f'<meta property="{name}" content="{html.escape(text)}">' for name, text in told.items()]
    description = html.escape(shown.description)
    return "\n    ".join(
        [
            f"<title>{html.escape(shown.title)}</title>",
            f'<meta name="description" content="{description}">',
            '<meta name="twitter:card" content="summary_large_image">',
            *lines,
        ]
    )
