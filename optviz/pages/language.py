"""The language that a page is in."""

from collections.abc import Mapping

import streamlit as st

from optviz.scenario.query import LANGUAGE
from optviz.texts.language import language_of

COOKIE = "optviz_language"
"""In which the player keeps the one that was chosen (`dom/memory.mjs`)."""


def wished(address: Mapping[str, str]) -> str:
    """The language that an address names, else the one that was chosen in this browser, else the browser's own."""
    return language_of(address.get(LANGUAGE) or st.context.cookies.get(COOKIE) or st.context.locale)
