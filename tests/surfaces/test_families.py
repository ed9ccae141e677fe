"""Families come in the order of the lecture, and each surface stands with its family."""

from itertools import groupby

from optviz.surfaces.base import Family, by_family

from optviz import SURFACES, Scenario
from optviz.catalogue import FAMILIES


def test_every_family_has_a_place_of_its_own_and_surfaces():
    assert sorted(family.place for family in FAMILIES.values()) == list(range(1, len(FAMILIES) + 1))
    assert {surface.family for surface in SURFACES.values()} == set(FAMILIES)


def test_surfaces_of_a_family_follow_each_other_in_the_order_of_the_families():
    listed = [family for family, _ in groupby(SURFACES.values(), key=lambda surface: surface.family)]
    assert listed == sorted(FAMILIES, key=lambda key: FAMILIES[key].place)
    assert listed[:2] == ["ravines", "classic bowls"]
    assert listed.index("local minima") < listed.index("saddles") < listed.index("plateaus")  # as the lecture has them


def test_the_default_is_among_the_first():
    assert list(SURFACES).index(Scenario.default().surface.key) < 3


def test_families_are_ordered_by_their_places_alone():
    ravine, saddle = SURFACES["ravine"], SURFACES["saddle"]
    families = {"ravines": Family(key="ravines", place=2), "saddles": Family(key="saddles", place=1)}
    assert list(by_family({"ravine": ravine, "saddle": saddle}, families)) == ["saddle", "ravine"]
