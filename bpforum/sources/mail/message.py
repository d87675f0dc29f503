"""Owns a list's message as a submission: its id, when it came, where it stands; reads no words."""

import re
from datetime import timedelta
from email.parser import BytesHeaderParser
from email.policy import compat32

from bpforum.readers.guard import MOST_BYTES
from bpforum.readers.mail.headers import read_headers, sent_at
from bpforum.readers.packed.archive import Budget
from bpforum.readers.packed.mailbox import read_mailbox
from bpforum.readers.packed.member import Member
from bpforum.sources.mail.visit import MOST_UNPACKED, Damaged
from models.base import Instant
from models.submission import Received, Rejected

MEDIA_TYPE = "message/rfc822"
MOST_MESSAGES = 100_000
"""In one mailbox of an archive."""
_MOST_HEADERS = 64 * 1024
_SKEW = timedelta(hours=1)
"""How far a sender's clock may be ahead."""


def messages_in(mailbox: bytes) -> tuple[Member, ...]:
    """The messages of a mailbox file, in its order, each once. Raises Damaged."""
    if not mailbox.strip():
        return ()
    found = read_mailbox(mailbox, Budget(size=MOST_UNPACKED, members=MOST_MESSAGES))
    if isinstance(found, Rejected):
        raise Damaged(" ".join(reason.message for reason in found.reasons))
    return found


def headers_of(message: bytes) -> dict[str, str]:
    """The first of each header, names in lower case."""
    head = message[:_MOST_HEADERS]
    return read_headers(BytesHeaderParser(policy=compat32).parsebytes(head))


def arrived_at(headers: dict[str, str]) -> Instant | None:
    """When the last server that passed the message on wrote it down (RFC 5321, 4.4)."""
    return sent_at(headers.get("received", "").rpartition(";")[2].strip())


def message_id(headers: dict[str, str]) -> str:
    """The id as written, without its brackets; empty where there is none."""
    found = re.search(r"<([^<>\s]{1,300})>", headers.get("message-id", ""))
    return found[1] if found else ""


def item_of(
    member: Member,
    *,
    latest: Instant,
    arrived: Instant | None = None,
    url: str = "",
) -> Received:
    """`member` as a submission; it cannot have come after `latest`, whatever its date says."""
    at = arrived or member.date or latest
    if at > latest + _SKEW:
        at = member.date if member.date and member.date <= latest else latest
    trouble = member.trouble
    if is_large := len(member.data) > MOST_BYTES:
        trouble = (
            f"This message is larger than {MOST_BYTES // 2**20} MB and was not taken in. Ask the "
            "sender for a smaller one, or for its text."
        )
    return Received(
        external_id=member.name.rstrip("/") or "message",
        data=b"" if is_large else member.data,
        media_type=MEDIA_TYPE,
        received_at=at,
        channel="mail",
        fields={"url": url} if url else {},
        trouble=trouble,
    )


def distinct(items: list[Received]) -> list[Received]:
    """Of several with one id the first counts; the others are kept under ids of their own."""
    count: dict[str, int] = {}
    kept = []
    for item in items:
        number = count[item.external_id] = count.get(item.external_id, 0) + 1
        if number > 1:
            item = item.model_copy(
                update={
                    "external_id": f"{item.external_id} ({number})",
                    "trouble": item.trouble
                    or f"Another message of the list has the same id, {item.external_id}, and was "
                    "taken in. Compare the two: a copy can be left here, another text be admitted.",
                }
            )
        kept.append(item)
    return kept


def attached(
    parent: Received, name: str, data: bytes, media_type: str, trouble: str = ""
) -> Received:
    """What was attached to a message and lies beside it in the archive."""
    return Received(
        external_id=f"{parent.external_id}/{name}",
        data=data,
        media_type=media_type,
        received_at=parent.received_at,
        channel=parent.channel,
        fields={"relation": f"attached to {parent.external_id}"},
        trouble=trouble,
    )
