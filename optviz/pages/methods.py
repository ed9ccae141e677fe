"""Every update rule with its formula, pseudo-code and source, what changes from one to another, and every schedule."""

from html import escape
from itertools import groupby

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from optviz.catalogue import OPTIMIZERS, SCHEDULES
from optviz.optimizers.base import Optimizer
from optviz.pseudocode.changes import changes
from optviz.scenario.query import ADD, ALONE
from optviz.texts.language import ENGLISH, say, spoken

SIGNS = {"+": ("ins", "+"), "-": ("del", "−"), " ": ("span", " ")}
"""Of a line that is there in one text only or in both: its element, and how its sign is written."""
FAMILY, SCHEDULE = "family-", "schedule-"
"""What anchors of families and schedules begin with; that of a rule is its key."""


def page(playground: StreamlitPage) -> None:
    """The page, with links to `playground`."""
    st.title(say("Methods"), anchor=False)
    st.markdown(
        say(
            "The loss is $f$, the weights are $x$, the gradient is $g = \\nabla f(x)$, the learning rate is $\\eta$. "
            "Operations on vectors are coordinate by coordinate unless a matrix is named."
        )
    )
    st.markdown(
        say(
            "The pseudo-code runs as it stands, and goes the way of the paths that are drawn. What stands before the "
            "loop is the state at the start. `f` is the loss as the step meets it: noise or batch, clipping and an L2"
            " penalty are inside. `η` is the learning rate after the schedule. `a if c else b` chooses, for vectors "
            "in each weight; `@` is the product of matrices and vectors, and `I` the identity."
        )
    )
    st.markdown(
        say(
            "The learning rates that rules begin with are for two weights; those that papers and libraries give are "
            "for networks, and mostly far smaller."
        )
    )
    families = by_family()
    show_contents(families)
    show_two()
    for family, optimizers in families.items():
        st.header(capital(say(family)), anchor=anchor_of(family))
        for optimizer in optimizers:
            show_rule(optimizer, playground)
    st.header(say("Learning-rate schedules"), anchor="schedules")
    st.markdown(
        say(
            "Here $t$ counts the steps from 0, and $T$ is their number. A warm-up comes before that: it rises to the "
            "whole rate in equal parts, and the schedule begins, and counts, after it."
        )
    )
    for schedule in SCHEDULES.values():
        st.subheader(capital(say(schedule.title)), anchor=f"{SCHEDULE}{schedule.key}")
        st.latex(r"\eta_t = \eta \cdot " + schedule.formula)
        st.caption(say(schedule.source))


def by_family() -> dict[str, list[Optimizer]]:
    """The rules of each family, both in the order in which rules are told."""
    families = list(dict.fromkeys(optimizer.family for optimizer in OPTIMIZERS.values()))
    together = sorted(OPTIMIZERS.values(), key=lambda optimizer: families.index(optimizer.family))
    return {family: list(rules) for family, rules in groupby(together, key=lambda optimizer: optimizer.family)}


def show_contents(families: dict[str, list[Optimizer]]) -> None:
    """Links to every rule and schedule."""
    lines = [
        ((anchor_of(family), capital(say(family))), [(rule.key, say(rule.title)) for rule in rules])
        for family, rules in families.items()
    ]
    schedules = [(f"{SCHEDULE}{key}", capital(say(schedule.title))) for key, schedule in SCHEDULES.items()]
    lines.append((("schedules", say("Schedules")), schedules))
    terms = (f"<dt>{linked([family])}</dt><dd>{linked(places)}</dd>" for family, places in lines)
    st.html(f'<nav class="optviz-contents" aria-label="{escape(say("Contents"))}"><dl>{"".join(terms)}</dl></nav>')


def capital(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def anchor_of(family: str) -> str:
    return FAMILY + family.replace(" ", "-")


def linked(places: list[tuple[str, str]]) -> str:
    """Links to the anchors of some headings, with their titles."""
    return " ".join(f'<a href="#{anchor}">{escape(title)}</a>' for anchor, title in places)


def show_rule(optimizer: Optimizer, playground: StreamlitPage) -> None:
    st.subheader(say(optimizer.title), anchor=optimizer.key)
    for choice in optimizer.choices:
        if choice:
            st.markdown(f"**{say(choice)}**")
        st.latex(optimizer.formula_of(choice))
        st.code(optimizer.pseudocode_of(choice), language=None, wrap_lines=True)
    if optimizer.helpers:
        st.markdown(say("where"))
        st.code("\n\n".join(reversed(optimizer.helpers)), language=None, wrap_lines=True)
    if optimizer.differs:
        st.markdown(say(optimizer.differs))
    st.caption(say(optimizer.source))
    if optimizer.after:
        with st.expander(say("What changes from {title}", title=say(OPTIMIZERS[optimizer.after].title))):
            show_changes(OPTIMIZERS[optimizer.after], optimizer)
    with st.container(horizontal=True):
        title = say(optimizer.title)
        added, alone = say("Add {title} to the picture", title=title), say("{title} alone", title=title)
        for field, label in ((ADD, added), (ALONE, alone)):
            st.page_link(playground, label=label, query_params={field: optimizer.key})


@st.fragment
def show_two() -> None:
    """Two rules to choose, and what changes from the one to the other."""
    spoken.set(st.session_state.get("language", ENGLISH))  # it runs by itself
    st.header(say("What changes from one rule to another"), anchor="changes")
    latest = [key for key, optimizer in OPTIMIZERS.items() if optimizer.compared][-1]
    session = st.session_state
    session.setdefault("changed_to", latest)
    session.setdefault("changed_from", OPTIMIZERS[latest].after)

    def begin_before() -> None:
        session.changed_from = OPTIMIZERS[session.changed_to].after or session.changed_from

    def title_of(key: str) -> str:
        return say(OPTIMIZERS[key].title)

    left, right = st.columns(2)
    before = left.selectbox(say("From"), OPTIMIZERS, format_func=title_of, key="changed_from")
    after = right.selectbox(say("To"), OPTIMIZERS, format_func=title_of, key="changed_to", on_change=begin_before)
    show_changes(OPTIMIZERS[before], OPTIMIZERS[after])


def show_changes(before: Optimizer, after: Optimizer) -> None:
    """The lines of two rules' pseudo-code, each in its first form, with a sign where only one has them."""
    texts = (optimizer.pseudocode_of(optimizer.choices[0]) for optimizer in (before, after))
    lines = "".join(written(*line) for line in changes(*texts))
    title = escape(say("From {first} to {last}", first=say(before.title), last=say(after.title)))
    st.html(f'<figure class="optviz-changes" aria-label="{title}"><pre>{lines}</pre></figure>')


def written(sign: str, text: str) -> str:
    element, mark = SIGNS[sign]
    return f"<{element}>{mark} {escape(text)}\n</{element}>"
