"""Whatever a model writes, what is printed of it is quoted exactly and cites what it was given."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bpforum.assist.reading import Reader, Tally
from bpforum.claims import Judge
from bpforum.drafting.facts import Source
from bpforum.text.counting.quantities import is_borne_out
from models.assistance import Answer, Claim
from models.passage import Passage
from models.record import Record

TEXTS = (
    "We put masts on roofs; the “keys” stay with the school's teacher.",
    "Masts on roofs fall, and the teacher mends the radio.",
)
GIVEN = {
    f"p{n:012x}": (
        Passage(
            id=f"p{n:012x}", contribution=f"C-{n:04d}", source="s", external_id=str(n),
            start=7 * n, end=7 * n + len(text), text=text, language="en",
        ),
        text,
    )
    for n, text in enumerate(TEXTS, start=1)
}  # fmt: skip
JUDGE = Judge(Record(), "Forum")
PIECES = (
    "masts", "on roofs", "the teacher", "mends", "the radio", "Masts on roofs fall", "keys", "most",
    "everybody", "“", "”", '"', "'", "«", "»", " ", ". ", "…", "[C-0001]", "p1", "12", "Oaxaca",
    "\u202e", "\n", "https://a.example", "we", "agree", "\ud7ff", "<b>", "stay with",
)  # fmt: skip
GOOD = "Masts on roofs fall and the teacher mends “the radio” there."
words = (
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)
    | st.text(max_size=40)
    | st.just(GOOD)
)
ids = st.sampled_from([*GIVEN, "p1", "p99", "", "p" + "f" * 12])
claims = st.builds(Claim, text=words, passages=st.lists(ids, max_size=3).map(tuple))


@given(st.lists(claims, max_size=4).map(tuple), st.integers(1, 40))
def test_what_is_kept_holds(sentences: tuple[Claim, ...], total: int) -> None:
    tally = Tally()
    kept = Reader(JUDGE, total, "en", tally).sentences(Answer(sentences=sentences), GIVEN)
    assert len(kept) + sum(tally.left_out.values()) == tally.written
    for sentence in kept:
        assert sentence.sources
        assert all(one.passage in GIVEN for one in sentence.sources)
        cited = {one.passage for one in sentence.sources}
        for part in sentence.parts:
            if isinstance(part, Source):
                passage = GIVEN[part.passage][0]
                assert part.passage in cited
                assert passage.start <= part.start < part.end <= passage.end
            else:
                assert not re.search(r"[“”«»\"\x00-\x1f]|C-\d{4}|https?:", part)
        n = len({one.contribution for one in sentence.sources})
        assert is_borne_out(sentence.plain, n, total)
        assert "everybody" not in sentence.plain


@given(words)
def test_a_label_is_plain(label: str) -> None:
    found = Reader(JUDGE, 9, "en", Tally()).label(Answer(label=label), GIVEN)
    assert len(found) <= 80
    assert not re.search(r"[<>“”«»\"\[\]|\x00-\x1f]|everybody|https?:", found)
