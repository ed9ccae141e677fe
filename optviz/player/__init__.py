"""The player: what draws a run in the browser, and what it is fed with."""
