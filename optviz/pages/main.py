"""The script that Streamlit runs: the page's frame, and the page that was chosen."""

from functools import partial

import streamlit as st

import optviz  # noqa: F401  waits until all of it is there: the server loads it in another thread
from optviz.pages import lessons, maps, methods, playground, style, surfaces
from optviz.player.component import elsewhere
from optviz.scenario.query import ADD, ALONE

st.set_page_config(page_title="optviz", layout="wide", initial_sidebar_state="auto")
st.html(style.CSS)
home = st.Page(playground.page, title="Playground", url_path="playground", default=True)
pages = [
    home,
    st.Page(lessons.page, title="Lessons", url_path="lessons"),
    st.Page(maps.page, title="Maps", url_path="maps"),
    st.Page(surfaces.page, title="Surfaces", url_path="surfaces"),
    st.Page(partial(methods.page, home), title="Methods", url_path="methods"),
]
chosen = st.navigation(pages)
session = st.session_state
if "address" not in session:  # the experiment may have been opened at any page
    session.address = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
if chosen is not home and {ADD, ALONE} & set(st.query_params):  # the link to a rule was opened in a tab of its own
    st.switch_page(home, query_params=st.query_params.to_dict())
session.arrived = session.get("page") != chosen.url_path
session.page = chosen.url_path
chosen.run()
if chosen is not home:
    elsewhere(key="elsewhere")
