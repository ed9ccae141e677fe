"""Draws a Run with Plotly, to be restyled in a notebook, in Dash or in an app: what a picture is, others have decided."""
