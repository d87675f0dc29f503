"""Passages that are no more: owns saying what became of one that a decision names."""

from collections.abc import Iterable
from functools import cached_property

from bpforum.text import passages
from models.contribution import Contribution
from models.passage import Passage
from models.record import Record

_FATES = {
    "withdrawn": "was withdrawn", "held": "is held back", "refused": "was refused",
    "next_version": "is kept for the next version", "carried_over": "was carried over",
    "counted": "is only counted, as was asked", "quarantined": "cannot be read",
    "failed": "cannot be read", "not_substantive": "is not substantive",
    "listed": "is listed, and not grouped",
}  # fmt: skip


class Former:
    """What was said of contributions that take no part any more, cut as it was when they did."""

    def __init__(self, record: Record, present: Iterable[Passage]) -> None:
        """`present` are the passages of this run."""
        self._record = record
        self._present = present

    def missing(self, target: str) -> str:
        """Why there is no passage, or no passages of a contribution, of that id."""
        known = self._everything.get(target)
        if known is not None:
            return f"{target} has no passages in this run: it {self._state(known)}"
        before = self._closed.get(target)
        if before is None:
            return f"there is no passage {target!r} in this run"
        reference, text = before
        one = self._everything[reference]
        if one.fate != "superseded_by":
            return f"it is a passage of {reference}, which {self._state(one)}"
        latest = self._latest(one)
        words = " ".join(text.split())
        same = self._words.get((latest, words))
        return f"{reference} was replaced by {latest}, " + (
            f"where the same words stand as passage {same}: decide about that one"
            if same
            else "where these words do not stand as they were"
        )

    def _latest(self, one: Contribution) -> str:
        seen = {one.reference}
        while one.fate == "superseded_by" and one.fate_of not in seen:
            seen.add(one.fate_of)
            if one.fate_of not in self._everything:
                break
            one = self._everything[one.fate_of]
        return one.reference

    def _state(self, one: Contribution) -> str:
        if one.fate_of:
            return f"gave way to {one.fate_of}"
        if one.treatment == "annex_only":
            return "stands in the annex alone, as was asked"
        return _FATES.get(one.fate or "", "holds no text to cut")

    @cached_property
    def _everything(self) -> dict[str, Contribution]:
        return {one.reference: one for one in self._record.everything}

    @cached_property
    def _closed(self) -> dict[str, tuple[str, str]]:
        """Passage → its contribution and words, of everything that is not grouped."""
        return {
            piece.id: (one.reference, piece.text)
            for one in self._record.everything
            if one.fate is not None or one.treatment == "annex_only"
            for piece in passages.cut(one)
        }

    @cached_property
    def _words(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for one in self._present:
            found.setdefault((one.contribution, " ".join(one.text.split())), one.id)
        return found
