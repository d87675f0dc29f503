"""Makes `ledger.csv` and `contributions.csv` of both views, in one pass over what was received.

It settles nothing: what became of each is handed to it, and how each is named the draft says. Rows
are made by parts; which of these stay as they were, `TableParts` knows.
"""

from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing

from bpforum.csv_file import lines_of
from bpforum.drafting.draft import Draft
from bpforum.ledger import in_words
from bpforum.run_folder import PUBLIC
from bpforum.settled import Closing, Settled
from bpforum.table_keys import Part, keyed_parts
from bpforum.table_parts import Lines, Made, TableParts
from bpforum.table_view import View
from bpforum.validation.fates import public_flags
from models.contribution import Contribution
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
    views = View(whole), View(public)
    with ExitStack() as open_files, closing(kept or TableParts()) as known:
        writes = [open_files.enter_context(writing(path)) for path, _ in _FILES]
        for write, (_, head) in zip(writes, _FILES, strict=True):
            write(lines_of(len(head), [head]))
        parts, names = keyed_parts(*views, record, known.made), whole.withholding.withheld
        for made in known.lines(parts, _Made(*views, record), names):
            for write, lines in zip(writes, made, strict=True):
                write(lines)


class _Made:
    """The rows of both views' tables."""

    def __init__(self, whole: View, public: View, record: Settled) -> None:
        self._whole, self._public, self._record = whole, public, record
        self._everyone = record.record.everything

    def make(self, part: Part) -> Made:
        """The lines of a part."""
        named, hanging = self._named(part)
        return Made(self.lines(part), "\n".join(named), tuple(hanging))

    def printed(self, part: Part, places: Sequence[int]) -> list[str]:
        """The titles and names of these of its contributions, as they may be printed now."""
        ones, found = self._everyone[part.rows], list[str]()
        for one in map(ones.__getitem__, places):
            for view, shown in self._listing(one):
                found += view.named(shown)
        return found

    def _listing(self, one: Contribution) -> Iterator[tuple[View, Contribution]]:
        """The views that list it, and as what they know it."""
        for view in (self._whole, self._public):
            shown = view.shown.get(one.reference)
            if shown is not None and one.reference in view.listed:
                yield view, shown

    def _named(self, part: Part) -> tuple[list[str], list[int]]:
        """Titles and names as they are before any is withheld; the places of those of whom it hangs
        on others what is."""
        named, hanging = list[str](), list[int]()
        for place, one in enumerate(self._everyone[part.rows]):
            own = [(view.unredacted(shown), view, shown) for view, shown in self._listing(one)]
            named += dict.fromkeys(words for words, *_ in own)
            if any(view.hangs_on_others(shown) for _, view, shown in own):
                hanging.append(place)
        return named, hanging

    def lines(self, part: Part) -> Lines:
        """The rows of a part, in each of the four tables."""
        whole, public = self._whole, self._public
        ones, closings = self._everyone[part.rows], self._record.closings[part.rows]
        ledger: list[Sequence[str]] = []
        contributions: list[Sequence[str]] = []
        public_ledger: list[Sequence[str]] = []
        public_contributions: list[Sequence[str]] = []
        told, told_in_public = whole.told(part.rows), public.told(part.public_rows)
        for one, became, about in zip(ones, closings, told, strict=True):
            name, received_at = one.reference, one.received_at.isoformat()
            seen = public.shown.get(name)
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
