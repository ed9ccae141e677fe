"""A page that plays from disk, with no server and no network: the player itself, the payload that it shows, and the
programs by which it runs what the hand makes of that.

Everything is inside one file. The player's modules are joined in the order of their imports and kept compressed until
they are needed, the programs with them, and the payload is the very bytes that the live page gets. All scripts are
inline: notebooks show foreign pages in frames that load nothing, not even from a blob. What the live page says of the
surface stands below. Where no script may run, a still picture stands in the player's place.
"""

import base64
import gzip
import html
import io
from collections.abc import Mapping

from optviz.browser.programs import names_of, text_of
from optviz.browser.translation import Untranslated
from optviz.engine.simulate import Run
from optviz.exports.base import Format, choice
from optviz.exports.figure import PNG
from optviz.exports.stamp import stamp
from optviz.lessons.catalogue import lessons
from optviz.lessons.reading import FIRST, languages, words_of
from optviz.lessons.sent import sent_alone
from optviz.picture.display import VIEW
from optviz.picture.looks import THEMES
from optviz.picture.quantities import offered
from optviz.picture.words import outcome_of
from optviz.player import assets
from optviz.player.catalogue import mathml, used_catalogue
from optviz.player.joining import as_function, joined, read
from optviz.player.payload import in_planes, known_minima, payload
from optviz.scenario.query import DISPLAY
from optviz.views.catalogue import VIEWS

STILL_WIDTH, STILL_QUALITY = 900, 60
SEEN = choice(
    "view",
    "view",
    {key: view.title for key, view in VIEWS.items() if view.offline and view.place != "below"},
    also=VIEW.former,
)
LESSON = choice("lesson", "lesson beside it", {"none": "none"} | {key: one.title for key, one in lessons().items()})
LANGUAGE = choice("language", "its language", {one: words_of(one)["language"] for one in languages()})
THEME = choice("theme", "theme", {"auto": "the reader's", "light": "light", "dark": "dark"})

PAGE = """<!doctype html>
<html lang="en" data-theme="{theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="optviz">
<meta name="optviz-scenario" content="{stamp}">
<title>{title}</title>
<style>
body {{ margin: 12px; background: {light.paper}; color: {light.ink}; }}
.optviz-still {{ margin: 0; font: 14px/1.4 "Source Sans 3", system-ui, "Segoe UI", sans-serif; }}
.optviz-still img {{ display: block; width: {width}px; max-width: 100%; height: auto; }}
#optviz-surface {{ margin: 20px 0 4px; font: 14px/1.4 "Source Sans 3", system-ui, "Segoe UI", sans-serif; }}
#optviz-surface h1 {{ margin: 0 0 4px; font-size: 15px; }}
#optviz-surface p {{ margin: 0; max-width: 80ch; }}
#optviz-surface math {{ width: max-content; max-width: 100%; margin: 8px 0; overflow-x: auto; }}
#optviz-surface .source {{ opacity: 0.75; font-size: 12px; }}
html[data-theme="dark"] body {{ background: {dark.paper}; color: {dark.ink}; }}
@media (prefers-color-scheme: dark) {{
  html[data-theme="auto"] body {{ background: {dark.paper}; color: {dark.ink}; }}
}}
@media print {{
  html[data-theme] body {{ display: flex; flex-direction: column; margin: 0; color: {light.ink}; }}
  html[data-theme] :is(body, body > *) {{ background: {light.paper}; }}
  #optviz-surface {{ order: -1; margin: 0; padding: 0 0 12px; }}
}}
</style>
<style id="optviz-style">{style}</style>
</head>
<body>
<main id="optviz">
<figure class="optviz-still">
<img alt="{words}" src="{still}">
<figcaption>{words}. This is a still picture: playing it needs JavaScript, which does not run here.</figcaption>
</figure>
</main>
<section id="optviz-surface" aria-labelledby="optviz-surface-title">
<h1 id="optviz-surface-title">{surface}</h1>
<p>{summary}</p>
{formula}
<p class="source">{source}</p>
</section>
<script type="text/plain" id="optviz-payload">{payload}</script>
<script type="text/plain" id="optviz-modules">{modules}</script>
<script type="module">
const text = (id) => document.getElementById(id).textContent;
const bytes = (id) => Uint8Array.from(atob(text(id)), (c) => c.charCodeAt(0));
const unzip = (id) => new Response(new Blob([bytes(id)]).stream().pipeThrough(new DecompressionStream("gzip")));
window.optvizPayload = await unzip("optviz-payload").arrayBuffer();
const textContent = await unzip("optviz-modules").text();
document.head.append(Object.assign(document.createElement("script"), {{ type: "module", textContent }}));
</script>
</body>
</html>
"""


