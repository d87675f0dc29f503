"""Owns when a form takes what, and until when it may be changed; tells it, and decides no fate."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bpforum.schedules import crons_of, next_times
from bpforum.web.site import Site
from models.call import Call, LatePolicy
from models.forum import Forum
from models.profile import Profile

State = Literal["coming", "open", "grace", "late"]
_AT_LEAST = timedelta(hours=1)
"""So long even what was filed in the last minute may be mended."""
CHECKED_WITHIN = timedelta(days=7)
"""So long an organiser's link to check a note is good, unless the forum freezes before."""
_FREEZE = ("freeze", "cut-off", "cutoff")


@dataclass(frozen=True)
class Window:
    """Where a call stands at a moment."""

    state: State
    opens: datetime | None
    closes: datetime | None
    """Extensions counted, grace not."""
    until: datetime | None
    """With grace."""
    policy: LatePolicy
    extended: bool

    @property
    def takes(self) -> bool:
        """Whether the form is shown: late input is taken wherever the policy does not refuse it."""
        return self.state in ("open", "grace") or (self.state == "late" and self.policy != "refuse")


def window_of(call: Call, profile: Profile, now: datetime) -> Window:
    """The window of `call` for input of no category."""
    policy = call.late_policy or profile.late_policy
    state, closes, until = state_of(call, now), call.last_close, _until(call)
    return Window(state, call.opens, closes, until, policy, bool(call.extensions))


def state_of(call: Call, now: datetime) -> State:
    """Where `call` stands, its extensions counted."""
    until = _until(call)
    if call.opens and now < call.opens:
        return "coming"
    if until and now > until:
        return "late"
    return "grace" if call.last_close and now > call.last_close else "open"


def _until(call: Call) -> datetime | None:
    return call.last_close and call.last_close + timedelta(minutes=call.grace_minutes)


def may_change_until(forum: Forum, call: Call | None, filed_at: datetime) -> datetime | None:
    """Until when something filed at `filed_at` may be filed otherwise; None: without end.

    By the close of the call that it answers, else by the forum's freeze.
    """
    end = _until(call) if call else freeze_of(forum)
    return max(end, filed_at + _AT_LEAST) if end else None


def may_check_until(forum: Forum, now: datetime) -> datetime:
    """Until when an organiser and speakers may check a note, by a link made now."""
    freeze = freeze_of(forum)
    week = now + CHECKED_WITHIN
    return max(min(week, freeze), now + _AT_LEAST) if freeze else week


def freeze_of(forum: Forum) -> datetime | None:
    """When the forum stops taking changes, where a milestone says so."""
    return next((one.due for one in forum.milestones if one.id in _FREEZE and one.due), None)


def next_run(site: Site) -> datetime | None:
    """When what is filed now is compiled by itself; None where that is paused or not scheduled."""
    cron = crons_of(site.forum).get("compile")
    if cron is None or site.store.schedules.paused("compile"):
        return None
    return next(iter(next_times(cron, site.forum.forum.timezone, site.now(), 1)), None)
