"""The player as a Streamlit component."""

import json
from collections.abc import Callable
from string import Template

import streamlit as st

from optviz.player import assets

LOADER = """
const folder = new URL("player/$version/", document.baseURI);
if (!document.getElementById("optviz-early")) {
  for (const file of $files) {
    const link = document.createElement("link");
    link.id = "optviz-early";
    link.rel = file.endsWith(".mjs") ? "modulepreload" : "preload";
    if (link.rel === "preload") link.as = file.endsWith(".css") ? "style" : "script";
    link.href = new URL(file, folder);
    document.head.append(link);
  }
}
export default function (component) {
  const player = import(new URL("player.mjs", folder)).then((m) => m.attach(component));
  return () => player.then((detach) => detach());
}
"""
"""Asks for all files of the player at once, which the browser would otherwise find one after the other."""


@st.cache_resource
def register(version: str):
    files = json.dumps([*assets.modules_in_order(), "player.css", assets.PLOTLY])
    js = Template(LOADER).substitute(version=version, files=files)
    return st.components.v2.component("optviz_player", html="<div></div>", js=js, isolate_styles=False)


def player(data: bytes, *, key: str, on_settled_change: Callable[[], None]):
    """Mounts the player.

    Args:
        data: a payload with the catalogue and a `revision`; the player takes it over when the revision is new to it.
        key: of the component. Its state has `settled`, None or the last scenario that the hand settled on: `number`,
            which no two of them share, and `scenario`, as JSON.
        on_settled_change: called when there is a new one.
    """
    return register(assets.version())(
        data=data, key=key, default={"settled": None}, on_settled_change=on_settled_change
    )
