"""Makes what people wrote of Discourse's posts; asks nothing, and refuses to lose a post.

The text is what the author typed: Discourse renders it anew now and then, with other markup, and an
unedited post must not become a new version. What is quoted is marked as quoted.
"""

import re
from collections.abc import Mapping
from typing import Any

from bpforum.readers.post import MEDIA_TYPE, pack_post
from bpforum.sources.web.remote import dated, name_of, number_of, object_of, unusable
from models.base import Instant
from models.submission import Received

_SMALL_ACTION, _WHISPER = 3, 4
_QUOTE_MARK = re.compile(r"\[(/?)quote(?:=[^\]\n]{0,300})?\]", re.IGNORECASE)


def identity_of(topic: int, post_number: int) -> str:
    """`12/3`: the third post of topic 12, as its address has it and as replies name it."""
    return f"{topic}/{post_number}"


def is_event(item: Any) -> bool:
    """Whether it only says that a topic was closed, moved or the like."""
    return number_of(object_of(item).get("post_type")) == _SMALL_ACTION


def deleted(item: Any, topic: int) -> str:
    """The identity of a post that its author or a moderator took back; empty for any other."""
    post = object_of(item)
    number = number_of(post.get("post_number"))
    gone = post.get("deleted_at") or post.get("user_deleted") is True
    return identity_of(topic, number) if number and gone else ""


def received_of(
    item: Any, *, site: str, topic: int, title: str, narrow: str, at: Instant
) -> Received:
    """A post as a submission; `at` is when it was collected, for one without a time.

    A topic's first post is a contribution with the topic's title, the others are comments on it.
    `narrow` is the audience of a topic that not everybody can see.
    """
    post = object_of(item)
    number = number_of(post.get("post_number"))
    if not number:
        return unusable(item, "The forum gave a post without a number; ask who runs it.", at)
    identity = identity_of(topic, number)
    if number_of(post.get("post_type")) == _WHISPER:
        narrow = "secretariat"
    fields, received_at = dated(
        _fields(post, number, site, topic, title, narrow), post.get("created_at"), at
    )
    if post.get("hidden") is True:
        why = (
            "The forum hides this post, because readers flagged it. Look at it there; once it is "
            "shown again, collect again."
        )
        return unusable(_kept(post), why, received_at, identity)
    raw, cooked = post.get("raw"), post.get("cooked")
    if isinstance(raw, str):
        data = pack_post(_with_quotes_marked(raw), form="markdown", fields=fields)
    elif isinstance(cooked, str):
        data = pack_post(cooked, form="html", fields=fields)
    else:
        why = "The forum gave this post without its text; look at it there, and collect again."
        return unusable(_kept(post), why, received_at, identity)
    return Received(
        external_id=identity,
        data=data,
        media_type=MEDIA_TYPE,
        received_at=received_at,
        channel="web forum",
        fields=fields,
    )


def _fields(
    post: Mapping[str, Any], number: int, site: str, topic: int, title: str, narrow: str
) -> dict[str, str]:
    answered = number_of(post.get("reply_to_post_number"))
    first = number == 1
    fields = {
        "kind": "contribution" if first else "comment",
        "title": title if first else "",
        "about": "" if first else title,
        "name": name_of(post.get("name")) or name_of(post.get("username")),
        "url": f"{site}/t/{topic}/{number}",
        "in_reply_to": identity_of(topic, answered) if answered else "",
        "audience": narrow,
        "meta.wiki": "several people may have written it" if post.get("wiki") is True else "",
    }
    return {name: words for name, words in fields.items() if words}


def _kept(post: Mapping[str, Any]) -> dict[str, Any]:
    """What of a post stays the same while nobody edits it."""
    names = ("id", "post_number", "topic_id", "name", "username", "created_at", "raw", "cooked")
    return {name: post[name] for name in names if name in post}


def _with_quotes_marked(raw: str) -> str:
    """Discourse's quotations as Markdown's: each line of theirs behind `> `."""
    written, depth, at = [], 0, 0
    for mark in _QUOTE_MARK.finditer(raw):
        written.append(_at_depth(raw[at : mark.start()], depth))
        depth = max(0, depth - 1) if mark[1] else depth + 1
        at = mark.end()
    if not written:
        return raw
    # One that is never closed is no quotation: the rest would be lost as somebody else's words.
    written.append(_at_depth(raw[at:], 0))
    return "\n\n".join(piece for piece in written if piece)


def _at_depth(piece: str, depth: int) -> str:
    piece = piece.strip("\n")
    if not depth or not piece.strip():
        return piece if piece.strip() else ""
    return "\n".join(f"> {line}" for line in piece.split("\n"))
