"""Losses on a table of the reader's own; until there is one, on a published table."""

from ..base import Family

FAMILY = Family(key="your own data", place=13)
