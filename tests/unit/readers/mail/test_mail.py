"""Mails: what the sender wrote, what was quoted, and what came with it."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from bpforum.readers.mail.reader import read_mail
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
    assert read(f"From: a@example.org\n{date}\nText.").sent_at is None


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


@pytest.mark.parametrize(
    ("headers", "id"),
    [
        ("In-Reply-To: <1@x.org>", "1@x.org"), ("References: <1@x.org>\n <2@x.org>", "2@x.org"),
        ("In-Reply-To: Your message of Monday <1@x.org>\nReferences: <7@x.org>", "1@x.org"),
        ("In-Reply-To: Your message of Monday\nReferences: <7@x.org>", "7@x.org"),
        ("References: " + "\n ".join(f"<{n}@x.org>" for n in range(900)), "899@x.org"),
    ],
)  # fmt: skip
def test_an_answer_names_what_it_answers(headers: str, id: str) -> None:
    assert read(f"From: Ann <a@x.org>\n{headers}\n\nText.").fields["in_reply_to"] == id


@pytest.mark.parametrize(
    ("headers", "flag"),
    [
        ("Auto-Submitted: auto-replied", "automatic reply"),
        ("Subject: Automatic reply: Call", "automatic reply"),
        ("Subject: Out of office", "automatic reply"),
        ("Subject: Re: Out of Office: away until May", "automatic reply"),
        ("Subject: =?utf-8?q?R=C3=A9ponse_automatique_:_Appel?=", "automatic reply"),
        (
            "Subject: Respuesta automática: Consulta",
            "automatic reply",
        ),
        ("Precedence: auto_reply", "automatic reply"),
        (
            "From: MAILER-DAEMON@x.org\nSubject: Undelivered Mail Returned",
            "report of a mail server",
        ),
    ],
)
def test_what_a_machine_answered_is_told(headers: str, flag: str) -> None:
    assert flag in read(f"{headers}\n\nText.").flags


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: no", "Auto-Submitted: auto-generated", "Precedence: list",
        "Subject: Out of office hours: who answers?", "Subject: Automatic replies in consultations",
        "Subject: Returned mail and other troubles of small operators",
    ],
)  # fmt: skip
def test_what_a_person_sent_is_not_taken_for_a_machines(headers: str) -> None:
    assert read(f"From: Ann <a@x.org>\n{headers}\n\nText.").flags == ()


def test_a_report_brings_back_no_mail_of_ours() -> None:
    reading = read(
        "From: postmaster@x.org\nSubject: Delivery failure\nContent-Type: multipart/report; "
        'report-type=delivery-status; boundary="b"\n\n--b\n\nIt could not be delivered.\n--b\n'
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nStatus: 5.1.1\n--b\n"
        "Content-Type: message/rfc822\n\nSubject: Our call\n\nPlease answer.\n--b--\n"
    )
    assert (reading.flags, reading.attachments) == (("report of a mail server",), ())
    assert reading.text == "It could not be delivered."


def test_an_invitation_is_told_and_a_calendar_file_beside_a_text_is_an_attachment() -> None:
    message = EmailMessage()
    message.set_content("Join us.")
    message.add_alternative("BEGIN:VCALENDAR", subtype="calendar", params={"method": "REQUEST"})
    invitation = read(message.as_bytes())
    assert invitation.flags == ("calendar invitation",)
    assert [one.name for one in invitation.attachments] == ["invitation-1.ics"]
    message = EmailMessage()
    message.set_content("Our answer is yes.")
    message.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="event.ics")
    assert read(message.as_bytes()).flags == ()


def test_winmail_is_told_plainly() -> None:
    message = EmailMessage()
    message.set_content("See attached.")
    message.add_attachment(b"\x78\x9f\x3e\x22", maintype="application", subtype="ms-tnef")
    reading = read(message.as_bytes())
    assert [one.name for one in reading.attachments] == ["winmail.dat"]
    assert "ask for the mail as plain text" in reading.flags[0]


@pytest.mark.parametrize(
    "footer",
    [
        (
            "This e-mail and any attachments are confidential and intended for the addressee.\n"
            "If you are not the intended recipient, delete it."
        ),
        "CONFIDENTIALITY NOTICE: the contents of this message are confidential and privileged.",
        "AVISO LEGAL: Este mensaje es confidencial y para uso exclusivo de su destinatario.",
        "Ce message et toutes les pièces jointes sont confidentiels et réservés aux destinataires.",
        "Please consider the environment before printing this e-mail.",
        "Antes de imprimir este correo piense en el medio ambiente.",
        "Enviado desde mi iPhone",
        "Envoyé à partir de Outlook",
        "Get Outlook for Android",
        "-- \nAna\nDirectora",
        "--\nAna",
        "You received this message because you are subscribed to the Google Groups group.\nx",
        "_______________________________________________\nLista de correo bpf\nhttps://x.org/",
    ],
)
def test_what_programs_lawyers_and_lists_add_is_furniture(footer: str) -> None:
    reading = read(f"From: Ann <a@x.org>\n\nMy answer is yes.\n\n{footer}\n")
    assert own(reading) == "My answer is yes."
    assert {kind for kind, _ in shapes(reading)[1:]} == {"furniture"}


@pytest.mark.parametrize(
    "prose",
    [
        "This e-mail argues that fees should end.",
        "This message is about confidential business data: operators must publish it.",
        "Confidentiality: registries should not publish the names of people.",
        "Sent from my village, this letter asks for a mast.\n\nAnd for roads.",
        "To unsubscribe people from lists is a task for operators.",
    ],
)
def test_prose_about_mail_is_no_footer(prose: str) -> None:
    reading = read(f"From: Ann <a@x.org>\n\n{prose}\n\nGoodbye.")
    assert "furniture" not in {kind for kind, _ in shapes(reading)}


def test_lines_of_a_forwarded_mail_that_begin_with_from_are_as_written() -> None:
    message = EmailMessage()
    inner = EmailMessage()
    inner.set_content("Words.\n\nFrom now on fees end.\n")
    message.set_content("Fyi.")
    message.add_attachment(inner)
    (attachment,) = read(message.as_bytes()).attachments
    assert "From now on fees end." in read(attachment.data).text
    assert b">From" not in attachment.data


NEXT = "-------------- next part --------------"
URL = "<http://lists.example.org/pipermail/forum/attachments/20160107/ab12cd34/attachment.htm>"
NOTICES = {
    "page": f"{NEXT}\nAn HTML attachment was scrubbed...\nURL: {URL}",
    "file": f"""{NEXT}
