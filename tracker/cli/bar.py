"""A progress bar for people who look at a terminal; nothing in pipes and logs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(
    label: str,
    total: int | None,
    *,
    shown: bool = True,
    does: tuple[str, str] = ("Reading", "Writing"),
    unit: str = "records",
) -> Iterator[tuple[Callable[[int], None] | None, Callable[[], None] | None]]:
    """Yield (told how many records were read, told that the writing begins); (None, None) where nobody looks.

    ``does``: what the two parts of the work are called; ``unit``: what is counted in the first.
    """
    if not shown or not sys.stderr.isatty():
        yield None, None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from tracker.cli.tables import one_line

    label = one_line(label)
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[counted]}", markup=False),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(f"{does[0]} {label}", total=total or None, counted="")

        def read(n: int) -> None:
            of = f" of {total:,}" if total else ""
            bar.update(task, completed=n, counted=f"{n:,}{of} {unit}")

        def write() -> None:
            bar.update(task, total=None, description=f"{does[1]} {label}")

        yield read, write
