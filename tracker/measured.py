"""The measures of a ledger, for Python: each a :class:`tracker.analysis.result.Result` at any date."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tracker import views
from tracker.asked import When, Words, moment_of, words
from tracker.errors import UsageError
from tracker.store import store as stores

if TYPE_CHECKING:
    from tracker.analysis.result import Result
    from tracker.analysis.standing import Standing


class Measures:
    """What :class:`tracker.ledger.Ledger` can measure. Every method takes both clocks."""

    store: stores.Store

    def costs(
        self,
        *,
        by: str = "project",
        base_year: int | str = 2015,
        to: str = "USD",
        order: str = "deflate-first",
        prices: str | Path = "",
        extend: str = "",
        sector: Words = (),
        status: Words = (),
        country: Words = (),
        text: str = "",
        bbox: tuple[float, float, float, float] | None = None,
        as_of: When = "",
        recorded_before: When = "",
        contemporary: bool = False,
    ) -> Result:
        """Return what projects cost in one money of one price year, see :mod:`tracker.analysis.costs`.

        Parameters
        ----------
        by
            "project": one row per sum; "sector" or "country": totals.
        base_year
            Prices of this year: 2015, or "2015".
        to
            "USD", or "PPP" for international dollars.
        order
            "deflate-first" or "convert-first".
        prices
            Folder of deflators and rates (``tracker prices refresh``); "" for what ships with the tracker.
        extend
            "last": carry the last year of each deflator flat for up to two years; figures say so.
        """
        from tracker.analysis import costs
        from tracker.analysis.money import COSTS, Target
        from tracker.analysis.prices import load

        made = {"project": costs.costs, "sector": costs.costs_by_sector, "country": costs.costs_by_country}
        if by not in made:
            raise UsageError(f"There are no costs by {by!r}.", f"Use {', '.join(made)}.")
        at = moment_of(as_of, recorded_before, contemporary)
        filters = views.Filters(words(sector), words(status), words(country), text, bbox)
        tables, target = load(prices, extend), Target(base_year, to, order)  # type: ignore[arg-type]
        with views.select(self.store, at, filters) as chosen:
            return made[by](chosen.cards(COSTS), tables, target, at)

    def slippage(
        self,
        *,
        by: str = "project",
        assume_year: bool = False,
        prices: str | Path = "",
        extend: str = "",
        project: Words = (),
        sector: Words = (),
        status: Words = (),
        country: Words = (),
        text: str = "",
        bbox: tuple[float, float, float, float] | None = None,
        as_of: When = "",
        recorded_before: When = "",
        contemporary: bool = False,
    ) -> Result:
        """Return delay and cost overrun of projects, see :mod:`tracker.analysis.slippage`.

        Parameters
        ----------
        by
            "project": one row each; "sector" or "country": statistics; "published": beside published rates.
        assume_year
            Where a document states no price year, take the year in which it spoke.
        prices
            Folder of deflators (``tracker prices refresh``); "" for what ships with the tracker.
        extend
            As for :meth:`costs`.
        """
        from tracker.analysis import slippage as analysis
        from tracker.analysis import slippage_groups as groups
        from tracker.analysis.overrun import in_constant
        from tracker.analysis.prices import load

        if by not in ("project", "sector", "country", "published"):
            raise UsageError(f"There is no slippage by {by!r}.", "Use project, sector, country or published.")
        at = moment_of(as_of, recorded_before, contemporary)
        filters = views.Filters(words(sector), words(status), words(country), text, bbox)
        compare = in_constant(load(prices, extend), assume=assume_year)
        with views.select(self.store, at, filters, words(project)) as chosen:
            rows = analysis.slippage(chosen.cards(analysis.FIELDS), at, now=chosen.now, compare=compare)
        if by == "published":
            return groups.beside(rows, groups.published_rates())
        return rows if by == "project" else groups.by_group(rows, "sector" if by == "sector" else "country")

    def revisions(
        self,
        *,
        project: Words = (),
        forecast: Words = (),
        restated: bool = False,
        sector: Words = (),
        status: Words = (),
        country: Words = (),
        text: str = "",
        bbox: tuple[float, float, float, float] | None = None,
        as_of: When = "",
        recorded_before: When = "",
        contemporary: bool = False,
    ) -> Result:
        """Return each change of a forecast as a dated event, see :mod:`tracker.analysis.revisions`.

        Parameters
        ----------
        forecast
            Only these: opening, start, cost, programme cost, life-cycle cost, milestone.
        restated
            Also statements that say the same again: the whole series of estimates by announcement.
        """
        from tracker.analysis import revisions as analysis
        from tracker.analysis.vintages import FORECASTS

        asked = words(forecast)
        for word in asked:
            if word not in FORECASTS:
                raise UsageError(f"There is no forecast of {word!r}.", f"Use one of {', '.join(FORECASTS)}.")
        at = moment_of(as_of, recorded_before, contemporary)
        filters = views.Filters(words(sector), words(status), words(country), text, bbox)
        of = tuple(name for name in FORECASTS if not asked or name in asked)
        with views.select(self.store, at, filters, words(project)) as chosen:
            return analysis.revisions(chosen.cards(analysis.NEEDED), at, of, restated=restated)

    def forecast(
        self,
        project: str = "",
        *,
        prices: str | Path = "",
        sector: Words = (),
        status: Words = (),
        country: Words = (),
        text: str = "",
        bbox: tuple[float, float, float, float] | None = None,
        as_of: When = "",
        recorded_before: When = "",
        contemporary: bool = False,
    ) -> Result:
        """Return reference class forecasts of unfinished projects, see :mod:`tracker.analysis.forecast`.

        ``project``: one of them, by every class it belongs to. ``prices``: as for :meth:`costs`.
        """
        from tracker.analysis import base_rates, forecast, skill

        at = moment_of(as_of, recorded_before, contemporary)
        rows, now = self._standings(at, prices)
        rates = base_rates.bundled()
        if project:
            slug = views.find(self.store, project, at)[1]
            return forecast.classes(rows, now, slug, rates=rates, tested=skill.bundled(), at=at)
        filters = views.Filters(words(sector), words(status), words(country), text, bbox)
        asked = {p.slug for p in views.projects(self.store, at, filters)}
        return forecast.forecast(rows, now, asked=asked, rates=rates, tested=skill.bundled(), at=at)

    def backtest(
        self,
        dates: Words,
        *,
        horizon: float = 3.0,
        prices: str | Path = "",
        as_of: When = "",
        recorded_before: When = "",
    ) -> Result:
        """Return how forecasts of past dates fared, see :mod:`tracker.analysis.backtest`.

        ``dates``: "2020", "2020-06-30"; each must lie before ``as_of``. ``horizon``: years within which an opening is
        looked for.
        """
        from tracker.analysis import backtest
        from tracker.analysis.overrun import in_constant
        from tracker.analysis.prices import load

        at = moment_of(as_of, recorded_before, False)
        today, now = self._standings(at, prices)
        moments = [moment_of(day, recorded_before, True) for day in words(dates)]
        pasts = [backtest.Past(m.as_of, self._standings(m, prices)[0]) for m in moments]
        compare = in_constant(load(prices))
        return backtest.backtest(pasts, today, now, horizon=horizon, compare=compare, at=at)

    def panel(
        self,
        unit: str = "country",
        *,
        by: str = "year",
        first: str | int = "1990",
        last: str | int = "",
        cohort: str = "opening",
        bands: Sequence[float] | None = None,
        controls: str = "",
        unit_name: str = "",
        money: str | None = None,
        base_year: int = 2015,
        prices: str | Path = "",
        extend: str = "",
        scheduler: str = "",
        sector: Words = (),
        status: Words = (),
        country: Words = (),
        text: str = "",
        bbox: tuple[float, float, float, float] | None = None,
        as_of: When = "",
        recorded_before: When = "",
        contemporary: bool = False,
    ) -> Result:
        """Return the treatment panel, see :mod:`tracker.analysis.panel`.

        Parameters
        ----------
        unit
            "country", "cell:0.25", "cell:0.5", "cell:1", "h3:5", or a file of polygons.
        by
            "year" or "month".
        first, last
            Periods, both included; "" for the last that is known.
        cohort
            The event that treats a unit: "announcement", "ground-breaking" or "opening".
        bands
            Distances in km; None for 50, 100 and 200 (none for countries), () for no exposure.
        controls
            Units without a project: "none", "near" or "land"; "" for near (all, where units are countries or polygons).
        unit_name
            Column that names the polygons of a file; "" to look for one.
        money
            "USD" or "PPP" of ``base_year``, "" for none; None for USD where the projects are few enough.
        scheduler
            Address of a Dask scheduler; "" for this process.
        """
        from tracker.analysis.money import COSTS
        from tracker.analysis.panel import ask, build, cluster, costs, place, timing, unit_words
        from tracker.views.evidence import evidence

        at = moment_of(as_of, recorded_before, contemporary)
        filters = views.Filters(words(sector), words(status), words(country), text, bbox)
        ask.check(by, first, last, cohort, controls)
        target = costs.target_of(money, base_year)
        units = unit_words.units_of(unit, unit_name)
        splitter = cluster.OnCluster(scheduler) if scheduler else place.here
        now, rows, timelines = evidence(self.store, at, filters, timing.FIELDS, timing.timeline)
        asked = ask.asked_of(units, now, by, first, last, cohort, bands, controls)
        known, why_not = None, ""
        if target is not None and (money or len(rows) <= views.CARDS_UP_TO):
            with views.select(self.store, at, filters) as chosen:
                known = costs.costs_of(chosen.cards(COSTS), target, prices, extend)
        elif target is not None:
            why_not = costs.too_many(len(rows), views.CARDS_UP_TO)
        return build.panel(
            rows, timelines, units, asked, costs=known, at=at, splitter=splitter, notes=(why_not,) if why_not else ()
        )

    def _standings(self, at: views.Moment, prices: str | Path) -> tuple[list[Standing], str]:
        from tracker.analysis.overrun import in_constant
        from tracker.analysis.prices import load
        from tracker.analysis.slippage import FIELDS
        from tracker.analysis.standing import standings

        with views.select(self.store, at) as chosen:
            return standings(chosen.cards(FIELDS), in_constant(load(prices))), chosen.now
