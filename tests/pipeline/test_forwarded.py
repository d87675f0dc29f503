"""Mails that somebody forwards with mails in them."""

from email.message import EmailMessage

from tests.pipeline.conftest import Make

VIEWS = "Towers shared by two operators cost our villages half as much, as nine districts measured."


def mail(sender: str, words: str, *attached: EmailMessage) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"{sender} <{sender.split()[0].lower()}@example.org>"
    message["Subject"] = "Towers"
    message["Date"] = "Mon, 07 Sep 2026 10:00:00 +0200"
    message.set_content(words)
    for one in attached:
        message.add_attachment(one)
    return message


def test_who_forwards_a_mail_is_not_who_wrote_it(make: Make) -> None:
    letter = mail("Farah Nour", VIEWS)
    letter.add_attachment("The nine districts lie on the coast.", filename="districts.txt")
    forum = make({"forwarded.eml": bytes(mail("Gus Hall", "For the file.", letter))})
    names = {
        one.external_id.rpartition("/")[2]: [person.name for person in one.contributors]
        for one in forum.files.everything.values()
    }
    assert names == {
        "forwarded.eml": ["Gus Hall"],
        "message-1.eml": ["Farah Nour"],
        "districts.txt": ["Farah Nour"],
    }
