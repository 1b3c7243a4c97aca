"""The page as a ``folium.Map``: our own elements, and the rule about the Content-Security-Policy.

A page that carries only our elements is strict: every script and style is inline and named by its SHA-256 hash, nothing
can be fetched or sent. A folium layer of the user's own brings scripts from elsewhere and inline code, so such a page
carries no policy, loads folium's own assets (all but Leaflet) from the network, and rendering says so with
:class:`ForeignLayerWarning`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import folium
import xstatic.pkg.leaflet as leaflet
from branca.element import CssLink, Element, Figure, JavascriptLink, MacroElement
from folium.template import Template

from maps.bundle import STATIC, bundle
from maps.style import css_variables

#: Name of the map in the page, as element and as variable. folium's own ids are random, ours are names.
MAP_NAME = "map_atlas"

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


class ForeignLayerWarning(UserWarning):
    """A layer that is not ours is on the map: the page has no Content-Security-Policy and needs the network."""


class Page(Figure):
    """The document around the map. ``tile_host`` is the one host that images may come from, or ""."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="{{ this.lang }}">\n<head>\n<meta charset="utf-8">\n{{ this.policy }}'
        "<title>{{ this.title|e }}</title>\n{{ this.head }}</head>\n<body>\n{{ this.body }}\n"
        "<script>{{ this.code }}</script>\n</body>\n</html>\n"
    )

    def __init__(self, title: str, lang: str, tile_host: str = "") -> None:
        super().__init__(height="640px", title=title)
        self.lang, self.tile_host = lang, tile_host
        self.policy = self.head = self.body = self.code = ""
        self.header._children.clear()
        self.foreign: list[str] = []
        self._rendered: list[tuple[Element, str]] = []

    def render(self, **kwargs: object) -> str:
        """Return the document. Equal maps give equal bytes."""
        parts = (self.header, self.html, self.script)
        for part, name in self._rendered:  # by the render before: what is left was put there by the user
            part._children.pop(name, None)
        self.foreign = foreign_elements(self)
        before = {(part, name) for part in parts for name in part._children}
        for child in self._children.values():
            child.render(**kwargs)
        self._rendered = [(part, name) for part in parts for name in part._children if (part, name) not in before]
        self.head, self.body, self.code = (part.render(**kwargs) for part in parts)
        self.policy = ""
        if self.foreign:
            warnings.warn(
                f"the map carries layers that are not the tracker's ({', '.join(self.foreign)}): "
                "the page has no Content-Security-Policy and loads folium's own scripts from the network",
                ForeignLayerWarning,
                stacklevel=2,
            )
        else:
            rules = content_security_policy(f"{self.head}{self.body}<script>{self.code}</script>", self.tile_host)
            self.policy = f'<meta http-equiv="Content-Security-Policy" content="{rules}">\n'
        return str(self._template.render(this=self, kwargs=kwargs))


class AtlasMap(folium.Map):
    """A folium map that fills the page's stage. Any folium layer can be added to it."""

    _template = Template("""
        {% macro header(this, kwargs) %}
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
        {% endmacro %}
        {% macro script(this, kwargs) %}
var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {{ this.options|tojavascript }});
        {% endmacro %}
    """)

    def __init__(self, page: Page, **options: Any) -> None:  # noqa: ANN401 - whatever Leaflet's map takes
        super().__init__(tiles=None, **options)
        self._id = MAP_NAME.removeprefix("map_")
        self._parent = page
        #: Projects whose cards are in the page.
        self.carried = 0
        self.options = {"center": self.location, **self.options}
        page.add_child(self)

    def render(self, **kwargs: object) -> str:
        """Add Leaflet, or folium's own assets where a layer that is not ours needs them, and the map to the page."""
        page = _page_of(self)
        # under folium's own name, so that Leaflet is not loaded twice and the page opens without a network all the same
        page.header.add_child(Raw(_inline(*leaflet_code())), name="leaflet")
        if page.foreign:
            for name, url in self.default_js:
                if name != "leaflet":
                    page.header.add_child(JavascriptLink(url), name=name)
            for name, url in self.default_css:
                page.header.add_child(CssLink(url), name=name)
        MacroElement.render(self, **kwargs)  # type: ignore[no-untyped-call]
        return ""


