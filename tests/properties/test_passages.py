"""Whatever arrives: passages are exact, in order, apart from each other, and lose no letter."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bpforum.text.passages import MOST, cut
from models.audience import Consent
from models.contribution import Contribution

PIECES = st.sampled_from(
    ["We need radios. ", "\n\n", "Dear Sir,\n", "- item;\n", "http://a.example ", "Prof. X. ", "  ",
     "é ", "资金不够。", "word " * 150, "\u202e", "e.g. this ", "1. One\n", "…", "\t"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES | st.text(max_size=20), max_size=25))
def test_passages_are_exactly_their_spans(pieces: list[str]) -> None:
    text = "".join(pieces)
    one = Contribution(
        reference="C-0001", source="s", external_id="e", digest="0" * 64, kind="contribution",
        text=text, received_at=datetime(2026, 5, 1, tzinfo=UTC), audience="public",
        consent=Consent(basis="stated", scope="full"),
    )  # fmt: skip
    at = 0
    made = cut(one)
    for passage in made:
        assert text[passage.start : passage.end] == passage.text == passage.text.strip() != ""
        assert passage.start >= at
        assert len(passage.text.split()) <= MOST or not passage.substantive
        at = passage.end
    assert len({passage.id for passage in made}) == len(made)
    assert "".join("".join(p.text.split()) for p in made) == "".join(text.split())
