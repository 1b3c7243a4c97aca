"""The only door to the network. Nothing but a command that says so goes through it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.errors import FetchError

#: Where a figure of the World Bank can be looked up by hand.
WORLD_BANK = "https://api.worldbank.org/v2/country/{economy}/indicator/{series}"


def world_bank(series: str, economies: Sequence[str] = ()) -> Iterator[tuple[str, int, float]]:
    """Yield (economy, year, value) of a series of the World Development Indicators, through wbgapi.

    ``series``: as NY.GDP.DEFL.KD.ZG. ``economies``: alpha-3 codes, or EMU; empty for all. Missing values are left out.

    Raises
    ------
    FetchError
        The World Bank cannot be reached, or answers with an error.
    """
    import wbgapi

    try:
        for row in wbgapi.data.fetch(series, list(economies) or "all", skipBlanks=True, numericTimeKeys=True):
            yield str(row["economy"]), int(row["time"]), float(row["value"])
    except (OSError, wbgapi.APIError, wbgapi.URLError) as e:
        # Errors of the library below (requests) are OSErrors; their text is long and names no remedy.
        told = f"{type(e).__name__}" if isinstance(e, OSError) else str(e)
        raise FetchError(
            f"The World Bank gave no answer for {series}: {told}.",
            "Check the connection and run it again; the prices that ship with the tracker stay in use until then.",
        ) from e
