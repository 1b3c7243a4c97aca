"""The card of a project in the terminal, in the order of a reader's questions: done, late, how much, who says so."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby

from tracker.clean.dates import months_between, parse_date
from tracker.cli import words
from tracker.cli.tables import one_line
from tracker.fields import FIELDS, GROUPS
from tracker.views import Card, ClaimRow
from tracker.vocab import country_name, sector_label

_WIDTH = 30  # of the progress bar
_STYLES = {"bold": "\x1b[1m", "dim": "\x1b[2m"}


def print_card(card: Card, asked: str, forecast: Sequence[str] = ()) -> None:
    """Print a card to stdout.

    ``asked``: what the user typed; another slug than the present one is said. ``forecast``: lines of
    :mod:`tracker.cli.expected`.
    """
    paint = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def line(text: str = "", style: str = "") -> None:
        text = one_line(text)
        sys.stdout.write(f"{_STYLES[style]}{text}\x1b[0m\n" if paint and style else text + "\n")

    p = card.project
    line(p.name, "bold")
    facts = [p.name_local, ", ".join(country_name(c) or c for c in p.country.split(";") if c), sector_label(p.sector)]
    if p.length_km:
        facts.append(words.amount(p.length_km, "km"))
    line(" · ".join(f for f in facts if f) + f"   [{p.slug}]", "dim")
    if asked != p.slug and asked.replace("_", "-").casefold() != p.slug:
        line(f"({asked} is known here as {p.slug})", "dim")
    line()
    for text, style in status_lines(card):
        line(text, style)
    for heading, lines in (
        ("Dates", date_lines(card)),
        ("Money", money_lines(card)),
        ("Forecast from projects of its kind", forecast),
        ("Milestones", milestone_lines(card)),
        ("Sources disagree", conflict_lines(card)),
    ):
        if lines:
            line()
            line(heading, "bold")
            for text in lines:
                line("  " + text)
    line()
    line(f"All {p.n_claims} claims from {p.n_documents} documents", "bold")
    for text, style in claim_lines(card.claims):
        line(text, style)
    sys.stdout.flush()


def status_lines(card: Card) -> Iterable[tuple[str, str]]:
    """Yield the status with its basis, how sure it is, and the progress bar."""
    p = card.project
    yield words.status(p) + _doubt(deciding(card)), "bold"
    if p.status == "operating":
        yield f"[{'█' * _WIDTH}]", ""
    elif p.progress_pct is not None:
        done = round(min(max(p.progress_pct, 0), 100) / 100 * _WIDTH)
        yield f"[{'█' * done}{'░' * (_WIDTH - done)}] {p.progress_pct:g} %", ""
    if "progress_pct" in card.choices:
        c = card.claims[card.choices["progress_pct"].winner]
        kind = "not said of what" if c.item == "unspecified" else c.item
        yield f"Progress {words.value(c)} ({kind}), {words.day(c.about or c.as_of)} · {words.source(c)}", ""


def deciding(card: Card) -> list[ClaimRow]:
    """Return the claims that say the status: those of the status word, or of the dates it is derived from."""
    p = card.project
    claims = [c for c in card.claims if c.scope == "whole"]
    stated = [c for c in claims if c.field == "status" and c.text == p.status]
    if "status" in card.choices and stated and card.claims[card.choices["status"].winner].text == p.status:
        return stated
    name = {"operating": "completion_actual", "construction": "start_actual"}.get(p.status, "completion_planned")
    return [c for c in claims if c.field == name]


def date_lines(card: Card) -> list[str]:
    """Planned against actual, with what was announced first."""
    out = []
    for label, planned, actual in (
        ("Start", "start_planned", "start_actual"),
        ("Opening", "completion_planned", "completion_actual"),
    ):
        if planned in card.choices:
            c = _winner(card, planned)
            first = _first(card, planned)
            out.append(f"{label + ' planned':<17}{words.value(c)}{_cited(c)}")
            if first and first.text != c.text:
                out.append(f"{'':<17}first announced: {words.value(first)}{_cited(first)}")
        if actual in card.choices:
            c = _winner(card, actual)
            verdict = _against_plan(card, c) if label == "Opening" else ""
            out.append(f"{label + ' actual':<17}{words.value(c)}{_cited(c)}{verdict}")
    return out


def money_lines(card: Card) -> list[str]:
    """Budget, latest estimate or final cost, spent; a change only within one currency and price year."""
    out = []
    budget = _winner(card, "cost_budget") if "cost_budget" in card.choices else None
    for name in ("cost_budget", "cost_estimate", "cost_actual", "spent_to_date"):
        if name not in card.choices:
            continue
        c = _winner(card, name)
        change = ""
        if budget and name in ("cost_estimate", "cost_actual") and budget.number and c.number is not None:
            if (budget.unit, budget.price_year) == (c.unit, c.price_year):
                change = f", {c.number / budget.number - 1:+.0%} on the budget".replace("+0%", "±0 %").replace(
                    "-0%", "±0 %"
                )
            else:
                change = ", other currency or prices than the budget: not compared"
        out.append(f"{FIELDS[name].label:<17}{words.value(c)}{change}{_cited(c)}")
    return out


def milestone_lines(card: Card) -> list[str]:
    """Milestones in the order of their dates, planned ones marked."""
    rows = [c for c in card.claims if c.field in ("milestone", "milestone_planned")]
    rows.sort(key=lambda c: (c.lo, c.hi, c.item))
    return [
        f"{words.value(c):<15}  {c.item}{' (planned)' if c.field == 'milestone_planned' else ''}"
        f"{'' if c.scope == 'whole' else f' [{c.scope}]'} · {words.voice(c)}"
        for c in rows
    ]


def conflict_lines(card: Card) -> list[str]:
    """For each field in conflict the chosen value and its rivals; then weak outliers and unlike money."""
    out: list[str] = []
    for name, choice in card.choices.items():
        others = [(i, "differs") for i in choice.rivals]
        others += [(i, "outlier, weak source") for i in choice.outliers if i not in choice.rivals]
        others += [(i, "other currency or prices, not compared") for i in choice.not_compared]
        if not others:
            continue
        winner = card.claims[choice.winner]
        about = f" ({winner.item})" if winner.item else ""
        out.append(f"{FIELDS[name].label}{about}: {words.value(winner)}{_cited(winner)}")
        for i, why in others:
            out.append(f"    {words.value(card.claims[i])}: {why}{_cited(card.claims[i])}")
    return out


def claim_lines(claims: Sequence[ClaimRow]) -> Iterable[tuple[str, str]]:
    """Yield every claim with its source and date, grouped as the dictionary of fields is."""
    for group, members in groupby(claims, key=lambda c: FIELDS[c.field].group):
        yield "", ""
        yield f"  {GROUPS[group]}", "bold"
        for c in members:
            what = " · ".join(x for x in (c.item, "" if c.scope == "whole" else c.scope) if x)
            head = f"{FIELDS[c.field].label}{f' ({what})' if what else ''}: {words.value(c)}"
            about = f", about {words.day(c.about)}" if c.about and c.about != c.as_of else ""
            yield f"  {head}{about}", ""
            yield f"      {words.said(c)} · {words.source(c)}{f' · {c.note}' if c.note else ''}", "dim"
            if c.document.url:
                copy = "read in a copy, do not follow: " if not c.document.linkable else ""
                yield f"      {copy}{c.document.url}", "dim"


def _winner(card: Card, name: str) -> ClaimRow:
    return card.claims[card.choices[name].winner]


def _first(card: Card, name: str) -> ClaimRow | None:
    """The first announcement of the whole whose own date is known."""
    rows = [
        c for c in card.claims if c.field == name and c.scope == "whole" and c.as_of and not c.as_of.startswith("..")
    ]
    return min(rows, key=lambda c: (c.as_of_lo, c.as_of_hi, c.document.rank, c.key), default=None)


def _against_plan(card: Card, actual: ClaimRow) -> str:
    """In words: how the opening came out against the first plan."""
    plan = _first(card, "completion_planned")
    if plan is None or plan.qualifier not in ("exact", "about"):
        return ""
    a, b = parse_date(plan.text), parse_date(actual.text)
    if a is None or b is None or a.is_open or b.is_open:
        return ""
    gap = months_between(a, b)
    width = (a.half_width_days + b.half_width_days) / 30.4375
    if abs(gap) <= width + 0.5:
        return ", as first planned"
    about = "about " if width > 1 else ""
    return f", {about}{words.months(gap)} {'after' if gap > 0 else 'before'} the first plan"


def _cited(c: ClaimRow) -> str:
    return f" · {words.said(c)}, {words.source(c)}"


def _doubt(claims: list[ClaimRow]) -> str:
    voices = {words.voice(c) for c in claims}
    if not voices:
        return ""
    number = "one source" if len(voices) == 1 else f"{len(voices)} sources"
    return f" ({number}{', weak' if words.is_weak(claims) else ''})"
