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
     "Thank you.", "n/a\n\n-\n\nn/a\n\nnone"],
)  # fmt: skip
def test_a_contribution_that_says_nothing(text: str) -> None:
    assert is_contentless(text)


@pytest.mark.parametrize(
    "text",
    [
        "Please find attached our contribution to the forum on cybersecurity.",
        (
            "Please find attached the contribution of the Network of Operators. Best regards,"
            " Ana Pérez, Director"
        ),
        (
            "Dear Secretariat,\n\nPlease find attached our submission to the call.\n\nPlease"
            " confirm receipt.\n\nKind regards,\nAna Pérez\nDirector, Network of Operators"
        ),
        (
            "Dear colleagues, attached please find the response of the Government to the"
            " questionnaire."
        ),
        "I am attaching our comments.",
        (
            "Estimados señores: Adjunto encontrarán los comentarios de la Asociación de Redes."
            "\nQuedo a su disposición.\nUn cordial saludo,\nAna"
        ),
        "Se adjunta la respuesta de nuestra organización a la consulta.",
        (
            "Madame, Monsieur,\nVeuillez trouver ci-joint la contribution de notre organisation.\n"
            "Cordialement,\nAna"
        ),
        "Veuillez trouver en pièce jointe notre réponse à l'appel à contributions.",
        "السادة الكرام،\nمرفق طيه مساهمة جمعيتنا.\nمع خالص التحية،\nأنا",
        "لا تعليق",
        "انظر المرفق",
        "هذا اختبار",
        "n.a.",
        "Test 1",
        "Lorem ipsum dolor sit amet, elit",
    ],
)
def test_a_note_that_only_hands_over_says_nothing(text: str) -> None:
    assert is_contentless(text)


@pytest.mark.parametrize(
    "text",
    [
        "We attach great importance to written submissions.",
        "We share the position of the African Group.",
        "We submit our response to question 3: No.",
        "Please find attached our comments, which ask for an end to licence fees.",
        "Please find attached our contribution. Open roofs cost nothing.",
        "Adjunto nuestra contribución. Las tasas deben terminar.",
        "Nous vous adressons notre réponse: il faut supprimer les taxes.",
        "The reports are attached to licences that nobody reads.",
        "Please find attached our paper. Thanks to volunteers, networks survive.",
        "Best regards to the forum. Open roofs cost nothing.",
        "Attached are conditions that we reject",
    ],
)
def test_a_note_that_goes_on_to_say_something_is_content(text: str) -> None:
    assert not is_contentless(text)


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
