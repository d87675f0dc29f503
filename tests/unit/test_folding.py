"""Words are compared as people read them, whatever they typed."""

import pytest

from bpforum.folding import folded


@pytest.mark.parametrize(
    ("words", "same"),
    [("Côte d'Ivoire", "cote d ivoire"), ("  São\u00a0Tomé &\tPríncipe ", "sao tome principe"),
     ("ＩＴＵ-T", "itu t"), ("STRASSE, Straße", "strasse strasse"), ("İzmir", "izmir"),
     ("rev_2.docx", "rev 2 docx"), ("中国 (北京)", "中国 北京"), ("…—!", ""), ("", "")],
)  # fmt: skip
def test_accents_case_and_punctuation_make_no_other_words(words: str, same: str) -> None:
    assert folded(words) == same
    assert folded(same) == same
