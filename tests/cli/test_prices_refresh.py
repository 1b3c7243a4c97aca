"""``tracker prices refresh`` through wbgapi, against a server here that answers as the World Bank documents its API.

The formats are those of https://datahelpdesk.worldbank.org (Indicators API, Advanced Data API): lists of a head and its
rows for regions and countries, one object with ``source`` for concepts, periods and figures, ``message`` for errors.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from processes import Tracker

from tracker import fetch
from tracker.analysis.prices import Found, load
from tracker.errors import FetchError

pytest.importorskip("wbgapi")

YEARS = (1998, 1999, 2014, 2015, 2016)
#: Units per dollar: of Germany marks, then euros.
RATES = {"CHN": (8.28, 8.28, 6.14, 6.23, 6.64), "DEU": (1.76, 0.94, 0.75, 0.90, 0.90), "USA": (1, 1, 1, 1, 1)}
FIGURES: dict[str, dict[str, tuple[float | None, ...]]] = {
    "NY.GDP.DEFL.KD.ZG": {"CHN": (-0.9, -1.3, 1.0, None, 1.4), "USA": (1.1, 1.4, 1.8, 1.0, 1.0), "EMU": (None,) * 5},
    "PA.NUS.PPP": {"CHN": (2.8, 2.7, 3.5, 3.8, 3.9), "DEU": (1.0, 1.0, 0.8, 0.8, 0.8), "USA": (1, 1, 1, 1, 1)},
    "PA.NUS.FCRF": dict(RATES),
}
COUNTRIES = {"CHN": "CN", "DEU": "DE", "USA": "US", "EMU": "XC"}


@dataclass
class Bank:
    """A World Bank. ``fail``: of a path and how often it was asked, an answer in place of the right one."""

    per_page: int = 4
    fail: Callable[[str, int], tuple[int, bytes] | None] = lambda path, n: None
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str, page: int) -> Any:
        if path == "region":
            return self.rows([{"id": "", "code": "EAS", "iso2code": "Z4", "name": "East Asia & Pacific"}], page)
        if path in ("incomelevel", "lendingtype"):
            return self.rows([{"id": "HIC", "iso2code": "XD", "value": "High income"}], page)
        if path == "country/all":
            return self.rows([country(code, two) for code, two in COUNTRIES.items()], page)
        if path == "sources/2/concepts":
            concepts = [{"id": c, "value": c} for c in ("Country", "Series", "Time")]
            return {**self.head(len(concepts), page), "source": [{"id": "2", "name": "WDI", "concept": concepts}]}
        if path.startswith("sources/2/time"):
            own = self.part([{"id": f"YR{y}", "value": str(y)} for y in YEARS], page)
            concept = [{"id": "Time", "name": "Time", "variable": own}]
            return {**self.head(len(YEARS), page), "source": [{"id": "2", "name": "WDI", "concept": concept}]}
        found = re.fullmatch(r"sources/2/series/([A-Z.]+)/country/all/time/all", path)
        assert found, path
        own = FIGURES[found[1]].items()
        data = [point(found[1], code, y, v) for code, row in own for y, v in zip(YEARS, row, strict=True)]
        head = {**self.head(len(data), page), "lastupdated": "2026-10-07"}
        return {**head, "source": {"id": "2", "name": "WDI", "data": self.part(data, page)}}

    def head(self, total: int, page: int) -> dict[str, Any]:
        return {"page": page, "pages": -(-total // self.per_page), "per_page": self.per_page, "total": total}

    def part(self, rows: list[Any], page: int) -> list[Any]:
        return rows[(page - 1) * self.per_page : page * self.per_page]

    def rows(self, rows: list[Any], page: int) -> list[Any]:
        return [self.head(len(rows), page), self.part(rows, page)]


def country(code: str, two: str) -> dict[str, Any]:
    place = {"id": "NA", "iso2code": "NA", "value": "Aggregates"} if code == "EMU" else {
        "id": "EAS", "iso2code": "Z4", "value": "East Asia & Pacific"
    }  # fmt: skip
    none = {"id": "", "iso2code": "", "value": ""}
    return {
        "id": code, "iso2Code": two, "name": code, "region": place, "adminregion": none, "incomeLevel": none,
        "lendingType": none, "capitalCity": "", "longitude": "", "latitude": "",
    }  # fmt: skip


def point(series: str, code: str, year: int, value: float | None) -> dict[str, Any]:
    told = (("Country", code, code), ("Series", series, series), ("Time", f"YR{year}", str(year)))
    return {"variable": [{"concept": c, "id": i, "value": v} for c, i, v in told], "value": value}


@contextmanager
def serving(bank: Bank) -> Iterator[str]:
    counts: dict[str, int] = {}

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            query = parse_qs(url.query)
            path = url.path.removeprefix("/v2/en/")
            assert query["format"] == ["json"]
            counts[path] = counts.get(path, 0) + 1
            bank.asked.append(path)
            code, body = bank.fail(path, counts[path]) or (200, b"")
            if code == 200 and not body:
                body = json.dumps(bank.answer(path, int(query["page"][0]))).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json;charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError):  # who asked may have gone
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v2"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bank]:
    """A World Bank that wbgapi asks, with nothing remembered from others; no proxy, no waiting between attempts."""
    import wbgapi

    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    one = Bank()
    monkeypatch.setattr(wbgapi.source, "_concepts", {})
    monkeypatch.setattr(wbgapi.time, "_time_values", {})
    monkeypatch.setattr(wbgapi.economy, "_localized_metadata", {})
    monkeypatch.setattr(wbgapi.economy, "_class_data", None)
    monkeypatch.setattr(wbgapi.economy, "_iso2Codes", {})
    monkeypatch.setattr(fetch, "PAUSES", (0.0, 0.0))
    with serving(one) as address:
        monkeypatch.setattr(wbgapi, "endpoint", address)
        yield one


def test_figures_come_in_pages_and_blanks_are_left_out(bank: Bank) -> None:
    rows = list(fetch.world_bank("NY.GDP.DEFL.KD.ZG"))
    assert rows == [
        (code, year, value)
        for code, row in FIGURES["NY.GDP.DEFL.KD.ZG"].items()
        for year, value in zip(YEARS, row, strict=True)
        if value is not None
    ]
    # 15 figures by four a page.
    assert bank.asked.count("sources/2/series/NY.GDP.DEFL.KD.ZG/country/all/time/all") == 4


def test_refresh_writes_what_the_bank_tells(bank: Bank, tracker: Tracker) -> None:
    ran = tracker("prices", "refresh", "prices")
    assert ran.code == 0, ran.err
    assert "2 rows, 1998 to 2016" in ran.out
    prices = load(Path("prices"))
    assert prices.deflators["CHN"].by_year == {1998: -0.9, 1999: -1.3, 2014: 1.0, 2016: 1.4}
    assert "EMU" not in prices.deflators
    # Marks until 1998, euros since, from one row of the bank.
    mark, euro = prices.rate("DEM", 1998), prices.rate("EUR", 2015)
    assert isinstance(mark, Found)
    assert isinstance(euro, Found)
    assert (mark.value, euro.value) == (1.76, 0.90)
    assert prices.rates["CNY"].url == "https://api.worldbank.org/v2/country/CHN/indicator/PA.NUS.FCRF"


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_busy_bank_is_asked_again(bank: Bank, code: int) -> None:
    bank.fail = lambda path, n: (code, b"<html>busy</html>") if "series" in path and n <= 2 else None
    assert len(list(fetch.world_bank("PA.NUS.PPP"))) == 15


@pytest.mark.parametrize("code", [429, 500, 404])
def test_one_that_stays_so_is_told_and_nothing_is_written(bank: Bank, tracker: Tracker, code: int) -> None:
    bank.fail = lambda path, n: (code, b"") if "PA.NUS.FCRF" in path else None
    ran = tracker("prices", "refresh", "prices")
    assert ran.code == 1
    assert f"[{code}]" in ran.err
    assert "stay in use" in ran.err
    assert not Path("prices").exists()
    assert sum("PA.NUS.FCRF" in path for path in bank.asked) == (1 if code == 404 else 3)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            [
                {
                    "message": [
                        {"id": "120", "key": "Invalid value", "value": "The provided parameter value is not valid"}
                    ]
                }
            ],
            "Invalid value: The provided parameter value is not valid",
        ),
        ({"message": [{"id": "175", "key": "Invalid format", "value": "The indicator was not found."}]}, "not found"),
        ([{"page": 1, "pages": 1, "per_page": 4, "total": 3}], "Unrecognized response"),
        ({"source": {"data": []}}, "KeyError"),
        ({"page": 1, "per_page": 4, "total": 1, "source": {"data": [{"value": 1.0}]}}, "KeyError"),
        ([], "Unrecognized response"),
    ],
)
def test_errors_of_the_bank_and_odd_answers_are_told(bank: Bank, body: object, told: str) -> None:
    bank.fail = lambda path, n: (200, json.dumps(body).encode()) if "series" in path else None
    with pytest.raises(FetchError, match=re.escape(told)):
        list(fetch.world_bank("PA.NUS.PPP"))


def test_an_answer_that_is_no_json_is_told(bank: Bank) -> None:
    bank.fail = lambda path, n: (200, b"<?xml version='1.0'?><error/>") if "series" in path else None
    with pytest.raises(FetchError, match="JSON"):
        list(fetch.world_bank("PA.NUS.PPP"))


def test_a_bank_that_never_answers_is_not_waited_for_for_ever(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "TIMEOUT", 0.05)

    def sleepy(path: str, n: int) -> None:
        if "series" in path:
            time.sleep(0.4)

    bank.fail = sleepy
    start = time.monotonic()
    with pytest.raises(FetchError, match="ReadTimeout"):
        list(fetch.world_bank("PA.NUS.PPP"))
    assert time.monotonic() - start < 20


def test_a_bank_that_is_not_there_is_told(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    import wbgapi

    monkeypatch.setattr(wbgapi, "endpoint", "http://127.0.0.1:9/v2")
    with pytest.raises(FetchError, match="ConnectionError") as told:
        list(fetch.world_bank("PA.NUS.PPP"))
    assert "Check the connection" in told.value.hint


def test_pages_are_not_mixed_where_one_is_asked_for_again(bank: Bank) -> None:
    bank.fail = lambda path, n: (500, b"") if "series" in path and n == 3 else None
    rows = list(fetch.world_bank("PA.NUS.PPP"))
    assert len(rows) == len(set(rows)) == 15
