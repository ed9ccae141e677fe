"""How much a scenario may ask for."""

MAX_OPTIMIZERS = 12
MAX_STEPS = 2000
MAX_CELLS = 512
"""Along each side of a map."""
MAX_CHARACTERS = 32_768
MAX_FIELDS = 400
MAX_LABEL = 40
START_REACH = 2.0
"""How many half-widths of the domain a start may lie from its centre."""
