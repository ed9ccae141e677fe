"""Draws a Run with Plotly, for notebooks, Dash and apps to go on with: what a picture is, others have decided."""
