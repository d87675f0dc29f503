"""A mail under a known id: its sender's new version, or somebody else's."""

from datetime import UTC, datetime

import pytest

from bpforum.errors import BlobDamaged
from bpforum.sources.mail.message import attached
from bpforum.sources.mail.same_id import told_apart
from models.ids import Digest, digest
from models.submission import Received

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ANNA, EVE = "Anna <anna@example.org>", "Eve <eve@example.org>"


def mail(sender: str, words: str, name: str = "1@example.org", **more: object) -> Received:
    data = f"From: {sender}\nMessage-ID: <1@example.org>\n\n{words}\n".encode()
    item = Received(
        external_id=name, data=data, media_type="message/rfc822", received_at=NOW, channel="mail"
    )
    return item.model_copy(update=more)


def brought(before: Received | None, *items: Received) -> list[Received]:
    def known(external_id: str) -> Digest | None:
        return digest(before.data) if before and external_id == before.external_id else None

    def blob(name: Digest) -> bytes:
        assert before
        return before.data

    return list(told_apart(items, known, blob))


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        (ANNA, "Share the towers."),
        (ANNA, "Do not share the towers."),
        ("Anna M. <ANNA@example.org>", "Other words."),
        ("anna at example.org (Anna)", "Other words."),
        ("Anna <a...@example.org>", "Share  the\ntowers."),
    ],
)
def test_what_its_own_sender_wrote_keeps_its_id(sender: str, words: str) -> None:
    item = mail(sender, words)
    assert brought(mail(ANNA, "Share the towers."), item) == [item]


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        (EVE, "Sell the towers."),
        (EVE, "Share the towers."),
        ("Anna <eve@example.org>", "Sell the towers."),
        ("", "Sell the towers."),
        ("@", ""),
    ],
)
def test_another_senders_mail_takes_nobodys_place(sender: str, words: str) -> None:
    (found,) = brought(mail(ANNA, "Share the towers."), mail(sender, words))
    assert found.external_id.startswith("1@example.org (other sender, ")
    assert "same id, 1@example.org" in found.trouble
    assert brought(mail(ANNA, "Share the towers."), mail(sender, words)) == [found]


def test_two_that_come_together_are_told_apart_too() -> None:
    first, second = mail(ANNA, "Share."), mail(EVE, "Sell.")
    found = brought(None, first, second, first)
    assert [bool(one.trouble) for one in found] == [False, True, False]
    assert found[0] == found[2] == first


def test_a_file_that_came_with_the_other_mail_is_not_put_to_the_first() -> None:
    forged = mail(EVE, "Sell.")
    file = attached(forged, "plan.pdf", b"%PDF-", "application/pdf")
    ours = attached(mail(ANNA, "Share."), "own.pdf", b"%PDF-", "application/pdf")
    before = mail(ANNA, "Share.")
    other, beside, again, own = brought(before, forged, file, before, ours)
    assert beside.external_id == f"{other.external_id}/plan.pdf"
    assert beside.fields["relation"] == f"attached to {other.external_id}"
    assert other.external_id in beside.trouble
    assert (again, own) == (before, ours)


def test_a_mail_that_is_no_longer_kept_is_not_replaced() -> None:
    def lost(name: Digest) -> bytes:
        raise BlobDamaged(name)

    (found,) = told_apart([mail(ANNA, "Other.")], lambda name: digest(b"x"), lost)
    assert found.trouble


def test_who_puts_another_mail_into_a_file_of_the_same_name_may() -> None:
    before = mail(ANNA, "Share.", "inbox/7.eml")
    item = mail(EVE, "Sell.", "inbox/7.eml")
    assert brought(before, item) == [item]


def test_what_is_in_trouble_already_and_what_is_no_mail_is_left_alone() -> None:
    before = mail(ANNA, "Share.")
    items = [mail(EVE, "Sell.", trouble="too large"), mail(EVE, "Sell.", media_type="text/plain")]
    assert brought(before, *items) == items
