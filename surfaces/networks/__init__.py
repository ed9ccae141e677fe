"""Losses of small networks along two of their weights."""

from ..base import Family

FAMILY = Family(key="networks", place=12)
