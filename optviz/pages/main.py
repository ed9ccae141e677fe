"""The script that Streamlit runs: the page's frame, and the page that was chosen."""

from functools import partial

import streamlit as st

# First of all: the server loads it as well, in a thread of its own, and two threads that load parts of NumPy in another
# order each can find a part that is not there yet.
import optviz.web.server  # noqa: F401
from optviz.pages import language, lessons, maps, methods, playground, style, surfaces, trials
from optviz.player.component import elsewhere
from optviz.scenario.query import ADD, ALONE
from optviz.texts.language import say, spoken

session = st.session_state
if "address" not in session:  # the experiment may have been opened at any page
    session.address = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    session.language = language.wished(dict(session.address))
spoken.set(session.language)
st.set_page_config(page_title="optviz", layout="wide", initial_sidebar_state="auto")
st.html(style.css())
home = st.Page(playground.page, title=say("Playground"), url_path="playground", default=True)
around = st.Page(maps.page, title=say("Maps"), url_path="maps")
pages = [
    home,
    st.Page(lessons.page, title=say("Lessons"), url_path="lessons"),
    around,
    st.Page(trials.page, title=say("Trials"), url_path="trials"),
    st.Page(surfaces.page, title=say("Surfaces"), url_path="surfaces"),
    st.Page(partial(methods.page, home), title=say("Methods"), url_path="methods"),
]
chosen = st.navigation(pages)
if chosen is not home and {ADD, ALONE} & set(st.query_params):  # the link to a rule was opened in a tab of its own
    st.switch_page(home, query_params=st.query_params.to_dict())
session.arrived = session.get("page") != chosen.url_path
session.page = chosen.url_path
chosen.run()
if chosen not in (home, around):
    with st.sidebar:
        elsewhere(key="elsewhere")
