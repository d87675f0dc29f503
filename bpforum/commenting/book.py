"""Keeps all comments at hand, as they stand now; a page costs what is new, not what is there.

Safe to use from several threads. It is filled from the store when it is first asked, and after
that only reads what came since.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

from bpforum.commenting.comment import Comment
from bpforum.commenting.standing import standing_of
from bpforum.readers.filed import MEDIA_TYPE
from bpforum.store import Store
from bpforum.store.filed_comments import FiledComment, Seen
from bpforum.store.terms import Terms
from models.audience import Consent
from models.contribution import CommentScope
from models.decision import Decision
from models.ids import Reference, number_of, reference

_SCOPES: dict[str, CommentScope] = {
    "paragraph": "paragraph", "selection": "selection", "section": "section", "whole": "whole",
    "missing": "missing",
}  # fmt: skip
Key = tuple[str, str]
"""Source and id there: what all versions of a comment have in common."""
_KINDS = ("hold", "dispose", "consent", "take_back")
_NOT_ASKED = Terms(audience="secretariat", consent=Consent(basis="not_asked", scope=None))


@dataclass(frozen=True)
class Comments:
    """All comments at one moment, by the first version's reference, in order of arrival."""

    all: Mapping[Reference, Comment]
    first_of: Mapping[Reference, Reference]
    """Of every version's reference, that of the first."""
    taken_back: frozenset[Reference]
    """Of everything that was received, what was erased, withdrawn or is only counted since: no
    words of it may be shown any more, also not in what was published before."""

    def find(self, name: Reference) -> Comment | None:
        """The comment that any of its versions' references names."""
        return self.all.get(self.first_of.get(name, ""))

    def on(self, version: str) -> list[Comment]:
        """Those on a published version."""
        return [one for one in self.all.values() if one.version == version]


