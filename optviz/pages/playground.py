"""The playground: what the whole picture shares in the sidebar, the player beside it.

The settled scenario lives in the session. Streamlit's controls change it here and hand the player a payload with a new
revision; the player changes it by handing back a settled one, which needs no answer.
"""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from optviz.catalogue import NOISES, SURFACES
from optviz.player.component import player
from optviz.player.payload import payload, whole_catalogue
from optviz.query import DISPLAY
from optviz.scenario import MAX_STEPS, START_REACH, Scenario, ScenarioError
from optviz.simulate import simulate
from optviz.suiting import carried_over
from optviz.takehome.offer import LARGEST_FILE, offered

PLAYER = "player"


def page() -> None:
    session = st.session_state
    if "scenario" not in session:
        open_url()
    elif session.get("arrived"):
        show(session.scenario)
    for problem in session.problems:
        field = f"**{plain_text(problem.field)}**: " if problem.field else ""
        st.error(f"{field}{plain_text(problem.message)}")
    player(session.payload, key=PLAYER, on_settled_change=take_settled)
    sidebar(session.scenario)  # after the player, which takes longer to come


def open_url() -> None:
    """The first run of a session: the scenario of the URL, or the default one and what is wrong with the URL."""
    session = st.session_state
    session.problems, session.revision, session.controls, session.settled = [], 0, {}, None
    pairs = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    session.display = {name: value[:60] for name, value in pairs if name.startswith(DISPLAY)}
    scenario = Scenario.default()
    try:
        scenario = Scenario.from_pairs(pairs)
    except ScenarioError as error:
        session.problems = error.problems
    show(scenario)


def show(scenario: Scenario) -> None:
    """Makes this the settled scenario, and has the player take it over."""
    session = st.session_state
    session.revision += 1
    session.scenario = scenario
    session.payload = payload(
        simulate(scenario),
        catalogue=whole_catalogue(),
        formats=offered(),
        largest_file=LARGEST_FILE,
        revision=session.revision,
        display=session.display,
    )


def take_settled() -> None:
    """The player's hand has let go of something, if it has since the last time."""
    session = st.session_state
    settled = session[PLAYER]["settled"]
    if settled is None or settled == session.settled:
        return
    session.settled = settled
    try:
        session.scenario = Scenario.from_json(settled["scenario"])
        session.problems = []
    except ScenarioError as error:
        session.problems = error.problems


def change(field: str, key: str) -> None:
    """One of the sidebar's controls has moved: the scenario with its value, if that is one."""
    session = st.session_state
    take_settled()  # both may have come with one message, in whatever order
    session.controls[field].value = session[key]
    try:
        show(changed(session.scenario, field, session[key]))
        session.problems = []
    except ScenarioError as error:
        session.problems = error.problems


def changed(scenario: Scenario, field: str, value: Any) -> Scenario:
    if field == "surface":
        return carried_over(scenario, value)
    data = scenario.to_dict()
    if field == "noise":
        same = NOISES[value].parameters == scenario.noise.record.parameters
        data["noise"] = {"key": value, **(scenario.noise.numbers if same else {})}
    elif field.startswith("start."):
        data["start"][int(field.removeprefix("start."))] = value
    else:
        data[field] = value
    return Scenario.from_dict(data)


def sidebar(scenario: Scenario) -> None:
    """The controls of what the whole picture shares, showing the settled scenario."""
    surface = scenario.surface.record
    with st.sidebar:
        control(
            st.selectbox,
            "Surface",
            "surface",
            scenario.surface.key,
            options=list(SURFACES),
            format_func=surface_title,
        )
        st.caption(surface.summary)
        for i, (column, (low, high)) in enumerate(zip(st.columns(len(surface.domain)), surface.domain, strict=True)):
            centre, reach = (low + high) / 2, START_REACH * (high - low) / 2
            with column:
                control(
                    st.number_input,
                    f"Start {'xy'[i]}",
                    f"start.{i}",
                    scenario.start[i],
                    min_value=centre - reach,
                    max_value=centre + reach,
                    step=(high - low) / 50,
                    format="%.4g",
                )
        control(st.number_input, "Steps", "num_steps", scenario.num_steps, min_value=1, max_value=MAX_STEPS, step=50)
        control(
            st.selectbox,
            "Gradient noise",
            "noise",
            scenario.noise.key,
            options=[key for key, noise in NOISES.items() if surface.examples or not noise.needs_examples],
            format_func=noise_title,
        )
        control(st.number_input, "Seed of the noise", "seed", scenario.seed, min_value=0, max_value=2**32 - 1, step=1)
        control(
            st.number_input,
            "Tolerance",
            "tolerance",
            scenario.tolerance,
            min_value=1e-12,
            max_value=1e3,
            format="%.3g",
            help="A run has arrived when its loss is within this of the lowest known minimum.",
        )


@dataclass
class Control:
    """What one of the sidebar's widgets last showed, and how often that was set by something else than itself."""

    value: Any
    version: int = 0


def control(widget: Any, label: str, field: str, value: Any, **options: Any) -> None:
    """One of Streamlit's widgets on a field of the scenario. Its key is the field's path and a version.

    A browser sends the values of all widgets along with each message. If one of them had been given a new value just
    before, the old one in a message that crossed it would count as moved by hand. So a new value from elsewhere makes
    a new widget, which no old message knows.
    """
    session = st.session_state
    shown = session.controls.setdefault(field, Control(value))
    if shown.value != value:
        session.controls[field] = shown = Control(value, shown.version + 1)
    key = f"{field}:{shown.version}"
    if key not in session:
        session[key] = value
    widget(label, key=key, on_change=change, args=(field, key), **options)


def surface_title(key: str) -> str:
    return f"{SURFACES[key].title} ({SURFACES[key].family})"


def noise_title(key: str) -> str:
    return NOISES[key].title


def plain_text(text: str) -> str:
    """Text from outside, so that Markdown shows it as it is."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+-.!|~$:&" else c for c in text)
