"""What is decided of a mail holds for its attachments, unless they have a decision of their own."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bpforum.profiles import load_profile
from bpforum.validation.acts import Acts
from bpforum.validation.fates import Window, settle
from models.audience import Consent
from models.contribution import Contribution, Relation
from models.decision import Decision
from models.forum import Forum, ForumHead, SourceConfig

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FORUM = Forum(
    forum=ForumHead(id="f", title="F", cycle="2026"),
    sources=(SourceConfig(id="inbox", kind="folder", path="inbox"),),
)
FULL = Consent(basis="notice", scope="full")


def one(n: int, name: str, inside: int = 0, consent: Consent = FULL) -> Contribution:
    relations = [Relation(kind="attached_to", target=f"C-{inside:04d}", basis="declared")]
    return Contribution(
        reference=f"C-{n:04d}", source="inbox", external_id=name, digest="0" * 64,
        kind="contribution", received_at=NOW, audience="public", consent=consent,
        text="Volunteers keep this network alive, and they are tired of being thanked for it.",
        relations=tuple(relations if inside else ()),
    )  # fmt: skip


MAIL, LETTER = one(1, "m.eml"), one(2, "m.eml/letter.txt", 1)
DEEPER = one(3, "m.eml/letter.txt/annex.txt", 2)
ANOTHER = one(4, "another.txt", 1)
"""A document of its own that says that it belongs to the mail."""


def settled(ones: list[Contribution], *decisions: tuple[str, Any, str]) -> list[Contribution]:
    acts = Acts([
        Decision(id=f"d{n}", kind=kind, target=target, value=value, by="Ana",
                 at=NOW + timedelta(minutes=n), why="she asked us to")
        for n, (kind, value, target) in enumerate(decisions)
    ])  # fmt: skip
    return settle(FORUM, load_profile("igf"), ones, {}, acts, Window(NOW))


def test_what_is_withdrawn_or_held_takes_everything_inside_with_it() -> None:
    for kind, value, fate in (("dispose", "withdrawn", "withdrawn"), ("hold", True, "held")):
        found = settled([MAIL, LETTER, DEEPER, ANOTHER], (kind, value, "C-0001"))
        assert [one.fate for one in found] == [fate, fate, fate, None]


def test_an_answer_on_consent_holds_for_what_was_attached() -> None:
    found = settled([MAIL, LETTER, DEEPER], ("consent", "counts_only", "C-0001"))
    assert [one.fate for one in found] == ["counted"] * 3


def test_a_decision_of_its_own_goes_before() -> None:
    found = settled(
        [MAIL, LETTER, DEEPER],
        ("consent", "counts_only", "C-0001"), ("consent", "name_withheld", "C-0002"),
    )  # fmt: skip
    assert [one.consent.scope for one in found] == [
        "counts_only", "name_withheld", "name_withheld",
    ]  # fmt: skip


def test_what_an_attachment_itself_asks_for_is_never_widened() -> None:
    asks = one(2, "m.eml/letter.txt", 1, Consent(basis="stated", scope="counts_only"))
    found = settled([MAIL, asks], ("consent", "full", "C-0001"))
    assert [one.consent.scope for one in found] == ["full", "counts_only"]
