"""What says something, and what does not."""

import pytest

from bpforum.text.substance import is_contentless, is_substantive


@pytest.mark.parametrize(
    "text",
    ["", "  ", "See attached.", "Please see the attached document. Kind regards", "No comment",
     "n/a", "test test", "asdf", "…", "👍", "Sin comentarios.", "Voir pièce jointe.",
     "Estimados señores: adjunto nuestra contribución. Saludos cordiales", "I have no comments.",
     "We have no comment on this question.", "No comments at this time", "No tengo comentarios",
     "Pas de commentaire", "Rien à signaler", "Not applicable", "qwertyuiop", "aaaaaaa", "test 123",
     "Thank you."],
)  # fmt: skip
def test_a_contribution_that_says_nothing(text: str) -> None:
    assert is_contentless(text)


@pytest.mark.parametrize(
    "text",
    ["More funding for rural schools.", "Yes, because training is missing.",
     "Más radios, menos multas.",
     "See attached, but above all: end the licence fee for networks below a hundred homes.",
     "Non, les volontaires s'épuisent.", "Money.", "資金が足りない。", "No",
     "See attached budget: cut it by half.", "Find common ground.", "Attach conditions to licences",
     "I attached great importance to this", "No comment period is long enough.", "Halls", "Salad"],
)  # fmt: skip
def test_a_short_answer_is_content(text: str) -> None:
    assert not is_contentless(text)


@pytest.mark.parametrize(
    "text",
    ["Dear Sir or Madam,", "http://www.example.org/a/very/long/path/to/some/document.pdf",
     "Kind regards, Ana", "PERMANENT MISSION OF SOMEWHERE TO THE UNITED NATIONS",
     "Mueller, M. (2009). ICANN, Inc.: Accountability and Participation in the Governance",
     "Contents .......... 3", "12 14 2 9 117"],
)  # fmt: skip
def test_furniture_is_no_matter_for_themes(text: str) -> None:
    assert not is_substantive(text)


@pytest.mark.parametrize(
    "text",
    ["The same rights that people have offline must also be protected online.",
     "Licences for small operators should cost nothing in the first three years.",
     "reliance on national legislation and on the courts that enforce it;",
     "Los operadores comunitarios necesitan reglas claras y sencillas."],
)  # fmt: skip
def test_prose_and_list_items_are(text: str) -> None:
    assert is_substantive(text)
