"""Mails: what the sender wrote, what was quoted, and what came with it."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from bpforum.readers.mail import read_mail
from models.reading import Reading


def read(source: str | bytes) -> Reading:
    data = source.replace("\n", "\r\n").encode() if isinstance(source, str) else source
    reading = read_mail(data)
    assert isinstance(reading, Reading)
    return reading


def shapes(reading: Reading) -> list[tuple[str, str]]:
    return [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks]


def own(reading: Reading) -> str:
    return " ".join(text for kind, text in shapes(reading) if kind not in ("quoted", "furniture"))


def test_subject_name_and_date_are_taken_and_no_address() -> None:
    reading = read(
        "From: =?utf-8?q?Jos=C3=A9_P=C3=A9rez?= <jose@example.org>\nTo: forum@example.net\n"
        "Reply-To: other@example.org\nSubject: Re: [bpf] RE: =?utf-8?b?w4lsYW4=?= for all\n"
        "Date: Mon, 12 Sep 2016 10:00:00 -0500\nMessage-ID: <1@example.org>\n\nText."
    )
    assert (reading.title, reading.text) == ("Élan for all", "Text.")
    assert reading.fields == {"name": "José Pérez"}
    assert reading.sent_at == datetime(2016, 9, 12, 15, tzinfo=UTC)
    assert reading.properties == {"message_id": "<1@example.org>"}


@pytest.mark.parametrize(
    "date", ["", "Date: yesterday\n", "Date: Mon, 12 Sep 2016 10:00:00\n", "Date: 99 Foo 0000\n"]
)
def test_a_date_without_a_zone_or_sense_is_no_date(date: str) -> None:
    zoneless = read(f"From: a@example.org\n{date}\nText.").sent_at
    assert zoneless is None or zoneless.tzinfo is not None


@pytest.mark.parametrize("sender", ["a@example.org", '"a@example.org" <a@example.org>', "<>", "@@"])
def test_an_address_is_never_taken_for_a_name(sender: str) -> None:
    assert read(f"From: {sender}\n\nText.").fields == {}


def test_plain_text_is_preferred_and_attachments_are_listed() -> None:
    message = EmailMessage()
    message["From"] = "Ana <ana@example.org>"
    message.set_content("Plain words.")
    message.add_alternative("<p>Page words.</p>", subtype="html")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="../../x.pdf")
    reading = read(message.as_bytes())
    assert reading.text == "Plain words."
    (attachment,) = reading.attachments
    assert (attachment.name, attachment.media_type, attachment.data) == (
        "../../x.pdf", "application/pdf", b"%PDF-",
    )  # fmt: skip


def test_equal_names_of_attachments_are_made_different() -> None:
    message = EmailMessage()
    message.set_content("x")
    for data in (b"1", b"2", b"3"):
        message.add_attachment(data, maintype="application", subtype="pdf", filename="scan.pdf")
    names = [attachment.name for attachment in read(message.as_bytes()).attachments]
    assert names == ["scan.pdf", "scan-2.pdf", "scan-3.pdf"]


def test_pictures_of_a_signature_are_no_attachments() -> None:
    message = EmailMessage()
    message.set_content("x")
    message.add_related(b"png", maintype="image", subtype="png", cid="<logo@x>")
    assert read(message.as_bytes()).attachments == ()


def test_a_mail_that_is_only_a_page_is_read_as_one() -> None:
    message = EmailMessage()
    message.set_content(
        "<p>My answer.</p><div><b>From:</b> Ann<br><b>Sent:</b> Monday<br><b>To:</b> Bob<br>"
        "<b>Subject:</b> x</div><p>The old text.</p>",
        subtype="html",
    )
    assert [kind for kind, _ in shapes(read(message.as_bytes()))] == ["paragraph"] + ["quoted"] * 2


def test_a_forwarded_mail_as_attachment_comes_along_whole() -> None:
    inner = EmailMessage()
    inner["Subject"] = "The contribution"
    inner.set_content("Inner words.")
    message = EmailMessage()
    message.set_content("See attached.")
    message.add_attachment(inner)
    reading = read(message.as_bytes())
    (attachment,) = reading.attachments
    assert attachment.name == "message-1.eml"
    again = read(attachment.data)
    assert (again.title, again.text) == ("The contribution", "Inner words.")


INTRO = "On Mon, Sep 5, 2016 at 9:12 AM, Ann Other <ann@example.com> wrote:"


@pytest.mark.parametrize(
    "old",
    [
        f"{INTRO}\n> Old words.",
        "On Mon, Sep 5, 2016 at 9:12 AM, Ann Other\n<ann@example.com>\nwrote:\n> Old words.",
        "Le lun. 5 sept. 2016 à 09:12, Ann <ann@example.com> a écrit\u00a0:\n> Old words.",
        "El lun, 5 sept 2016 a las 9:12, Ann (<ann@example.com>) escribió:\n> Old words.",
        "Am 05.09.2016 um 09:12 schrieb Ann <ann@example.com>:\n> Old words.",
        "Em seg, 5 de set de 2016 às 09:12, Ann <ann@example.com> escreveu:\n> Old words.",
        "2016-09-05 9:12 GMT+02:00 Ann Other <ann@example.com>:\n> Old words.",
        "في الاثنين، 5 سبتمبر 2016 في 9:12 ص، كتب Ann <ann@example.com>:\n> Old words.",
        "在 2016年9月5日 9:12，Ann <ann@example.com> 写道：\n> Old words.",
        "-----Original Message-----\nFrom: Ann\nSent: Monday\nTo: Bob\nSubject: x\n\nOld words.",
        "____________________\nDe : Ann\nEnvoyé : lundi\nÀ : Bob\nObjet : x\n\nOld words.",
        "From: Ann\nSent: Monday\nTo: Bob\nSubject: x\n\nOld words.",
        "De: Ann\nEnviado el: lunes\nPara: Bob\nAsunto: x\n\nOld words.",
        "-- \nBob\nDirector",
        "Sent from my iPhone",
        "_______________________________________________\nbpf mailing list\nOld words.",
    ],
)
def test_what_is_old_is_kept_but_marked(old: str) -> None:
    reading = read(f"From: Bob <b@example.org>\n\nMy answer is yes.\n\n{old}\n")
    assert own(reading) == "My answer is yes."
    for word in ("Old", "words.", "Bob", "iPhone"):
        assert (word in reading.text) == (word in old)


def test_answers_between_quotations_stay_with_them() -> None:
    reading = read(
        f"From: b@example.org\n\n{INTRO}\n\n> Do you agree?\n\nYes.\n\n>> Why?\n\nCosts."
    )
    assert shapes(reading)[1:] == [
        ("question", "Do you agree?"), ("paragraph", "Yes."), ("question", "Why?"),
        ("paragraph", "Costs."),
    ]  # fmt: skip
    assert [block.level for block in reading.blocks if block.level] == [1, 1, 2]


@pytest.mark.parametrize(
    "prose",
    [
        "On behalf of the network he wrote: we want peace.",
        "On 5 May 2014 the Minister wrote:\nAll spectrum is a common good.",
        "From: the hills we came.\nTo: the valley we went.",
        "-- and so it goes",
        "Our points:\n-- one\n-- two",
        "We write in the last line\n--\n" + "and after a rule there is far more text\n" * 30,
    ],
)
def test_prose_that_looks_like_mail_stays(prose: str) -> None:
    assert own(read(f"From: b@example.org\n\n{prose}\n\nGoodbye.")).endswith("Goodbye.")


def test_a_mail_that_only_passes_one_on_is_what_it_passes_on() -> None:
    reading = read(
        "From: sec@example.org\n\n---------- Forwarded message ---------\n"
        "From: Ann <a@example.org>\nDate: Mon, 5 Sep 2016\nSubject: Our view\n"
        "To: Sec <sec@example.org>\n\n"
        "We ask for open roofs.\n\nThey cost nothing."
    )
    assert own(reading) == "We ask for open roofs. They cost nothing."
    assert "forwarded message" in reading.flags


def test_flowed_lines_join() -> None:
    source = b'Content-Type: text/plain; format="flowed"\r\n\r\nOne long \r\nline.\r\nAnother.\r\n'
    assert read(source).text == "One long line.\nAnother."


def test_an_unknown_character_set_is_detected_and_flagged() -> None:
    source = b"Content-Type: text/plain; charset=x-nonsense\r\n\r\nl\x92\xe9t\xe9"
    reading = read(source)
    assert reading.text == "l’été"
    assert "unknown character set" in reading.flags


def test_a_line_end_inside_a_name_smuggles_nothing() -> None:
    reading = read("From: =?utf-8?q?Ann=0D=0ABcc=3A_x=40y=2Ez?= <ann@example.org>\n\nText.")
    assert reading.fields == {"name": "Ann"}


@pytest.mark.parametrize(
    "header",
    [
        "Subject: =?utf-8?b?!!!?=", "Subject: =?x?y?z?=", "From: \udcff\udcfe", "Subject: \x00\x07",
        "Content-Type: multipart/mixed", "Content-Type: text/plain; charset=\x00",
        "Content-Transfer-Encoding: base64", "Content-Type: ;;;===", "Date: =?utf-8?q?=00?=",
        "Content-Disposition: attachment; filename*=utf-8''%ff%00",
    ],
)  # fmt: skip
def test_broken_headers_cost_nothing(header: str) -> None:
    data = f"{header}\r\n\r\nText.\r\n".encode("utf-8", "surrogateescape")
    reading = read_mail(data)
    assert isinstance(reading, Reading)
    assert "Text." in reading.text or reading.attachments or header.endswith("base64")
