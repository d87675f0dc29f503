"""Notes that hand over a document, in many languages, and texts that only look like them."""

import pytest

from bpforum.text.cover_notes import is_cover_note


@pytest.mark.parametrize(
    "text",
    [
        "Dear all,\n\nPlease find attached our contribution.\n\nBest regards,\nAnna",
        "Sehr geehrte Frau Muster,\n\nanbei unsere Antwort.\n\nMit freundlichen Grüßen\nH. Holz",
        "Im Anhang finden Sie unsere Stellungnahme. Vielen Dank!",
        "Prezados, segue anexo o documento.\n\nAtenciosamente,\nJoão",
        "In allegato il nostro contributo.",
        "Siehe Anhang", "Sem comentários", "Нет комментариев", "См. вложение", "请见附件", "无意见",
        "添付をご覧ください。", "의견 없음", "Zie bijlage!", "Teşekkürler",
    ],
)  # fmt: skip
def test_a_note_that_hands_over_says_nothing(text: str) -> None:
    assert is_cover_note(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wir lehnen die Stellungnahme im Anhang ab.",
        "Anbei unsere Stellungnahme: Die Masten müssen weg.",
        "Segue anexo o documento, mas o prazo deve ser maior.",
        "我们不同意附件中的第三条。",
        "Не согласны с вложением.",
        "Die Anlage soll geschlossen werden.",
        "Danke für nichts.",
        "",
    ],
)
def test_what_says_anything_is_a_text(text: str) -> None:
    assert not is_cover_note(text)
