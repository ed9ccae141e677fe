"""The page of what comes of many runs, besides maps, one kind at a time.

What is set is in the address. Streamlit forgets the boxes of a section that is left: what was set last in it, they
begin with when it comes again.
"""

import streamlit as st

from optviz.pages import fans, races, recipes, searches
from optviz.pages.problems import tell, tell_left_aside
from optviz.pages.trial_address import opened
from optviz.problems import ScenarioError
from optviz.texts.language import say

SECTIONS = {"Search": searches, "Fans of noise": fans, "Fair race": races, "Six steps": recipes}


def page() -> None:
    session = st.session_state
    if "trials" not in session:
        open_url()
    elif session.get("arrived"):
        session.trial = session.trial_shown
        begin_again()
    st.title(say("Trials"), anchor=False)
    names = list(SECTIONS)
    chosen = st.segmented_control(
        say("Trials"),
        names,
        format_func=say,
        default=session.trial,
        required=True,
        label_visibility="collapsed",
        key="trial_section",
        on_change=begin_again,
    )
    tell(session.trial_problems)
    session.trial_shown = chosen
    try:
        session.trial_chosen[chosen] = SECTIONS[chosen].section(session.trials[chosen])
    except ScenarioError as error:  # what is set at the boxes does not go together
        tell(error.problems)


def open_url() -> None:
    """What the URL asks for that the session was opened at."""
    session = st.session_state
    session.trials = {name: section.SHOWN for name, section in SECTIONS.items()}
    session.trial_chosen = {}
    found = opened(session.get("address", []), {section.KIND: section.SHOWN for section in SECTIONS.values()})
    session.trial = next(
        (name for name, section in SECTIONS.items() if found.kind == section.KIND), next(iter(SECTIONS))
    )
    session.trial_problems = found.problems
    tell_left_aside(found.left_aside)
    if found.asked:
        session.trials[session.trial] = found.asked


def begin_again() -> None:
    """The boxes begin with what was set last; what was wrong with the address is past."""
    session = st.session_state
    session.trials |= session.trial_chosen
    session.trial_problems = ()
