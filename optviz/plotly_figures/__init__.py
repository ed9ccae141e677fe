"""Draws a Run with Plotly, to go on with in a notebook or an app: what a picture is, others have decided."""
