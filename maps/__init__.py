"""Maps of projects: one self-contained page, and a ``folium.Map`` in a notebook.

>>> import maps
>>> m = maps.build(atlas)            # doctest: +SKIP
>>> m.save("map.html")               # doctest: +SKIP
>>> maps.write(atlas, "map.html")    # doctest: +SKIP
"""

from __future__ import annotations

from maps.build import TITLES, build, write
from maps.page import ForeignLayerWarning

__all__ = ["TITLES", "ForeignLayerWarning", "build", "write"]
