"""All lessons in the order of the lecture, and the way to them."""

import streamlit as st

from optviz.lessons.listed import listed
from optviz.player.component import course
from optviz.texts.language import say


def page() -> None:
    st.title(say("Lessons"), anchor=False)
    course(listed(), key="lessons")
