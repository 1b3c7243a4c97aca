"""Reference class forecasts: what projects of a kind have cost over their first budget, and how much later they opened.

The final cost of an unfinished project is its first budget times the uplifts of its class, its opening is its
first planned opening plus the waits of its class, of those that had waited as long as it has. The class is its
sector, or the next wider one that has enough projects; else a published rate, which is named; else nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import isnan, nan
from typing import TYPE_CHECKING, Any

from tracker.analysis import skill
from tracker.analysis.base_rates import Published, Rate, known_by, published
from tracker.analysis.classes import REACHED, Known, known
from tracker.analysis.ladder import ALL, Rung, rungs
from tracker.analysis.reference import SHOWN
from tracker.analysis.result import LAST_EVIDENCE, LEAST, Column, Result, Tally, typed
from tracker.analysis.skill import Tested
from tracker.analysis.standing import YEAR, Cost, Opening, Standing
from tracker.analysis.vintages import Vintage
from tracker.clean.days import day_number, iso_day

if TYPE_CHECKING:
    from tracker.views import Moment

_P = tuple(f"p{round(100 * p)}" for p in SHOWN)
_BELOW = dict(zip(_P, ("One in ten", "Half", "Eight in ten", "Nine in ten"), strict=True))
_WHO = (
    Column("project", "text", "Project", "Id of the project."),
    Column("name", "text", "Name", "Its name."),
    Column("sector", "text", "Sector", "Sector word of the tracker."),
    Column("status", "text", "Status", "Stage of the project."),
    LAST_EVIDENCE,
)
#: What goes with a cost that has left its class behind, and its mark in short.
NO_BOUND = "the official figure is above P80 of its class already: the forecast is no bound"
ABOVE = "above P80"
_COST = (
    Column("currency", "text", "Currency", "ISO 4217 code of the budget; all costs of the row are in it."),
    Column("price_year", "integer", "In prices of", "Price year of the budget, missing where no document states it."),
    Column("cost_first", "number", "First budget", "In plain units of the currency; of a range its middle."),
    Column("cost_first_is", "text", "First budget is", "When it was said, on what it rests, in which prices it is."),
    Column("cost_official", "number", "Official cost", "The newest official figure, in the prices of the budget."),
    Column("cost_basis", "text", "Cost from", "class: finished projects of this ledger; published: rates of others; "
           "none: refused."),
    Column("cost_class", "text", "Class of cost", "Whose uplifts were used."),
    Column("cost_n", "integer", "n", "Finished projects in it."),
    *(Column(f"cost_{p}", "number", f"Cost {p.upper()}", f"{_BELOW[p]} of the class cost no more.") for p in _P),
    Column("cost_p80_low", "number", "P80 from", "Lower end of the 95 % interval of P80."),
    Column("cost_p80_high", "number", "P80 to", "Upper end; missing where the class is too small to bound it."),
    Column("cost_p50_least", "number", "P50 at least", "Lowest P50 of all classes that are big enough."),
    Column("cost_p50_most", "number", "P50 at most", "Highest of them: how much the choice of the class matters."),
    Column("cost_mean_low", "number", "Mean, lowest", "First budget at the lowest published mean overrun."),
    Column("cost_mean_high", "number", "Mean, highest", "At the highest published mean overrun."),
    Column("cost_holds", "number", "Cost holds", "Share of the class that ended no higher than the official figure."),
    Column("cost_mark", "text", "Mark", f"{ABOVE}: the official figure is, and the forecast no bound."),
    Column("cost_skill", "text", "Believe cost", "How forecasts of cost fared on past days; missing: no forecast."),
    Column("cost_why", "text", "No cost because", "Why there is no forecast; of published rates their addresses."),
)  # fmt: skip
_OPENING = (
    Column("opening_first", "day", "First plan", "The opening as first planned, the middle of what was said."),
    Column("opening_official", "day", "Official opening", "As planned last."),
    Column("opening_class", "text", "Class of opening", "Whose waits were used."),
    Column("opening_n", "integer", "n waiting", "Projects of it that had waited as long as this one has, or longer."),
    Column("opening_opened", "integer", "of them opened", "How many of these opened since."),
    *(Column(f"opening_{p}", "day", f"Opening {p.upper()}", f"{_BELOW[p]} of these had opened; missing: the class has "
             "not seen it yet.") for p in _P),
    Column("opening_p50_first", "day", "P50, earliest", "Earliest P50 of all classes that are big enough."),
    Column("opening_p50_last", "day", "P50, latest", "Latest of them: how much the choice of the class matters."),
    Column("opening_holds", "number", "Date holds", "Share of these that opened by the official date; missing where it "
           "is over."),
    Column("opening_skill", "text", "Believe date", "How forecasts of openings fared on past days; missing: no "
           "forecast."),
    Column("opening_why", "text", "No date because", "Why there is no forecast."),
)  # fmt: skip
COLUMNS = (*_WHO, *_COST, *_OPENING)
CLASS_COLUMNS = (
    Column("project", "text", "Project", "Id of the project."),
    Column("quantity", "text", "Of", "cost or opening."),
    Column("reference_class", "text", "Class", "From the narrowest to the widest; published: rates of others."),
    Column("used", "flag", "Used", "Whether the forecast uses it: the narrowest that is big enough."),
    Column("n", "integer", "n", "Finished projects; for openings those that had waited as long."),
    Column("opened", "integer", "Opened", "For openings: how many of these opened since."),
    Column("unit", "text", "Unit", "Currency of the amounts."),
    *(Column(f"cost_{p}", "number", f"Cost {p.upper()}", f"{_BELOW[p]} of the class cost no more.") for p in _P),
    *(Column(f"opening_{p}", "day", f"Opening {p.upper()}", f"{_BELOW[p]} had opened.") for p in _P),
    Column("holds", "number", "Official holds", "Share of the class that kept to the official figure or date."),
    Column("mark", "text", "Mark", f"{ABOVE}: the official figure is above P80 of this class, which is then no bound."),
    Column("why", "text", "Why not", "Why this class gives nothing."),
)  # fmt: skip
_METHOD = (
    "Reference class forecast (Flyvbjerg 2006): empirical quantiles at Weibull's plotting positions of final cost over"
    " first budget; Kaplan-Meier for the wait from the first planned opening, given how long the project has waited."
    f" Classes of at least {LEAST}: the sector, its family, its kind, all sectors. docs/reference/methods/forecast.md."
)


def forecast(
    standings: Sequence[Standing],
    now: str,
    *,
    asked: Collection[str] | None = None,
    rates: Iterable[Rate] = (),
    tested: Sequence[Tested] = (),
    at: Moment | None = None,
) -> Result:
    """Forecast final cost and opening of each unfinished project.

    Parameters
    ----------
    standings
        All projects: the classes are made of them.
    now
        The day of the forecast (ISO).
    asked
        Slugs of the projects to forecast; None for all.
    rates
        Published rates, used where no class is big enough; as of a day only those published by then.
    tested
        How such forecasts fared on past days, of :mod:`tracker.analysis.skill`; none: they say that nothing was tested.
    """
    as_of = at.as_of if at else ""
    classes, published_ = known(standings, now), known_by(rates, as_of)
    tally, rows = Tally(), []
    open_ = [s for s in _asked(standings, asked) if not s.is_over]
    for s in open_:
        row = _row(s, classes, published_, now)
        if row["cost_basis"] == "none" and "opening_p10" not in row:
            tally.add(f"cost: {row['cost_why']}; opening: {_alike(row['opening_why'])}", s.row.slug)
            continue
        row |= {f"{v.quantity}_skill": v.sentence for v in skill.verdicts(row, tested, as_of)}
        rows.append(row)
    frame = typed(rows, COLUMNS)
    return Result(
        "forecast", "Final cost and opening of unfinished projects", frame, COLUMNS, len(rows), len(open_), _METHOD,
        tally.left_out(), tuple(_notes(rows, classes, tested, as_of)), at,
    )  # fmt: skip


def classes(
    standings: Sequence[Standing],
    now: str,
    project: str,
    *,
    rates: Iterable[Rate] = (),
    tested: Sequence[Tested] = (),
    at: Moment | None = None,
) -> Result:
    """Forecast one unfinished project by every class it belongs to: how much the choice of the class matters.

    ``project``: its slug. A project that is over gives no rows, and the reason.
    """
    as_of = at.as_of if at else ""
    made, tally, published_ = known(standings, now), Tally(), known_by(rates, as_of)
    own = [s for s in standings if s.row.slug == project]
    rows: list[dict[str, Any]] = []
    for s in own:
        if s.is_over:
            tally.add(f"nothing is left to forecast: {s.row.status}", s.row.slug)
            continue
        rows += by_class(s, made, now, published_)
        if s.cost is None and s.opening is None:
            tally.add(f"{_NO_BUDGET}; {_NO_PLAN}", s.row.slug)
    notes = _notes([_row(s, made, published_, now) for s in own if not s.is_over], made, tested, as_of)
    return Result(
        "forecast", f"Forecast of {own[0].row.name if own else project} by class", typed(rows, CLASS_COLUMNS),
        CLASS_COLUMNS, min(len(rows), 1), len(own), _METHOD, tally.left_out(), tuple(notes), at,
    )  # fmt: skip


def by_class(s: Standing, classes: Known, now: str, rates: Sequence[Rate] = ()) -> list[dict[str, Any]]:
    """Return the rows of :data:`CLASS_COLUMNS` of one unfinished project; the card in the terminal shows those used."""
    cost = _cost_classes(s, s.cost, classes, rates) if s.cost else []
    return cost + (_opening_classes(s, s.opening, classes, now) if s.opening else [])


_FEWER_WAITED, _FEWER_OPENED = f"fewer than {LEAST}", f"fewer than {REACHED}"
_NO_BUDGET, _NO_PLAN = "no first budget of a known date", "no planned opening of a known date"


def _asked(standings: Iterable[Standing], asked: Collection[str] | None) -> list[Standing]:
    return sorted((s for s in standings if asked is None or s.row.slug in asked), key=lambda s: s.row.slug)


def _row(s: Standing, classes: Known, rates: Sequence[Rate], now: str) -> dict[str, Any]:
    p = s.row
    row: dict[str, Any] = {"project": p.slug, "name": p.name, "sector": p.sector, "status": p.status}
    row["last_evidence"] = p.last_evidence
    row |= _cost(s, s.cost, classes, rates) if s.cost else {"cost_basis": "none", "cost_why": _NO_BUDGET}
    return row | (_opening(s, s.opening, classes, now) if s.opening else {"opening_why": _NO_PLAN})


def _cost(s: Standing, cost: Cost, classes: Known, rates: Sequence[Rate]) -> dict[str, Any]:
    first = cost.budget.mid
    row: dict[str, Any] = {
        "currency": cost.budget.claim.unit, "price_year": cost.budget.claim.price_year, "cost_first": first,
        "cost_official": first * cost.times, "cost_first_is": first_is(cost.budget),
    }  # fmt: skip
    rung = classes.cost_class(s.row.sector)
    if rung is not None:
        row |= {"cost_basis": "class", "cost_class": rung.name, "cost_n": len(classes.costs(rung))}
        row |= _amounts(first, classes, rung)
        row["cost_p80_low"], row["cost_p80_high"] = (_round(first * x) for x in classes.cost_interval(rung, 0.8))
        middles = [classes.cost_quantile(r, 0.5) for r in rungs(s.row.sector) if classes.has_costs(r)]
        row["cost_p50_least"], row["cost_p50_most"] = _round(first * min(middles)), _round(first * max(middles))
        row["cost_holds"] = classes.share_within(rung, cost.times)
        row["cost_mark"] = _mark(cost, classes.cost_quantile(rung, 0.8))
        return row
    found = published(rates, s.row.sector)
    if found is None:
        return row | {"cost_basis": "none", "cost_why": _too_few(classes)}
    return row | {
        "cost_basis": "published", "cost_class": f"{found.kind} (published)", **_published(first, found),
        "cost_mean_low": _round(first * (found.mean_low or nan)),
        "cost_mean_high": _round(first * (found.mean_high or nan)),
        "cost_why": " ".join(found.urls), "cost_mark": _mark(cost, found.p80 or nan),
    }  # fmt: skip


def first_is(budget: Vintage) -> str:
    """Return when a first budget was said, on what that rests, and in which prices it is."""
    said, year = budget.claim, budget.claim.price_year
    how = "" if said.basis == "published" else f", {said.basis}"
    return f"said {said.as_of}{how}, {f'in prices of {year}' if year else 'prices not stated'}"


def _mark(cost: Cost, p80: float) -> str:
    """Return the mark of a cost whose official figure is above P80 (``p80``: over the first budget; NaN: not known)."""
    return ABOVE if cost.times > p80 else ""


def _published(first: float, found: Published) -> dict[str, float]:
    return {"cost_p50": _round(first * (found.p50 or nan)), "cost_p80": _round(first * (found.p80 or nan))}


def _amounts(first: float, classes: Known, rung: Rung) -> dict[str, float]:
    found = (classes.cost_quantile(rung, p) for p in SHOWN)
    return {f"cost_{name}": _round(first * x) for name, x in zip(_P, found, strict=True)}


def _round(amount: float) -> float:
    """Return an amount to three figures: more would feign a precision that no class has."""
    return float(f"{amount:.3g}")


def _opening(s: Standing, opening: Opening, classes: Known, now: str) -> dict[str, Any]:
    since = _since(opening, now)
    row: dict[str, Any] = {
        "opening_first": iso_day(round(opening.first.mid)), "opening_official": iso_day(round(opening.latest.mid)),
    }  # fmt: skip
    rung = classes.time_class(s.row.sector, since)
    if rung is None:
        return row | {"opening_why": _too_few_wait(classes, since)}
    row |= _days(opening, classes, rung, since)
    row["opening_class"] = rung.name
    middles = []
    for r in rungs(s.row.sector):
        if classes.has_times(r, since):
            days = _days(opening, classes, r, since)
            middles.append(days["opening_p50"])
    told = sorted(m for m in middles if m)
    if told and all(middles):
        row["opening_p50_first"], row["opening_p50_last"] = told[0], told[-1]
    row["opening_holds"] = _holds(opening, classes, rung, since, now)
    return row


def _since(opening: Opening, now: str) -> float:
    return (day_number(now) - opening.first.mid) / YEAR


def _days(opening: Opening, classes: Known, rung: Rung, since: float) -> dict[str, Any]:
    times = classes.times(rung)
    assert times is not None
    out: dict[str, Any] = {"opening_n": times.at_risk(since), "opening_opened": classes.opened(rung, since)}
    for name, p in zip(_P, SHOWN, strict=True):
        wait = times.quantile(p, since)
        out[f"opening_{name}"] = None if isnan(wait) else iso_day(round(opening.first.mid + wait * YEAR))
    return out


def _holds(opening: Opening, classes: Known, rung: Rung, since: float, now: str) -> float:
    """Return the chance that the official date holds; NaN where it is over already."""
    times = classes.times(rung)
    assert times is not None
    if opening.latest.mid <= day_number(now):
        return nan
    return times.share_by((opening.latest.mid - opening.first.mid) / YEAR, since)


def _cost_classes(s: Standing, cost: Cost, classes: Known, rates: Sequence[Rate]) -> list[dict[str, Any]]:
    used = classes.cost_class(s.row.sector)
    head = {"project": s.row.slug, "quantity": "cost", "unit": cost.budget.claim.unit}
    rows = []
    for rung in rungs(s.row.sector):
        row = {**head, "reference_class": rung.name, "used": rung == used, "n": len(classes.costs(rung))}
        if classes.has_costs(rung):
            row |= _amounts(cost.budget.mid, classes, rung)
            row["holds"] = classes.share_within(rung, cost.times)
            row["mark"] = _mark(cost, classes.cost_quantile(rung, 0.8))
        else:
            row["why"] = f"fewer than {LEAST}"
        rows.append(row)
    found = published(rates, s.row.sector)
    if found is not None:
        low, high = (f"{100 * (x - 1):+.0f} %" if x else "" for x in (found.mean_low, found.mean_high))
        means = "" if not low else f"mean {low}" if low == high else f"mean {low} to {high}"
        rows.append({**head, "reference_class": f"{found.kind} (published)", "used": used is None, "why": means,
                     "mark": _mark(cost, found.p80 or nan), **_published(cost.budget.mid, found)})  # fmt: skip
    return rows


def _opening_classes(s: Standing, opening: Opening, classes: Known, now: str) -> list[dict[str, Any]]:
    since = _since(opening, now)
    used = classes.time_class(s.row.sector, since)
    rows = []
    for rung in rungs(s.row.sector):
        row: dict[str, Any] = {
            "project": s.row.slug,
            "quantity": "opening",
            "reference_class": rung.name,
            "used": rung == used,
        }
        times = classes.times(rung)
        row["n"] = times.at_risk(since) if times else 0
        row["opened"] = classes.opened(rung, since)
        if classes.has_times(rung, since):
            days = _days(opening, classes, rung, since)
            row |= {name: day for name, day in days.items() if name.startswith("opening_p")}
            row["holds"] = _holds(opening, classes, rung, since, now)
        else:
            row["why"] = f"fewer than {LEAST} waited as long" if row["n"] < LEAST else f"fewer than {REACHED} opened"
        rows.append(row)
    return rows


def _too_few(classes: Known) -> str:
    return f"{len(classes.uplifts)} finished projects in all sectors, fewer than {LEAST}, and no published rate"


def _too_few_wait(classes: Known, since: float) -> str:
    times = classes.times(rungs("")[-1])
    n = times.at_risk(since) if times else 0
    if n < LEAST:
        return f"{n} projects in all sectors waited as long, {_FEWER_WAITED}"
    return f"{classes.opened(rungs('')[-1], since)} projects opened after waiting as long, {_FEWER_OPENED}"


def _alike(why: str) -> str:
    """Return the reason why there is no opening without its number, to count those alike."""
    for fewer, said in ((_FEWER_WAITED, "waited as long"), (_FEWER_OPENED, "opened after waiting as long")):
        if why.endswith(fewer):
            return f"{fewer} projects in all sectors {said}"
    return why


def _notes(rows: Sequence[Mapping[str, Any]], classes: Known, tested: Sequence[Tested], as_of: str = "") -> list[str]:
    opened = sum(w.reached for w in classes.waits)
    notes = [
        f"Known classes: {len(classes.uplifts)} final costs over first budgets, {len(classes.waits)} waits for an"
        f" opening, {opened} of them over."
    ]
    if any(r.get("cost_class") == ALL or r.get("opening_class") == ALL for r in rows):
        notes.append(f"Where the class is {ALL!r} the sector has too few projects: that is a base rate, and no more.")
    if any(r["cost_basis"] == "published" for r in rows):
        notes.append("Published rates are means of other people's samples; their addresses stand in cost_why.")
    if above := [str(r["project"]) for r in rows if r.get("cost_mark")]:
        some = f"{', '.join(above[:3])}{', ...' if len(above) > 3 else ''}"
        notes.append(f"{len(above)} marked {ABOVE!r}, {NO_BOUND} ({some}).")
    notes.append("These are shares of past projects, no promises; `tracker backtest` tests them on past days.")
    if any(r["cost_basis"] == "class" for r in rows):
        notes.append(f"Cost: {skill.verdict('cost', '', tested=tested, as_of=as_of).sentence}")
    if any("opening_p10" in r for r in rows):
        notes.append(f"Opening: {skill.verdict('opening', '', tested=tested, as_of=as_of).sentence}")
    return notes
