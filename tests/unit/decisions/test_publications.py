"""Published versions are read out of decisions: in order, extended, withdrawn, and none by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bpforum.comment_window import window_of
from bpforum.decisions import newest, publications
from models.call import Call, Extension
from models.decision import Decision
from models.forum import Forum, ForumHead, SourceConfig

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SEAL = "a" * 64


def said(n: int, target: str, value: Any, why: str = "") -> Decision:
    at = NOON + timedelta(hours=n)
    return Decision(id=f"d{n}", kind="publish", target=target, value=value, by="A", at=at, why=why)


def version(**more: Any) -> dict[str, Any]:
    return {"label": "Draft I", "printed": "Draft I", "run": "r1", "seal": SEAL,
            "opens": NOON.isoformat(), **more}  # fmt: skip


def test_versions_come_in_order_and_the_last_that_stands_is_compared_with() -> None:
    made = (said(1, "v1", version()), said(2, "v2", version(label="Draft II")))
    found, applied, refused = publications(made)
    assert [one.id for one in found] == ["v1", "v2"]
    assert applied == made
    assert refused == ()
    withdrawn = (*made, said(3, "v2", False, "a mistake"))
    found, _, _ = publications(withdrawn)
    current = newest(found)
    assert current is not None
    assert current.id == "v1"
    assert found[1].withdrawn_why == "a mistake"
    found, _, _ = publications((*withdrawn, said(4, "v2", True)))
    assert newest(found) == found[1]


@pytest.mark.parametrize(
    ("target", "value", "words"),
    [
        ("v2", version(), "the next version is v1"),
        ("v1", False, "there is no published version"),
        ("v1", {"closes": "tomorrow"}, "closes cannot be read"),
        ("v1", {"label": "Draft I"}, "cannot be read"),
        ("v1", version(closes="2026-05-01T00:00:00Z"), "close before they open"),
        ("v1", "yes", "value must be"),
        ("v1", version(seal="b" * 64), "not in the forum's store"),
    ],
)
def test_what_publishes_nothing_is_handed_back(target: str, value: Any, words: str) -> None:
    found, applied, refused = publications(
        [said(1, target, value)], is_kept=lambda seal: seal == SEAL
    )
    assert (found, applied) == ((), ())
    assert words in refused[0].reason


def test_comments_close_when_it_was_last_announced_else_as_the_call_says() -> None:
    call = Call(
        id="c", title="C", closes=NOON + timedelta(days=10), grace_minutes=30,
        extensions=(Extension(closes=NOON + timedelta(days=12), reason="holidays"),),
        moderation="after", consent_notice="Printed.",
    )  # fmt: skip
    forum = Forum(
        forum=ForumHead(id="f", title="F", cycle="2026"), calls=(call,),
        sources=(SourceConfig(id="inbox", kind="folder", path="inbox"),),
    )  # fmt: skip
    made = [said(1, "v1", version(call="c"))]
    window = window_of(publications(made)[0][0], forum)
    assert window.closes == NOON + timedelta(days=12)
    assert (window.moderation, window.notice, window.extensions[0].reason) == (
        "after", "Printed.", "holidays",
    )  # fmt: skip
    states = [window.state(NOON + timedelta(days=d, minutes=m))
              for d, m in ((-1, 0), (1, 0), (12, 0), (12, 30), (12, 31))]  # fmt: skip
    assert states == ["not_yet", "open", "open", "grace", "closed"]
    later = (NOON + timedelta(days=20)).isoformat()
    made.append(said(2, "v1", {"closes": later}, "asked for"))
    window = window_of(publications(made)[0][0], forum)
    assert window.closes == NOON + timedelta(days=20)
    assert window.extensions[-1].reason == "asked for"
    alone = window_of(publications([said(1, "v1", version())])[0][0], forum)
    assert (alone.closes, alone.moderation) == (None, "before")
    assert alone.takes(NOON + timedelta(days=999))
    gone = window_of(publications([*made, said(3, "v1", False)])[0][0], forum)
    assert gone.state(NOON + timedelta(days=2)) == "withdrawn"
