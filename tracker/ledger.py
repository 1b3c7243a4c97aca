"""The ledger for Python: open it, and read projects, claims and observations as data frames at any date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker import views
from tracker.asked import When, Words, day_text, moment_of, words
from tracker.errors import UsageError
from tracker.measured import Measures
from tracker.store import store as stores

if TYPE_CHECKING:
    import geopandas
    import pandas

    from tracker.export.columns import What
    from tracker.export.write import Written
    from tracker.imported import Imported


class Ledger(Measures):
    """One ledger. Every reading method takes both clocks.

    Parameters
    ----------
    as_of
        What documents had told by the end of this date ("2025", "2025-06", "2025-06-30"); "" for no bound.
    recorded_before
        The ledger as it stood at this time (UTC); "" for now.
    contemporary
        Leave out what no document of its day told: recalled plans, look-ups, dates that are a guess.

    Examples
    --------
    >>> import tracker
    >>> ledger = tracker.open("tracker.gpkg")
    >>> ledger.projects(sector="canal", as_of="2024")
    """

    def __init__(self, store: stores.Store) -> None:
        self.store = store

    def __repr__(self) -> str:
        return f"Ledger({self.store.name!r})"

    def _repr_html_(self) -> str:
        from tracker.views.html import ledger_html

        return ledger_html(self.store.name, views.projects(self.store), views.sources(self.store))

    def projects(
        self,
        *,
        sector: Words = (),
        status: Words = (),
        country: Words = (),
        text: str = "",
        bbox: tuple[float, float, float, float] | None = None,
        sort: str = "name",
        as_of: When = "",
        recorded_before: When = "",
        contemporary: bool = False,
    ) -> geopandas.GeoDataFrame:
        """Return one row per project, see :func:`tracker.frames.project_frame` for columns, types and units.

        ``frame.attrs["tracker"]`` tells both clocks and the data version, and :func:`maps.build` reads them there.
        """
        from tracker.frames import project_frame

        filters = views.Filters(words(sector), words(status), words(country), text, bbox)
        at = moment_of(as_of, recorded_before, contemporary)
        frame = project_frame(views.projects(self.store, at, filters, sort))
        frame.attrs["tracker"] = views.dates_of(self.store, at)
        return frame

    def claims(
        self,
        project: str = "",
        *,
        field: Words = (),
        as_of: When = "",
        recorded_before: When = "",
        contemporary: bool = False,
    ) -> pandas.DataFrame:
        """Return the claims of one project or of all, see :func:`tracker.frames.claim_frame`."""
        from tracker.frames import claim_frame

        return claim_frame(self._claims(project, field, as_of, recorded_before, contemporary))

    def observations(
        self,
        project: str = "",
        *,
        field: Words = (),
        as_of: When = "",
        recorded_before: When = "",
        contemporary: bool = False,
    ) -> pandas.DataFrame:
        """Return dated numbers and dates in long form, see :func:`tracker.frames.observation_frame`."""
        from tracker.frames import observation_frame

        return observation_frame(self._claims(project, field, as_of, recorded_before, contemporary))

    def documents(
        self, project: str = "", *, as_of: When = "", recorded_before: When = "", contemporary: bool = False
    ) -> pandas.DataFrame:
        """Return the documents that speak, see :func:`tracker.frames.document_frame`."""
        from tracker.frames import document_frame

        return document_frame(self._claims(project, (), as_of, recorded_before, contemporary))

    def history(
        self, project: str, field: str = "", *, as_of: When = "", recorded_before: When = "", contemporary: bool = False
    ) -> pandas.DataFrame:
        """Return all that was ever said of a project, withdrawn claims marked (``withdrawn``)."""
        from tracker.frames import claim_frame

        return claim_frame(views.history(self.store, project, field, moment_of(as_of, recorded_before, contemporary)))

    def card(
        self, project: str, *, as_of: When = "", recorded_before: When = "", contemporary: bool = False
    ) -> views.Card:
        """Return one project in depth: chosen values, rivals, conflicts, every claim."""
        return views.card(self.store, project, moment_of(as_of, recorded_before, contemporary))

    def atlas(
        self,
        filters: views.Filters | None = None,
        *,
        as_of: When = "",
        recorded_before: When = "",
        contemporary: bool = False,
    ) -> views.Atlas:
        """Return all that :func:`maps.build` needs."""
        return views.atlas(self.store, moment_of(as_of, recorded_before, contemporary), filters)

    def sources(
        self, *, as_of: When = "", recorded_before: When = "", contemporary: bool = False
    ) -> list[views.SourceRow]:
        """Return the sources with their licence and what they hold."""
        return views.sources(self.store, moment_of(as_of, recorded_before, contemporary))

    def export(
        self,
        path: str | Path,
        what: What = "projects",
        *,
        form: str = "",
        overwrite: bool = False,
        project: Words = (),
        field: Words = (),
        sector: Words = (),
        status: Words = (),
        country: Words = (),
        text: str = "",
        bbox: tuple[float, float, float, float] | None = None,
        as_of: When = "",
        recorded_before: When = "",
        contemporary: bool = False,
    ) -> Written:
        """Write a table to a file and its data dictionary beside it, as ``tracker export`` does.

        Parameters
        ----------
        what
            "projects" (one row each), "claims" (one row per statement; a CSV imports again) or "observations" (dated
            numbers and dates in long form).
        form
            csv, xlsx, geojson, gpkg or parquet; "" for what the ending of ``path`` says.
        overwrite
            Replace a file that exists.
        project, field
            Only these projects (ids or parts of names); of claims and observations only these fields.

        Raises
        ------
        UsageError
            See :func:`tracker.export.write.export`.
        """
        from tracker.export.extract import Wanted
        from tracker.export.write import export

        filters = views.Filters(words(sector), words(status), words(country), text, bbox)
        at = moment_of(as_of, recorded_before, contemporary)
        wanted = Wanted(what, at, filters, words(project), words(field))
        return export(self.store, wanted, Path(path), form, overwrite=overwrite)

    def import_path(
        self,
        path: str | Path | Sequence[str | Path],
        mapping: str | Path | Mapping[str, Any] | None = None,
        *,
        maps: Mapping[str, str] | Sequence[str] = (),
        source: str = "",
        as_of: When = "",
        replace: bool = False,
        sheet: str = "",
        crs: str = "",
        encoding: str = "",
        header_rows: int = 0,
        dry_run: bool = False,
        strict: bool = False,
    ) -> Imported:
        """Import files as one release, as ``tracker import`` does; the same bytes and options twice change nothing.

        Parameters
        ----------
        path
            A folder of claims, a CSV of claims, or with a mapping any table or vector file; or several files.
        mapping
            Which column says what: a TOML file, or the same as a dict (a source without a key has the file's name).
        maps
            The same in short: {"name": "Project", "cost_estimate[EUR m]": "Cost"}, or a list of "FIELD=COLUMN" where a
            field has several columns. It goes before ``mapping``.
        source
            Import as the source of this key; "KEY=Name" gives it a name too.
        as_of
            Date on which rows without one of their own were said.
        replace
            The files are the complete list: what the source said before and they lack is withdrawn.
        sheet
            Sheet of a workbook or layer of a GeoPackage.
        crs
            What the coordinates of vector files are in that do not say so, as "EPSG:3857".
        encoding
            What the text of a CSV or a shapefile is in that does not say so, as "cp1252".
        header_rows
            How many rows of a sheet or a text table make the headings together; 0 for what the mapping says, else one.
        dry_run
            Say all that an import would say, and change nothing.
        strict
            Import nothing if there is any error or warning; the report then is ``refused``.

        Raises
        ------
        UsageError, FormatError, LedgerBusy
            Nothing was changed; what to do next is in ``error.hint``.
        """
        from tracker import ingest, sources
        from tracker.imported import Imported
        from tracker.sources.base import Options

        options = Options(
            mapping=Path(mapping) if isinstance(mapping, str) else mapping,
            maps=tuple(f"{k}={v}" for k, v in maps.items()) if isinstance(maps, Mapping) else words(maps),
            source=source, as_of=day_text(as_of), crs=crs, sheet=sheet, encoding=encoding, header_rows=header_rows,
            replace=replace,
        )  # fmt: skip
        paths = [Path(p) for p in ([path] if isinstance(path, (str, Path)) else path)]
        if not paths:
            raise UsageError("No file is named.", "Give a path, or a list of paths.")
        readings = sources.open_paths(paths, options)
        if len(readings) != 1:
            raise UsageError("These are sources of their own.", "Import them one by one, or name one with source=KEY.")
        return Imported.of(ingest.run_import(self.store, readings[0], dry_run=dry_run, strict=strict))

    def undo(self, number: int) -> int:
        """Undo an import; return how many projects read anew."""
        from tracker import ingest

        return ingest.undo(self.store, number)

    def _claims(
        self, project: str, field: Words, as_of: When, recorded_before: When, contemporary: bool
    ) -> list[views.ClaimRow]:
        at = moment_of(as_of, recorded_before, contemporary)
        ids = [views.find(self.store, project, at)[0]] if project else None
        return views.all_claims(self.store, at, projects=ids, fields=list(words(field)) or None)


def open_ledger(path: str | Path = "tracker.gpkg", *, create: bool = False) -> Ledger:
    """Open a ledger; with ``create`` make it where there is none.

    Raises
    ------
    LedgerMissing, LedgerOutdated, LedgerTooNew, StoreError
        With what to do next (``error.hint``).
    """
    if create and not stores.exists(path):
        return Ledger(stores.create(path))
    return Ledger(stores.Store(path))
