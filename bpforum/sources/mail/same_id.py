"""Owns whether a mail under a known Message-ID is that mail again; refuses to say which is genuine.

Anybody can write any id into a mail. What its own sender changed is a new version; what comes from
another sender is kept under an id of its own and quarantined: it takes nobody's place.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.utils import parseaddr

from bpforum.errors import BlobDamaged
from bpforum.readers.mail.headers import sender
from bpforum.sources.mail.message import MEDIA_TYPE, headers_of, message_id
from models.ids import Digest, digest
from models.submission import Received

_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_AT = re.compile(r"\s?\(a\)\s?|\sat\s")
_SAME_ID = (
    "A message with the same id, {id}, was taken in before, and this one is not shown to be from "
    "the same sender. Compare the two: a copy can be left here, another text be admitted."
)
_WITH_IT = "It came with a message that is quarantined, {id}; deal with that one first."


@dataclass(frozen=True)
class _Signed:
    """Who says that they wrote a mail, and the digest of its words."""

    address: str
    name: str
    words: Digest

    @classmethod
    def of(cls, mail: bytes, headers: dict[str, str]) -> "_Signed":
        end = _END_OF_HEADERS.search(mail)
        words = b" ".join(mail[end.end() :].split()) if end else b""
        address = parseaddr(_AT.sub("@", headers.get("from", "")))[1].lower()
        return cls(address, sender(headers).get("name", ""), digest(words))

    def is_same(self, other: "_Signed") -> bool:
        """One address; or one name under the same words, since archives hide addresses."""
        if self.address or other.address:
            same_name = self.name != "" and self.name == other.name
            return self.address == other.address or (same_name and self.words == other.words)
        return self.name == other.name


def told_apart(
    items: Iterable[Received],
    known: Callable[[str], Digest | None],
    blob: Callable[[Digest], bytes],
) -> Iterator[Received]:
    """`items`, mails of other senders than before under ids of their own, with trouble.

    `known`: the digest of what was taken in under an id; `blob`: its bytes, raises BlobDamaged
    where they are no longer kept.
    """
    came: dict[str, _Signed] = {}
    renamed: dict[str, str] = {}
    for item in items:
        parent = item.fields.get("relation", "").removeprefix("attached to ")
        if parent in renamed and item.external_id.startswith(f"{parent}/"):
            yield _beside(item, parent, renamed[parent])
            continue
        renamed.pop(item.external_id, None)
        headers = {} if item.trouble or item.media_type != MEDIA_TYPE else headers_of(item.data)
        if not _is_known_by(message_id(headers), item):
            yield item
            continue
        signed, before = _Signed.of(item.data, headers), known(item.external_id)
        if before is None:
            is_same = came.setdefault(item.external_id, signed).is_same(signed)
        else:
            is_same = before == digest(item.data) or _is_by(signed, before, blob)
        if is_same:
            yield item
        else:
            name = f"{item.external_id} (other sender, {digest(item.data)[:8]})"
            renamed[item.external_id] = name
            trouble = _SAME_ID.format(id=item.external_id)
            yield item.model_copy(update={"external_id": name, "trouble": trouble})


def _is_known_by(own: str, item: Received) -> bool:
    """A mail in a folder is known by its file's name: who put it there may replace it."""
    name = own.replace("/", "_")
    return bool(own) and (item.external_id == name or item.external_id.endswith(f"/{name}"))


def _is_by(signed: _Signed, before: Digest, blob: Callable[[Digest], bytes]) -> bool:
    try:
        mail = blob(before)
    except BlobDamaged:
        return False
    return _Signed.of(mail, headers_of(mail)).is_same(signed)


def _beside(item: Received, parent: str, name: str) -> Received:
    return item.model_copy(
        update={
            "external_id": f"{name}{item.external_id.removeprefix(parent)}",
            "fields": {**item.fields, "relation": f"attached to {name}"},
            "trouble": item.trouble or _WITH_IT.format(id=name),
        }
    )
