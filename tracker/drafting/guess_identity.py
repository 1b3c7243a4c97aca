"""Which columns name a project and tell it apart from others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from tracker.clean.headings import plain_words
from tracker.drafting.guess_column import Column
from tracker.drafting.guess_plan import Plan, counted

#: A name of something else than the project.
_OF_OTHERS = (
    *(
        "owner",
        "contractor",
        "financier",
        "agency",
        "operator",
        "country",
        "area",
        "sector",
        "type",
        "status",
        "person",
    ),
    *(
        "url",
        "file",
        "currency",
        "comment",
        "parent",
        "shown",
        "id",
        "accuracy",
        "picture",
        "date",
        "running",
        "progress",
    ),
    *("benefit", "geometry", "capacity", "updated"),
)
_CODE_OF_OTHERS = (
    "country",
    "sector",
    "currency",
    "place",
    "status",
    "type",
    "url",
    "area",
    "person",
    "accuracy",
    "financier",
)
#: From this share of different cells on a column may tell rows apart.
_NEARLY_UNIQUE = 0.99
_PARTS_OF_KEY = ("place", "part", "country", "area", "stage", "agency", "type")
_LONGEST_KEY = 4
_LONGEST_NAME, _LONGEST_CODE = 200, 60


def guess_names(plan: Plan) -> None:
    """Find the name, the name in another script, and other names."""
    scored = sorted(((name_score(c), -c.place, c) for c in plan.left()), key=lambda s: s[:2], reverse=True)
    named = [(score, c) for score, _, c in scored if score > 0]
    if named:
        best_score, best = named[0]
        others = [c for score, c in named[1:] if score >= min(best_score - 2, 7) and score >= 7]
        latin = next((c for c in others if c.non_latin < 0.3), None)
        if best.non_latin > 0.6 and latin is not None:
            best, others = latin, [best, *others]
        rule = plan.say("name", best)
        if not best.heading.any("name", "project", "thing"):
            rule.remarks.append("A guess: no column is headed as a name.")
        local = next((c for c in others if c is not best and c.non_latin > 0.6 and best.non_latin < 0.3), None)
        if local is not None:
            plan.say("name_local", local)
    for c in plan.left():
        h = c.heading
        if not h.any(*_OF_OTHERS) and h.has("name") and c.worded >= 0.7:
            field = "name_local" if h.has("local") else "aliases" if h.has("other") else ""
            if field and plan.said(field) is None:
                split = c.separator(";|,") if field == "aliases" else ""
                plan.say(field, c, split=split)


def name_score(c: Column) -> float:
    """Return how much a column looks like the name of the project, 0 for not at all."""
    h = c.heading
    if c.worded < 0.7 or c.fill < 0.5 or c.uniqueness < 0.3 or c.mean_length > _LONGEST_NAME:
        return 0.0
    if h.any(*_OF_OTHERS) or (h.has("other") or (h.has("local") and not h.has("latin"))):
        return 0.0
    plain = h.any("project", "thing")
    if h.has("name"):
        if h.any("place", "part", "stage") and not plain:
            return 0.0
        score = 10.0 if h.has("project") else 8.5 if h.has("thing") else 9.0
        score -= 0.5 * h.rest + (1.0 if h.any("place", "part", "stage") else 0.0)
    elif h.any("description"):
        score = 4.0 if c.mean_length <= 120 and h.has("project") else 0.0
    elif h.any("place", "stage", "part", "cost", "amount", "budget", "spent", "invest", "commit"):
        return 0.0
    elif h.has("project"):
        score = 7.0 - h.rest
    elif h.has("thing") and c.uniqueness > 0.8:
        score = 5.0 - h.rest
    else:
        return 0.0
    return max(score + 0.5 * c.uniqueness + 0.5 * c.fill, 0.0)


def guess_id(plan: Plan) -> None:
    """Find the columns of the publisher's own id; what else looks like an id is an identifier."""
    name = plan.column_of("name")
    best = _best_id(plan, name)
    if best is not None:
        chosen = [best]
        if best.uniqueness < 1 and (more := _companion(plan, best)) is not None:
            chosen = sorted([best, more], key=lambda c: c.place)
        plan.record.keys["id"] = [c.name for c in chosen]
        plan.take(chosen)
        again = len(best.cells) - len(set(_rows(chosen)))
        if len(chosen) > 1:
            plan.record.remarks.append("One column alone stands twice in some rows; both together do not.")
        elif again > 0:
            what = f"An id stands again in {counted(again)}: each is kept as a record of its own, and reported."
            plan.record.remarks.append(what)
    for c in plan.left():
        h = c.heading
        if h.has("id") and is_running(c):
            plan.ignore(c, "a running number")
        elif h.has("running") and c.filled:
            plan.ignore(c, "an internal number")
        elif (
            h.has("id")
            and not h.any(*_CODE_OF_OTHERS, "agency")
            and _is_code(c)
            and c.uniqueness >= 0.5 <= c.filled / 2
        ):
            twin = next((o for o in plan.columns if o is not c and o.name in plan.taken and o.texts == c.texts), None)
            if twin is not None:
                plan.ignore(c, f"the same as {twin.name}")
            elif plan.said("identifier", item := _scheme(c.name)) is None:
                plan.say("identifier", c, item=item)


