"""All lessons in the order of the lecture, in each language, and the way to them."""

import streamlit as st

from optviz.lessons.listed import listed
from optviz.player.component import course


def page() -> None:
    st.title("Lessons", anchor=False)
    course(listed(), key="lessons")
