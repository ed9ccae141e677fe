"""Pages that wait long enough, whatever else the machine does."""

from playwright.sync_api import Browser, Page

PATIENCE = 180_000
"""Milliseconds after which something will never happen, however busy the machine is."""

SUBPAGE = "404"
"""Streamlit asks for its server under the page's own address first, when a page that is not the first is loaded: the
browser writes on its console that nothing is there."""


def new_page(browser: Browser, **context) -> Page:
    """A page in a context of its own, which is as patient in all that it waits for and asks for."""
    made = browser.new_context(**context)
    made.set_default_timeout(PATIENCE)
    return made.new_page()
