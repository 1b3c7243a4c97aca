"""Per project: how much later than first planned it opens, and how much more than first budgeted it costs.

Delay: the actual opening, else the latest plan, less the first plan. Schedule overrun: the delay over what lies between
the start of construction and the first plan. Overrun: the final cost, else the latest estimate that may be compared,
over the first budget, official or the first that was told. Of the whole project only; amounts are compared in one
currency and prices of one year, see :mod:`tracker.analysis.overrun`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tracker.analysis.overrun import ASSUMED, CONSTANT, Compare, Overrun, as_stated
from tracker.analysis.result import LAST_EVIDENCE, Column, Kind, Result, Tally, typed
from tracker.analysis.revisions import events
from tracker.analysis.vintages import MONTH, Forecast, Vintage, alike, chains, chosen, is_dated, vintages
from tracker.clean.days import day_number
from tracker.errors import UsageError

if TYPE_CHECKING:
    import pandas

    from tracker.views import Card, Moment

#: Whether an official document tells a first budget, or only others do.
OFFICIAL, TOLD = "official", "told"
#: Ranks of documents that are official, or audits and statistics; and of those that prove little.
_OFFICIAL, _WEAK = (1, 2), (4, 5)
#: What the cards must hold.
FIELDS = (
    "completion_planned", "completion_actual", "cost_budget", "cost_estimate", "cost_actual", "start_planned",
    "start_actual",
)  # fmt: skip
#: Those that a delay and an overrun are made of.
_MEASURED = FIELDS[:5]
#: What the rows can be sorted by -> column.
SORTS = {
    "project": "project", "sector": "sector", "delay": "delay_months", "schedule": "schedule_overrun_percent",
    "overrun": "overrun_percent",
}  # fmt: skip

METHOD = (
    "Delay: actual opening, else latest plan, less the first plan of which it is known when it was said; midpoints of"
    " dates, a month is 30.4375 days. Schedule overrun: delay over first plan less start of construction. Overrun:"
    " final cost, else the latest estimate that can be compared, over the first budget (official, else the first that"
    " was told), less 1. Of the whole project, in one currency, in prices of the budget's year (GDP deflator) or where"
    " no document states a year in prices as stated. docs/reference/methods/slippage.md"
)

_SAID: tuple[tuple[str, Kind, str, str], ...] = (
    ("said", "text", "said", "When it was said (EDTF)."),
    ("basis", "text", "basis", "published, report, data or recalled (a later document tells of it)."),
    ("by", "text", "by", "Who says it: of a repost the original publisher."),
    ("rank", "integer", "rank", "1 official, 2 audit or statistics, 3 news, 4 encyclopaedia, 5 aggregator."),
    ("url", "text", "document", "Address of the document that was read."),
    ("claim", "text", "claim", "Key of the claim, as in `tracker history -f csv`."),
)


def _proof(prefix: str, label: str) -> tuple[Column, ...]:
    return tuple(Column(f"{prefix}_{name}", kind, f"{label}: {word}", meaning) for name, kind, word, meaning in _SAID)


COLUMNS = (
    Column("project", "text", "Project", "Id of the project."),
    Column("name", "text", "Name", "Its name."),
    Column("sector", "text", "Sector", "Sector word of the tracker."),
    Column("country", "text", "Country", "ISO 3166-1 alpha-3 codes, joined by ;."),
    Column("status", "text", "Status", "Stage of the project."),
    LAST_EVIDENCE,
    Column("first_plan", "text", "First plan", "The opening as first planned (EDTF)."),
    *_proof("first_plan", "First plan"),
    Column("opening", "text", "Opening", "The actual opening, else the latest plan (EDTF)."),
    Column(
        "opening_kind",
        "text",
        "Is",
        "opened; expected: the latest plan; given up: the last plan of what was cancelled.",
    ),
    *_proof("opening", "Opening"),
    Column("delay_months", "number", "Delay", "Opening less first plan; negative: early.", "months"),
    Column("delay_half_width", "number", "±", "By how much the delay may differ, as vague as the dates are.", "months"),
    Column("delay_bound", "text", "Delay is", "at most or at least, where a date was said so."),
    Column("overdue", "flag", "Overdue", "The latest plan has passed, and no document tells of the opening."),
    Column("opening_revisions", "integer", "Revisions of it", "How often the planned opening was revised."),
    Column("start", "text", "Start", "Start of construction, actual, else as first planned (EDTF)."),
    Column("start_kind", "text", "Start is", "actual or planned."),
    *_proof("start", "Start"),
    Column("planned_years", "number", "Planned duration", "First plan less start, between middles.", "years"),
    Column("schedule_overrun_percent", "number", "Schedule overrun", "Delay over planned duration.", "percent"),
    Column("schedule_overrun_low", "number", "Schedule, low", "With the days that make it least.", "percent"),
    Column("schedule_overrun_high", "number", "Schedule, high", "With the days that make it most.", "percent"),
    Column("no_schedule", "text", "No schedule because", "Why there is a delay, but no schedule overrun."),
    Column("budget", "text", "First budget", "The first budget, in short: the official one, else the first told."),
    Column("budget_kind", "text", "Budget is", "official: of a document of rank 1 or 2; told: others tell of it."),
    Column("budget_amount", "number", "First budget, amount", "In plain units of the currency; the middle of a range."),
    *_proof("budget", "First budget"),
    Column("cost", "text", "Cost", "Final cost, else the latest estimate that can be compared, in short."),
    Column("cost_amount", "number", "Cost, amount", "In plain units of the currency; the middle of a range."),
    Column("cost_kind", "text", "Cost is", "final or estimate."),
    *_proof("cost", "Cost"),
    Column("currency", "text", "Currency", "ISO 4217 code of the cost."),
    Column(
        "overrun_from",
        "text",
        "Cost over first budget",
        "Both in short with the year in which they were said; weak: of a document of rank 4 or 5.",
    ),
    Column("budget_price_year", "integer", "Budget in prices of", "As the document states; missing where it does not."),
    Column("cost_price_year", "integer", "Cost in prices of", "As the document states; missing where it does not."),
    Column(
        "overrun_percent", "number", "Overrun", "Cost over first budget, less 1; ranges at their middle.", "percent"
    ),
    Column("overrun_low", "number", "Overrun, low", "With the ends of ranges that make it least.", "percent"),
    Column("overrun_high", "number", "Overrun, high", "With the ends of ranges that make it most.", "percent"),
    Column("overrun_bound", "text", "Overrun is", "at most or at least, where an amount was said so."),
    Column(
        "prices",
        "text",
        "Prices",
        "constant: of one year; constant, year assumed; as stated: of years that no document states.",
    ),
    Column("prices_how", "text", "Prices, how", "The year of the prices and how they came there."),
    Column("extended", "text", "Extended", "Years for which the deflator was carried flat (--extend last)."),
    Column("cost_revisions", "integer", "Revisions of cost", "How often it was revised in that money."),
    Column("not_compared", "text", "Not compared", "A newer cost that could not be compared, and why."),
    Column("conflicts", "text", "Conflicts", "Fields in which documents of one time contradict each other."),
)


@dataclass(frozen=True, slots=True)
class Opening:
    """The first plan and the opening, actual or as planned last."""

    first: Vintage
    latest: Vintage
    kind: str  # opened | expected | given up

    @property
    def days(self) -> float:
        """Return the delay between midpoints."""
        return self.latest.mid - self.first.mid


@dataclass(frozen=True, slots=True)
class Schedule:
    """The start of construction, and the delay over the planned duration in percent; ``low`` to ``high``: by dates that
    are vague.
    """

    start: Vintage
    kind: str  # actual | planned
    days: float  # of the plan
    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class Cost:
    """The first budget and the cost it is compared with; ``missed``: a newer cost that could not be, and why."""

    budget: Vintage
    latest: Vintage
    kind: str  # final | estimate
    overrun: Overrun
    missed: str


def slippage(cards: Iterable[Card], at: Moment | None = None, *, now: str = "", compare: Compare = as_stated) -> Result:
    """Return delay and overrun of each project that has at least one of them.

    Parameters
    ----------
    cards
        With the claims of :data:`FIELDS` at least; as of a date, those visible then.
    at
        The moment of the cards.
    now
        Today (ISO day): what was planned for earlier and has not opened is overdue. "" leaves that open.
    compare
        Brings a budget and a later cost together, or says why not.
    """
    rows: list[dict[str, Any]] = []
    tally = Tally()
    of = no_budget = 0
    for card in cards:
        of += 1
        no_budget += "cost_budget" not in card.choices and _has_dated_costs(card)
        opening, cost = opening_of(card), cost_of(card, compare)
        if isinstance(opening, str) and isinstance(cost, str):
            tally.add(f"{opening}; {cost.partition(' (')[0]}", card.project.slug)
            continue
        rows.append(_row(card, opening, cost, now))
    rows.sort(key=lambda r: r["project"])
    frame = typed(rows, COLUMNS)
    notes = list(notes_of(frame))
    if no_budget:
        some = "project has" if no_budget == 1 else "projects have"
        notes.append(f"No first budget: {no_budget:,} {some} estimates of two dates or more, see `tracker revisions`.")
    return Result(
        "slippage", "Delay and cost overrun", frame, COLUMNS, len(rows), of, METHOD, tally.left_out(), tuple(notes), at
    )


def ordered(result: Result, sort: str) -> Result:
    """Return the rows sorted by a key of :data:`SORTS`, with "-" in front for descending; what lacks it comes last.

    Raises
    ------
    UsageError
        There is no such key.
    """
    key = sort.removeprefix("-")
    if key not in SORTS:
        raise UsageError(f"Slippage cannot be sorted by {key!r}.", f"Use one of {', '.join(SORTS)}.")
    frame = result.frame.sort_values(
        SORTS[key], ascending=not sort.startswith("-"), kind="stable", na_position="last", ignore_index=True
    )
    return replace(result, frame=frame)


def plans_of(card: Card, field: str = "completion_planned") -> list[Vintage]:
    """Return what was planned of the whole project, oldest first, without odd values of weak documents."""
    odd = _odd(card)
    said = vintages(c for c in card.claims if c.field == field and c.scope == "whole")
    return [v for v in said if not odd.intersection(v.keys)]


def opening_of(card: Card) -> Opening | str:
    """Return first plan and opening of the whole project, or why there is no delay to tell."""
    said = plans_of(card)
    end = card.choices.get("completion_actual")
    actual = (
        _vintage_of(vintages([c for c in card.claims if c.field == "completion_actual"]), chosen(card, end).key)
        if end
        else None
    )
    # A plan that was said after the opening is none; a look-up may be of any age.
    able = [v for v in said if actual is None or v.claim.as_of_lo <= actual.claim.hi]
    dated = [v for v in able if is_dated(v.claim)]
    told = [v for v in able if v.claim.basis == "recalled"]
    first = next(iter(dated or told), None)
    if first is None:
        has_any = any(c.field == "completion_planned" and c.scope == "whole" for c in card.claims)
        return "no plan of the opening of which it is known when it was made" if has_any else "no planned opening"
    if actual is not None:
        return Opening(first, actual, "opened")
    if card.project.status == "operating":
        return "in operation, but no document gives the day"
    latest = _vintage_of(said, chosen(card, card.choices["completion_planned"]).key) if dated else None
    if latest is None or (latest.claim.as_of_lo, latest.claim.as_of_hi) <= (first.claim.as_of_lo, first.claim.as_of_hi):
        return "one plan of the opening only"
    return Opening(first, latest, "given up" if card.project.status in ("cancelled", "retired") else "expected")


def schedule_of(card: Card, opening: Opening) -> Schedule | str:
    """Return a delay over the duration that was planned first, or why there is none.

    The duration is counted from the actual start of construction, as in studies of overruns; where that is not told,
    from the first planned start. It has to be longer than its dates are vague.
    """
    first, latest = opening.first, opening.latest
    start, kind = _start_of(card)
    if start is None:
        return "no start of construction"
    if first.bound or start.bound:
        return "a first plan or start that is a bound only"
    if start.mid >= first.mid:
        return "construction began after the first planned opening"
    if start.high >= first.low:
        return "the planned duration is not longer than its dates are vague"

    def percent(end: float, plan: float, begin: float) -> float:
        return 100 * ((end - begin) / (plan - begin) - 1)

    ends = (start.low, start.high)
    low = min(percent(latest.low, first.high, begin) for begin in ends)
    high = max(percent(latest.high, first.low, begin) for begin in ends)
    return Schedule(start, kind, first.mid - start.mid, low, percent(latest.mid, first.mid, start.mid), high)


def _start_of(card: Card) -> tuple[Vintage | None, str]:
    if "start_actual" in card.choices:
        told = vintages(c for c in card.claims if c.field == "start_actual" and c.scope == "whole")
        found = _vintage_of(told, chosen(card, card.choices["start_actual"]).key)
        if found is not None:
            return found, "actual"
    said = plans_of(card, "start_planned")
    dated = [v for v in said if is_dated(v.claim)]
    return next(iter(dated or [v for v in said if v.claim.basis == "recalled"]), None), "planned"


def budget_of(card: Card) -> Vintage | None:
    """Return the first budget of the whole project, official or told; None where it is not known when it was made."""
    if "cost_budget" not in card.choices:
        return None
    budgets = vintages(c for c in card.claims if c.field == "cost_budget" and c.scope == "whole")
    budget = _vintage_of(budgets, chosen(card, card.choices["cost_budget"]).key)
    return None if budget is None or budget.claim.basis == "lookup" else budget


def cost_of(card: Card, compare: Compare = as_stated) -> Cost | str:
    """Return first budget and cost of the whole project, or why there is no overrun to tell."""
    if "cost_budget" not in card.choices:
        return "no first budget"
    budget = budget_of(card)
    if budget is None:
        return "no first budget of which it is known when it was made"
    why = ""
    for kind, later in _later_costs(card, budget):
        over = compare(card, budget, later)
        if not isinstance(over, str):
            return Cost(budget, later, kind, over, why)
        why = why or f"{later.claim.unit} {later.text}, said {later.claim.as_of}: {over}"
    return f"costs that cannot be compared ({why.rpartition(': ')[2]})" if why else "no later cost"


def _has_dated_costs(card: Card) -> bool:
    """True where the cost of the whole was told for two dates or more, in money that is alike."""
    return any(c.scope == "whole" and len({v.claim.as_of for v in c.vintages}) > 1 for c in chains(card, ("cost",)))


def _later_costs(card: Card, budget: Vintage) -> Iterator[tuple[str, Vintage]]:
    """Yield final cost and estimates that were said after a budget, the one that the card chose first, then newest."""
    odd = _odd(card)
    for kind, field in (("final", "cost_actual"), ("estimate", "cost_estimate")):
        said = vintages(c for c in card.claims if c.field == field and c.scope == "whole" and not c.item)
        if field in card.choices:
            won = _vintage_of(said, chosen(card, card.choices[field]).key)
            rest = [v for v in reversed(said) if v is not won and not odd.intersection(v.keys)]
            for v in ([won] if won else []) + rest:
                b, c = budget.claim, v.claim
                if kind == "final" or (is_dated(c) and (c.as_of_lo, c.as_of_hi) > (b.as_of_lo, b.as_of_hi)):
                    yield kind, v


def _odd(card: Card) -> frozenset[str]:
    return frozenset(card.claims[i].key for choice in card.choices.values() for i in choice.outliers)


def _vintage_of(said: Sequence[Vintage], key: str) -> Vintage | None:
    return next((v for v in said if key in v.keys), None)


def _bound(later: str, first: str) -> str:
    """Return what a difference is where its ends are bounds: "by 2043" less 2026 is at most so much."""
    turned = {"at most": "at least", "at least": "at most", "": ""}[first]
    return later or turned if not (later and turned) or later == turned else "open either way"


def _row(card: Card, opening: Opening | str, cost: Cost | str, now: str) -> dict[str, Any]:
    p = card.project
    in_conflict = {name for name in _MEASURED if name in card.choices and card.choices[name].conflict}
    row: dict[str, Any] = {
        "project": p.slug, "name": p.name, "sector": p.sector, "country": p.country, "status": p.status,
        "last_evidence": p.last_evidence,
        "conflicts": ";".join(sorted(in_conflict)),
    }  # fmt: skip
    if isinstance(opening, Opening):
        first, latest = opening.first, opening.latest
        row |= {
            "first_plan": first.text, "opening": latest.text, "opening_kind": opening.kind,
            "delay_months": opening.days / MONTH, "delay_half_width": (first.half_width + latest.half_width) / MONTH,
            "delay_bound": _bound(latest.bound, first.bound),
            "overdue": opening.kind == "expected" and latest.high < day_number(now) if now else None,
            "opening_revisions": _n_revisions(card, "opening", first), **_said("first_plan", first),
            **_said("opening", latest),
        }  # fmt: skip
        row |= _schedule(schedule_of(card, opening))
    if isinstance(cost, Cost):
        budget, paid, over = cost.budget, cost.latest, cost.overrun
        row |= {
            "budget": budget.text, "budget_kind": budget_kind(budget), "overrun_from": _from(budget, paid),
            "budget_amount": budget.mid, "cost": paid.text, "cost_amount": paid.mid,
            "cost_kind": cost.kind, "currency": paid.claim.unit, "budget_price_year": budget.claim.price_year,
            "cost_price_year": paid.claim.price_year, "overrun_percent": over.mid, "overrun_low": over.low,
            "overrun_high": over.high, "overrun_bound": _bound(paid.bound, budget.bound), "prices": over.prices,
            "prices_how": over.how, "extended": over.extended,
            "cost_revisions": _n_revisions(card, "cost", paid), "not_compared": cost.missed,
            **_said("budget", budget), **_said("cost", paid),
        }  # fmt: skip
    else:
        row["not_compared"] = cost if "cannot be compared" in cost else ""
    return row


def budget_kind(budget: Vintage) -> str:
    """Return whether an official document tells a first budget, or others do."""
    return OFFICIAL if budget.claim.document.rank in _OFFICIAL else TOLD


def _from(budget: Vintage, paid: Vintage) -> str:
    """Return on what an overrun rests: "EUR 7 bn (2024) over 1.2 bn (1993, weak)"."""
    return f"{paid.claim.unit} {_short(paid)} over {_short(budget)}"


def _short(v: Vintage) -> str:
    year = v.claim.as_of_hi[:4]
    how = [*([year] if year not in ("", "9999") else []), *(["weak"] if v.claim.document.rank in _WEAK else [])]
    return f"{v.text} ({', '.join(how)})" if how else v.text


def _schedule(found: Schedule | str) -> dict[str, Any]:
    if isinstance(found, str):
        return {"no_schedule": found}
    return {
        "start": found.start.text, "start_kind": found.kind, "planned_years": found.days / (12 * MONTH),
        "schedule_overrun_percent": found.mid, "schedule_overrun_low": found.low, "schedule_overrun_high": found.high,
        **_said("start", found.start),
    }  # fmt: skip


def _said(prefix: str, v: Vintage) -> dict[str, Any]:
    c = v.claim
    given = (c.as_of, c.basis, c.document.voice, c.document.rank, c.document.url, c.key)
    return {f"{prefix}_{name}": value for (name, *_), value in zip(_SAID, given, strict=True)}


def _n_revisions(card: Card, forecast: Forecast, of: Vintage) -> int:
    made = (c for c in chains(card, (forecast,)) if c.scope == "whole")
    unit = alike(of.claim)
    return sum(e.kind == "revision" for c in made if (c.scope, c.item, c.unit, c.price_year) == unit for e in events(c))


def notes_of(frame: pandas.DataFrame) -> Iterator[str]:
    """Yield what has to be known of the rows of :func:`slippage`, of all or of some: how many rest on what."""
    delays, costs = frame[frame["delay_months"].notna()], frame[frame["overrun_percent"].notna()]
    opened, final = _n(delays["opening_kind"] == "opened"), _n(costs["cost_kind"] == "final")
    constant, assumed = _n(costs["prices"].isin([CONSTANT, ASSUMED])), _n(costs["prices"] == ASSUMED)
    yield (
        f"Delay: {len(delays):,} projects, {opened:,} of them opened; what is not open yet may slip further."
        f" {_n(delays['overdue']):,} are past their latest plan."
    )
    schedules = delays[delays["schedule_overrun_percent"].notna()]
    yield (
        f"Schedule overrun, of the planned duration: {len(schedules):,} projects,"
        f" {_n(schedules['start_kind'] == 'planned'):,} of them counted from a planned start."
    )
    yield (
        f"Overrun: {len(costs):,} projects, {final:,} with a final cost; {constant:,} in constant prices,"
        f" {len(costs) - constant:,} in prices as stated, which may hold inflation too."
    )
    if told := _n(costs["budget_kind"] == TOLD):
        yield f"In {told:,} of them no official document tells the first budget: it is the first that was told."
    if assumed:
        yield f"In {assumed:,} of them a price year is assumed: the year in which the document spoke."
    if carried := _n(costs["extended"].notna()):
        yield f"In {carried:,} of them the deflator was carried flat beyond its last year (column extended)."
    if torn := _n(frame["conflicts"].notna()):
        yield f"In {torn:,} projects documents of one time contradict each other (column conflicts)."


def _n(flags: pandas.Series[bool]) -> int:
    return int(flags.fillna(False).sum())
