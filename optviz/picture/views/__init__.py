"""The views: each a record in a file of its own here, and a module of the same name among the player's views."""
