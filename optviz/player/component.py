"""The player as a Streamlit component."""

from collections.abc import Callable

import streamlit as st

from optviz.player import assets

LOADER = """
export default function (component) {
  const player = import(new URL("player/%s/player.mjs", document.baseURI)).then((m) => m.attach(component));
  return () => player.then((detach) => detach());
}
"""


@st.cache_resource
def register(version: str):
    return st.components.v2.component("optviz_player", html="<div></div>", js=LOADER % version, isolate_styles=False)


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
