"""Pages that play without a server, in one file: the player, what it shows, and the programs by which it runs.

The player's modules are joined in the order of their imports and kept compressed until they are needed, the programs
with them. All scripts are inline: notebooks show foreign pages in frames that load nothing, not even from a blob, and
browsers load no modules from a disk. A page names the few scripts that may run in it, and loads nothing at all.
"""

import base64
import hashlib
import html
import json
import zlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from optviz.browser.programs import makers, names_of, text_of
from optviz.browser.translation import Untranslated
from optviz.lessons.catalogue import lessons
from optviz.lessons.listed import listed
from optviz.lessons.reading import languages
from optviz.lessons.sent import sent
from optviz.picture.looks import THEMES
from optviz.player import assets
from optviz.player.catalogue import mathml
from optviz.player.joining import as_function, bare_style, joined, modules_behind, read
from optviz.player.payload import in_planes
from optviz.scenario.scenario import Scenario
from optviz.surfaces.base import Surface
from optviz.texts.language import say, spoken
from optviz.texts.words import words

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
SWITCH = """
const pages = %s;
const chosen = () => {
  try {
    return localStorage.getItem("optviz_language") ?? navigator.language;
  } catch {
    return navigator.language;
  }
};
const wished = (/[?&#]language=([\\w-]+)/.exec(location.href)?.[1] ?? chosen()).split("-")[0].toLowerCase();
if (wished !== document.documentElement.lang && Object.hasOwn(pages, wished)) {
  location.replace(pages[wished] + location.search + location.hash);
}
"""
"""Goes over to the page of another language before the rest of this one comes: that of the address, or else the one
that was chosen here (see `dom/memory.mjs`), or the browser's."""
PAGE = """<!doctype html>
<html lang="{language}" data-theme="{theme}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="optviz">{head}{switch}
<meta name="description" content="{description}">
<meta property="og:type" content="website">
<meta property="og:title" content="{title}">
<meta property="og:description" content="{description}">
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
GZIPPED = 16 + zlib.MAX_WBITS
WEBASSEMBLY = "'wasm-unsafe-eval'"
"""What a content policy calls it that a script may make programs of bytes that it has, of numbers alone: those of
`browser/pairs.py`. It allows no `eval`."""
PLAY = {
    "offline": 'modules["offline.mjs"].playOffline',
    "whole": 'modules["whole.mjs"].playWhole',
}
AT_ONCE, LATER = "window.optvizModules = modules;", "const modules = window.optvizModules;"
ARRIVED = 'window.dispatchEvent(new Event("optviz-programs"));'
"""What the first script of a page hands on to the one behind it, and by what that one says that it is there."""
BEHIND = """
<script type="text/plain" id="optviz-programs">{programs}</script>
<section id="optviz-lessons" aria-labelledby="optviz-lessons-title">
<h1 id="optviz-lessons-title">{lessons_title}</h1>
{listed}
</section>
<footer id="optviz-rest"><p>{rest}</p></footer>
<script type="text/plain" id="optviz-lessons-sent">{lessons}</script>
<script type="text/plain" id="optviz-pictures">{pictures}</script>"""
NOTHING: Mapping[str, str] = MappingProxyType({})


def page_of(
    kind: str,
    surface: Surface,
    body: bytes,
    programs: Mapping[str, str],
    *,
    title: str,
    description: str,
    theme: str,
    still: str = "",
    head: str = "",
    pages: Mapping[str, str] = NOTHING,
) -> bytes:
    """A page, in UTF-8.

    Args:
        kind: "offline", of one picture, or "whole", which goes over to all that there is.
        surface: what is said of it stands below.
        body: the payload.
        programs: their texts, by their names.
        title: of the page.
        description: a sentence on it, for those who show links.
        theme: "light" or "dark", or "auto" for that of the machine, or of the page that it stands in.
        still: stands in the player's place until that is there.
        head: further lines of its head.
        pages: the addresses of the same page in all languages, where there are others.
    """
    is_whole = kind == "whole"
    later = {name: text for name, text in programs.items() if is_whole and can_wait(name)}
    style = bare_style(read(assets.STYLE))
    script = scripts(kind, {name: programs[name] for name in programs.keys() - later})
    modules = [as_function(name, read(name)) for name in modules_behind(kind)]
    behind_it = "\n".join([LATER, *modules, *as_functions(later), ARRIVED]) if is_whole else ""
    switch = SWITCH % json.dumps(pages) if pages else ""
    page = PAGE.format(
        theme=theme,
        policy=policy_of(scripts=tuple(filter(None, (switch, BEGIN, script, behind_it))), styles=(FRAME, style)),
        head=head,
        switch=f"\n<script>{switch}</script>" if switch else "",
        title=html.escape(title),
        description=html.escape(description),
        frame=FRAME,
        style=packed(style.encode()),
        still=still,
        language=spoken.get(),
        surface=html.escape(say(surface.title)),
        summary=html.escape(say(surface.summary)),
        formula=mathml(surface.formula).replace("<math", '<math tabindex="0"', 1),  # a long one scrolls
        source=html.escape(say(surface.source)),
        payload=packed(in_planes(body)),
        modules=packed(script.encode()),
        begin=BEGIN,
        behind=behind(behind_it) if is_whole else "",
    )
    return page.encode()


def scripts(kind: str, programs: Mapping[str, str]) -> str:
    """One module that plays the page's payload: the player's and programs, each a function that returns its exports."""
    play = f'{PLAY[kind]}(document.getElementById("optviz"), window.optvizPayload, modules);'
    return "\n".join([joined(kind), *as_functions(programs), AT_ONCE, play])


def as_functions(programs: Mapping[str, str]) -> list[str]:
    """Programs in the order of their names, so that the same ones are the same text."""
    return [as_function(name, programs[name]) for name in sorted(programs)]


def can_wait(name: str) -> bool:
    """Whether a program is of no use to the first picture of most, that of the default scenario."""
    return name not in at_first()


@cache
def at_first() -> frozenset[str]:
    scenario = Scenario.default()
    return frozenset([*names_of(scenario), f"minima/{scenario.surface.key}"])


def policy_of(scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """A content policy that lets these scripts and styles be, WebAssembly where they make some, pictures that are made
    here, and nothing else."""
    named = [" ".join(f"'sha256-{digest(text)}'" for text in texts) for texts in (scripts, styles)]
    named[0] += f" {WEBASSEMBLY}" * any("WebAssembly" in text for text in scripts)
    images, none = "img-src data: blob:", "default-src 'none'"
    return "; ".join([none, f"script-src {named[0]}", f"style-src {named[1]}", images, "base-uri 'none'"])


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def packed(data: bytes) -> str:
    """Bytes as text that a page can hold: gzipped, with more memory than `gzip` itself asks for."""
    packing = zlib.compressobj(9, zlib.DEFLATED, GZIPPED, 9)
    return base64.b64encode(packing.compress(data) + packing.flush()).decode()


def behind(programs: str) -> str:
    """What a whole page has besides, and can do without at first: programs, all lessons in all languages, and small
    pictures of all surfaces.
    """
    told = {language: {key: sent(key, language) for key in lessons()} for language in languages()}
    return BEHIND.format(
        programs=packed(programs.encode()),
        lessons_title=say("Lessons"),
        listed=listed().replace('href="./?', 'href="?'),
        rest=words("needs_the_app"),
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
