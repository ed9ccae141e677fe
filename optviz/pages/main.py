"""The script that Streamlit runs: the page's frame, and the page that was chosen."""

import streamlit as st

from optviz.pages import methods, playground, style

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
