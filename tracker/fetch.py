"""The only door to the network. Nothing but a command that says so goes through it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from tracker.errors import FetchError

#: Where a figure of the World Bank can be looked up by hand.
WORLD_BANK = "https://api.worldbank.org/v2/country/{economy}/indicator/{series}"
#: Seconds to wait for an answer, and before each further attempt at a server that is busy.
TIMEOUT = 60.0
PAUSES = (2.0, 10.0)
_BUSY = (429, 500, 502, 503, 504)


def world_bank(series: str, economies: Sequence[str] = ()) -> Iterator[tuple[str, int, float]]:
    """Yield (economy, year, value) of a series of the World Development Indicators, through wbgapi.

    ``series``: as NY.GDP.DEFL.KD.ZG. ``economies``: alpha-3 codes, or EMU; empty for all. Missing values are left out.
    A server that is busy or slow is asked three times in all; nothing is yielded before all pages are there.

    Raises
    ------
    FetchError
        The World Bank cannot be reached, or answers with an error.
    """
    import requests
    import wbgapi

    wbgapi.get_options = {**wbgapi.get_options, "timeout": TIMEOUT}
    for pause in (*PAUSES, None):
        try:
            rows = wbgapi.data.fetch(series, list(economies) or "all", skipBlanks=True, numericTimeKeys=True)
            found = [(str(row["economy"]), int(row["time"]), float(row["value"])) for row in rows]
        except (OSError, wbgapi.APIError, wbgapi.URLError, LookupError, TypeError, ValueError) as e:
            # Lookup, type and value: an answer of another shape than the one that wbgapi takes apart.
            again = isinstance(e, requests.Timeout) or getattr(e, "code", None) in _BUSY
            if again and pause is not None:
                time.sleep(pause)
                continue
            raise FetchError(
                f"The World Bank gave no answer for {series}: {_told(e)}.",
                "Check the connection and run it again; the prices that ship with the tracker stay in use until then.",
            ) from e
        yield from found
        return


def _told(e: Exception) -> str:
    """Return an error in short: those of the library below (requests) are long and name no remedy."""
    import wbgapi

    return str(e) if isinstance(e, (wbgapi.APIError, wbgapi.URLError)) else type(e).__name__
