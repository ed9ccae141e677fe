"""The script that Streamlit runs: the page's frame, and the page that was chosen."""

import sys
from pathlib import Path

import streamlit as st

root = str(Path(__file__).parents[2])
if root not in sys.path:
    sys.path.insert(0, root)  # Streamlit puts only the script's own folder there

from optviz.pages import methods, playground, style  # noqa: E402

st.set_page_config(page_title="optviz", layout="wide", initial_sidebar_state="auto")
st.html(style.CSS)
pages = [
    st.Page(playground.page, title="Playground", url_path="playground", default=True),
    st.Page(methods.page, title="Methods", url_path="methods"),
]
chosen = st.navigation(pages)
st.session_state.arrived = st.session_state.get("page") != chosen.url_path
st.session_state.page = chosen.url_path
chosen.run()
