"""Who owns, builds and pays, what is built, where it is told; persons, who are never stored; and what stays out."""

from __future__ import annotations

from tracker.clean.headings import plain_words
from tracker.clean.sectors import is_military
from tracker.clean.words import is_total
from tracker.drafting.guess_column import Column
from tracker.drafting.guess_plan import Plan, Rule, counted

_WHO = ("owner", "operator", "agency", "contractor", "financier")
_NOT_WHO = (
    *(
        "person",
        "date",
        "comment",
        "description",
        "id",
        "local",
        "parent",
        "type",
        "status",
        "country",
        "place",
        "amount",
    ),
    *(
        "cost",
        "commit",
        "url",
        "shown",
        "sector",
        "other",
        "file",
        "benefit",
        "accuracy",
        "area",
        "capacity",
        "progress",
    ),
)
_LONGEST_NAME = 250
#: Columns of more different cells are no kinds or departments.
_MOST_KINDS = 500
#: Rows from which on equal columns are no chance.
_ENOUGH = 5


def leave_out_empty(plan: Plan, *, axes: bool = False) -> None:
    """Ignore columns without any cell; with ``axes`` also latitudes and longitudes, which may belong to others."""
    for c in plan.left():
        if not c.filled and (axes or not c.heading.any("lat", "lon")):
            plan.ignore(c, "empty")


def redact_persons(plan: Plan) -> None:
    """Find contact persons: they are neither mapped nor stored."""
    for c in plan.left():
        if c.mails >= 0.2 or (
            c.heading.has("person") and not c.heading.any("owner", "contractor", "date", "updated", "url")
        ):
            plan.ignore(c, "persons")
            plan.redacted.append(c.name)


def guess_address(plan: Plan) -> None:
    """Find the address of the document of each row; links to pictures and files say nothing."""
    found = []
    for c in plan.left():
        if c.filled and (c.pictures >= 0.5 or (c.addresses >= 0.8 and c.heading.has("picture"))):
            plan.ignore(c, "a link to a picture or a file")
        elif c.addresses >= 0.8 and not c.heading.any("file", "geometry", "person"):
            found.append((float(c.heading.has("url")) + c.fill - 0.2 * c.heading.rest, -c.place, c))
    if found:
        best = max(found, key=lambda f: f[:2])[2]
        plan.record.keys["url_column"] = best.name
        plan.take([best])


def guess_description(plan: Plan) -> None:
    """Find what is built."""
    found = [
        (c.mean_length, -c.place, c)
        for c in plan.left()
        if c.heading.has("description")
        and not c.heading.any("comment", "status", "variance", "type", "owner", "place")
        and c.is_text
        and c.mean_length >= 15
    ]
    if found:
        plan.say("description", max(found, key=lambda f: f[:2])[2])


def guess_who(plan: Plan) -> None:
    """Find owners, builders and those who pay. Agencies and operators are owners, with what they are as item."""
    for c in plan.left():
        h = c.heading
        if not h.any(*_WHO) or h.any(*_NOT_WHO) or not c.is_text or c.mean_length > _LONGEST_NAME:
            continue
        if h.any("contractor", "financier"):
            field, item = ("contractor" if h.has("contractor") else "financier"), ""
        else:
            field = "owner"
            item = "operation" if h.has("operator") and not h.has("owner") else ""
            if h.has("agency") and not h.has("owner"):
                item = plain_words(c.name)
        there = next((r for r in plan.fields if r.field == field and r.item == item), None)
        if there is not None:
            plan.why[c.name] = f"{field}, which {there.keys['column']} says"
            continue
        plan.say(field, c, item=item, split=c.separator(";|"))


def leave_out_military(plan: Plan) -> None:
    """Leave out rows of defence: the tracker is about civilian works."""
    for c in plan.columns:
        if c.name in plan.redacted or not c.heading.any(*_WHO, "sector", "type") or len(c.counts) > _MOST_KINDS:
            continue
        if words := [text for text in c.counts if is_military(text)]:
            rows = sum(c.counts[text] for text in words)
            remark = f"{counted(rows)} of defence or armed forces: the tracker is about civilian works."
            plan.excludes.append(Rule({"column": c.name, "values": words}, [remark]))
            plan.take([c])


def leave_out_totals(plan: Plan) -> None:
    """Leave out rows that add up others, by their name or what stands in the first column. No guess looks at them."""
    name = plan.column_of("name")
    sums: set[int] = set()
    for c in plan.columns:
        if c is not name and c.place != 0:
            continue
        if words := [text for text in c.counts if is_total(text)]:
            sums |= {i for i, text in enumerate(c.texts) if text in words}
            remark = f"{counted(sum(c.counts[text] for text in words))} called so: they add up others."
            plan.excludes.append(Rule({"column": c.name, "values": words, "code": "total-row"}, [remark]))
    if sums and len(sums) < max((len(c.cells) for c in plan.columns), default=0):
        kept = [[cell for i, cell in enumerate(c.cells) if i not in sums] for c in plan.columns]
        plan.columns = [Column(c.place, c.name, cells) for c, cells in zip(plan.columns, kept, strict=True)]


def leave_out_rest(plan: Plan) -> None:
    """Ignore what says nothing: one and the same in all rows, or what another column says."""
    seen: dict[tuple[str, ...], Column] = {}
    for c in plan.columns:
        texts = tuple(c.texts)
        if c.filled and len(c.counts) > 2 and len(texts) >= _ENOUGH:
            first = seen.setdefault(texts, c)
            is_left = c.name not in plan.taken and c.name not in plan.ignored
            if first is not c and is_left and first.name not in plan.redacted and not c.heading.any("start", "end"):
                plan.ignore(c, f"the same as {first.name}")
    leave_out_empty(plan, axes=True)
    for c in plan.left():
        if len(c.counts) == 1 and c.fill == 1 and len(c.cells) >= _ENOUGH:
            plan.ignore(c, "the same in all rows")
