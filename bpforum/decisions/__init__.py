"""Replays people's decisions over what the machine grouped and drafted; forgets none of them.

A decision that no longer applies is handed back with the reason, for `changes.json`.
"""

from bpforum.decisions.additions import Additions, additions
from bpforum.decisions.holding import Holding, holding
from bpforum.decisions.marks import check_marks
from bpforum.decisions.paragraphs import edit
from bpforum.decisions.publications import newest, publications
from bpforum.decisions.replaying import KINDS, About, Moved, Replayed, replay
from bpforum.decisions.words import in_order, printed_words, split_id, without_reason

__all__ = [
    "KINDS", "About", "Additions", "Holding", "Moved", "Replayed", "additions", "check_marks",
    "edit", "holding", "in_order", "newest", "printed_words", "publications", "replay",
    "split_id", "without_reason",
]  # fmt: skip
