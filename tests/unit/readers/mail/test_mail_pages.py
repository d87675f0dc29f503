"""Mails that are only a page: whose words they are, whatever program wrote the page."""

from email.message import EmailMessage

import pytest

from bpforum.readers.mail.reader import read_mail
from models.reading import Reading


def read(page: str) -> Reading:
    message = EmailMessage()
    message["From"] = "Bob <bob@example.org>"
    message.set_content(page, subtype="html")
    reading = read_mail(message.as_bytes())
    assert isinstance(reading, Reading)
    return reading


def shapes(page: str) -> list[tuple[str, str]]:
    reading = read(page)
    return [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks]


def own(page: str) -> str:
    return " ".join(text for kind, text in shapes(page) if kind in ("paragraph", "item", "row"))


ATTR = '<div class="gmail_attr">On Mon, Sep 5, 2016 at 9:12 AM Ann &lt;a@x.org&gt; wrote:<br></div>'


@pytest.mark.parametrize(
    "old",
    [
        f'<div class="gmail_quote">{ATTR}<blockquote class="gmail_quote">Old.</blockquote></div>',
        (
            f'<div class="gmail_quote gmail_quote_container">{ATTR}<blockquote class="gmail_quote">'
            "Old.</blockquote></div>"
        ),
        (
            '<div class="moz-cite-prefix">On 05/09/2016 09:12, Ann wrote:<br></div>'
            '<blockquote type="cite"><p>Old.</p></blockquote>'
        ),
        '<div class="yahoo_quoted">On Monday, Ann wrote: Old.</div>',
        '<blockquote style="border-left:2px solid #000;padding-left:5px">Old.</blockquote>',
        (
            '<hr><div id="x_divRplyFwdMsg"><b>From:</b> Ann<br><b>Sent:</b> Monday<br><b>To:</b> '
            "Bob<br><b>Subject:</b> x</div><div>Old.</div>"
        ),
        '<span id="OLK_SRC_BODY_SECTION"><div>From: Ann</div><div>Old.</div></span>',
        (
            '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> Ann &lt;a@'
            "x.org&gt; <br><b>Sent:</b> Monday<br><b>To:</b> Bob<br><b>Subject:</b> x</p></div>"
            "<p>Old.</p>"
        ),
        (
            "<p><b>De :</b> Ann<br><b>Envoyé :</b> lundi<br><b>À :</b> Bob<br><b>Objet :</b> x</p>"
            "<p>Old.</p>"
        ),
        (
            '<p><b>From: </b>"Ann" &lt;a@x.org&gt;<br><b>Date: </b>Monday<br><b>To: </b>Bob<br>'
            "<b>Subject: </b>x</p><p>Old.</p>"
        ),
    ],
)
def test_what_is_old_is_kept_but_marked(old: str) -> None:
    found = shapes(f"<div>My answer is yes.</div>{old}")
    assert own(f"<div>My answer is yes.</div>{old}") == "My answer is yes."
    assert any(kind == "quoted" and "Old." in text for kind, text in found)


def test_answers_between_quotations_are_own_words_with_their_questions() -> None:
    page = (
        f'<div dir="ltr"><div class="gmail_quote">{ATTR}<blockquote class="gmail_quote">'
        "What worked?</blockquote><div>Open roofs.</div><blockquote class='gmail_quote'>What did "
        "not?</blockquote><div>Licence fees.</div></div></div>"
    )
    assert shapes(page)[1:] == [
        ("question", "What worked?"), ("paragraph", "Open roofs."),
        ("question", "What did not?"), ("paragraph", "Licence fees."),
    ]  # fmt: skip


def test_a_forwarded_page_is_what_was_sent() -> None:
    page = (
        '<div dir="ltr"><br><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded '
        "message ---------<br>From: <b>Ann</b><br>Date: Mon, 5 Sep 2016<br>Subject: Our view<br>"
        "To: &lt;s@x.org&gt;<br></div><div>We ask for open roofs.</div></div></div>"
    )
    assert own(page) == "We ask for open roofs."
    assert "forwarded message" in read(page).flags


def test_a_paragraph_that_was_only_set_in_is_own() -> None:
    page = (
        '<p>We say:</p><blockquote style="margin:0 0 0 40px;border:none">Open roofs.</blockquote>'
    )
    assert own(page) == "We say: Open roofs."


def test_signatures_and_notices_are_told_apart_in_pages_too() -> None:
    page = (
        "<div>Open roofs.</div><div>--&nbsp;</div><div>Bob<br>Director</div>"
        "<p>This e-mail and any attachments are confidential and intended for the recipient.</p>"
    )
    assert own(page) == "Open roofs."


def test_lines_of_one_paragraph_may_be_of_two_people() -> None:
    page = "<div>Open roofs.<br>From: Ann<br>Sent: Monday<br>To: Bob<br>Subject: x</div><p>Old.</p>"
    assert shapes(page) == [
        ("paragraph", "Open roofs."),
        ("quoted", "From: Ann\nSent: Monday\nTo: Bob\nSubject: x"),
        ("quoted", "Old."),
    ]
    assert shapes("<div>Open roofs.<br>Sent from my iPhone</div>") == [
        ("paragraph", "Open roofs."), ("furniture", "Sent from my iPhone"),
    ]  # fmt: skip
