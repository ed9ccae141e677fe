"""Everything that can be chosen about a picture, by key: found where it is defined."""

from types import MappingProxyType

import optviz.picture.views
from optviz.picture.views.base import View
from optviz.registry import collect

VIEWS = MappingProxyType(dict(sorted(collect(optviz.picture.views, View).items(), key=lambda item: item[1].order)))
"""In the order of the page's menu."""
