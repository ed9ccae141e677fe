"""The lecture as something to play: one Markdown file a lesson and language, and what makes them lessons."""
