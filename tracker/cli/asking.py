"""What every measure is asked: which projects, as known when, printed or written how; declared once.

A command names one parameter ``asked``; :func:`asking` puts the options of :class:`Asked` in its place for Typer: those
that choose projects where ``asked`` stands among the command's own, clocks and output at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.cli.measures import Out, check, give
from tracker.cli.options import (
    DEFAULT_DB,
    AsOf,
    Bbox,
    Contemporary,
    Country,
    Db,
    Fmt,
    Format,
    RecordedBefore,
    Sector,
    Status,
    Text,
    parse_bbox,
)

if TYPE_CHECKING:
    from tracker.analysis.files import Chart
    from tracker.analysis.result import Result
    from tracker.store.store import Store
    from tracker.views import Filters, Moment

#: Option -> type and default, in the order in which --help shows them.
_CHOOSING: dict[str, tuple[Any, Any]] = {
    "sector": (Sector, None),
    "status": (Status, None),
    "country": (Country, None),
    "text": (Text, ""),
    "bbox": (Bbox, ""),
}
_REST: dict[str, tuple[Any, Any]] = {
    "as_of": (AsOf, ""),
    "recorded_before": (RecordedBefore, ""),
    "contemporary": (Contemporary, False),
    "form": (Fmt, Format.table),
    "out": (Out, None),
    "db": (Db, DEFAULT_DB),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The options that measures share, as they were given."""

    sector: Sequence[str] | None = None
    status: Sequence[str] | None = None
    country: Sequence[str] | None = None
    text: str = ""
    bbox: str = ""
    as_of: str = ""
    recorded_before: str = ""
    contemporary: bool = False
    form: Format = Format.table
    out: Sequence[Path] | None = None
    db: str = DEFAULT_DB

    def filters(self) -> Filters:
        """Return which projects are asked for."""
        from tracker.views import Filters

        box = parse_bbox(self.bbox)
        return Filters(tuple(self.sector or ()), tuple(self.status or ()), tuple(self.country or ()), self.text, box)

    def moment(self) -> Moment:
        """Return both clocks as one moment."""
        from tracker.views import moment

        return moment(self.as_of, self.recorded_before, contemporary=self.contemporary)

    def store(self) -> Store:
        """Return the ledger."""
        from tracker.store.store import Store

        return Store(self.db)

    def give(self, result: Result, chart: Chart | None = None, **how: Any) -> None:  # noqa: ANN401 - passed on
        """Print a result or write it to its files, see :func:`tracker.cli.measures.give`."""
        from tracker.cli.tables import nothing

        if not result.of:
            how["empty"] = nothing(self.moment(), self.filters())
        give(result, self.form, self.out, chart, **how)


def asking(*without: str, has_chart: bool = True) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that gives a command the options of :class:`Asked`, but for some.

    Files that could not be written are refused before the command does anything (``has_chart``: whether a picture can).
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        shown: dict[str, tuple[Any, Any]] = {}
        for name, own in signature(command, eval_str=True).parameters.items():
            shown |= _CHOOSING if name == "asked" else {name: (own.annotation, own.default)}
        shown |= _REST
        for name in without:
            del shown[name]
        shared = (_CHOOSING.keys() | _REST.keys()) & shown.keys()

        @wraps(command)
        def run(**given: Any) -> None:  # noqa: ANN401 - as Typer gives them
            asked = Asked(**{name: given.pop(name) for name in shared})
            check(asked.out, has_chart=has_chart)
            command(asked=asked, **given)

        order = [
            Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for name, (kind, default) in shown.items()
        ]
        run.__signature__ = Signature(order)  # type: ignore[attr-defined]
        run.__annotations__ = {name: kind for name, (kind, _) in shown.items()}
        return run

    return decorate
