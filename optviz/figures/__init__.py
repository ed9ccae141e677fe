"""Draws a Run with matplotlib, which takes its time to load: nothing imports these modules before a file is written."""
