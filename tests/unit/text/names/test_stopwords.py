"""The English stop words, against the common list they are kept equal to."""

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from bpforum.text.names import stopwords

SUBJECTS = {"bill", "fire", "interest", "mill", "name", "sincere", "system"}
"""What scikit-learn takes for stop words, and a theme may be about."""


def test_every_common_stop_word_is_one_but_for_subjects() -> None:
    assert stopwords.of("en") >= ENGLISH_STOP_WORDS - SUBJECTS
    assert not stopwords.of("en") & SUBJECTS


def test_what_is_listed_as_common_is_common() -> None:
    assert {*stopwords._COMMON_ENGLISH.split()} <= ENGLISH_STOP_WORDS
