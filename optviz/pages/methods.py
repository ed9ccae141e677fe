"""Every update rule with its formula, pseudo-code and source, and every schedule."""

from itertools import groupby

import streamlit as st

from optviz.catalogue import OPTIMIZERS, SCHEDULES


def page() -> None:
    st.title("Methods", anchor=False)
    st.markdown(
        "The loss is $f$, the weights are $x$, the gradient is $g = \\nabla f(x)$, the learning rate is $\\eta$. "
        "Operations on vectors are coordinate by coordinate unless a matrix is named."
    )
    st.markdown(
        "The pseudo-code runs as it stands, and goes the way of the paths that are drawn. What stands before the loop "
        "is the state at the start. `f` is the loss as the step meets it: noise or batch, clipping and an L2 penalty "
        "are inside. `η` is the learning rate after the schedule. `a if c else b` chooses, for vectors in each weight; "
        "`@` is the product of matrices and vectors, and `I` the identity."
    )
    by_family = sorted(OPTIMIZERS.values(), key=lambda optimizer: optimizer.family)
    for family, optimizers in groupby(by_family, key=lambda optimizer: optimizer.family):
        st.header(family.capitalize(), anchor=False)
        for optimizer in optimizers:
            st.subheader(optimizer.title, anchor=optimizer.key)
            for choice in optimizer.choices:
                if choice:
                    st.markdown(f"**{choice}**")
                st.latex(optimizer.formula_of(choice))
                st.code(optimizer.pseudocode_of(choice), language=None, wrap_lines=True)
            if optimizer.helpers:
                st.markdown("where")
                st.code("\n\n".join(reversed(optimizer.helpers)), language=None, wrap_lines=True)
            if optimizer.differs:
                st.markdown(optimizer.differs)
            st.caption(optimizer.source)
    st.header("Learning-rate schedules", anchor=False)
    for schedule in SCHEDULES.values():
        st.subheader(schedule.title.capitalize(), anchor=f"schedule-{schedule.key}")
        st.latex(r"\eta_t = \eta \cdot " + schedule.formula)
        st.caption(schedule.source)
