"""A server that can write nowhere but where temporary files go: it serves, and says at most a word about it."""

import urllib.request

import pytest

from benchmarks.browser import serving
from optviz import Scenario

ASKED = Scenario(surface="saddle", optimizers=["adam"], num_steps=30)
PLACES = (
    *("OPTVIZ_CACHE", "HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"),
    *("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR"),
)
"""Where Streamlit, matplotlib, fontconfig and this program keep things, on each system."""


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """Has all of these places lie below a file, where nobody can write, whatever their rights."""
    file = tmp_path / "file"
    file.touch()
    for place in PLACES:
        monkeypatch.setenv(place, str(file / place.lower()))


def test_a_server_that_can_keep_nothing_serves_all_the_same(nowhere):
    with serving() as address:
        question = urllib.request.Request(f"{address}/api/simulate", ASKED.to_json().encode(), method="POST")
        for asked, begin in (
            (address, b"<!"),
            (question, b""),
            (f"{address}/export/figure.png?{ASKED.to_url()}", b"\x89PNG"),
            (f"{address}/export/run.json?{ASKED.to_url()}", b"{"),
        ):
            with urllib.request.urlopen(asked, timeout=120) as answer:
                assert answer.read().lstrip().startswith(begin)
        log = address.server.said()
    assert "Traceback" not in log
    assert len(log.splitlines()) < 20
