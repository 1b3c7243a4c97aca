"""Which columns say when works begin and end, other dates, and when a row was said."""

from __future__ import annotations

from collections import Counter

from tracker.clean.dates import FIRST, PartialDate
from tracker.clean.headings import plain_words
from tracker.clean.status import status_word
from tracker.drafting.guess_column import Column
from tracker.drafting.guess_plan import Plan, Rule
from tracker.drafting.toml_text import toml_of
from tracker.fields import FIELDS

_NOT_DATE = (
    "id",
    "cost",
    "amount",
    "budget",
    "spent",
    "url",
    "person",
    "length",
    "capacity",
    "progress",
    "variance",
    "shown",
)
_LATER = frozenset(("proposed", "planned"))
_BEGUN = frozenset(("construction", "suspended", "completed", "operating", "retired"))
_DONE = frozenset(("completed", "operating", "retired"))
_PARTICIPLES = ("started", "ended")
#: Kind of date (start, completion) -> what headings tell of it: "planned", "actual".
Told = dict[str, frozenset[str]]
#: Kind of date -> statuses of rows whose day came, and of those whose day is planned.
_BY_STATUS = {
    "start": (_BEGUN, _LATER),
    "completion": (_DONE, _LATER | {"construction"}),
}


def guess_as_of(plan: Plan, today: str) -> None:
    """Find the day on which a row was said. A bare year is only offered: it may be that of anything."""
    found = []
    for c in plan.left():
        h = c.heading
        if (
            h.has("updated")
            and not h.any("start", "end", "opening", "person", "status", "comment")
            and c.plainly_dated >= 0.8
        ):
            past = [d.lo <= today for d in c.dates() if d]
            if past and sum(past) >= 0.95 * len(past) and c.fill >= 0.3:
                found.append((c.fill - 0.2 * h.rest, -c.place, c))
    if found:
        best = max(found, key=lambda f: f[:2])[2]
        plan.record.keys["as_of_column"] = best.name
        plan.take([best])
        return
    for c in plan.left():
        h = c.heading
        others = h.concepts - {"year", "date", "updated"}
        if h.has("year") and not others and not h.rest and c.filled and c.plainly_dated > 0.9:
            plan.record.offers.append(
                f"as_of_column = {toml_of(c.name)}   # if it is the year in which the row was said"
            )
            plan.why[c.name] = "a year; the year of saying? See as_of_column above"
            return


def guess_dates(plan: Plan, today: str) -> None:
    """Find starts, openings and milestones. Heading, status and calendar tell whether a day was planned or came."""
    chosen: dict[tuple[str, str], tuple[tuple[float, ...], Column, str]] = {}
    told = _told(plan, today)
    for c in plan.left():
        if not c.filled or c.dated < 0.8 or c.heading.any(*_NOT_DATE) or not _looks_dated(c):
            continue
        said = _field_of(plan, c, today, told)
        if said is None:
            continue
        field, item, why = said
        h = c.heading
        rank = (
            -float(h.any("first")), float(not c.is_years), c.fill, float(not h.any("contract", "part")),
            -float(h.rest), -float(c.place),
        )  # fmt: skip
        key = (field, item)
        if key in chosen and chosen[key][0] >= rank:
            plan.why[c.name] = f"{field}, which {chosen[key][1].name} says"
            continue
        if key in chosen:
            plan.why[chosen[key][1].name] = f"{field}, which {c.name} says"
        chosen[key] = (rank, c, why)
    for (field, item), (_, c, why) in chosen.items():
        plan.why.pop(c.name, None)
        if field in _BY_STATUS:
            _say_by_status(plan, c, field)
            continue
        rule = plan.say(field, c, item=item)
        if why:
            rule.remarks.append(why)


