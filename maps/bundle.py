"""Join the page's ES modules into one script, without a bundler.

The modules in ``static/`` keep a small convention, which this file checks:

- imports are one statement a line, without renaming: ``import { a, b } from "./other.mjs";``
- exports are declarations: ``export function``, ``export const``, ``export class`` (no default, no renaming);
- no template literal holds a line that begins with ``//`` or ``/*`` (comments that fill a line are dropped);
- a name declared at the top level of one module is not declared at the top level of another.

Modules are put in the order of their imports (depth first, in the order that a file names them), so the result is the
same on every machine. The script runs in one function scope: nothing leaks into the page but what ``app.mjs`` returns.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).with_name("static")

_IMPORT = re.compile(r'^import \{ (?:[\w$]+, )*[\w$]+ \} from "\./([\w-]+\.mjs)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class)\b)", re.MULTILINE)
_TOP = re.compile(r"^(?:export )?(?:async )?(?:function\*?|const|let|class) ([\w$]+)", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b(?!\().*$", re.MULTILINE)
_COMMENT = re.compile(r"^[ ]*/\*\*?(?:[^*]|\*(?!/))*\*/\n|^[ ]*// .*\n", re.MULTILINE)


class BundleError(Exception):
    """A module breaks the convention. Raised when a page is built, so that no broken page is ever written."""


@lru_cache(maxsize=4)
def bundle(entry: str = "app.mjs", folder: Path = STATIC) -> str:
    """Return the joined script of `entry` and all that it imports."""
    order: list[str] = []
    _visit(entry, folder, order, ())
    owners: dict[str, str] = {}
    parts = ['"use strict";\n']
    for name in order:
        text = (folder / name).read_text(encoding="utf-8")
        for declared in _TOP.findall(text):
            if declared in owners:
                raise BundleError(f"{declared} is declared in {owners[declared]} and in {name}; rename one")
            owners[declared] = name
        text = _EXPORT.sub("", _IMPORT.sub("", text))
        if left := _LEFT.search(text):
            raise BundleError(f"{name}: {left.group()!r} is outside the convention of maps/bundle.py")
        parts.append(f"// {name}\n{_COMMENT.sub('', text).strip()}\n")
    return "\n".join(parts)


def _visit(name: str, folder: Path, order: list[str], path: tuple[str, ...]) -> None:
    if name in path:
        raise BundleError(f"modules import each other in a circle: {' -> '.join((*path, name))}")
    if name in order:
        return
    for needed in _IMPORT.findall((folder / name).read_text(encoding="utf-8")):
        _visit(needed, folder, order, (*path, name))
    order.append(name)
