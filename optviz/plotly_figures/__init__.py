"""Draws a Run with Plotly, to go on with in a notebook, in Dash or in an app: what a picture is, others have decided."""
