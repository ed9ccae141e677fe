"""What to run: the Scenario, its parts, its JSON and its URL."""
