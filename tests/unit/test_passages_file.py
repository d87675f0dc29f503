"""The table of passages tells of each what is told of it alone, whatever order they come in."""

import io
from typing import Any

import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from bpforum import passages_file
from bpforum.grouped import Group, Grouping
from bpforum.passages_file import passages_parquet
from models.passage import Passage, Says

_PLACES = ("theme-1", "theme-2", "fits_no_theme", "failed", "")
_SAYS = (None, Says(kind="practice", said_by="form"), Says(kind="issue", said_by="wording"))


def _passage(n: int, number: int, start: int, copied: bool) -> Passage:
    return Passage(
        id=f"p{n:012x}", contribution=f"C-{number:04d}", source="inbox",
        external_id=f"{number}.txt", start=start, end=start + 5, text=f"words {n}", language="en",
        copy_of="C-0001" if copied else None,
    )  # fmt: skip


_ROWS = st.lists(
    st.tuples(
        st.sampled_from([1, 2, 998, 9_999, 10_000, 123_456]), st.integers(0, 3), st.booleans(),
        st.sampled_from(_PLACES), st.sampled_from(_SAYS), st.booleans(), st.booleans(),
        st.sampled_from([None, 0.25, 0.5]),
    ),
    max_size=12,
)  # fmt: skip


@given(rows=_ROWS, at_once=st.sampled_from([3, 100_000]))
def test_each_row_is_what_is_told_of_its_passage(rows: list[Any], at_once: int) -> None:
    ones = [_passage(n, *row[:3]) for n, row in enumerate(rows)]
    told = {one.id: row[3:] for one, row in zip(ones, rows, strict=True)}
    grouping = Grouping(
        passages={one.id: one for one in ones},
        groups=tuple(
            Group(theme, theme, passages=tuple(one.id for one in ones if told[one.id][0] == theme))
            for theme in _PLACES[:2]
        ),
        unplaced={one: row[0] for one, row in told.items() if row[0] in _PLACES[2:4]},
        scores={one: row[4] for one, row in told.items() if row[4] is not None},
        assigned_by={"p-gone": "d0"} | {one: "d7" for one, row in told.items() if row[3]},
    )
    says = {"p-gone": _SAYS[1]} | {one: row[1] for one, row in told.items() if row[1]}
    cited = frozenset({"p-gone", *(one for one, row in told.items() if row[2])})
    passages_file._ROWS_AT_ONCE, before = at_once, passages_file._ROWS_AT_ONCE
    try:
        table = pq.read_table(io.BytesIO(passages_parquet(grouping, cited, says)))
    finally:
        passages_file._ROWS_AT_ONCE = before
    ones.sort(key=lambda one: (len(one.contribution), one.contribution, one.start))
    assert table.to_pylist() == [
        {
            "id": one.id, "contribution": one.contribution, "source": one.source,
            "external_id": one.external_id, "theme": place if place in _PLACES[:2] else "",
            "unplaced": place if place in _PLACES[2:4] else None, "start": one.start,
            "end": one.end, "text": one.text, "language": one.language, "score": score or 0.0,
            "assigned_by": "d7" if moved else "machine", "duplicate_of": one.copy_of,
            "cited": is_cited, "says": said and said.kind, "said_by": said and said.said_by,
        }
        for one in ones
        if (place := told[one.id][0])
        for _, said, is_cited, moved, score in [told[one.id]]
    ]  # fmt: skip
