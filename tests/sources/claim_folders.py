"""Write folders of claims to import."""

from __future__ import annotations

import csv
from pathlib import Path

CLAIMS = (
    "project",
    "field",
    "item",
    "scope",
    "value",
    "qualifier",
    "unit",
    "price_year",
    "about",
    "as_of",
    "as_of_basis",
    "url",
    "note",
)
DOCUMENTS = ("url", "publisher", "original_publisher", "rank", "licence", "date", "is_copy", "link", "note")
WAYPOINTS = ("project", "scope", "item", "part", "shape", "precision", "order", "lon", "lat", "name", "url", "note")

MANIFEST = """\
[source]
key = "team"
name = "A team's folder"
curated = true
[release]
retrieved = "2026-11-22"
[tables]
claims = "claims/*.csv"
documents = "documents.csv"
waypoints = "geometry/*.csv"
"""

NEWS = "https://xinhua.example/a"


class Folder:
    """A folder of claims, written table by table; cells that are not given are empty."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "claims").mkdir(parents=True)
        (path / "geometry").mkdir()
        self.manifest(MANIFEST)
        self.documents({"url": NEWS, "publisher": "Xinhua", "rank": "news", "link": "y"})

    def manifest(self, text: str) -> Folder:
        (self.path / "catalogue.toml").write_text(text, encoding="utf-8")
        return self

    def claims(self, *rows: dict[str, str], name: str = "a.csv") -> Folder:
        return self._table(f"claims/{name}", CLAIMS, [{"project": "canal", "url": NEWS, **row} for row in rows])

    def documents(self, *rows: dict[str, str]) -> Folder:
        return self._table("documents.csv", DOCUMENTS, rows)

    def waypoints(self, *rows: dict[str, str], name: str = "w.csv") -> Folder:
        plain = {"project": "canal", "shape": "line", "precision": "exact", "url": NEWS}
        return self._table(f"geometry/{name}", WAYPOINTS, [{**plain, **row} for row in rows])

    def _table(self, name: str, columns: tuple[str, ...], rows: object) -> Folder:
        with (self.path / name).open("w", encoding="utf-8", newline="") as f:
            writer = csv.DictWriter(f, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)  # type: ignore[arg-type]
        return self
