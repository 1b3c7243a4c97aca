"""A catalogue in which every text is an attack, and its twin of the same shape in which every text is a plain word.

One project a payload: all texts of project k, its statements, documents and sources are payload k. What runs sets
``window.pwned`` or opens a dialog; what is fetched goes to evil.example.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import fake_atlas

from tracker.views import Atlas, Card, Choice, ClaimRow, DocumentRow, ProjectRow, SourceRow

#: Texts that have hurt pages and spreadsheets.
PAYLOADS = (
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=2>",
    "<svg/onload=window.pwned=3><iframe src=https://evil.example/></iframe>",
    "`${window.pwned=4}${alert(1)}`",
    "{{7*7}}{{constructor.constructor('window.pwned=5')()}}{% raw %}{# #}",
    "<!--<script>",
    "--></title></style></textarea></noscript><script>window.pwned=6</script>",
    "\u2028\u2029';window.pwned=7//",
    "\u202eevol\u2066\u2067 \u0642\u0646\u0627\u0629 \u202a\u202b",
    "javascript:window.pwned=8",
    "data:text/html,<script>window.pwned=9</script>",
    'https://evil.example/"><img src=x onerror=window.pwned=10>',
    " java\tscript:window.pwned=11",
    "HTTPS://evil.example@x/?a='b'&c=%00",
    '=HYPERLINK("https://evil.example";"x")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "-2+3",
    "\t=1+1",
    '\r\n=1+1,"',
    "\uff1d1+1",
    "\U0001f6a7\U0001f469\u200d\U0001f52c\U0001f1e8\U0001f1f3\ufe0f",
    "\ud800lone\udfff\udc00",
    "a\x00b\x01\x1b[31m\x7f\ufffe\ufeff",
    "__proto__",
    "constructor",
    "toString;hasOwnProperty",
    'x" autofocus onfocus=window.pwned=12 style="position:fixed;inset:0',
    "</style><style>*{display:none!important}</style>url(https://evil.example/a.png)",
    "Z\u0351\u036b\u0343" + "\u0300" * 500,
    "p=a&k=2001-01-01#tab=list,,-",
    "%s %n %E0%A4%A {n} {query} {what} one|many $& $1 $`",
    '<a href="javascript:window.pwned=13" ping=https://evil.example>x</a>' * 40,
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 " * 30,
)
#: The name of one project more: a megabyte, and an attack at its end.
LONG = "w" * 1_000_000 + PAYLOADS[0]
N = len(PAYLOADS) + 1

#: Texts that are of a fixed form in every ledger: days, and the ids that a page looks up.
_FORMED = ("_lo", "_hi", "_planned", "_actual")
_KEPT = {"key", "project", "field", "text", "lo", "hi", "about", "as_of", "document", "last_evidence", "status_as_of"}
_KEPT |= {"progress_about", "geometry_type", "first_seen", "last_seen", "slug", "scope", "basis"}


def text(k: int, plain: bool = False) -> str:
    """Return the text of project `k`: the attack, or a plain word of its own."""
    if plain:
        return f"word {k}" if k < len(PAYLOADS) else "w" * 300
    return PAYLOADS[k] if k < len(PAYLOADS) else LONG


def _changed(row: Any, text: str) -> dict[str, str]:
    """Return every text of a row that is not empty and not of a fixed form, as `text`."""
    names = [f.name for f in fields(row) if isinstance(getattr(row, f.name), str)]
    return {n: text for n in names if getattr(row, n) and n not in _KEPT and not n.endswith(_FORMED)}


def _document(d: DocumentRow, text: str) -> DocumentRow:
    return replace(
        d, url=text, publisher=text, original_publisher=text, licence=text, note=text, date=text, linkable=True
    )


def _claim(c: ClaimRow, text: str, slug: str) -> ClaimRow:
    value = {} if c.lo or c.number is not None else {"text": text[:300] if c.field == "status" else text}
    odd = {"item": text, "raw": text, "note": text, "unit": c.unit and text, "qualifier": text, "source": text}
    scope = f"section:{text}" if c.scope != "whole" else c.scope
    return replace(c, **(odd | value), scope=scope, project=slug, document=_document(c.document, text))


def _card(k: int, plain: bool) -> Card:
    base = (fake_atlas.pinglu(), fake_atlas.tunnel())[k % 2]
    said = text(k, plain)
    # an id is kept short by every importer; here it is as bad as the rest
    slug = f"id-{k:02}-{said[:200]}"
    short = said if len(said) < 50_000 else said[:20_000]
    row: ProjectRow = replace(base.project, **_changed(base.project, said[:300]))
    row = replace(row, fid=k + 1, slug=slug, name=said, name_local=f"{short}2", owner=short)
    claims = [_claim(c, short[:2000], slug) for c in base.claims]
    claims.append(replace(claims[0], field=said[:300], key=f"{k:032x}"))  # a field that no dictionary has
    return Card(row, tuple(claims), base.choices | {said[:300]: Choice(said[:300], len(claims) - 1)})


def atlas(plain: bool = False) -> Atlas:
    """Return the catalogue of attacks, or its plain twin."""
    cards = [_card(k, plain) for k in range(N)]
    sources = []
    for k in range(N):
        said = text(k, plain)[:20_000]
        sources.append(SourceRow(said, said, said, said, said, said, "complete", 1, 1, 1, "", ""))
    word = text(0, plain)
    return Atlas(
        tuple(c.project for c in cards),
        {c.project.slug: c for c in cards},
        fake_atlas.NOW,
        "",
        "",
        word,
        tuple(sources),
        {text(k, plain)[:300]: text(k, plain)[:300] for k in range(N)},
    )


#: A heading as bad as the rest, but for lone surrogates, which no file in UTF-8 can hold.
TITLE = "".join(p for p in PAYLOADS if "\ud800" not in p)
