"""Holds the lines of a ledger against the record and the document; reads no file (promise 1)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice
from typing import get_args

from models.ledger import LEDGER_COLUMNS
from models.submission import Fate

_AT_ONCE = 100
"""Lines that are looked at together: few enough that most are of nothing that is cited."""
_FATES = frozenset(get_args(Fate))
_REFERENCE, _FATE, _FATE_OF, _REFLECTED_IN, _KIND = map(
    LEDGER_COLUMNS.index, ("reference", "fate", "fate_of", "reflected_in", "kind")
)
_Rows = Sequence[Sequence[str]]


def find_unbalanced(
    rows: Callable[[], Iterable[Sequence[str]]],
    of_record: Mapping[str, str | None],
    received: int | None,
    cited: Mapping[str, list[str]],
) -> list[str]:
    """What is wrong with the ledger's lines, each with as many cells as LEDGER_COLUMNS.

    They are gone through once, and again where they are not the record's, line by line.
    `of_record`: fates by reference, in the record's order. `received`: how many went in, if that
    is known. `cited`: where the document cites what, by reference.
    """
    problems = []
    expected = iter(of_record.items())
    references: list[str] = []
    doubtful: list[Sequence[str]] = []
    """Lines that have to be looked at one by one."""
    is_in_step = True
    for some in _batches(rows()):
        columns = list(zip(*some, strict=True))
        references += columns[_REFERENCE]
        told = list(zip(columns[_REFERENCE], columns[_FATE], strict=True))
        is_in_step = is_in_step and told == list(islice(expected, len(some)))
        if is_in_step and not _tells_nothing(columns, of_record.keys(), cited.keys()):
            doubtful += some
    if received is not None and received != len(references):
        problems.append(f"{received} submissions went in, but the ledger has {len(references)}")
    if is_in_step and next(expected, None) is None:
        return problems + list(_told_of(doubtful, of_record, of_record, cited))
    counts = Counter(references)
    if references != list(of_record):
        problems += [f"{ref} has {n} fates" for ref, n in counts.items() if n > 1]
        missing = sorted(ref for ref in of_record if ref not in counts)
        unknown = sorted(ref for ref in counts if ref not in of_record)
        problems += [f"{ref} is in the record, but not in the ledger" for ref in missing]
        problems += [f"{ref} is in the ledger, but not in the record" for ref in unknown]
    return problems + list(_told_of(rows(), of_record, counts, cited))


def _batches(rows: Iterable[Sequence[str]]) -> Iterator[_Rows]:
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        yield some


def _tells_nothing(columns: Sequence[Sequence[str]], listed: Set[str], cited: Set[str]) -> bool:
    """Whether each of these lines has a fate, another's only if that is listed, and none is in the
    document, nor says so."""
    fates = set(columns[_FATE])
    return (
        fates <= _FATES
        and "reflected" not in fates
        and not any(columns[_REFLECTED_IN])
        and set(columns[_FATE_OF]) - {""} <= listed
        and cited.isdisjoint(columns[_REFERENCE])
    )


def _told_of(
    rows: Iterable[Sequence[str]],
    of_record: Mapping[str, str | None],
    listed: Mapping[str, object],
    cited: Mapping[str, list[str]],
) -> Iterator[str]:
    for row in rows:
        ref, fate, fate_of = row[_REFERENCE], row[_FATE], row[_FATE_OF]
        if fate not in _FATES:
            yield f"{ref} has no fate that we know: {fate!r}"
        elif of_record.get(ref, fate) != fate:
            yield f"{ref} is {fate} in the ledger, but not in the record"
        if fate_of and fate_of not in listed:
            yield f"{ref} is {fate} {fate_of}, which is not in the ledger"
        if (fate == "reflected") != (ref in cited) and row[_KIND] != "transcript":
            yield f"{ref} is {fate}, but the document says otherwise"
        if row[_REFLECTED_IN].split() != cited.get(ref, []):
            yield f"{ref} is not cited where the ledger says"
