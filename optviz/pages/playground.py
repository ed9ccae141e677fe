"""The playground: the player, and its settings in the sidebar.

The settled scenario lives in the session. The page hands it to the player when it opens; the player hands back each
one that the hand settles on, which needs no answer.
"""

import json

import streamlit as st

from optviz.engine.demonstrations import completed, with_rule, with_rule_alone
from optviz.lessons.base import Lesson
from optviz.lessons.catalogue import lesson_of
from optviz.lessons.sent import display_of
from optviz.pages.problems import tell, tell_left_aside
from optviz.pages.trial_address import without_trials
from optviz.player.component import player, settings
from optviz.problems import ScenarioError
from optviz.scenario.address import read_address
from optviz.scenario.query import ADD, ALONE, DISPLAY, LANGUAGE, LESSON, SWEEP
from optviz.scenario.scenario import Scenario
from optviz.scenario.sweep import Sweep
from optviz.web.lanes import first_answered

PLAYER = "player"


def page(*, with_maps: bool = False) -> None:
    session = st.session_state
    if "scenario" not in session:
        open_url()
    elif session.get("arrived"):
        begin_with(wished(session.scenario))
    tell(session.problems)
    player(session.payload, key=PLAYER, on_settled_change=take_settled, with_maps=with_maps)
    take_settled()  # a page whose server was away comes with it: to its new session nothing has changed
    with st.sidebar:
        settings(key="settings")


def open_url() -> None:
    """The scenario of the URL that the session was opened at, as far as it is good, and what is wrong with the rest."""
    session = st.session_state
    session.settled = None
    pairs = [pair for pair in without_trials(session.address) if pair[0] not in (ADD, ALONE, LESSON, LANGUAGE)]
    of_maps, pairs = [pair for pair in pairs if pair[0].startswith(Sweep.prefix)], Sweep.other_pairs(pairs)
    session.display = {name: value[:60] for name, value in pairs if name.startswith(DISPLAY)}
    address = read_address(pairs)
    session.problems = list(address.problems)
    tell_left_aside(address.left_aside)
    lesson = lesson_at(dict(session.address))
    if lesson:
        session.display = display_of(lesson) | session.display | session.beside
    given = completed(address.scenario, address.given)
    scenario = wished(lesson.scenario if lesson and not address.given else given)
    session.maps = maps_of(scenario, of_maps)
    begin_with(scenario)


def maps_of(scenario: Scenario, pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The maps that an address tells of, as `first_answer` takes them."""
    try:
        return {SWEEP: json.dumps(Sweep.around(scenario, pairs).own_fields())} if pairs else {}
    except ScenarioError as error:
        st.session_state.problems += error.problems
        return {}


def lesson_at(fields: dict[str, str]) -> Lesson | None:
    """The lesson that an address names, if there is one."""
    session = st.session_state
    if LESSON not in fields:
        return None
    try:
        lesson = lesson_of(fields[LESSON], session.language)
    except ScenarioError as error:
        session.problems += error.problems
        return None
    session.beside = {LESSON: lesson.key}
    return lesson


def begin_with(scenario: Scenario) -> None:
    """Makes this the settled scenario, which a player begins with."""
    session = st.session_state
    session.scenario = scenario
    shown = session.display | session.maps | {LANGUAGE: session.language}
    try:
        session.payload = first_answered(id(session), scenario, shown)
    except ScenarioError as error:  # too many wait for what has to be compiled
        session.problems, session.scenario = error.problems, Scenario.default()
        session.payload = first_answered(id(session), session.scenario, shown)


def wished(scenario: Scenario) -> Scenario:
    """The scenario with the rule that a link from another page asks for, or with that alone."""
    try:
        if key := st.query_params.get(ADD):
            return with_rule(scenario, key)
        if key := st.query_params.get(ALONE):
            return with_rule_alone(scenario, key)
    except ScenarioError as error:
        st.session_state.problems = error.problems
    return scenario


def take_settled() -> None:
    """The player's hand has let go of something, if it has since the last time."""
    session = st.session_state
    settled = session[PLAYER]["settled"]
    if settled == session.settled or not isinstance(settled, dict) or not isinstance(settled.get("scenario"), str):
        return  # nothing new, or nothing that the player hands on
    session.settled = settled
    try:
        session.scenario = Scenario.from_json(settled["scenario"])
        session.problems = []
    except ScenarioError as error:
        session.problems = error.problems
