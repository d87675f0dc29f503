"""The ledger: one line for each submission, in the columns of `ledger.csv`."""

from models.audience import Audience
from models.base import Instant, Model
from models.ids import Reference
from models.submission import Fate

LEDGER_COLUMNS = (
    "reference", "source", "external_id", "kind", "received_at", "fate", "fate_of", "reason",
    "flags", "reflected_in", "audience",
)  # fmt: skip


class LedgerLine(Model):
    """What became of one submission."""

    reference: Reference
    source: str
    external_id: str
    kind: str
    received_at: Instant
    fate: Fate
    fate_of: str = ""
    reason: str = ""
    flags: tuple[str, ...] = ()
    reflected_in: tuple[str, ...] = ()
    audience: Audience
