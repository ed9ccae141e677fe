"""Files to take home: one module a family of formats, found by their records."""