def _best_id(plan: Plan, name: Column | None) -> Column | None:
    scored = []
    for c in plan.left():
        h = c.heading
        if not h.has("id") or h.any(*_CODE_OF_OTHERS) or c.fill < 0.98 or not _is_code(c):
            continue
        if c.uniqueness < _NEARLY_UNIQUE and not _names_the_project(c, name):
            continue
        score = 10.0 if h.has("project") else 9.0 if not h.rest else 8.5 if h.any("thing", "part") else 8.0
        score -= 0.3 * h.rest + (2.0 if h.any("contract", "agency", "owner", "name") else 0.0)
        score += 20 * (c.uniqueness - 1) if c.uniqueness >= _NEARLY_UNIQUE else -5.0
        scored.append((score - 3.0 * is_running(c), -c.place, c))
    if not scored:  # a running number is better than nothing: releases often keep it
        scored = [
            (c.uniqueness, -c.place, c)
            for c in plan.left()
            if c.heading.has("running") and c.fill == 1 and c.uniqueness == 1 and len(c.cells) > 1 and not is_running(c)
        ]
    return max(scored, key=lambda s: s[:2])[2] if scored else None


def _names_the_project(c: Column, name: Column | None) -> bool:
    """True where rows that repeat an id repeat the name too, and the other way round."""
    if name is None or c.uniqueness < 0.5:
        return False
    both = len(set(_rows([c, name])))
    return both <= 1.01 * len(c.counts) and len(name.counts) <= 1.01 * len(c.counts)


def _companion(plan: Plan, best: Column) -> Column | None:
    """Return another column of codes that together with the best id tells all rows apart."""
    for c in plan.left():
        is_code = c is not best and c.heading.has("id") and c.fill >= 0.98 and _is_code(c)
        if is_code and len(set(_rows([best, c]))) == len(best.cells):
            return c
    return None


def guess_key(plan: Plan) -> None:
    """Find the columns that tell rows apart where there is no id: the name, with as few others as are needed."""
    if "id" in plan.record.keys:
        return
    name, status = plan.column_of("name"), plan.column_of("status")
    n = len(plan.columns[0].cells) if plan.columns else 0
    key = [name] if name is not None else []
    have = len(set(_rows(key))) if key else 0
    for among in (_PARTS_OF_KEY, ("year", "date", "updated")):
        while have < n and len(key) < _LONGEST_KEY:
            better = [
                (len(set(_rows([*key, c]))), -c.place, c)
                for c in plan.columns
                if c not in key
                and c is not status
                and c.name not in plan.ignored
                and c.fill >= 0.5
                and c.heading.any(*among)
                and (c.worded >= 0.5 or c.heading.any("part", *among[:1]))
                and not c.addresses
            ]
            found = max(better, key=lambda b: b[:2], default=None)
            if found is None or found[0] <= have:
                break
            have = found[0]
            key.append(found[2])
    if not key:
        return
    plan.record.keys["key"] = [c.name for c in key]
    plan.take(key)
    plan.record.remarks.append("There is no column of ids: these tell the records apart (one that is renamed is new).")
    if have < n:
        again = f"They stand again in {counted(n - have)}: each is kept as a record of its own, and reported."
        plan.record.remarks.append(again)


def _rows(columns: Sequence[Column]) -> list[tuple[str, ...]]:
    return list(zip(*(c.texts for c in columns), strict=True))


def _is_code(c: Column) -> bool:
    """True for short cells that are no amounts: no fractions, no sentences."""
    if c.mean_length > _LONGEST_CODE or not c.filled or c.heading.has("date"):
        return False
    return not any(q.value % 1 or q.currency or q.unit for q, _ in c.quantities[:50]) or c.numeric < 0.5


def is_running(c: Column) -> bool:
    """True for 0, 1, 2, ... or 1, 2, 3, ... in the order of the rows."""
    first = c.texts[:1000]
    if len(first) < 2 or not all(t.isdecimal() and len(t) < 10 for t in first):
        return False
    numbers = [int(t) for t in first]
    return numbers[0] in (0, 1) and all(b - a == 1 for a, b in pairwise(numbers))


def _scheme(heading: str) -> str:
    """Return the scheme of an identifier: "GEM location ID" is "gem-location"."""
    words = re.sub(r"[/-]+", " ", plain_words(heading)).split()
    kept = [
        w for w in words if w.lower() not in ("id", "ids", "code", "no", "no.", "number", "nr", "identifier", "ref")
    ]
    return "-".join(kept) or "-".join(words)
