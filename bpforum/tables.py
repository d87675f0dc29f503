"""Makes `ledger.csv` and `contributions.csv` of both views, in one pass over what was received.

It settles nothing: what became of each is handed to it, and how each is named the draft says.
"""

from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack

from bpforum.csv_file import Table
from bpforum.drafting.draft import Draft
from bpforum.ledger import citing, in_words
from bpforum.run_folder import PUBLIC
from bpforum.settled import Closing, Settled
from bpforum.validation.fates import public_flags
from models.contribution import Contribution
from models.ledger import LEDGER_COLUMNS
from models.submission import Fate

LEDGER, CONTRIBUTIONS = "ledger.csv", "contributions.csv"
_CONTRIBUTION_COLUMNS = (
    "reference", "kind", "title", "listed_as", "stakeholder_group", "region", "language",
    "received_at", "call", "words", "flags", "fate", "fate_of",
)  # fmt: skip
_PATHS = (
    (LEDGER, LEDGER_COLUMNS), (CONTRIBUTIONS, _CONTRIBUTION_COLUMNS),
    (PUBLIC + LEDGER, LEDGER_COLUMNS), (PUBLIC + CONTRIBUTIONS, _CONTRIBUTION_COLUMNS),
)  # fmt: skip
_ROWS_AT_ONCE = 500
_UNCITED = ("listed", "same_text_as")
_Writing = Callable[[str], AbstractContextManager[Callable[[bytes], None]]]


def write_tables(whole: Draft, public: Draft, record: Settled, writing: _Writing) -> None:
    """The four files, `writing` each by its path below the run folder.

    In the secretariat's ledger stands all that was received; in the public one what was given to
    everybody, without file names, words of reasons, or any flag that tells of others.
    `contributions.csv` is Annex 1 as data: who is listed there, as each wishes to be.
    """
    cited, cited_in_public = citing(whole.outcome), citing(public.outcome)
    shown = public.material.by_reference
    listed, listed_in_public = whole.facts.listed, public.facts.listed
    told, told_in_public = _told(whole), _told(public)
    rows: tuple[list[Sequence[str]], ...] = ([], [], [], [])
    to_ledger, to_contributions, to_public_ledger, to_public_contributions = rows
    with ExitStack() as open_files:
        tables = [Table(head, open_files.enter_context(writing(path))) for path, head in _PATHS]
        for (one, became), about in zip(record, told, strict=True):
            if len(to_ledger) == _ROWS_AT_ONCE:
                _hand_on(rows, tables)
            name, received_at = one.reference, one.received_at.isoformat()
            flags = "; ".join(one.flags) if one.flags else ""
            to_ledger.append(
                (
                    name, one.source, one.external_id, one.kind, received_at, became.fate,
                    became.of, in_words(became.reasons) if became.reasons else "", flags,
                    " ".join(cited.get(name, ())), one.audience,
                )
            )  # fmt: skip
            named = None
            if name in listed:
                named = _named(whole, one)
                to_contributions.append(
                    (
                        name, one.kind, *named, *about[:2], one.language, received_at,
                        one.call or "", about[2], flags, became.fate, became.of,
                    )
                )  # fmt: skip
            seen = shown.get(name)
            if seen is None:
                continue
            about = next(told_in_public)
            # Other flags are for the secretariat, and may name what is not everybody's to know.
            flags = "; ".join(public_flags(one.flags)) if flags else ""
            where = cited_in_public.get(name, ())
            fate, of = _for_everybody(seen, became, bool(where), shown)
            to_public_ledger.append(
                (
                    name, one.source, "", one.kind, received_at, fate, of, "", flags,
                    " ".join(where), one.audience,
                )
            )  # fmt: skip
            if name in listed_in_public:
                if named is None or not whole.names.is_same_for_all(one):
                    named = _named(public, seen)
                to_public_contributions.append(
                    (
                        name, one.kind, *named, *about[:2], one.language, received_at,
                        one.call or "", about[2], flags, fate, of,
                    )
                )  # fmt: skip
        _hand_on(rows, tables)


def _hand_on(rows: Sequence[list[Sequence[str]]], tables: Sequence[Table]) -> None:
    for table, some in zip(tables, rows, strict=True):
        table.extend(some)
        some.clear()


def _told(draft: Draft) -> Iterator[tuple[str, str, str]]:
    """Group, region and number of words of everything that the view knows of, in its order."""
    names = draft.names
    groups = names.groups.renamed(names.group_label).values()
    regions = names.regions.renamed(names.region_label).values()
    return zip(groups, regions, map(str, draft.material.register.words.tolist()), strict=True)


def _named(draft: Draft, one: Contribution) -> tuple[str, str]:
    """Its title, and who says it, as they may be printed."""
    redacted = draft.withholding.redacted
    return redacted(one.title, one) if one.title else "", redacted(draft.names.name(one), one)


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
