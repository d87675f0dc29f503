"""Owns the way from a file that holds others to what is in it, in a bounded child process.

Archives in archives are opened too, to a fixed depth and on one budget. Refuses to read any member:
what comes out is bytes, and each goes through the guard and a reader of its own.
"""

from bpforum.bounded import Limits, run_bounded
from bpforum.errors import ChildFailed
from bpforum.readers.guard import refuse_size
from bpforum.readers.kind import kind_of
from bpforum.readers.mail.outlook_date import outlook_sent_at
from bpforum.readers.packed.archive import Budget, read_archive
from bpforum.readers.packed.mailbox import read_mailbox, written_at
from bpforum.readers.packed.member import Member
from bpforum.readers.wire import cut, frame, pack_file, unframe, unpack_file
from models.submission import Rejected

MOST_DEPTH = 3
"""An archive, one in it, and one in that."""

_FUNCTION = "bpforum.readers.packed.containers:answer"
_TOO_DEEP = "Archives lie in archives here, more than are opened. Ask for the files themselves."


def unpack(name: str, data: bytes, limits: Limits | None = None) -> tuple[Member, ...] | Rejected:
    """What lies in the archive or mailbox `data`, in its order; empty where there is nothing.

    Names of what lies in an archive within it are `inner.zip/file.txt`. Whatever `data` holds, it
    ends here: as members, some with `trouble`, or as a refusal of the whole.
    """
    if (too_big := refuse_size(len(data))) is not None:
        return too_big
    try:
        return _unpack_answer(run_bounded(_FUNCTION, pack_file(name, data, {}), limits=limits))
    except ChildFailed as failure:
        return _refuse(failure.code)
    except (ValueError, KeyError, TypeError):
        return _refuse("crashed")


def answer(payload: bytes) -> bytes:
    """The child's side of `unpack`."""
    name, data, _ = unpack_file(payload)
    found = unpack_bytes(name, data)
    if isinstance(found, Rejected):
        return frame({"rejected": found.model_dump(mode="json")})
    members = [
        {**member.model_dump(mode="json", exclude={"data"}), "size": len(member.data)}
        for member in found
    ]
    return frame({"members": members}, *(member.data for member in found))


def unpack_bytes(name: str, data: bytes) -> tuple[Member, ...] | Rejected:
    """The same in this process, without limits on memory and time: what the child runs."""
    return _open(name, data, Budget(), 1)


def _open(name: str, data: bytes, budget: Budget, depth: int) -> tuple[Member, ...] | Rejected:
    kind = kind_of(name, data)
    if isinstance(kind, Rejected):
        return kind
    if kind == "mailbox":
        return read_mailbox(data, budget)
    if kind != "archive":
        return _refuse("no-container")
    members = read_archive(data, budget)
    if isinstance(members, Rejected):
        return members
    found: list[Member] = []
    for member in members:
        found += _within(member, budget, depth)
    return tuple(found)


def _within(member: Member, budget: Budget, depth: int) -> tuple[Member, ...]:
    """What `member` holds, if it holds things; else itself."""
    if member.trouble:
        return (member,)
    if member.media_type == "message/rfc822":
        # When somebody saved a mail says nothing.
        sent = written_at(member.data)
        return (member.model_copy(update={"date": sent, "clock": ""}) if sent else member,)
    kind = kind_of(member.name, member.data)
    if kind == "outlook" and (sent := outlook_sent_at(member.data)):
        return (member.model_copy(update={"date": sent, "clock": ""}),)
    if kind not in ("archive", "mailbox"):
        return (member,)
    if depth >= MOST_DEPTH:
        return (member.model_copy(update={"trouble": _TOO_DEEP}),)
    inner = _open(member.name, member.data, budget, depth + 1)
    if isinstance(inner, Rejected) or not inner:
        trouble = in_words(inner) if isinstance(inner, Rejected) else "It holds nothing."
        return (member.model_copy(update={"trouble": trouble}),)
    return tuple(
        one.model_copy(
            update={
                "name": f"{member.name}/{one.name}",
                "date": one.date or (member.date if not one.clock else None),
                "clock": one.clock or (member.clock if not one.date else ""),
                "name_as_sent": one.name_as_sent or member.name_as_sent,
            }
        )
        for one in inner
    )


def in_words(rejected: Rejected) -> str:
    """A refusal as one run of words, for what has room for no more."""
    return " ".join(f"{reason.message} {reason.remedy}".strip() for reason in rejected.reasons)


def _unpack_answer(packed: bytes) -> tuple[Member, ...] | Rejected:
    """What `answer` packed, validated again. Raises where a child answered anything else."""
    found, at = unframe(packed)
    if "rejected" in found:
        return Rejected.model_validate(found["rejected"])
    members = []
    for one in found["members"]:
        data, at = cut(packed, at, one.pop("size"))
        members.append(Member(**one, data=data))
    return tuple(members)


_REASONS = {
    "timeout": ("took-too-long", "Opening this file took too long, and was stopped."),
    "memory": ("too-much-memory", "Opening this file needs more memory than is allowed."),
    "crashed": ("reader-stopped", "This file could not be opened."),
    "refused-output": ("too-much-content", "This file holds far more than can be taken in."),
    "no-container": ("no-container", "This file holds no others."),
}


def _refuse(code: str) -> Rejected:
    reason, message = _REASONS.get(code, _REASONS["crashed"])
    remedy = "Ask the sender for the files in it one by one, or for several smaller ones."
    return Rejected.because(reason, message, remedy=remedy)
