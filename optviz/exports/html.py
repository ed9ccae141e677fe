"""A page that plays from disk, with no server and no network: the player itself, and the payload that it shows.

Everything is inside one file. The player's modules are joined in the order of their imports and kept compressed until
they are needed, and the payload is the very bytes that the live page gets. All scripts are inline: notebooks show
foreign pages in frames that load nothing, not even from a blob. What the live page says of the surface stands below.
"""

import base64
import gzip
import html
import re
from functools import partial

from optviz.engine.simulate import Run
from optviz.exports.base import Format
from optviz.exports.stamp import stamp
from optviz.picture.looks import THEMES
from optviz.picture.quantities import offered
from optviz.player import assets
from optviz.player.catalogue import mathml, used_catalogue
from optviz.player.payload import payload

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="optviz">
<meta name="optviz-scenario" content="{stamp}">
<title>{title}</title>
<style>
body {{ margin: 12px; background: {light.paper}; color: {light.ink}; }}
#optviz-surface {{ margin: 20px 0 4px; font: 14px/1.4 "Source Sans 3", system-ui, "Segoe UI", sans-serif; }}
#optviz-surface h2 {{ margin: 0 0 4px; font-size: 15px; }}
#optviz-surface p {{ margin: 0; max-width: 80ch; }}
#optviz-surface math {{ width: max-content; max-width: 100%; margin: 8px 0; overflow-x: auto; }}
#optviz-surface .source {{ opacity: 0.75; font-size: 12px; }}
@media (prefers-color-scheme: dark) {{ body {{ background: {dark.paper}; color: {dark.ink}; }} }}
@media print {{ body {{ background: {light.paper}; color: {light.ink}; }} }}
</style>
<style id="optviz-style">{style}</style>
</head>
<body>
<div id="optviz"></div>
<section id="optviz-surface">
<h2>{surface}</h2>
<p>{summary}</p>
{formula}
<p class="source">{source}</p>
</section>
<noscript>This page needs JavaScript to play.</noscript>
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


def write(run: Run) -> bytes:
    """The page of a run, in UTF-8."""
    body = payload(run, catalogue=used_catalogue(run.scenario), lines=True, curves=offered(run))
    surface = run.scenario.surface.record
    page = PAGE.format(
        stamp=html.escape(stamp(run.scenario), quote=True),
        title=html.escape(f"optviz: {run.scenario.surface.record.title}, {', '.join(run.scenario.labels)}"),
        light=THEMES["light"],
        dark=THEMES["dark"],
        surface=html.escape(surface.title),
        summary=html.escape(surface.summary),
        formula=mathml(surface.formula),
        source=html.escape(surface.source),
        style=assets.read("player.css"),
        payload=packed(body),
        modules=packed(joined_modules().encode()),
    )
    return page.encode()


IMPORT = re.compile(r'^import (?:\* as (\w+)|(\{[^}]*\})) from "(\.[\w./-]+\.mjs)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
PLAY = 'modules["offline.mjs"].playOffline(document.getElementById("optviz"), window.optvizPayload, modules);'


def joined_modules() -> str:
    """The player's modules as one module that plays the page's payload: each a function that returns its exports."""
    parts = [module(name, assets.read(name)) for name in assets.modules_in_order("offline.mjs", live=False)]
    return "\n".join(["const modules = {};", *parts, PLAY])


def module(name: str, source: str) -> str:
    exported = ", ".join(EXPORT.findall(source))
    body = EXPORT.sub("", IMPORT.sub(partial(imported, name), source))
    return f'modules["{name}"] = (() => {{\n{body}\nreturn {{ {exported} }};\n}})();'


def imported(name: str, found: re.Match) -> str:
    """An import as a declaration of the names that another module has returned."""
    names = found[1] or found[2].replace(" as ", ": ")
    return f'const {names} = modules["{assets.resolved(found[3], name)}"];'


def packed(data: bytes) -> str:
    """Bytes as text that a page can hold."""
    return base64.b64encode(gzip.compress(data, mtime=0)).decode()


HTML = Format(
    key="html",
    title="HTML page that plays offline",
    group="page",
    summary="This picture in one file, with playhead, views and curves: plays without a network.",
    extension=".html",
    media_type="text/html",
    write=write,
)
