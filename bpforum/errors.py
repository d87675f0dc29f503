"""Owns the failures of the world, under one base with stable codes; the user's mistakes are values.

A message says what happened and what to do next. What a sender can mend about one document is a
`models.submission.Rejected`, never an exception.
"""

from typing import ClassVar


class BpforumError(Exception):
    """Base of all our exceptions. `code` is stable, `exit_code` is what the command ends with."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1


class UnusableForum(BpforumError):
    """The forum folder cannot be worked with as it is; the message lists every problem."""

    code = "unusable_forum"
    exit_code = 2

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems or (message,)


class UnusableSettings(BpforumError):
    """An environment variable of ours has a value that cannot be used; the message names it."""

    code = "unusable_settings"
    exit_code = 2


class ChildFailed(BpforumError):
    """A bounded child process died, or passed a limit, before it could answer."""

    code = "child_failed"


class StoreError(BpforumError):
    """The store cannot do what was asked."""

    code = "store"


class StoreBusy(StoreError):
    """Another process is writing, and went on for longer than we wait."""

    code = "store_busy"


class StoreFull(StoreBusy):
    """More waits to be written than we let wait: nothing of this one was kept."""

    code = "store_full"


class FilingSettled(StoreError):
    """What was filed can no longer be changed: its time is over, or it was erased."""

    code = "filing_settled"


class StoreTooNew(StoreError):
    """The store was written by a later bpforum."""

    code = "store_too_new"


class BlobDamaged(StoreError):
    """Kept bytes are missing or no longer have the digest they were kept under."""

    code = "blob_damaged"


class Unbalanced(BpforumError):
    """The ledger does not balance: something received would have no fate, or two."""

    code = "unbalanced"


class RenderingFailed(BpforumError):
    """The outcome could not be rendered, or rendered to something that breaks a promise."""

    code = "rendering_failed"


class SourceUnreachable(BpforumError):
    """A service did not answer, again and again; what came before is kept, and can be gone on."""

    code = "source_unreachable"


class SourceRefused(BpforumError):
    """A service said no: wrong address, missing or wrong credentials, or a request it refuses."""

    code = "source_refused"


class WeightsMissing(BpforumError):
    """What an encoder computes with is not installed; the message says what to install."""

    code = "weights_missing"
    exit_code = 2


class WeightsDiffer(BpforumError):
    """A file that an encoder computes with is not the one it should be, by its digest."""

    code = "weights_differ"
