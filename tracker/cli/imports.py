"""``tracker import``: files into the ledger, with everything that can be said about them on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import problems
from tracker.cli.bar import progress
from tracker.cli.options import DEFAULT_DB, Db
from tracker.cli.report import json_line, print_report
from tracker.cli.standard_input import DASH, spooled
from tracker.cli.tables import say
from tracker.errors import Interrupted, Refused, TrackerError
from tracker.imported import count, totals

if TYPE_CHECKING:
    from tracker.ingest import Report
    from tracker.sources.base import Reading
    from tracker.store.store import Store


def import_(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            help=(
                "A folder of claims, a CSV of claims, or with --map or --mapping any tables or vector files, which are"
                " one release together. - is standard input."
            ),
        ),
    ],
    maps: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help=(
                "A column says a field: name=Project, 'cost_estimate[USD m]=Total cost', id=Ref, lat=Lat, lon=Lon,"
                " 'easting[EPSG:27700]=X', northing=Y, wkt=Shape, as_of=Date, url=Link; may be repeated."
            ),
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping", "-m", metavar="TOML", help="Which column says what, in a file; --map goes before it."
        ),
    ] = None,
    source: Annotated[
        str, typer.Option("--source", metavar="KEY", help="Import as this source; KEY=Name gives it a name too.")
    ] = "",
    as_of: Annotated[
        str,
        typer.Option("--as-of", metavar="DATE", help="Date on which rows without one of their own were said."),
    ] = "",
    complete: Annotated[
        bool,
        typer.Option(
            "--replace", help="The files are the complete list: what the source said before and they lack is withdrawn."
        ),
    ] = False,
    sheet: Annotated[str, typer.Option("--sheet", "--layer", metavar="NAME", help="The sheet or layer to read.")] = "",
    crs: Annotated[
        str,
        typer.Option("--crs", metavar="CODE", help="What coordinates are in where the file does not say: EPSG:3857."),
    ] = "",
    encoding: Annotated[
        str,
        typer.Option("--encoding", metavar="NAME", help="What the text of a CSV or a shapefile is in, as cp1252."),
    ] = "",
    header_rows: Annotated[
        int | None, typer.Option("--header-rows", metavar="N", min=1, max=20, help="How many rows make the headings.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Say all that an import would say, and change nothing.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Import nothing if there is any error or warning.")] = False,
    errors: Annotated[
        Path | None, typer.Option("--errors", metavar="FILE.csv", help="Write every single problem to this file.")
    ] = None,
    db: Db = DEFAULT_DB,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as JSON: one line per import, for programs.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Import files into the ledger. Each import is one transaction; the same file twice changes nothing."""
    from tracker import sources
    from tracker.sources.base import Options

    if errors is not None:
        problems.check(errors, [*(p for p in paths if p != DASH), *([mapping] if mapping else [])])
    with ExitStack() as stack:
        files = stack.enter_context(spooled(paths))
        found = stack.enter_context(problems.ProblemFile(errors)) if errors else None
        options = Options(
            mapping=mapping, maps=tuple(maps or ()), source=source, as_of=as_of, crs=crs, sheet=sheet,
            encoding=encoding, header_rows=header_rows or 0, replace=complete, listener=found.add if found else None,
        )  # fmt: skip
        readings = sources.open_paths(files, options)  # what cannot be read makes no ledger
        if found:
            found.begin([name for reading in readings for name in reading.files])
        job = _Job(_ledger(db, stack, dry_run=dry_run), dry_run=dry_run, strict=strict, quiet=quiet, as_json=as_json)
        if strict and len(readings) > 1:
            # Nothing is to be imported if any of them has a problem: all are tried before the first is imported.
            replace(job, dry_run=True).run(readings, told=dry_run)
            readings = [] if dry_run else sources.open_paths(files, replace(options, listener=None))
        job.run(readings)
        if found and not quiet and not as_json:
            say(f"{count(found.count, 'problem')} in {errors}.")


@dataclass(frozen=True, slots=True)
class _Job:
    """How to import and what to say of it."""

    store: Store
    dry_run: bool
    strict: bool
    quiet: bool
    as_json: bool

    def run(self, readings: Sequence[Reading], *, told: bool = True) -> None:
        """Import readings in their order and tell of each (with ``told``, else only of those that are refused).

        Raises
        ------
        Refused
            Some met problems and all had to be strict; all were read.
        TrackerError
            One failed. The advice says what was imported before and what was not.
        """
        done: list[tuple[Reading, Report]] = []
        refused: list[Report] = []
        for n, reading in enumerate(readings):
            try:
                report = self._one(reading)
            except TrackerError as e:
                e.hint = "\n  ".join(line for line in (e.hint, self._so_far(done, readings[n:])) if line)
                raise
            except KeyboardInterrupt:
                if state := self._so_far(done, readings[n:]):
                    raise Interrupted(f"Interrupted in {reading.source.key}; it left no trace.", state) from None
                raise
            except Exception:
                if state := self._so_far(done, readings[n:]):
                    say(state)
                raise
            done.append((reading, report))
            if report.refused:
                refused.append(report)
            if told or report.refused:
                self._tell(reading, report)
        if refused:
            what = "; ".join(f"{r.outcome.source} has {totals(r.issues, ('error', 'warning'))}" for r in refused)
            raise Refused(f"Nothing was imported: {what}.", "Correct what is listed, or leave --strict out.")

    def _one(self, reading: Reading) -> Report:
        from tracker import ingest

        with progress(reading.source.key, reading.total, shown=not (self.quiet or self.as_json)) as (read, write):
            return ingest.run_import(
                self.store,
                reading,
                on_wait=say,
                progress=read,
                on_write=write,
                dry_run=self.dry_run,
                strict=self.strict,
            )

    def _tell(self, reading: Reading, report: Report) -> None:
        if self.as_json:
            typer.echo(json_line(report, reading))
        elif not self.quiet:
            print_report(report)

    def _so_far(self, done: Sequence[tuple[Reading, Report]], rest: Sequence[Reading]) -> str:
        """Return what was imported before a failure and what was not; "" where there was one import only."""
        if self.dry_run or len(done) + len(rest) < 2:
            return ""
        made = [f"{r.source.key} (import {o.outcome.import_id or o.outcome.same_as})" for r, o in done]
        before = f"Imported before: {', '.join(made)}." if made else "Nothing was imported."
        return f"{before} Not imported: {', '.join(r.source.key for r in rest)}."


def _ledger(where: str, stack: ExitStack, *, dry_run: bool) -> Store:
    """Return the ledger; for a dry run without one, an empty one in a temporary folder.

    One that is made here goes again at the end if nothing came into it.
    """
    import tempfile

    from tracker.store.store import Store, create, exists, is_url

    if is_url(where) or exists(where):  # a database is prepared on purpose, by `tracker db create`
        return Store(where)
    if dry_run:
        return create(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tracker-"))) / "tracker.gpkg")
    made = create(where)
    stack.callback(made.discard)
    return made
