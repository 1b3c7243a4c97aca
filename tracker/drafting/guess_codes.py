"""Which columns say the country, the status and the sector: words that a vocabulary knows."""

from __future__ import annotations

from itertools import accumulate, takewhile

from tracker.clean.places import country_codes, is_region
from tracker.clean.sectors import sector_word
from tracker.drafting.guess_column import Column, is_status
from tracker.drafting.guess_plan import Plan, Rule, counted
from tracker.drafting.toml_text import fixes

_NOT_COUNTRY = (
    *("owner", "contractor", "financier", "agency", "operator", "person", "status", "sector", "type", "url", "date"),
    *("shown", "comment", "parent", "description", "capacity", "cost", "amount"),
)
_NOT_STATUS = (
    *("variance", "shown", "comment", "date", "updated", "year", "url", "description", "person", "progress", "owner"),
    *("contractor", "country", "agency", "parent", "file", "benefit", "accuracy"),
)
_NOT_SECTOR = (
    *("shown", "comment", "url", "description", "person", "owner", "contractor", "financier", "country", "geometry"),
    *("status", "date", "capacity", "currency", "accuracy", "parent", "updated"),
)
_LONGEST_STATUS, _LONGEST_SECTOR = 60, 120
_ROWS_COMPARED = 2_000
#: Lines of words to be filled in are no longer.
_LONGEST_LINE = 1_000


def guess_country(plan: Plan) -> None:
    """Find the countries: the best column, and others that add countries to its rows."""
    found = []
    for c in plan.left():
        h = c.heading
        if h.any(*_NOT_COUNTRY) or not h.any("country", "area", "place") or c.mean_length > 100:
            continue
        if not (c.countries >= 0.5 if h.has("country") else c.countries >= 0.9 and h.has("area")):
            if h.any("country", "area") and c.countries > 0.1:
                plan.why[c.name] = "countries, hardly any of which we know"
            continue
        score = c.countries + c.fill + (0.5 if h.has("country") else 0.0) - 0.2 * h.rest - 0.3 * h.has("place")
        score += 0.1 * (c.mean_length <= 3)  # codes say the same as names, and say it plainly
        found.append((score, -c.place, c))
    if not found:
        return
    found.sort(key=lambda f: f[:2], reverse=True)
    best = found[0][2]
    _add_country(plan, best)
    first = [set(country_codes(t)) for t in best.texts[:_ROWS_COMPARED]]
    for _, _, c in found[1:]:
        other = [set(country_codes(t)) for t in c.texts[:_ROWS_COMPARED]]
        told = [(a, b) for a, b in zip(first, other, strict=True) if b]
        alike = sum(b <= a for a, b in told)
        if told and alike >= 0.8 * len(told):
            plan.ignore(c, f"the country, as {best.name} says it")
        elif c.heading.number or best.heading.stem == c.heading.stem:
            _add_country(plan, c)
        else:
            plan.why[c.name] = f"other countries than {best.name}"


def _add_country(plan: Plan, c: Column) -> None:
    rule = plan.say("country", c, split=c.separator(";|"))
    sign = str(rule.keys.get("split", ""))
    parts = Column(c.place, c.name, [p.strip() for t in c.texts for p in t.split(sign)]) if sign else c
    unknown = parts.unknown(lambda t: country_codes(t) or is_region(t))
    _offer_values(rule, unknown, "no country that we know", "its alpha-3 code")


def guess_status(plan: Plan) -> None:
    """Find the status; "Status 2023" beside "Status 2024" says what held at the end of that year."""
    found = []
    for c in plan.left():
        h = c.heading
        if h.any(*_NOT_STATUS) or not h.any("status", "stage") or not c.filled or c.mean_length > _LONGEST_STATUS:
            continue
        if c.statuses >= (0.3 if h.has("status") else 0.6):
            score = (
                c.statuses + c.fill + 0.5 * h.has("status") - 0.2 * h.rest - 0.2 * h.any("part", "approval", "place")
            )
            found.append((score, -c.place, c))
        elif h.has("status"):
            plan.why[c.name] = "a status, hardly any word of which we know"
    if not found:
        return
    best = max(found, key=lambda f: f[:2])[2]
    for c in family(best, [f[2] for f in found]):
        rule = plan.say("status", c, split=c.separator("|"), **_said_in(c))
        _offer_values(rule, c.unknown(is_status), "no status that we know", "the status")


def guess_sector(plan: Plan) -> None:
    """Find the sector; a project has one, so that the first of several columns counts."""
    found = []
    for c in plan.left():
        h = c.heading
        if h.any(*_NOT_SECTOR) or not h.any("sector", "type") or not c.is_text or c.mean_length > _LONGEST_SECTOR:
            continue
        strong = h.has("sector")
        specific = c.share_of_texts(lambda t: sector_word(t) not in (None, "other"))
        if h.rest > 1 or c.fill < (0.3 if strong else 0.5):
            continue
        if c.sectors >= (0.3 if strong else 0.6) and specific >= (0.1 if strong else 0.6):
            score = specific + c.fill + 0.5 * strong - 0.2 * h.rest - 0.1 * h.number
            found.append((score, -c.place, c))
    if not found:
        return
    best = max(found, key=lambda f: f[:2])[2]
    rule = plan.say("sector", best)
    if len(found) > 1:
        rule.remarks.append("A project has one sector: this column, not the others.")
    unknown = best.unknown(sector_word)
    _offer_values(rule, unknown, "no sector that we know; they are kept as they stand", "a sector word")


def offer_sector(plan: Plan) -> str:
    """Return the sector that the names of nearly all projects tell of, "" where they do not."""
    name = plan.column_of("name")
    if name is None or plan.said("sector"):
        return ""
    said: dict[str, int] = {}
    for _, text, n in name.looked_at:
        word = sector_word(text) or ""
        said[word] = said.get(word, 0) + n
    word, n = max(said.items(), key=lambda s: (s[1], s[0]), default=("", 0))
    return word if word not in ("", "other") and n >= 0.7 * sum(said.values()) else ""


def family(best: Column, among: list[Column]) -> list[Column]:
    """Return a column with those that have the same heading for other years; by itself where it names no year."""
    if len(best.heading.years) != 1:
        return [best]
    alike = [c for c in among if c.heading.stem == best.heading.stem and len(c.heading.years) == 1]
    return sorted(alike, key=lambda c: c.place)


def _said_in(c: Column) -> dict[str, str]:
    years = c.heading.years
    return {"as_of": years[0]} if len(years) == 1 else {}


def _offer_values(rule: Rule, unknown: list[tuple[str, int]], what: str, instead: str) -> None:
    if not unknown:
        return
    rows = sum(n for _, n in unknown)
    words = "A word" if len(unknown) == 1 else f"{len(unknown)} words"
    rule.remarks.append(f"{words} in {counted(rows)}: {what}. Write {instead} behind, and take the # away.")
    listed = list(takewhile(lambda texts: len(fixes(texts)) < _LONGEST_LINE, accumulate([t] for t, _ in unknown)))
    rule.offers.append(fixes(listed[-1] if listed else [unknown[0][0]]))
