"""Makes `ledger.csv` and `contributions.csv` of both views, in one pass over what was received.

It settles nothing: what became of each is handed to it, and how each is named the draft says.
"""

from collections.abc import Callable, Container, Sequence
from contextlib import AbstractContextManager, ExitStack, closing

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
_UNCITED = ("listed", "same_text_as")
_Writing = Callable[[str], AbstractContextManager[Callable[[bytes], None]]]
_Named = tuple[str, str, str, str]
"""Title, name, group and region, as they may be printed."""


def write_tables(whole: Draft, public: Draft, record: Settled, writing: _Writing) -> None:
    """The four files, `writing` each by its path below the run folder.

    In the secretariat's ledger stands all that was received; in the public one what was given to
    everybody, without file names, words of reasons, or any flag that tells of others.
    `contributions.csv` is Annex 1 as data: who is listed there, as each wishes to be.
    """
    cited, cited_in_public = citing(whole.outcome), citing(public.outcome)
    shown = public.material.by_reference
    listed, listed_in_public = whole.facts.listed, public.facts.listed
    with ExitStack() as open_files:

        def table(path: str, head: Sequence[str]) -> Callable[[Sequence[str]], None]:
            made = Table(head, open_files.enter_context(writing(path)))
            return open_files.enter_context(closing(made)).add

        to_ledger = table(LEDGER, LEDGER_COLUMNS)
        to_contributions = table(CONTRIBUTIONS, _CONTRIBUTION_COLUMNS)
        to_public_ledger = table(PUBLIC + LEDGER, LEDGER_COLUMNS)
        to_public_contributions = table(PUBLIC + CONTRIBUTIONS, _CONTRIBUTION_COLUMNS)
        for one, became in record:
            name, received_at, flags = one.reference, one.received_at.isoformat(), ""
            if one.flags:
                flags = "; ".join(one.flags)
            to_ledger(
                (
                    name, one.source, one.external_id, one.kind, received_at, became.fate,
                    became.of, in_words(became.reasons) if became.reasons else "", flags,
                    " ".join(cited.get(name, ())), one.audience,
                )
            )  # fmt: skip
            is_listed = name in listed
            if is_listed:
                named, words = _named(whole, one), str(one.words)
                to_contributions(
                    (
                        name, one.kind, *named, one.language, received_at, one.call or "", words,
                        flags, became.fate, became.of,
                    )
                )  # fmt: skip
            seen = shown.get(name)
            if seen is None:
                continue
            # Other flags are for the secretariat, and may name what is not everybody's to know.
            flags = "; ".join(public_flags(one.flags)) if flags else ""
            where = cited_in_public.get(name, ())
            fate, of = _for_everybody(seen, became, bool(where), shown)
            to_public_ledger(
                (
                    name, one.source, "", one.kind, received_at, fate, of, "", flags,
                    " ".join(where), one.audience,
                )
            )  # fmt: skip
            if name in listed_in_public:
                if not (is_listed and whole.names.is_same_for_all(one)):
                    named, words = _named(public, seen), str(one.words)
                to_public_contributions(
                    (
                        name, one.kind, *named, one.language, received_at, one.call or "", words,
                        flags, fate, of,
                    )
                )  # fmt: skip


def _named(draft: Draft, one: Contribution) -> _Named:
    names, redacted = draft.names, draft.withholding.redacted
    return (
        redacted(one.title, one) if one.title else "",
        redacted(names.name(one), one),
        names.group(one),
        names.region_label(names.region_id(one)),
    )


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
