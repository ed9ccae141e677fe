"""The landscape in three dimensions, all paths lying on it."""

from optviz.picture.views.base import View

SPACE = View(key="space", title="3D", order=3, place="shared", weights=2, heights=True, offline=False)
"""The whole of plotly.js draws it, which is too large to go into each page that plays offline."""