def write(run: Run, *, view: str, theme: str, lesson: str = "none", language: str = FIRST) -> bytes:
    """The page of a run, in UTF-8.

    Args:
        view: how it is seen at first.
        theme: "light" or "dark", or "auto" for that of the machine, or of the page that it stands in.
        lesson: the key of one that stands beside it, or "none".
        language: of that.
    """
    catalogue, display = used_catalogue(run.scenario), {f"{DISPLAY}view": view}
    beside = None if lesson == "none" else sent_alone(lesson, language)
    if beside:
        known = {f"{DISPLAY}{option['key']}" for option in catalogue["display"]}
        display = {name: value for name, value in beside["display"].items() if name in known} | display
    body = payload(run, catalogue=catalogue, lines=True, curves=offered(run), display=display, lesson=beside)
    surface = run.scenario.surface.record
    page = PAGE.format(
        stamp=html.escape(stamp(run.scenario), quote=True),
        title=html.escape(f"optviz: {named(run)}"),
        theme=theme,
        width=STILL_WIDTH,
        words=html.escape(in_words(run), quote=True),
        still=f"data:image/webp;base64,{base64.b64encode(still(run, view, theme)).decode()}",
        light=THEMES["light"],
        dark=THEMES["dark"],
        surface=html.escape(surface.title),
        summary=html.escape(surface.summary),
        formula=mathml(surface.formula).replace("<math", '<math tabindex="0"', 1),  # a long one scrolls
        source=html.escape(surface.source),
        style=read(assets.STYLE),
        payload=packed(in_planes(body)),
        modules=packed(scripts(programs_of(run)).encode()),
    )
    return page.encode()


def programs_of(run: Run) -> dict[str, str]:
    """The texts of the programs that run whatever the hand makes of a scenario, by their names.

    There are none where one of them stays on the server, or where only that can measure paths: then nothing can be
    changed.
    """
    if not known_minima(run)["minima_stand_alone"]:
        return {}
    try:
        return {name: text_of(name) for name in names_of(run.scenario)}
    except Untranslated:
        return {}


def named(run: Run) -> str:
    """What is to be seen, by names that stay whatever becomes of the numbers."""
    scenario = run.scenario
    names = dict.fromkeys(choice.label or choice.record.title for choice in scenario.optimizers)
    return f"{scenario.surface.record.title}, {', '.join(names)}"


def in_words(run: Run) -> str:
    """What is to be seen, and what came out, in a sentence."""
    outcomes = (f"{path.label} {outcome_of(path, run.scenario.num_steps)}" for path in run)
    return f"{run.scenario.surface.record.title}, {run.scenario.num_steps} steps: {'; '.join(outcomes)}"


def still(run: Run, view: str, theme: str) -> bytes:
    """The picture at the last step, as WebP."""
    from PIL import Image

    style = "dark" if theme == "dark" else "light"
    options = PNG.parse({"width": f"{STILL_WIDTH}px", "view": view, "style": style, "title": False})
    file = io.BytesIO()
    with Image.open(io.BytesIO(PNG.write(run, **options))) as picture:
        picture.convert("RGB").save(file, "WEBP", quality=STILL_QUALITY, method=4)
    return file.getvalue()


PLAY = 'modules["offline.mjs"].playOffline(document.getElementById("optviz"), window.optvizPayload, modules);'


def scripts(programs: Mapping[str, str]) -> str:
    """One module that plays the page's payload: the player's and programs, each a function that returns its exports."""
    return "\n".join([joined(live=False), *(as_function(name, text) for name, text in programs.items()), PLAY])


def packed(data: bytes) -> str:
    """Bytes as text that a page can hold."""
    return base64.b64encode(gzip.compress(data, mtime=0)).decode()


HTML = Format(
    key="html",
    title="HTML page that plays offline",
    group="page",
    summary="This picture in one file, with playhead, views, curves and sliders, which work without a network.",
    extension=".html",
    media_type="text/html",
    write=write,
    options=(SEEN, THEME, LESSON, LANGUAGE),
)
