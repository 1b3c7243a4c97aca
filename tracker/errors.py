"""All exceptions of the tracker.

::

    TrackerError                 the command cannot continue
    |- UsageError                the call is wrong: unknown project, field, option value
    |- FormatError               a file is not what it should be
    |- SourceChanged             a publisher changed its layout
    |- FetchError                a download failed
    |- Refused                   an import met problems and --strict was asked for
    |- Interrupted               Ctrl-C after a part of the work was done
    `- StoreError                the ledger cannot be opened, read or written
       |- LedgerMissing          there is no ledger at that place
       |- LedgerOutdated         the file needs ``tracker db upgrade``
       |- LedgerTooNew           the file was written by a newer tracker
       `- LedgerBusy             another process is writing

Odd *data* never raises: it becomes an :class:`tracker.model.Issue`.
"""

from __future__ import annotations


class TrackerError(Exception):
    """The command cannot continue. ``str()`` is one sentence; ``hint`` says what to do next."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(TrackerError):
    """The call is wrong: an unknown project, field or option value. Raised before anything is read."""

    exit_code = 2


class FormatError(TrackerError):
    """A file is not what it should be. Raised by readers, with the file and the line."""


class SourceChanged(TrackerError):
    """A publisher changed its layout, so that a source can no longer be read."""


class FetchError(TrackerError):
    """A download failed. Raised by the only door to the network."""


class Refused(TrackerError):
    """An import met problems, and ``--strict`` asked to import nothing then."""

    exit_code = 3


class Interrupted(TrackerError):
    """Ctrl-C came after a part of the work was done; the message says which."""

    exit_code = 130


class StoreError(TrackerError):
    """The ledger cannot be opened, read or written."""


class LedgerMissing(StoreError):
    """There is no ledger at the given place."""


class LedgerOutdated(StoreError):
    """The ledger was made by an older tracker and needs ``tracker db upgrade``."""


class LedgerTooNew(StoreError):
    """The ledger was made by a newer tracker than this one."""


class LedgerBusy(StoreError):
    """Another process held the write lock for longer than we wait: run the command again later."""

    exit_code = 4
