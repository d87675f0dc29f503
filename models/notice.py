"""Notices: what people are told by mail, and the secretariat's room by chat."""

from typing import Literal

from pydantic import Field

from models.base import Instant, Model

NoticeKind = Literal[
    "sign_in", "receipt", "correction_asked", "reminder", "answered", "published", "run_done",
    "run_failed",
]  # fmt: skip
AT_ONCE: tuple[NoticeKind, ...] = ("sign_in", "receipt", "correction_asked")
"""What somebody waits for. All else goes together, one mail an hour at most."""

ROOMS = "rooms"
"""In place of an address: the secretariat's chat rooms."""


class Notice(Model):
    """One thing to tell somebody."""

    kind: NoticeKind
    to: str = Field(min_length=3, max_length=320)
    """The address. It is private: it is kept until the mail is sent, and never rendered."""
    language: str = "en"
    values: dict[str, str] = Field(default_factory=dict)
    """What its words are filled with: a title, a number, a link …"""


class Waiting(Model):
    """A notice that is to be sent."""

    id: int
    key: str
    at: Instant
    tries: int
    notice: Notice