def guess_date_order(plan: Plan) -> None:
    """Say how days in digits are written: for the file where all columns agree, else column by column."""
    by_name = {c.name: c for c in plan.columns}
    dated = [(r, by_name[str(r.keys["column"])]) for r in plan.fields if _is_date(r)]
    said = by_name.get(str(plan.record.keys.get("as_of_column", "")))
    columns = [c for _, c in dated] + ([said] if said else [])
    orders = Counter(c.date_order for c in columns if c.date_order in ("dmy", "mdy"))
    is_open = [c.name for c in columns if c.is_order_open]
    if len(orders) > 1:
        plan.file.keys["date_order"] = orders.most_common(1)[0][0]
        for rule, c in dated:
            if c.date_order and c.date_order != plan.file.keys["date_order"]:
                rule.keys["date_order"] = c.date_order
    elif orders:
        plan.file.keys["date_order"] = next(iter(orders))
        if is_open:
            plan.file.remarks.append(
                f"The order of days was found elsewhere and not in {', '.join(is_open)}: check it."
            )
    elif is_open:
        plan.file.remarks.append(
            f"Days as 03/04/2015 have two readings, and no cell of {', '.join(is_open)} tells which:"
        )
        plan.file.remarks.append("take the # away from one of these lines, else such days are reported and not read.")
        plan.file.offers += ['date_order = "dmy"', 'date_order = "mdy"']


def offer_fiscal_year(plan: Plan) -> None:
    """Offer to say when fiscal years begin, where a column of dates writes such."""
    by_name = {c.name: c for c in plan.columns}
    found = [text for r in plan.fields if _is_date(r) if (text := by_name[str(r.keys["column"])].fiscal_year)]
    if found:
        plan.file.remarks.append(
            f'A fiscal year as "{found[0]}" counts as all the calendar years that it may lie in. If it begins in April:'
        )
        plan.file.offers.append('fiscal_year_start = "04-01"')


def _looks_dated(c: Column) -> bool:
    """True where cells are days, or numbers under a heading that speaks of dates."""
    return not c.is_years or c.heading.any(
        "year", "date", "start", "started", "end", "ended", "opening", "retire", "works"
    )


def _field_of(plan: Plan, c: Column, today: str, told: Told) -> tuple[str, str, str] | None:
    """Return (field, item, remark) of a column of dates, None where its heading names nothing that we know."""
    h = c.heading
    if h.has("retire"):
        planned = h.has("planned") or _is_ahead(c, today)
        return ("milestone_planned" if planned else "milestone", "retirement", "")
    if h.any("end", "ended", "opening") and not h.any("to"):
        if h.any("commit", "financier", "contract") and not h.any("works", "planned", "actual"):
            return _milestone(c, today)
        if c.is_years and h.rest:
            return None
        if _depends(plan, c, _DONE, told["completion"]):
            return "completion", "", ""
        planned, why = _planned(plan, c, today, _DONE, told["completion"])
        return ("completion_planned" if planned else "completion_actual", "", why)
    if h.any("start", "started"):
        if h.any("contract", "stage", "financier", "commit") and not h.has("works"):
            return _milestone(c, today)
        if c.is_years and (h.rest or not h.any("works", "started", "actual", "planned")):
            plan.why[c.name] = f"a year: of the start of works, or of operation? {_with_status(plan)}"
            return None
        if _depends(plan, c, _BEGUN, told["start"]):
            return "start", "", ""
        planned, why = _planned(plan, c, today, _BEGUN, told["start"])
        return ("start_planned" if planned else "start_actual", "", why)
    return _milestone(c, today) if h.has("approval") and not c.is_years else None


def _with_status(plan: Plan) -> str:
    """Return how a year of opening is mapped where the status tells whether it came."""
    status = plan.column_of("status")
    words = [t for t in status.meaning if status_word(t) in _DONE][:6] if status else []
    if status is None or not words:
        return "Map it as one of the dates"
    where = f"where = {{ column = {toml_of(status.name)}, values = {toml_of(words)} }}"
    return f"If of operation: completion_actual, with {where}"