class CommentBook:
    """The comments of one forum's store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._seen, self._decided = Seen(), 0
        self._versions: dict[Key, list[FiledComment]] = {}
        self._key_of: dict[int, Key] = {}
        self._first_of: dict[Reference, Reference] = {}
        self._terms: dict[int, Terms] = {}
        self._erased: frozenset[int] = frozenset()
        self._decisions: list[Decision] = []
        self._standing = standing_of(())
        self._known: dict[Key, Comment] = {}
        """Each as it was made last, without its replies."""
        self._touched: set[Key] = set()
        """Of those what came since; a comment of which nothing did is not made again."""
        self._unanswered: set[Key] = set()
        """Replies to what is not there."""
        self._made: Comments | None = None
        self._rule: tuple[object, ...] = ()
        self._until: datetime | None = None

    def now(self, at: datetime, moderation: Mapping[str, str]) -> Comments:
        """How they stand at `at`. `moderation`: by published version `before` or `after`."""
        with self._lock:
            changed = self._read()
            rule = tuple(sorted(moderation.items()))
            over = self._until is not None and at >= self._until
            if over or rule != self._rule:
                self._known.clear()
            if self._made is None or changed or over or rule != self._rule:
                self._rule = rule
                self._made = self._make(at, moderation)
            return self._made

    def _read(self) -> bool:
        changed = False
        if news := self._store.filed_comments.since(self._seen, MEDIA_TYPE):
            self._seen = news.seen
            changed = bool(news.comments or news.erased)
            for one in news.comments:
                key = (one.source, one.external_id)
                versions = self._versions.setdefault(key, [])
                versions.append(one)
                self._key_of[one.number] = key
                self._first_of[one.reference] = versions[0].reference
                self._terms.setdefault(one.number, _NOT_ASKED)
                self._touched.add(key)
            mine = {number: terms for number, terms in news.terms.items() if number in self._terms}
            self._terms |= mine
            self._touched |= {self._key_of[number] for number in mine}
            self._forget(news.erased)
            changed = changed or bool(mine)
        before = len(self._decisions)
        for place, decision in self._store.decision_book.after(self._decided):
            self._decided = place
            if decision.kind in _KINDS:
                self._decisions.append(decision)
        if len(self._decisions) > before:
            changed = True
            standing = standing_of(self._decisions)
            numbers = map(number_of, standing.unlike(self._standing))
            self._touched |= {self._key_of[n] for n in numbers if n in self._key_of}
            self._standing = standing
        return changed

    def _forget(self, erased: frozenset[int]) -> None:
        """Of what was erased nothing stays here either."""
        if not erased:
            return
        self._erased |= erased
        self._terms = {n: terms for n, terms in self._terms.items() if n not in erased}
        self._versions = {
            key: kept
            for key, versions in self._versions.items()
            if (kept := [one for one in versions if one.number not in erased])
        }
        pairs = [(key, one) for key, versions in self._versions.items() for one in versions]
        self._key_of = {one.number: key for key, one in pairs}
        self._first_of = {one.reference: self._versions[key][0].reference for key, one in pairs}
        self._touched &= self._versions.keys()
        self._unanswered &= self._versions.keys()
        self._known.clear()

    def _make(self, at: datetime, moderation: Mapping[str, str]) -> Comments:
        embargoes = [one.embargo_until for one in self._terms.values() if one.embargo_until]
        self._until = min((one for one in embargoes if one > at), default=None)
        anew = self._touched | self._unanswered if self._known else self._versions.keys()
        for key in anew:
            one = self._comment(self._versions[key], at, moderation)
            self._known[key] = one
            if one.answers is None and self._versions[key][-1].fields.get("in_reply_to"):
                self._unanswered.add(key)
            else:
                self._unanswered.discard(key)
        self._touched = set()
        found = {one.first: one for one in map(self._known.__getitem__, self._versions)}
        replies: dict[Reference, list[Reference]] = defaultdict(list)
        for one in found.values():
            if one.answers and one.answers != one.first:
                replies[one.answers].append(one.first)
        for name in replies.keys() & found.keys():
            found[name] = replace(found[name], replies=tuple(replies[name]))
        return Comments(
            found,
            dict(self._first_of),
            self._standing.taken_back | frozenset(map(reference, self._erased)),
        )

    def _comment(
        self, versions: Sequence[FiledComment], at: datetime, moderation: Mapping[str, str]
    ) -> Comment:
        standing = self._standing
        newest, first = versions[-1], versions[0]
        terms, fields = self._terms[newest.number], newest.fields
        consent = standing.consent(newest.reference) or terms.consent
        embargoed = terms.embargo_until is not None and terms.embargo_until > at
        is_public = terms.audience == "public" and not embargoed and consent.may_quote
        document = fields.get("about", "")
        state, reason, when = standing.state(
            [one.reference for one in versions],
            is_public=is_public,
            rule=moderation.get(document, "before"),
        )
        start = fields.get("selection_start", "")
        scope = _SCOPES.get(fields.get("scope", ""), "whole")
        return Comment(
            reference=newest.reference, key=(newest.source, newest.external_id),
            first=first.reference, first_at=first.received_at, received_at=newest.received_at,
            digest=newest.digest, version=document, scope=scope,
            paragraph=fields.get("paragraph", ""), selection=fields.get("selection", ""),
            selection_start=int(start) if start.isdigit() else None,
            answers=self._first_of.get(fields.get("in_reply_to", "")),
            comment_type=fields.get("comment_type", ""), position=fields.get("position", ""),
            proposed=fields.get("proposed_change", ""), rationale=fields.get("rationale", ""),
            name=_listed(fields), group=fields.get("stakeholder_group", ""), consent=consent,
            is_public=is_public, state=state, reason=reason, looked_at=when,
        )  # fmt: skip


def _listed(fields: Mapping[str, str]) -> str:
    """Who it is from, as wished, else by name and organisation."""
    own = ", ".join(filter(None, (fields.get("name", ""), fields.get("organisation", ""))))
    return fields.get("listed_as") or own
