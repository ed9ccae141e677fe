"""Pages that play without a server, in one file: the player, what it shows, and the programs by which it runs.

The player's modules are joined in the order of their imports and kept compressed until they are needed, the programs
with them. All scripts are inline: notebooks show foreign pages in frames that load nothing, not even from a blob, and
browsers load no modules from a disk. A page names the few scripts that may run in it, and loads nothing at all.
"""

import base64
import gzip
import hashlib
import html
import json
from collections.abc import Mapping
from functools import cache

from optviz.browser.programs import makers, text_of
from optviz.browser.translation import Untranslated
from optviz.lessons.catalogue import lessons
from optviz.lessons.listed import listed
from optviz.lessons.reading import languages
from optviz.lessons.sent import sent
from optviz.picture.looks import THEMES
from optviz.player import assets
from optviz.player.catalogue import mathml
from optviz.player.joining import as_function, joined, read
from optviz.player.payload import in_planes
from optviz.surfaces.base import Surface
from optviz.texts.language import say, spoken

PICTURES = "surfaces.bin"
FRAME = """
body {{ margin: 12px; background: {light.paper}; color: {light.ink}; }}
.optviz-still {{ margin: 0; font: 14px/1.4 "Source Sans 3", system-ui, "Segoe UI", sans-serif; }}
.optviz-still img {{ display: block; width: 900px; max-width: 100%; height: auto; }}
:is(#optviz-surface, #optviz-lessons, #optviz-rest) {{
  margin: 20px 0 4px; font: 14px/1.4 "Source Sans 3", system-ui, "Segoe UI", sans-serif;
}}
:is(#optviz-surface, #optviz-lessons) h1 {{ margin: 0 0 4px; font-size: 15px; }}
:is(#optviz-surface, #optviz-rest) p {{ margin: 0; max-width: 80ch; }}
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
  :is(#optviz-lessons, #optviz-rest) {{ display: none; }}
}}
""".format_map(THEMES)
BEGIN = """
(async () => {
  const text = (id) => document.getElementById(id).textContent;
  const bytes = (id) => Uint8Array.from(atob(text(id)), (letter) => letter.charCodeAt(0));
  const unzip = (id) => new Response(new Blob([bytes(id)]).stream().pipeThrough(new DecompressionStream("gzip")));
  const style = document.createElement("style");
  style.id = "optviz-style";
  style.textContent = await unzip("optviz-look").text();
  document.head.append(style);
  window.optvizPayload = await unzip("optviz-payload").arrayBuffer();
  const textContent = await unzip("optviz-modules").text();
  document.head.append(Object.assign(document.createElement("script"), { type: "module", textContent }));
})();
"""
"""What comes behind it may still be on its way meanwhile."""
PAGE = """<!doctype html>
<html lang="{language}" data-theme="{theme}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="optviz">{head}
<title>{title}</title>
<style>{frame}</style>
</head>
<body>
<main id="optviz">{still}</main>
<section id="optviz-surface" aria-labelledby="optviz-surface-title">
<h1 id="optviz-surface-title">{surface}</h1>
<p>{summary}</p>
{formula}
<p class="source">{source}</p>
</section>
<script type="text/plain" id="optviz-look">{style}</script>
<script type="text/plain" id="optviz-payload">{payload}</script>
<script type="text/plain" id="optviz-modules">{modules}</script>
<script>{begin}</script>{behind}
</body>
</html>
"""
PLAY = {
    "offline": 'modules["offline.mjs"].playOffline',
    "whole": 'modules["whole.mjs"].playWhole',
}
BEHIND = """
<section id="optviz-lessons" aria-labelledby="optviz-lessons-title">
<h1 id="optviz-lessons-title">Lessons</h1>
{listed}
</section>
<footer id="optviz-rest"><p>{rest}</p></footer>
<script type="text/plain" id="optviz-lessons-sent">{lessons}</script>
<script type="text/plain" id="optviz-pictures">{pictures}</script>"""
REST = "Figures, clips, scripts and other files are made by the app of optviz, which this page does without."


def page_of(
    kind: str,
    surface: Surface,
    body: bytes,
    programs: Mapping[str, str],
    *,
    title: str,
    theme: str,
    still: str = "",
    head: str = "",
) -> bytes:
    """A page, in UTF-8.

    Args:
        kind: "offline", of one picture, or "whole", which goes over to all that there is.
        surface: what is said of it stands below.
        body: the payload.
        programs: their texts, by their names.
        title: of the page.
        theme: "light" or "dark", or "auto" for that of the machine, or of the page that it stands in.
        still: stands in the player's place until that is there.
        head: further lines of its head.
    """
    style, script = read(assets.STYLE), scripts(kind, programs)
    page = PAGE.format(
        theme=theme,
        policy=policy_of(scripts=(BEGIN, script), styles=(FRAME, style)),
        head=head,
        title=html.escape(title),
        frame=FRAME,
        style=packed(style.encode()),
        still=still,
        language=spoken.get(),
        surface=html.escape(say(surface.title)),
        summary=html.escape(say(surface.summary)),
        formula=mathml(surface.formula).replace("<math", '<math tabindex="0"', 1),  # a long one scrolls
        source=html.escape(surface.source),
        payload=packed(in_planes(body)),
        modules=packed(script.encode()),
        begin=BEGIN,
        behind=behind() if kind == "whole" else "",
    )
    return page.encode()


def scripts(kind: str, programs: Mapping[str, str]) -> str:
    """One module that plays the page's payload: the player's and programs, each a function that returns its exports."""
    play = f'{PLAY[kind]}(document.getElementById("optviz"), window.optvizPayload, modules);'
    return "\n".join([joined(kind), *(as_function(name, text) for name, text in programs.items()), play])


def policy_of(scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """A content policy that lets these scripts and styles be, pictures that are made here, and nothing else."""
    named = [" ".join(f"'sha256-{digest(text)}'" for text in texts) for texts in (scripts, styles)]
    images, none = "img-src data: blob:", "default-src 'none'"
    return "; ".join([none, f"script-src {named[0]}", f"style-src {named[1]}", images, "base-uri 'none'"])


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def packed(data: bytes) -> str:
    """Bytes as text that a page can hold."""
    return base64.b64encode(gzip.compress(data, mtime=0)).decode()


@cache
def behind() -> str:
    """What a whole page has besides, and can do without at first: all lessons, and small pictures of all surfaces."""
    told = {language: {key: sent(key, language) for key in lessons()} for language in languages()}
    return BEHIND.format(
        listed=listed().replace('href="./?', 'href="?'),
        rest=REST,
        lessons=packed(json.dumps(told, ensure_ascii=False).encode()),
        pictures=packed(assets.content(PICTURES)),
    )


@cache
def programs_of_all() -> Mapping[str, str]:
    """The texts of all programs, by their names, but for those that stay on the server."""
    found = {}
    for name in makers():
        try:
            found[name] = text_of(name)
        except Untranslated:
            continue
    return found
