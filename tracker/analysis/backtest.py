"""Forecasts of past days, with what documents of those days told, against what happened since.

Each date knows its own documents only: the classes, the first and the official figures are those of the day. Nothing
is taken out for how it ended: what was cancelled later is forecast like the rest, and did not open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.analysis import scoring
from tracker.analysis.classes import known
from tracker.analysis.overrun import Compare, as_stated
from tracker.analysis.reference import SHOWN, Difference, difference
from tracker.analysis.result import LEAST, Column, Result, Tally, typed
from tracker.analysis.scoring import METHODS, Life, Method, Price, Quantity, Scored
from tracker.analysis.standing import YEAR, Standing
from tracker.clean.days import day_number
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.views import Moment

#: Years within which an opening is looked for.
HORIZON = 3.0
#: Dates from which on they are groups of their own in an interval.
_DATES = 5
_LABEL: dict[Method, str] = {
    "class": "reference class",
    "base rate": "constant base rate",
    "official": "official figure",
    "finished only": "finished projects only",
}
_WHAT = {"cost": "final cost", "opening": "opening"}
COLUMNS = (
    Column("quantity", "text", "Quantity", "What was forecast: cost or opening."),
    Column("date", "day", "Date", "Day of the forecast; missing for all dates together."),
    Column("method", "text", "Method", "reference class, constant base rate, official figure, finished projects only."),
    Column("n", "integer", "n", "Forecasts that were scored."),
    Column("n_projects", "integer", "Projects", "Different projects among them."),
    Column("crps", "number", "CRPS", "Mean continuous ranked probability score, less is better: of cost in "
           "logarithms of factors (0.1 is about 10 %), of openings in years within the horizon."),
    Column("brier", "number", "Brier", "Mean squared error of a chance, less is better: that the cost ends above the "
           "official figure, that it opens within the horizon."),
    *(
        Column(f"covered_p{round(100 * p)}", "number", f"Covered by P{round(100 * p)}", "Share of outcomes at or below "
               f"this quantile; {p:g} would be right. Of quantiles within the horizon only.")
        for p in SHOWN
    ),
    Column("crps_apart", "number", "CRPS against class", "Mean CRPS of the reference class less that of this method; "
           "negative: the class is better."),
    Column("crps_apart_low", "number", "from", "Lower end of its 95 % interval."),
    Column("crps_apart_high", "number", "to", "Upper end of its 95 % interval."),
    Column("verdict", "text", "Class is", "Whether the reference class is better or worse than this method, where the "
           "interval leaves out no difference."),
    Column("why", "text", "Why not", "Why nothing is given."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Past:
    """A past day (ISO) and how projects stood by the documents of that day."""

    day: str
    standings: Sequence[Standing]


def backtest(
    pasts: Iterable[Past],
    today: Sequence[Standing],
    now: str,
    *,
    asked: Iterable[str] | None = None,
    horizon: float = HORIZON,
    compare: Compare = as_stated,
    at: Moment | None = None,
) -> Result:
    """Score forecasts of past days.

    Parameters
    ----------
    pasts
        What documents of each day told (``--as-of DAY --contemporary``).
    today
        What is known now: the outcomes.
    now
        The day of it (ISO).
    asked
        Slugs of the projects that are forecast; None for all. Classes are made of all.
    horizon
        Years within which an opening is looked for; dates whose horizon is not over are refused for openings.
    compare
        How a final cost is set against a budget.

    Raises
    ------
    UsageError
        A date is not before ``now``.
    """
    pasts = sorted(pasts, key=lambda p: p.day)
    if late := [p.day for p in pasts if p.day >= now]:
        raise UsageError(f"{late[0]} is not before {now}, the day of what is known.", "Take an earlier date.")
    wanted = None if asked is None else frozenset(asked)
    ends = ends_of(today)
    finals = {s.row.slug: s for s in today}
    # Open since nobody knows when: that it opened is known, but no score can be given.
    unknown = {s.row.slug for s in today if s.is_open and s.row.slug not in ends}
    scored: list[Scored] = []
    dates: list[tuple[Quantity, str, str]] = []
    tally, every, used = Tally(), set[str](), set[str]()
    for past in pasts:
        rows = sorted(past.standings, key=lambda s: s.row.slug)
        here = [s for s in rows if not s.is_over and (wanted is None or s.row.slug in wanted)]
        every.update(s.row.slug for s in here)
        prices = [p for s in here if (p := _price(s, finals.get(s.row.slug), compare)) is not None]
        new = list(scoring.figures(past.day, known(rows, past.day), prices))
        dates.append(("cost", past.day, _why(len(prices), new, "final costs are known")))
        scored += new
        day = float(day_number(past.day))
        if day + horizon * YEAR > day_number(now):
            dates.append(("opening", past.day, f"{horizon:g} years are not over"))
            continue
        lives = [life for s in rows if (life := _life(s, past.day)) is not None]
        due = {s.row.slug for s in here} - unknown
        new = [s for s in scoring.openings(past.day, day, lives, ends, horizon) if s.project in due]
        n = sum(x.ended is None and not x.given_up and x.project in due for x in lives)
        dates.append(("opening", past.day, _why(n, new, "unfinished with a date")))
        scored += new
    used.update(s.project for s in scored)
    for slug in sorted(every - used):
        why = "open, and no document gives the day" if slug in unknown else "no date could forecast and judge them"
        tally.add(why, slug)
    frame = typed(table(scored, dates), COLUMNS)
    return Result(
        "backtest",
        "Forecasts of past days against what happened",
        frame,
        COLUMNS,
        len(used),
        len(every),
        f"At each date reference classes of at least {LEAST} are made of what documents of that day told, each"
        f" unfinished project is forecast, and the forecast is scored with what is known on {now}. Openings are looked"
        f" for within {horizon:g} years. docs/reference/methods/forecast.md.",
        tally.left_out(),
        tuple(verdicts(frame)),
        at,
    )


def table(scored: Sequence[Scored], dates: Sequence[tuple[Quantity, str, str]]) -> list[dict[str, Any]]:
    """Return the rows of COLUMNS: each quantity at each date and over all dates, by each method.

    ``dates``: (quantity, day, why nothing can be given or "").
    """
    rows: list[dict[str, Any]] = []
    for quantity in dict.fromkeys(q for q, _, _ in dates):
        own = [s for s in scored if s.quantity == quantity]
        told = [(day, why) for q, day, why in dates if q == quantity]
        for day, why in [*told, ("", "")]:
            rows += _rows(quantity, day, [s for s in own if not day or s.day == day], why)
    return rows


def verdicts(frame: Any, what: Mapping[str, str] = _WHAT) -> list[str]:  # noqa: ANN401 - a pandas frame
    """Return in plain words how the reference class did over all dates, against each other method.

    ``what``: how each quantity is called.
    """
    out = []
    for quantity in frame["quantity"].unique():
        whole = frame[(frame["quantity"] == quantity) & frame["date"].isna()]
        for row in whole.itertuples():
            if row.method == _LABEL["class"]:
                if isinstance(row.why, str):
                    out.append(f"Forecasts of {what[quantity]}: not tested, {row.why}.")
                continue
            if not isinstance(row.verdict, str):
                continue
            skill = {
                "better": "the reference class is better than the",
                "worse": "the reference class is worse than the",
                "no difference": "the reference class shows no skill over the",
            }[row.verdict]
            out.append(
                f"Forecasts of {what[quantity]}: {skill} {row.method} (CRPS {row.crps_apart:+.2f}, 95 % interval"
                f" {row.crps_apart_low:+.2f} to {row.crps_apart_high:+.2f}; {row.n} forecasts of {row.n_projects}"
                " projects)."
            )
    return out


def _rows(quantity: Quantity, day: str, scored: Sequence[Scored], why: str) -> list[dict[str, Any]]:
    by: dict[Method, dict[tuple[str, str], Scored]] = {m: {} for m in METHODS}
    for s in scored:
        by[s.method][s.day, s.project] = s
    ours = by["class"]
    projects = {project for _, project in ours}
    if not why and len(projects) < LEAST:
        why = f"{len(projects)} projects, fewer than {LEAST}"
    head = {"quantity": quantity, "date": day, "n": len(ours), "n_projects": len(projects)}
    if why:
        return [{**head, "method": _LABEL["class"], "why": why}]
    rows = []
    for method, theirs in by.items():
        shared = [k for k in ours if k in theirs]
        if len({project for _, project in shared}) < LEAST:
            continue
        row = {**head, "method": _LABEL[method], **_scores([theirs[k] for k in shared])}
        row["n"], row["n_projects"] = len(shared), len({project for _, project in shared})
        if method != "class":
            row |= _apart([ours[k] for k in shared], [theirs[k] for k in shared])
        rows.append(row)
    return rows


def _scores(scored: Sequence[Scored]) -> dict[str, float]:
    n = len(scored)
    out = {"crps": sum(s.crps for s in scored) / n, "brier": sum(s.brier for s in scored) / n}
    for k, p in enumerate(SHOWN):
        judged = [s.covered[k] for s in scored if s.covered[k] is not None]
        if len(judged) >= LEAST:
            out[f"covered_p{round(100 * p)}"] = sum(map(bool, judged)) / len(judged)
    return out


def _apart(ours: Sequence[Scored], theirs: Sequence[Scored]) -> dict[str, Any]:
    groupings: list[Sequence[str]] = [[s.project for s in ours]]
    # With fewer dates they cannot be told from what one year did to all projects alike: the method page says so.
    if len({s.day for s in ours}) >= _DATES:
        groupings.append([s.day for s in ours])
    found: Difference = difference([s.crps for s in ours], [s.crps for s in theirs], *groupings)
    return {
        "crps_apart": found.mean, "crps_apart_low": found.low, "crps_apart_high": found.high, "verdict": found.word,
    }  # fmt: skip


def _why(n: int, new: Sequence[Scored], what: str) -> str:
    """Return why a date gives nothing: too few to forecast, or no class."""
    if n < LEAST:
        return f"{n} {what}, fewer than {LEAST}"
    done = len({s.project for s in new})
    return "" if done >= LEAST else f"{done} with a class, fewer than {LEAST}"


def _price(then: Standing, today: Standing | None, compare: Compare) -> Price | None:
    """Return a cost to forecast on a day, where its final cost is known now and can be compared with its budget."""
    if then.cost is None or then.cost.is_final or today is None or today.cost is None or not today.cost.is_final:
        return None
    final = compare(today.card, then.cost.budget, today.cost.latest)
    if isinstance(final, str):
        return None
    return Price(then.row.slug, then.row.sector, then.cost.times, 1 + final.mid / 100)


def _life(then: Standing, day: str) -> Life | None:
    """Return the wait of a project as a day knew it."""
    wait = then.wait(day)
    if wait is None or then.opening is None:
        return None
    own, reached = then.opening, wait[1]
    ended = own.opened.mid if reached and own.opened is not None else None
    return Life(then.row.slug, then.row.sector, own.first.said_mid, own.first.mid, ended, own.latest.mid, then.is_over)


def ends_of(today: Iterable[Standing]) -> Mapping[str, float]:
    """Return the openings that are known, in days since 1970-01-01."""
    return {s.row.slug: s.opening.opened.mid for s in today if s.opening and s.opening.opened}
