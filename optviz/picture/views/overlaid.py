"""All paths on one surface."""

from optviz.picture.views.base import View

OVERLAID = View(key="overlaid", title="overlaid", order=2, place="shared")
