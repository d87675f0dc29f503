"""Lines looked at together tell what lines looked at one by one tell."""

from collections import Counter
from collections.abc import Mapping
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpforum import ledger_check
from bpforum.ledger_check import find_unbalanced
from models.ledger import LEDGER_COLUMNS
from models.submission import Fate

Row = tuple[str, ...]
REFERENCES = st.integers(1, 9).map("C-{:04d}".format)
FATES = st.sampled_from(["listed", "listed", "reflected", "same_text_as", "", "nothing"])


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[dict[str, str | None], list[Row], dict[str, list[str]]]:
    """A record's fates, a ledger that mostly fits them, and what the document cites."""
    of_record = {
        f"C-{n:04d}": draw(st.sampled_from(["listed", "listed", "same_text_as", "reflected", None]))
        for n in range(1, draw(st.integers(0, 9)) + 1)
    }
    cited = draw(st.dictionaries(REFERENCES, st.just(["p1", "p2"]), max_size=2))
    rows = []
    for reference, fate in of_record.items():
        wanted = " ".join(cited.get(reference, []))
        rows.append(
            row(
                reference, draw(st.sampled_from([fate or "", fate or ""]) | FATES),
                draw(st.just("") | REFERENCES), draw(st.just(wanted) | st.sampled_from(["", "p1"])),
                draw(st.sampled_from(["comment", "comment", "transcript"])),
            )
        )  # fmt: skip
    for change in draw(st.lists(st.sampled_from(["drop", "twice", "swap"]), max_size=1)):
        at = draw(st.integers(0, max(len(rows) - 1, 0)))
        if change == "swap":
            rows[at : at + 2] = rows[at : at + 2][::-1]
        else:
            rows[at : at + 1] = rows[at : at + 1] * (2 if change == "twice" else 0)
    return of_record, rows, cited


def row(reference: str, fate: str, fate_of: str = "", reflected: str = "", kind: str = "") -> Row:
    told = {
        "reference": reference, "fate": fate, "fate_of": fate_of, "reflected_in": reflected,
        "kind": kind,
    }  # fmt: skip
    return tuple(told.get(name, "") for name in LEDGER_COLUMNS)


def one_by_one(
    rows: list[Row],
    of_record: Mapping[str, str | None],
    received: int | None,
    cited: Mapping[str, list[str]],
) -> list[str]:
    """The same rules without any haste."""
    lines = [dict(zip(LEDGER_COLUMNS, one, strict=True)) for one in rows]
    counts = Counter(one["reference"] for one in lines)
    told = []
    if received is not None and received != len(lines):
        told.append(f"{received} submissions went in, but the ledger has {len(lines)}")
    told += [f"{ref} has {n} fates" for ref, n in counts.items() if n > 1]
    told += [f"{ref} is in the record, but not in the ledger" for ref in of_record - counts.keys()]
    told += [f"{ref} is in the ledger, but not in the record" for ref in counts.keys() - of_record]
    for one in lines:
        ref, fate = one["reference"], one["fate"]
        if fate not in get_args(Fate):
            told.append(f"{ref} has no fate that we know: {fate!r}")
        elif ref in of_record and of_record[ref] != fate:
            told.append(f"{ref} is {fate} in the ledger, but not in the record")
        if one["fate_of"] and one["fate_of"] not in counts:
            told.append(f"{ref} is {fate} {one['fate_of']}, which is not in the ledger")
        if (fate == "reflected") != (ref in cited) and one["kind"] != "transcript":
            told.append(f"{ref} is {fate}, but the document says otherwise")
        if one["reflected_in"].split() != cited.get(ref, []):
            told.append(f"{ref} is not cited where the ledger says")
    return told


@given(ledgers(), st.sampled_from([None, 3]), st.sampled_from([1, 2, 100]))
@settings(max_examples=500, deadline=None)
def test_what_is_told_is_what_is_told_line_by_line(
    made: tuple[dict[str, str | None], list[Row], dict[str, list[str]]],
    received: int | None,
    together: int,
) -> None:
    of_record, rows, cited = made
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger_check, "_AT_ONCE", together)
        told = find_unbalanced(lambda: rows, of_record, received, cited)
    assert sorted(told) == sorted(one_by_one(rows, of_record, received, cited))


def test_a_ledger_of_what_was_received_is_told_nothing_of() -> None:
    fates: dict[str, str | None] = {f"C-{n:04d}": "listed" for n in range(1, 251)}
    fates["C-0150"] = "reflected"
    rows = [row(one, str(fate), "", "p1" * (one == "C-0150")) for one, fate in fates.items()]
    assert find_unbalanced(lambda: rows, fates, 250, {"C-0150": ["p1"]}) == []
    assert len(find_unbalanced(lambda: rows, fates, 250, {})) == 2
