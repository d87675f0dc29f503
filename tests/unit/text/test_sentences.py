"""Where sentences end."""

import pytest

from bpforum.text.sentences import split


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Dr. A. Smith paid 3.5 per cent. It was enough.",
         ["Dr. A. Smith paid 3.5 per cent.", "It was enough."]),
        ("See e.g. the report. Then act.", ["See e.g. the report.", "Then act."]),
        ("¿Quién paga? Nadie. «Nada cambia.» Y luego…",
         ["¿Quién paga?", "Nadie.", "«Nada cambia.»", "Y luego…"]),
        ("M. Dupont l’a dit. C’est vrai.", ["M. Dupont l’a dit.", "C’est vrai."]),
        ("It ended at 6 p.m. Then we left.", ["It ended at 6 p.m.", "Then we left."]),
        ("1. First point. 2. Second point.", ["1. First point.", "2. Second point."]),
        ("First paragraph\n\nSecond paragraph", ["First paragraph", "Second paragraph"]),
        ("资金不够。需要培训。", ["资金不够。", "需要培训。"]),
        ("", []),
    ],
)  # fmt: skip
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_spans_count_from_where_the_text_begins() -> None:
    assert split("  A b. C d.", 100) == ((102, 106), (107, 111))
