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
from optviz.player.said import said_by_scripts
from optviz.texts.language import languages, name_of, spoken

LOADER = """
const file = new URL("player/$version/$file", document.baseURI);
export default function (component) {
  const attached = import(file).then(({ modules }) => modules["$module"].$entry(component, modules));
  return () => attached.then((detach) => detach?.());
}
"""


@st.cache_resource
def register(
    name: str, module: str, entry: str, version: str, html: str = "<div></div>", file: str = assets.MODULES
) -> ComponentRenderer:
    """A component whose `entry` is in a module of a file of joined ones."""
    js = Template(LOADER).substitute(version=version, file=file, module=module, entry=entry)
    return component(name, html=html, js=js, isolate_styles=False)


def player(data: bytes, *, key: str, on_settled_change: Callable[[], None], with_maps: bool = False) -> ComponentResult:
    """Mounts the player.

    Args:
        with_maps: whether maps stand beside its picture.
        data: the payload to begin with, with the catalogue, gzipped.
        key: of the component. Its state has `settled`, None or the last scenario that the hand settled on: `number`,
            which no two of them share, and `scenario`, as JSON.
        on_settled_change: called when there is a new one.
    """
    name, entry = ("optviz_maps", "attachMaps") if with_maps else ("optviz_player", "attach")
    return register(name, "streamlit.mjs", entry, assets.version())(
        data=data, key=key, default={"settled": None}, on_settled_change=on_settled_change
    )


def settings(*, key: str) -> ComponentResult:
    """The place of the player's settings: the surface, and what else all panels share."""
    return register("optviz_settings", "streamlit.mjs", "attachSettings", assets.version())(key=key)


def elsewhere(*, key: str) -> ComponentResult:
    """Keeps the experiment while another page than the playground is open: in its address, and for the way back. Its
    place has the buttons of the other languages."""
    data = {"language": spoken.get(), "languages": {one: name_of(one) for one in languages()}}
    return register("optviz_elsewhere", "elsewhere.mjs", "attachElsewhere", assets.version())(data=data, key=key)


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
        html: an element of the class `ov-page`, with a section.
        key: of the component.
    """
    return register("optviz_lessons", "lessons.mjs", "attach", assets.version(), html)(data=spoken.get(), key=key)


def tried(kind: str, asked: dict[str, Any], stages: list[int], *, query: str, key: str, **more: Any) -> ComponentResult:
    """What comes of many runs, which the page asks the server for.

    Args:
        kind: `fan`, `search` or `race`.
        asked: its record as plain JSON values; of a search, the sweep of its map.
        stages: how fine each of the pictures is that are asked for one after the other.
        query: of the address of its files.
        more: what else the script needs.
    """
    said = {"language": spoken.get(), "said": said_by_scripts()}
    return register("optviz_trials", "trials.mjs", "attach", assets.version(), file=assets.TRIALS)(
        data={"kind": kind, "asked": asked, "stages": stages, "query": query, **said, **more}, key=key
    )
