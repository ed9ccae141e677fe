"""A panel for each path."""

from optviz.picture.views.base import View

PANELS = View(key="panels", title="side by side", order=1, place="panels")
