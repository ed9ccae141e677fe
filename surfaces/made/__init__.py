"""Losses on data that are made: what in them is hard is a slider."""

from ..base import Family

FAMILY = Family(key="made data", place=11)
