"""Makes `ledger.csv` and `contributions.csv` of both views, in one pass over what was received.

It settles nothing: what became of each is handed to it, and how each is named the draft says. Rows
are made by parts; which of these stay as they were, `TableParts` knows.
"""

from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from functools import cached_property
from itertools import pairwise

import numpy as np

from bpforum.csv_file import lines_of
from bpforum.drafting.draft import Draft
from bpforum.ledger import citing, in_words
from bpforum.record_file import batch_of
from bpforum.run_folder import PUBLIC
from bpforum.settled import Closing, Settled
from bpforum.table_parts import Lines, Part, TableParts
from bpforum.text.columns import Codes, Column
from bpforum.validation.fates import public_flags
from models.contribution import Contribution
from models.ids import number_of
from models.ledger import LEDGER_COLUMNS
from models.submission import Fate

LEDGER, CONTRIBUTIONS = "ledger.csv", "contributions.csv"
_CONTRIBUTION_COLUMNS = (
    "reference", "kind", "title", "listed_as", "stakeholder_group", "region", "language",
    "received_at", "call", "words", "flags", "fate", "fate_of",
)  # fmt: skip
_FILES = (
    (LEDGER, LEDGER_COLUMNS), (CONTRIBUTIONS, _CONTRIBUTION_COLUMNS),
    (PUBLIC + LEDGER, LEDGER_COLUMNS), (PUBLIC + CONTRIBUTIONS, _CONTRIBUTION_COLUMNS),
)  # fmt: skip
_UNCITED = ("listed", "same_text_as")
_Writing = Callable[[str], AbstractContextManager[Callable[[bytes], None]]]


def write_tables(
    whole: Draft, public: Draft, record: Settled, writing: _Writing, kept: TableParts | None = None
) -> None:
    """The four files, `writing` each by its path below the run folder.

    In the secretariat's ledger stands all that was received; in the public one what was given to
    everybody, without file names, words of reasons, or any flag that tells of others.
    `contributions.csv` is Annex 1 as data: who is listed there, as each wishes to be. `kept` is
    what earlier runs made, which learns what this one does.
    """
    made = _Made(whole, public, record)
    with ExitStack() as open_files, closing(kept or TableParts()) as parts:
        writes = [open_files.enter_context(writing(path)) for path, _ in _FILES]
        for write, (_, head) in zip(writes, _FILES, strict=True):
            write(lines_of(len(head), [head]))
        parts.seal(whole, public)
        for part in made.parts():
            for write, lines in zip(writes, parts.lines(part, made.lines), strict=True):
                write(lines)


class _View:
    """What one view tells of everything that it knows of, row by row."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.cited: Mapping[str, Sequence[str]] = citing(draft.outcome)
        self.listed: Collection[str] = draft.facts.listed
        self.shown: Mapping[str, Contribution] = draft.material.by_reference
        names = draft.names
        self.groups, self.regions = names.groups, names.regions
        self.words: Codes = draft.material.register.words

    @cached_property
    def _labels(self) -> tuple[Column, Column]:
        names = self.draft.names
        return self.groups.renamed(names.group_label), self.regions.renamed(names.region_label)

    def told(self, rows: slice) -> Iterator[tuple[str, str, str]]:
        """Group, region and number of words of each of these."""
        groups, regions = (one.pick(rows).values() for one in self._labels)
        return zip(groups, regions, map(str, self.words[rows].tolist()), strict=True)

    def named(self, one: Contribution) -> tuple[str, str]:
        """Its title, and who says it, as they may be printed."""
        redacted = self.draft.withholding.redacted
        name = self.draft.names.name(one)
        return redacted(one.title, one) if one.title else "", redacted(name, one)


class _Made:
    """The rows of both views' tables."""

    def __init__(self, whole: Draft, public: Draft, record: Settled) -> None:
        self._whole, self._public = _View(whole), _View(public)
        self._everyone, self._closings = record.record.everything, record.closings

    def parts(self) -> Iterator[Part]:
        """Everything, some fifty numbers at once."""
        names = [one.reference for one in self._everyone]
        numbers = np.fromiter((batch_of(number_of(name) or 0) for name in names), np.int64)
        bounds = np.flatnonzero(np.diff(numbers, prepend=-1, append=-1)).tolist()
        seen = 0
        for start, end in pairwise(bounds):
            own = names[start:end]
            shown = [self._public.shown.get(name) for name in own]
            last = seen + len(shown) - shown.count(None)
            yield Part(
                number=int(numbers[start]),
                names=own,
                ones=self._everyone[start:end],
                closings=self._closings[start:end],
                rows=slice(start, end),
                shown=shown,
                public_rows=slice(seen, last),
                views=(self._whole, self._public),
            )
            seen = last

    def lines(self, part: Part) -> Lines:
        """The rows of a part, in each of the four tables."""
        whole, public = self._whole, self._public
        ledger: list[Sequence[str]] = []
        contributions: list[Sequence[str]] = []
        public_ledger: list[Sequence[str]] = []
        public_contributions: list[Sequence[str]] = []
        told, told_in_public = whole.told(part.rows), public.told(part.public_rows)
        for one, became, seen, about in zip(
            part.ones, part.closings, part.shown, told, strict=True
        ):
            name, received_at = one.reference, one.received_at.isoformat()
            flags = "; ".join(one.flags) if one.flags else ""
            ledger.append(
                (
                    name, one.source, one.external_id, one.kind, received_at, became.fate,
                    became.of, in_words(became.reasons) if became.reasons else "", flags,
                    " ".join(whole.cited.get(name, ())), one.audience,
                )
            )  # fmt: skip
            named = None
            if name in whole.listed:
                named = whole.named(one)
                contributions.append(
                    (
                        name, one.kind, *named, *about[:2], one.language, received_at,
                        one.call or "", about[2], flags, became.fate, became.of,
                    )
                )  # fmt: skip
            if seen is None:
                continue
            about = next(told_in_public)
            # Other flags are for the secretariat, and may name what is not everybody's to know.
            flags = "; ".join(public_flags(one.flags)) if flags else ""
            where = public.cited.get(name, ())
            fate, of = _for_everybody(seen, became, bool(where), public.shown)
            public_ledger.append(
                (
                    name, one.source, "", one.kind, received_at, fate, of, "", flags,
                    " ".join(where), one.audience,
                )
            )  # fmt: skip
            if name in public.listed:
                if named is None or not whole.draft.names.is_same_for_all(one):
                    named = public.named(seen)
                public_contributions.append(
                    (
                        name, one.kind, *named, *about[:2], one.language, received_at,
                        one.call or "", about[2], flags, fate, of,
                    )
                )  # fmt: skip
        every = (ledger, contributions, public_ledger, public_contributions)
        lined = zip(_FILES, every, strict=True)
        return tuple(lines_of(len(head), rows) for (_, head), rows in lined)


def _for_everybody(
    seen: Contribution, became: Closing, is_cited: bool, shown: Container[str]
) -> tuple[Fate, str]:
    """What became of it as the public document shows it, and of what."""
    fate, of = became.fate, became.of
    if fate == "reflected" and not is_cited:
        fate = "listed"  # it is quoted in the secretariat's document, but not in this one
    elif fate in _UNCITED and is_cited and seen.kind != "transcript":
        fate, of = "reflected", ""  # and the other way round
    if of and of not in shown:
        fate, of = seen.fate or "listed", ""
    return fate, of
