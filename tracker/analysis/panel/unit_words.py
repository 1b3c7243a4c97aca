"""What ``--unit`` names: country, cell:SIZE, h3:RESOLUTION or a file of polygons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.analysis.files import need
from tracker.analysis.panel.areas import Areas
from tracker.analysis.panel.grid import SIZES, Cells
from tracker.analysis.panel.hexagons import Hexagons
from tracker.analysis.panel.place import Units
from tracker.errors import FormatError, UsageError

if TYPE_CHECKING:
    import geopandas

HINT = "Give country, cell:0.25, cell:0.5, cell:1, h3:0 to h3:8, or a file of polygons."
_FINEST = 8
#: Columns that name polygons in files of administrative areas, the best first.
_NAMES = (
    "shapeid", "gid_2", "gid_1", "gid_0", "shapeiso", "nuts_id", "pcode", "adm1_pcode", "iso_3166_2", "id", "code",
    "shapename", "name_1", "name",
)  # fmt: skip


def units_of(word: str, name_column: str = "") -> Units:
    """Return the units that a word or the path of a file names.

    Raises
    ------
    UsageError
        There are no such units, or h3 is not installed.
    FormatError
        The file cannot be read, or its polygons have no names of their own.
    """
    kind, _, rest = word.partition(":")
    if word == "country":
        from tracker.analysis.panel.countries import countries

        return countries()
    if kind == "cell":
        if rest not in {f"{size:g}" for size in SIZES} | {"1.0"}:
            raise UsageError(f"There are no cells of {rest or 'no'} degrees.", HINT)
        return Cells(float(rest))
    if kind == "h3":
        if not rest.isdecimal() or int(rest) > _FINEST:
            raise UsageError(f"There are no cells {word!r}: H3 is taken up to resolution {_FINEST}.", HINT)
        need("h3", "analysis")
        return Hexagons(int(rest))
    path = Path(word)
    if not path.exists():
        raise UsageError(f"There are no units {word!r}, and no such file.", HINT)
    return polygons_of(path, name_column)


def polygons_of(path: Path, name_column: str = "") -> Areas:
    """Return the polygons of a file that GDAL reads (GeoPackage, GeoJSON, shapefile), in EPSG:4326.

    Raises
    ------
    FormatError
        See :func:`units_of`.
    """
    import geopandas
    from pyogrio.errors import DataSourceError

    try:
        frame = geopandas.read_file(path)
    except (DataSourceError, OSError, UnicodeDecodeError) as e:
        raise FormatError(f"{path}: no polygons can be read.", "Give a GeoPackage, a GeoJSON or a shapefile.") from e
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise FormatError(f"{path}: it has no geometry.", "Give a file of polygons.")
    if frame.crs is None:
        raise FormatError(
            f"{path}: it does not say what its coordinates are in.", "Give a file with its .prj, or GeoJSON."
        )
    frame = frame.to_crs("EPSG:4326")
    return areas_of(frame, str(path.name), name_column, path)


def areas_of(frame: geopandas.GeoDataFrame, word: str, name_column: str = "", path: Path | None = None) -> Areas:
    """Return the polygons of a frame, named by a column whose values are all different.

    Raises
    ------
    FormatError
        There are no polygons, or no such column.
    """
    import numpy as np
    import shapely

    where = str(path or word)
    shapes = np.array(frame.geometry.values, dtype=object)
    keep = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    if not keep.any():
        raise FormatError(f"{where}: there are no polygons.", "Units have to be areas.")
    frame = frame[keep]
    column = _named_by(frame, name_column, where)
    ids = tuple(str(v) for v in frame[column])
    made = shapely.make_valid(shapes[keep])
    return Areas(
        np.array([_only_areas(s) for s in made], dtype=object), ids, word, f"polygon of {word}, named by {column}"
    )


def _only_areas(shape: Any) -> Any:  # noqa: ANN401 - shapely has no types
    import shapely

    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    return shapely.union_all([p for p in shapely.get_parts(shape) if shapely.get_dimensions(p) == 2])


def _named_by(frame: geopandas.GeoDataFrame, asked: str, where: str) -> str:
    columns = [c for c in frame.columns if c != frame.geometry.name]

    def serves(column: str) -> bool:
        return bool(frame[column].notna().all()) and frame[column].astype(str).is_unique

    listed = ", ".join(str(c) for c in columns[:12])
    if asked:
        if asked not in columns:
            raise FormatError(f"{where}: there is no column {asked!r}.", f"It has {listed}.")
        if not serves(asked):
            raise FormatError(f"{where}: {asked!r} does not name each polygon differently.", f"It has {listed}.")
        return asked
    known = sorted((c for c in columns if c.casefold() in _NAMES), key=lambda c: _NAMES.index(c.casefold()))
    found = next((c for c in [*known, *columns] if serves(c)), None)
    if found is None:
        raise FormatError(
            f"{where}: no column names each polygon differently.", "Add one, and name it with --unit-name."
        )
    return str(found)
