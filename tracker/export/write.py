"""Write an export as a whole or not at all: beside its target first, then in its place."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tracker.errors import TrackerError, UsageError
from tracker.export import csv_text, describe, geojson, geopackage, geoparquet, xlsx
from tracker.export.columns import What
from tracker.export.extract import Extract, Wanted, extract
from tracker.views import Store

#: Endings of files, and whether the format has a geometry of its own.
FORMATS = {"csv": False, "xlsx": False, "geojson": True, "gpkg": True, "parquet": True}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: data and dictionary (None on standard output), rows, bytes, and what a reader should know."""

    what: What
    path: Path | None
    dictionary: Path | None
    rows: int
    size: int
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """What was written, in a sentence or two for people."""
        if self.path is None:
            return f"{self.rows:,} {self._noun}."
        return (
            f"{self.path}: {self.rows:,} {self._noun}, {self.size / 1e6:.1f} MB.\n"
            f"{self.dictionary} explains the columns, licences and sources."
        )

    @property
    def _noun(self) -> str:
        return self.what if self.rows != 1 else self.what.removesuffix("s")


def export(store: Store, wanted: Wanted, out: Path, form: str = "", *, overwrite: bool = False) -> Written:
    """Write a table and, beside it, ``OUT.datapackage.json``.

    Parameters
    ----------
    form
        A key of :data:`FORMATS`; "" for what the ending of ``out`` says.
    overwrite
        Replace files that exist. A ledger is never replaced.

    Raises
    ------
    UsageError
        An unknown format, a file that exists, a folder that does not, an unknown filter, too many rows for a sheet.
    """
    form = form or _form_of(out)
    dictionary = out.with_name(f"{out.name}.datapackage.json")
    _check(store, wanted, form)
    _check_target(store, out, dictionary, overwrite=overwrite)
    with extract(store, wanted, geometry=FORMATS[form]) as rows, _beside(out) as folder:
        data, words = folder / out.name, folder / dictionary.name
        try:
            n, notes = _write(rows, data, form)
        except sqlite3.Error as e:
            raise TrackerError(f"{out} cannot be written: {e}.", "Check the free space of that folder.") from e
        words.write_text(describe.package(rows, out.name, form, data, n), encoding="utf-8", newline="\n")
        size = data.stat().st_size
        data.replace(out)
        words.replace(dictionary)
    return Written(wanted.what, out, dictionary, n, size, (*notes, *_if_empty(n)))


def to_stdout(store: Store, wanted: Wanted, form: str = "csv") -> Written:
    """Write a table to standard output, without a dictionary.

    Raises
    ------
    UsageError
        A format that is not text.
    """
    if form not in ("csv", "geojson"):
        raise UsageError(f"{form} is not text.", "Name a file instead of -.")
    _check(store, wanted, form)
    write = csv_text.write if form == "csv" else geojson.write
    with extract(store, wanted, geometry=FORMATS[form]) as rows:
        n = write(sys.stdout, rows.columns, rows.rows)
    return Written(wanted.what, None, None, n, 0, _if_empty(n))


def _if_empty(rows: int) -> tuple[str, ...]:
    if rows:
        return ()
    return ("Nothing fits: the table is empty. Take a filter away, or run `tracker list` to see all.",)


def _write(rows: Extract, path: Path, form: str) -> tuple[int, list[str]]:
    what = rows.wanted.what
    if form == "xlsx":
        if what == "projects" or (what == "claims" and not rows.wanted.fields):
            xlsx.check_size(rows.n_projects if what == "projects" else rows.n_claims)
        return xlsx.write(path, what, rows.columns, rows.rows, rows.recorded_at)
    if form == "gpkg":
        title = describe.title_of(rows)
        return geopackage.write(path, what, rows.columns, rows.rows, title, rows.recorded_at), []
    if form == "parquet":
        return geoparquet.write(path, rows.columns, rows.rows, describe.about(rows)), []
    write = csv_text.write if form == "csv" else geojson.write
    with path.open("w", encoding="utf-8", newline="") as stream:
        return write(stream, rows.columns, rows.rows), []


def _form_of(out: Path) -> str:
    form = out.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        ending = f"{out.suffix!r} is no format" if form else f"{out} has no ending"
        raise UsageError(f"{ending} that the tracker writes.", f"End it in .{', .'.join(FORMATS)}, or give --format.")
    return form


def _check(store: Store, wanted: Wanted, form: str) -> None:
    if form not in FORMATS:
        raise UsageError(f"There is no format {form!r}.", f"Use one of {', '.join(FORMATS)}.")
    if wanted.what == "observations" and form == "geojson":
        raise UsageError("Observations have no place.", "Write .csv, .xlsx, .parquet or .gpkg.")
    if form == "parquet":
        geoparquet.check_installed()


def _check_target(store: Store, out: Path, dictionary: Path, *, overwrite: bool) -> None:
    if not out.parent.is_dir():
        raise UsageError(f"There is no folder {out.parent}.", "Make it first, or name another file.")
    own = store.home.files()
    for path in (out, dictionary):
        if path.is_dir():
            raise UsageError(f"{path} is a folder.", "Name a file.")
        if any(path.resolve() == p.resolve() or (path.exists() and p.exists() and path.samefile(p)) for p in own):
            raise UsageError(f"{path} belongs to the ledger itself.", "Name another file.")
        if path.exists() and not overwrite:
            raise UsageError(f"{path} exists already.", "Name another file, or add --overwrite to replace it.")
        if path.exists() and _is_ledger(path):
            raise UsageError(f"{path} is a ledger.", "An export never replaces one: name another file.")


def _is_ledger(path: Path) -> bool:
    """True for a ledger of the tracker, also one of another schema."""
    with path.open("rb") as f:
        if f.read(16) != b"SQLite format 3\x00":
            return False
    try:
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            names = {name for (name,) in db.execute("select name from sqlite_master")}
        finally:
            db.close()
    except sqlite3.Error:
        return False
    return {"claim", "import_run"} <= names


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """Yield a folder beside the target (on the same disk, so that moving is one step); it is gone afterwards."""
    with TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
