"""Makes what people wrote of WordPress's comments; asks nothing, and refuses to lose a comment.

Stable are the comment's own words, its author's name and where it stands. Its address is written in
the short form that survives new permalinks, and the post's title as it was when first seen: so that
a site that moves, or closes a consultation in its title, does not make every comment a new version.
"""

import re
from collections.abc import Mapping
from typing import Any

from bpforum.readers.post import MEDIA_TYPE, pack_post
from bpforum.sources.web.remote import (
    dated,
    list_of,
    name_of,
    number_of,
    object_of,
    unusable,
    words_of,
)
from models.base import Instant
from models.submission import Received

_PARAGRAPH = re.compile(
    r"(?:^|[_\- ])(?:para|paragraph|anchor|section|inline|incom|signature|selection|block)"
    r"(?:$|[_\- ])",
    re.IGNORECASE,
)
_MOST_META = 20


def post_of(item: Any) -> int | None:
    """The id of the post that a comment is on."""
    return number_of(object_of(item).get("post"))


def received_of(
    item: Any, *, site: str, title: str, narrow: str, columns: Mapping[str, str], at: Instant
) -> Received:
    """A comment as a submission; `at` is when it was collected, for one without a time.

    `columns` says which of our fields is in which key of the comment's meta; a paragraph plugin's
    key is found by its name where it is not said. Other meta stands in fields `meta.<key>`.
    `narrow` is the audience of a post that not everybody can see.
    """
    comment = object_of(item)
    number = number_of(comment.get("id"))
    if not number:
        return unusable(item, "The site gave a comment without an id; ask who runs it.", at)
    content = object_of(comment.get("content")).get("rendered")
    fields = _fields(comment, number, site, title) | _meta(comment.get("meta"), columns)
    if narrow and fields.get("audience", "public") == "public":
        fields["audience"] = narrow
    fields, received_at = dated(fields, comment.get("date_gmt"), at)
    if not isinstance(content, str):
        why = "The site gave this comment without its text; look at it there, and collect again."
        return unusable(item, why, received_at, str(number))
    kind = words_of(comment.get("type"))
    return Received(
        external_id=str(number),
        data=pack_post(content, form="html", fields=fields),
        media_type=MEDIA_TYPE,
        received_at=received_at,
        # A pingback is another site's notice that it links here; it is kept, and told apart.
        channel="web comment" if kind in ("", "comment") else kind,
        fields=fields,
    )


def _fields(comment: Mapping[str, Any], number: int, site: str, title: str) -> dict[str, str]:
    post, parent = number_of(comment.get("post")), number_of(comment.get("parent"))
    fields = {
        "kind": "comment",
        "name": name_of(comment.get("author_name")),
        "about": title,
        "url": f"{site}/?p={post}#comment-{number}" if post else "",
        "in_reply_to": str(parent) if parent else "",
    }
    return {name: words for name, words in fields.items() if words}


def _meta(meta: Any, columns: Mapping[str, str]) -> dict[str, str]:
    """Fields from a comment's meta, which is a list where it is empty."""
    values = {key: _meta_words(value) for key, value in sorted(object_of(meta).items())}
    fields = {}
    for name, key in sorted(columns.items()):
        if words := values.pop(key.removeprefix("meta."), ""):
            fields[name] = words
    for key, words in list(values.items())[:_MOST_META]:
        if not words:
            continue
        if "paragraph" not in fields and _PARAGRAPH.search(key):
            fields["paragraph"] = words
        else:
            fields[f"meta.{words_of(key)[:60]}"] = words
    return fields


def _meta_words(value: Any) -> str:
    several = list_of(value)
    return ", ".join(filter(None, map(words_of, several[:20]))) if several else words_of(value)
