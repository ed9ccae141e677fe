"""The player as Streamlit components: itself in the page, its settings in the sidebar, what other pages keep of it."""

from collections.abc import Callable
from string import Template
from typing import Any

import streamlit as st
from streamlit.components.v2 import component
from streamlit.components.v2.bidi_component import ComponentResult
from streamlit.components.v2.types import ComponentRenderer

from optviz.player import assets
from optviz.player.catalogue import whole_catalogue

LOADER = """
const file = new URL("player/$version/$file", document.baseURI);
export default function (component) {
  const attached = import(file).then(({ modules }) => modules["$module"].$entry(component, modules));
  return () => attached.then((detach) => detach?.());
}
"""


@st.cache_resource
def register(name: str, module: str, entry: str, version: str, html: str = "<div></div>") -> ComponentRenderer:
    """A component whose `entry` is in a module of the player's."""
    js = Template(LOADER).substitute(version=version, file=assets.MODULES, module=module, entry=entry)
    return component(name, html=html, js=js, isolate_styles=False)


def player(data: bytes, *, key: str, on_settled_change: Callable[[], None]) -> ComponentResult:
    """Mounts the player.

    Args:
        data: the payload to begin with, with the catalogue, gzipped.
        key: of the component. Its state has `settled`, None or the last scenario that the hand settled on: `number`,
            which no two of them share, and `scenario`, as JSON.
        on_settled_change: called when there is a new one.
    """
    return register("optviz_player", "streamlit.mjs", "attach", assets.version())(
        data=data, key=key, default={"settled": None}, on_settled_change=on_settled_change
    )


def settings(*, key: str) -> ComponentResult:
    """The place of the player's settings: the surface, and what else all panels share."""
    return register("optviz_settings", "streamlit.mjs", "attachSettings", assets.version())(key=key)


def elsewhere(*, key: str) -> ComponentResult:
    """Keeps the experiment while another page than the playground is open: in its address, and for the way back."""
    return register("optviz_elsewhere", "elsewhere.mjs", "attachElsewhere", assets.version())(key=key)


def illustrated(html: str, *, key: str) -> ComponentResult:
    """What there is to be read on the surfaces, with their small pictures.

    Args:
        html: an element of the class `ov-page`, in which each `<canvas data-surface="KEY">` gets a picture.
        key: of the component.
    """
    known = whole_catalogue()
    data = {"themes": known["themes"], "levels": known["drawing"]["levels"]}
    return register("optviz_surfaces", "surfaces.mjs", "attach", assets.version(), html)(data=data, key=key)


def course(html: str, *, key: str) -> ComponentResult:
    """The list of all lessons.

    Args:
        html: an element of the class `ov-page`, with a button and a section for each language.
        key: of the component.
    """
    return register("optviz_lessons", "lessons.mjs", "attach", assets.version(), html)(key=key)


def mapped(maps: list[dict[str, Any]], *, key: str) -> ComponentResult:
    """Maps, which the page asks the server for.

    Args:
        maps: for each the `sweep`, as plain JSON values, and the `query` of the experiment around it.
        key: of the component.
    """
    return register("optviz_maps", "maps.mjs", "attach", assets.version())(data={"maps": maps}, key=key)
