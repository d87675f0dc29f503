"""When comments on a published version are taken: by its decisions, else by the call it names."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from models.call import Extension, Moderation
from models.forum import Forum
from models.publication import Publication

WindowState = Literal["not_yet", "open", "grace", "closed", "withdrawn"]


@dataclass(frozen=True)
class CommentWindow:
    """From when to when, for everybody, and by which rule comments are shown."""

    opens: datetime
    closes: datetime | None
    grace: timedelta
    extensions: tuple[Extension, ...]
    moderation: Moderation
    notice: str
    """What whoever comments agrees to; empty where the call has no notice."""
    call: str
    stands: bool = True

    def state(self, now: datetime) -> WindowState:
        """Where `now` stands; in grace comments are still taken, though the time is over."""
        if not self.stands:
            return "withdrawn"
        if now < self.opens:
            return "not_yet"
        if self.closes is None or now <= self.closes:
            return "open"
        return "grace" if now <= self.closes + self.grace else "closed"

    def takes(self, now: datetime) -> bool:
        """Whether a comment is taken at `now`."""
        return self.state(now) in ("open", "grace")


def window_of(version: Publication, forum: Forum) -> CommentWindow:
    """The window of `version` as decided and declared until now."""
    call = next((one for one in forum.calls if one.id == version.call), None)
    extended = tuple(
        Extension(closes=one.closes, announced_at=one.announced_at, reason=one.reason)
        for one in version.extensions
    )
    closes = version.closes or (call.last_close if call else None)
    if extended:  # the last that was announced holds, also where it is earlier
        closes = extended[-1].closes
    elif call and not version.closes:
        extended = call.extensions
    return CommentWindow(
        opens=version.opens,
        closes=closes,
        grace=timedelta(minutes=call.grace_minutes if call else 0),
        extensions=extended,
        moderation=call.moderation if call else "before",
        notice=call.consent_notice if call else "",
        call=call.id if call else "",
        stands=version.stands,
    )
