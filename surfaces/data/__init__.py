"""Losses on real data: small published tables, and two weights that are fitted to them."""
