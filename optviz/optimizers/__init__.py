"""Update rules: one file an algorithm or close family, found by their records."""
