"""The ways to look at a run, one file each; the player's `views/` has the other half of each."""
