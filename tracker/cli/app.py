"""The ``tracker`` command: its parts, and the one place where errors become messages and exit codes.

Exit codes: 0 done, 1 the run failed, 2 the call was wrong, 3 refused by --strict, 4 the ledger is busy, 130
interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated

import typer

from tracker.cli import costs, db, draft, explore, export, forecast, ingest, maps, panel, prices, slippage
from tracker.errors import TrackerError

app = typer.Typer(
    name="tracker",
    help=(
        "A ledger of dated, sourced claims about infrastructure megaprojects,"
        " and maps of them as they were known at any date."
    ),
    epilog="Begin with: tracker demo",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("megaproject-tracker"))
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Root of all commands."""


for part in (ingest, draft, explore, maps, export, costs, prices, slippage, panel, forecast):
    part.register(app)
app.add_typer(db.app, name="db")


def main() -> None:
    """Run the command line; never show a traceback unless asked with --debug."""
    debug = "--debug" in sys.argv or bool(os.environ.get("TRACKER_DEBUG"))
    sys.argv = [a for a in sys.argv if a != "--debug"]
    _set_streams()
    # A command lives for moments and makes few cycles: looking for garbage would cost a tenth of its time.
    gc.set_threshold(50_000, 20, 20)
    try:
        _run()
    except TrackerError as e:
        if debug:
            raise
        sys.stderr.write(f"Error: {e}\n")
        if e.hint:
            sys.stderr.write(f"  {e.hint}\n")
        sys.exit(e.exit_code)
    except BrokenPipeError:
        # The reader of our output has gone (head, less): nothing to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as e:
        if debug:
            raise
        sys.stderr.write(f"Error: {e.filename or 'The output'} cannot be used: {e.strerror}.\n")
        sys.stderr.write("  Check the path, its permissions and the free space.\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted; nothing was changed.\n")
        sys.exit(130)
    except Exception as e:
        if debug:
            raise
        sys.stderr.write(f"Error: something went wrong inside the tracker ({type(e).__name__}: {e}).\n")
        sys.stderr.write("  Nothing half done is left behind. Run it again with --debug and report what it prints.\n")
        sys.exit(1)


def _run() -> None:
    """Run the command, with typer's own ways of ending it turned back into the exceptions that they stand for."""
    out = sys.stdout
    try:
        app(prog_name="tracker")
    except SystemExit as e:
        if sys.stdout is not out:  # so it hides that the reader of our output has gone
            sys.stdout = out
            raise BrokenPipeError from None
        if e.code == 130:
            raise KeyboardInterrupt from None
        out.flush()
        raise


def _set_streams() -> None:
    """Write UTF-8 into files and pipes; on a terminal of another encoding replace what it cannot show."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace")
