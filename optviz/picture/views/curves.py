"""One quantity of every path, against steps or gradients taken."""

from optviz.picture.views.base import View

CURVES = View(key="curves", title="curves", order=4, place="below")