A non-text attachment was scrubbed...
Name: Contribution.pdf
Type: application/pdf
Size: 12345 bytes
Desc: not available
URL: {URL}""",
    "older": f"""A non-text attachment was scrubbed...
Name   : x.doc
Type   : application/msword
Url    : {URL[1:-1]}""",
    "mail": f"""{NEXT}
An embedded message was scrubbed...
From: Bob at example.org
Subject: Towers
Date: Thu, 7 Jan 2016 12:00:00 +0100
Size: 99
URL: {URL}""",
    "Spanish": f"""------------ próxima parte ------------
Se ha borrado un adjunto en formato HTML...
URL: {URL}""",
    "German": f"""-------------- nächster Teil --------------
Ein Dateianhang mit Binärdaten wurde abgetrennt...
Dateiname   : x.pdf
Dateityp    : application/pdf
Beschreibung: nicht verfügbar
URL         : {URL}""",
    "skipped": f"{NEXT}\nSkipped content of type multipart/alternative",
    "cut off": f"{NEXT}\nA non-text attachment was scrubbed...\nName: x.pdf",
}


@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
def test_what_an_archive_says_of_parts_it_put_aside_is_furniture(notice: str) -> None:
    found = shapes(read(f"From: a@example.org\n\nShare the towers.\n{notice}\n\nKeep them low.\n"))
    assert [text for kind, text in found if kind != "furniture"] == [
        "Share the towers.",
        "Keep them low.",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "------------ Annex one ------------",
        "See these...\nURL: https://example.org/paper",
        "Name: Anna\nType: comment",
        "The law was scrubbed and much was lost...\nName it as you like.",
    ],
)
def test_what_only_resembles_such_a_notice_is_the_senders_own(words: str) -> None:
    reading = read(f"From: a@example.org\n\nShare the towers.\n\n{words}\n")
    assert not [text for kind, text in shapes(reading) if kind == "furniture"]
    assert words.partition("\n")[0].strip("- ") in own(reading)
