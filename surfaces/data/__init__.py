"""Losses on real data: small published tables, and two weights that are fitted to them."""

from ..base import Family

FAMILY = Family(key="real data", place=10)
