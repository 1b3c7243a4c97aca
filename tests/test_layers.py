"""Who may import whom: DESIGN.md's layers, as the packages realise them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tracker

ROOT = Path(tracker.__file__).parent.parent

#: A part may import itself, parts of its line and those of the lines before. ``model`` stands after ``clean``, whose
#: partial dates it carries.
LINES = (
    *(
        "errors",
        "bundled geopackage",
        "fields",
        "clean vocab",
        "model",
        "readers fetch",
        "sources mapping",
        "drafting",
        "store",
        "resolve",
    ),
    *("ingest", "views", "frames analysis", "export", "imported asked", "measured", "ledger", "cli"),
)
LAYERS = {part: n for n, line in enumerate(LINES) for part in line.split()}
#: Not even though they stand before.
NEVER = {
    "store": {"sources", "readers", "vocab"},
    "views": {"sources", "ingest", "readers"},
    "frames": {"store", "resolve", "sources", "ingest"},
    "export": {"store", "resolve", "sources", "ingest", "readers"},
    "resolve": {"sources", "readers"},
}
#: What maps may see of the tracker.
FOR_MAPS = {"views", "fields", "errors", "analysis"}
#: Too slow to load before a command needs them, wherever they stand.
HEAVY = {
    "geopandas",
    "pandas",
    "numpy",
    "scipy",
    "matplotlib",
    "h3",
    "dask_geopandas",
    "distributed",
    "wbgapi",
    "pyogrio",
    "folium",
    "branca",
    "maps",
    "alembic",
}


def files(package: str) -> list[Path]:
    found = [p for p in (ROOT / package).rglob("*.py") if "migrations" not in p.parts]
    assert found
    return sorted(found)


def is_later(node: ast.AST) -> bool:
    """True for what is not run when the module is loaded."""
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.unparse(node.test)
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))


def imports(path: Path, *, outside_functions: bool = False) -> Iterator[tuple[str, int]]:
    """Yield (module, line) of each import of a file, also those inside functions unless told otherwise."""
    package = path.relative_to(ROOT).parent.parts

    def walk(node: ast.AST) -> Iterator[tuple[str, int]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from ((alias.name, child.lineno) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                base = child.module or ""
                if child.level:
                    base = ".".join((*package[: len(package) - child.level + 1], base)).rstrip(".")
                yield from ((f"{base}.{alias.name}", child.lineno) for alias in child.names)
            elif not (outside_functions and is_later(child)):
                yield from walk(child)

    yield from walk(ast.parse(path.read_text(encoding="utf-8")))


def part(module: str) -> str:
    """The part of the tracker that a dotted name belongs to, "" for the package itself and for others."""
    words = module.split(".")
    return words[1] if words[0] == "tracker" and len(words) > 1 and words[1] in LAYERS else ""


def part_of(path: Path) -> str:
    return path.relative_to(ROOT / "tracker").parts[0].removesuffix(".py")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_part_of_the_tracker_has_its_layer() -> None:
    parts = {part_of(p) for p in files("tracker")} - {"__init__"}
    assert parts <= LAYERS.keys()
    assert len(parts) > 12


@pytest.mark.parametrize("path", files("tracker"), ids=name_of)
def test_a_part_imports_only_what_stands_before_it(path: Path) -> None:
    here = part_of(path)
    if here == "__init__":
        return
    for module, line in imports(path):
        other = part(module)
        if module.startswith("tracker") and other and other != here:
            assert LAYERS[other] <= LAYERS[here], f"{name_of(path)}:{line} imports {module}"
            assert other not in NEVER.get(here, ()), f"{name_of(path)}:{line} imports {module}"
        assert module.split(".")[0] != "maps" or here == "cli", f"{name_of(path)}:{line} imports {module}"
        assert not module.startswith("tests"), f"{name_of(path)}:{line} imports {module}"


@pytest.mark.parametrize("path", files("tracker"), ids=name_of)
def test_what_is_slow_to_load_is_imported_inside_functions(path: Path) -> None:
    for module, line in imports(path, outside_functions=True):
        assert module.split(".")[0] not in HEAVY, f"{name_of(path)}:{line} imports {module}"


@pytest.mark.parametrize("path", files("maps"), ids=name_of)
def test_maps_see_only_views_fields_measures_and_errors(path: Path) -> None:
    for module, line in imports(path):
        if module.split(".")[0] == "tracker":
            assert part(module) in FOR_MAPS, f"{name_of(path)}:{line} imports {module}"


@pytest.mark.parametrize("folder", ["clean", "model.py", "fields.py", "errors.py", "vocab"])
def test_the_lowest_parts_know_no_store_and_no_network(folder: str) -> None:
    outside = {"sqlalchemy", "sqlite3", "http", "requests", "socket", "typer"}
    for path in files("tracker"):
        if path.relative_to(ROOT / "tracker").parts[0] == folder:
            found = {module.split(".")[0] for module, _ in imports(path)}
            assert found.isdisjoint(outside), name_of(path)


def test_nothing_but_a_door_of_its_own_uses_the_network() -> None:
    network = {"urllib.request", "http.client", "requests", "httpx", "socket", "aiohttp", "ftplib"}
    for path in (*files("tracker"), *files("maps")):
        if path.name == "fetch.py":
            continue
        for module, line in imports(path):
            assert not any(module == n or module.startswith(f"{n}.") for n in network), f"{name_of(path)}:{line}"


def test_imports_inside_functions_are_seen() -> None:
    path = ROOT / "tracker" / "cli" / "maps.py"
    assert "maps.build" in {module for module, _ in imports(path)}
    assert "maps.build" not in {module for module, _ in imports(path, outside_functions=True)}
