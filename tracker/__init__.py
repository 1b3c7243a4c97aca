"""A ledger of dated, sourced claims about civilian infrastructure megaprojects.

``tracker.open(path)`` returns a :class:`tracker.ledger.Ledger`; names are loaded when first used, so that importing the
package (and ``tracker --help``) stays fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.ledger import Ledger
    from tracker.ledger import open_ledger as open

__all__ = ["Ledger", "open"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attribute
    if name in __all__:
        from tracker import ledger

        return {"Ledger": ledger.Ledger, "open": ledger.open_ledger}[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