class Raw(Element):
    """Text that goes into the page as it is. branca's own Element would run it through Jinja once more."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: object) -> str:
        """Return the text."""
        return self.text


class Front(MacroElement):
    """Our front end: style sheet, skeleton of the page, data blocks and script, drawn on an :class:`AtlasMap`."""

    def __init__(self, config: dict[str, Any], blocks: dict[str, str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id = "Front", "atlas"
        self.config, self.blocks = config, blocks

    def render(self, **kwargs: object) -> str:
        """Put our parts into the page's head, body and script."""
        page = _page_of(self)
        page.header.add_child(Raw(f"<style>{self.css()}</style>\n"), name=self.get_name())
        page.html.add_child(Raw(self.html()), name=self.get_name())
        page.script.add_child(Raw(self.code()), name=self.get_name())
        return ""

    def css(self) -> str:
        """Return the style sheet: the colours of :mod:`maps.style`, then those of ``static/``."""
        sheets = (
            STATIC / name for name in ("page.css", "asking.css", "views.css", "own.css", "everyone.css", "print.css")
        )
        return css_variables() + "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)

    def html(self) -> str:
        """Return the skeleton with the map's element, then one inert script element per data block."""
        skeleton = (STATIC / "page.html").read_text(encoding="utf-8").replace("MAP_NAME", MAP_NAME)
        data = (
            f'<script type="application/octet-stream" id="{name}">{text}</script>' for name, text in self.blocks.items()
        )
        return skeleton + "\n" + "\n".join(data)

    def code(self) -> str:
        """Return the joined modules and the call that starts them."""
        config = json.dumps(self.config, separators=(",", ":")).replace("<", "\\u003c").replace("\u2028", "\\u2028")
        return f"(() => {{\n{bundle()}\nstart({MAP_NAME}, {config});\n}})();"


def _page_of(element: Element) -> Page:
    page = element.get_root()
    if not isinstance(page, Page):
        raise TypeError("the map was taken out of its page; build it again with maps.build")
    return page


def foreign_elements(page: Page) -> list[str]:
    """Return the names of what was added to the page and is not ours, in the order in which it was added."""
    out: list[str] = []
    for child in page._children.values():
        if isinstance(child, AtlasMap):
            out += [e._name for e in child._children.values() if not isinstance(e, Front)]
        else:
            out.append(child._name)
    return out + [name for part in (page.header, page.html, page.script) for name in part._children]


def content_security_policy(html: str, tile_host: str = "") -> str:
    """Return the policy of a document of ours: hashes of its inline scripts and styles, and nothing else.

    Leaflet sets styles through ``element.style`` only, which the policy allows.
    """
    scripts = " ".join(_hash(text) for text in _SCRIPT.findall(html))
    styles = " ".join(_hash(text) for text in _STYLE.findall(html))
    images = f"data: blob: https://{tile_host}" if tile_host else "data: blob:"
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src {images}; "
        "connect-src 'none'; worker-src blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    # a browser hashes the text with its line ends normalised
    digest = hashlib.sha256(text.replace("\r\n", "\n").replace("\r", "\n").encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@lru_cache(maxsize=1)
def leaflet_code() -> tuple[str, str]:
    """Return Leaflet's style sheet and script, from the package XStatic-Leaflet."""
    base = Path(leaflet.BASE_DIR)
    css = (base / "leaflet.css").read_text(encoding="utf-8")
    script = (base / "leaflet.js").read_text(encoding="utf-8")
    # the pictures beside the style sheet are of controls that we do not use; a map to the sources is not here
    css = re.sub(r"background-image:\s*url\([^)]*\);?", "", css)
    return css, re.sub(r"//# sourceMappingURL=.*", "", script)


def _inline(css: str, script: str) -> str:
    return f"<style>{css}</style>\n<script>{script}</script>\n"
