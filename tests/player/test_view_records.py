"""Each view is a record and a script of the same name; pages find them by the records."""

import json
import re

import pytest

from optviz.player.catalogue import used_catalogue, whole_catalogue
from optviz.player.joining import joined, modules_in_order, read
from optviz.scenario.scenario import Scenario
from optviz.views.catalogue import VIEWS


@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_a_view_has_its_script(view):
    assert re.search(rf'^export const VIEW = {{\s+key: "{view.key}",', read(view.script), re.MULTILINE)
    assert view.script in modules_in_order("live")


def test_the_catalogue_has_the_views_in_the_order_of_the_menu():
    views = whole_catalogue()["views"]
    assert [view["key"] for view in views] == ["panels", "overlaid", "space", "curves", "data", "held_out"]
    space = {
        "key": "space",
        "title": "3D",
        "place": "shared",
        "weights": 2,
        "needs_data": False,
        "needs_held_out": False,
        "script": "views/space.mjs",
    }
    assert views[2] == space
    assert views[0]["place"] == "panels"  # what is shown where another view cannot be
    assert views[0]["weights"] is None


def test_a_page_without_a_server_brings_its_views_along():
    keys = [view["key"] for view in used_catalogue(Scenario.default())["views"]]
    assert keys == ["panels", "overlaid", "space", "curves", "data"]
    brought = set(re.findall(r'^modules\["(views/[\w-]+\.mjs)"\]=', joined("offline"), re.MULTILINE))
    assert {VIEWS[key].script for key in keys} < brought
    json.dumps(whole_catalogue())


def test_it_has_no_view_that_it_cannot_show():
    """One for held-out examples, where its surface has some."""
    one, other = (used_catalogue(Scenario(surface=key, optimizers=["sgd"])) for key in ("overfitting", "anscombe"))
    assert [view["key"] for view in one["views"]][-1] == "held_out"
    assert "held_out" not in [view["key"] for view in other["views"]]
    choices = [next(one["choices"] for one in made["display"] if one["key"] == "view") for made in (one, other)]
    assert ["held_out" in each for each in choices] == [True, False]
