"""A page that plays from disk, with no server and no network: the player itself, and the payload that it shows.

Everything is inside one file. The player's modules are made into blob URLs in the order of their imports, plotly.js is
kept compressed until it is needed, and the payload is the very bytes that the live page gets.
"""

import base64
import gzip
import html
import json

from optviz.exports.base import Format
from optviz.exports.stamp import stamp
from optviz.player import assets
from optviz.player.payload import payload, used_catalogue
from optviz.simulate import Run

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="optviz">
<meta name="optviz-scenario" content="{stamp}">
<title>{title}</title>
<style>
body {{ margin: 12px; background: #ffffff; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #0f1216; }} }}
@media print {{ body {{ background: #ffffff; }} }}
</style>
<style id="optviz-style">{style}</style>
</head>
<body>
<div id="optviz"></div>
<noscript>This page needs JavaScript to play.</noscript>
<script type="text/plain" id="optviz-payload">{payload}</script>
<script type="text/plain" id="optviz-plotly">{plotly}</script>
<script type="text/plain" id="optviz-modules">{modules}</script>
<script type="module">
const text = (id) => document.getElementById(id).textContent;
const bytes = (id) => Uint8Array.from(atob(text(id)), (c) => c.charCodeAt(0));
const unzip = (packed) => new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")));
const blob = (source) => URL.createObjectURL(new Blob([source], {{ type: "text/javascript" }}));
const script = document.createElement("script");
const loaded = new Promise((resolve) => (script.onload = resolve));
script.src = blob(await unzip(bytes("optviz-plotly")).text());
document.head.append(script);
await loaded;
window.optvizPlotly = window.Plotly;
const urls = {{}};
for (const [name, source] of await unzip(bytes("optviz-modules")).json()) {{
  urls[name] = blob(source.replace(/from "\\.\\/([\\w/]+\\.mjs)"/g, (_, imported) => `from "${{urls[imported]}}"`));
}}
const {{ playOffline }} = await import(urls["player.mjs"]);
playOffline(document.getElementById("optviz"), await unzip(bytes("optviz-payload")).arrayBuffer());
</script>
</body>
</html>
"""


def write(run: Run) -> bytes:
    """The page of a run, in UTF-8."""
    modules = [(name, assets.read(name)) for name in assets.modules_in_order()]
    body = payload(run, catalogue=used_catalogue(run.scenario), revision=0)
    page = PAGE.format(
        stamp=html.escape(stamp(run.scenario), quote=True),
        title=html.escape(f"optviz: {run.scenario.surface.record.title}, {', '.join(run.scenario.labels)}"),
        style=assets.read("player.css"),
        payload=packed(body),
        plotly=base64.b64encode(assets.compressed(assets.PLOTLY)).decode(),
        modules=packed(json.dumps(modules).encode()),
    )
    return page.encode()


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