def _milestone(c: Column, today: str) -> tuple[str, str, str]:
    words = [
        w for w in plain_words(c.name).split() if w.lower() not in ("date", "of", "year", "day", "planned", "actual")
    ]
    planned = c.heading.has("planned") or _is_ahead(c, today)
    return ("milestone_planned" if planned else "milestone", " ".join(words) or "milestone", "")


def _planned(plan: Plan, c: Column, today: str, reached: frozenset[str], told: frozenset[str]) -> tuple[bool, str]:
    """Return whether days are plans, with a remark where that was not plainly said.

    Told, in this order, by the heading, by another column that is headed as the actual one, by days ahead, and by the
    status of the dated rows. Where nothing tells, a plan is the safer reading.
    """
    h = c.heading
    if _says_it_came(c, today):
        return False, ""
    if h.has("planned"):
        return True, ""
    if told == {"actual"}:
        return True, "Another column says what came, so this is taken as the plan."
    if _is_ahead(c, today):
        return True, "Some of these days are ahead, so they are taken as planned."
    status = plan.column_of("status")
    words = [status_word(s) for s, d in zip(status.texts, c.dates(), strict=True) if d] if status else []
    known = [w for w in words if w]
    if known and sum(w in reached for w in known) >= 0.9 * len(known):
        return False, "The status of the rows says that these days came."
    return True, "Planned or actual? Nothing tells; a plan is the safer reading."


def _depends(plan: Plan, c: Column, reached: frozenset[str], told: frozenset[str]) -> bool:
    """True where nothing but the status of the rows tells which days came: some are reached, others are ahead."""
    status = plan.column_of("status")
    if status is None or len(plan.all_of("status")) > 1 or told:
        return False
    words = [w for s, d in zip(status.texts, c.dates(), strict=True) if d and (w := status_word(s))]
    came = sum(w in reached for w in words)
    ahead = sum(w in _BY_STATUS[_kin(c)][1] for w in words)
    return min(came, ahead) >= 0.05 * len(words) > 0


def _say_by_status(plan: Plan, c: Column, kind: str) -> None:
    """Say a date as actual for rows of one status and as planned for those of others."""
    status = plan.column_of("status")
    assert status is not None
    by_word = {t: status_word(t) for t in status.meaning}
    for suffix, wanted in zip(("actual", "planned"), _BY_STATUS[kind], strict=True):
        words = [t for t, w in by_word.items() if w in wanted]
        rule = plan.say(f"{kind}_{suffix}", c, where={"column": status.name, "values": words})
        if suffix == "planned":  # it is written first
            rule.remarks.append("Of rows that the status says to be ahead these days are planned, of others they came.")


def _kin(c: Column) -> str:
    return (
        "start" if c.heading.any("start", "started") and not c.heading.any("end", "ended", "opening") else "completion"
    )


def _told(plan: Plan, today: str) -> Told:
    """Return for starts and completions what the headings of their columns tell: that days are planned, or actual."""
    found: dict[str, set[str]] = {"start": set(), "completion": set()}
    for c in plan.columns:
        h = c.heading
        if h.any("start", "end", "opening", *_PARTICIPLES) and c.filled and c.dated >= 0.8:
            if _says_it_came(c, today):
                found[_kin(c)].add("actual")
            elif h.has("planned"):
                found[_kin(c)].add("planned")
    return {kind: frozenset(said) for kind, said in found.items()}


def _says_it_came(c: Column, today: str) -> bool:
    """True for a heading that tells of what came; "Year completed" with years ahead means plans too."""
    return c.heading.has("actual") or (c.heading.any(*_PARTICIPLES) and not _is_ahead(c, today))


def _is_ahead(c: Column, today: str) -> bool:
    days = [_is_after(d, today) for d in c.dates() if d]
    return sum(days) > 0.01 * len(days)


def _is_after(day: PartialDate, today: str) -> bool:
    """True for a day ahead, and for "by 2031", which has no beginning."""
    return (day.hi if day.lo == FIRST else day.lo) > today


def _is_date(rule: Rule) -> bool:
    return FIELDS[rule.field].type == "date" and "column" in rule.keys
