"""Owns what the comment pages share: published versions, their documents, and comments in place.

What does not change is kept; what does is asked again, and costs what is new.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import RLock

from fastapi import HTTPException, Request

from bpforum.comment_window import CommentWindow, window_of
from bpforum.commenting.book import CommentBook, Comments
from bpforum.commenting.comment import Comment
from bpforum.commenting.placing import Placed, Placing
from bpforum.commenting.words import Spoken, Words
from bpforum.errors import BlobDamaged
from bpforum.published.ground import Ground
from bpforum.published.index import forget_texts, open_text
from bpforum.published.text import ParagraphOf, PublishedText, SectionOf
from bpforum.publishing import document, versions
from bpforum.web.site import Site
from models.ids import Digest, Reference
from models.outcome import Cover
from models.publication import Publication

_log = logging.getLogger("bpforum.web")


@dataclass(frozen=True)
class Board:
    """The comments that everybody may read, where they belong in one version."""

    paragraphs: Mapping[str, list[Placed]] = field(default_factory=dict)
    sections: Mapping[str, list[Placed]] = field(default_factory=dict)
    whole: list[Placed] = field(default_factory=list)
    missing: list[Placed] = field(default_factory=list)
    orphaned: list[Placed] = field(default_factory=list)
    total: int = 0


@dataclass(frozen=True)
class Version:
    """A published version with its document."""

    publication: Publication
    text: PublishedText
    window: CommentWindow

    @property
    def id(self) -> str:
        """`v1`."""
        return self.publication.id

    def paragraph(self, name: str) -> ParagraphOf | None:
        """The paragraph of that id."""
        return self.text.paragraph(name)

    def section(self, name: str) -> SectionOf | None:
        """The section of that id."""
        return self.text.section(name)


class Desk:
    """What the comment pages of one forum know. Safe to use from several threads."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._folder = site.folder / ".bpforum"
        self._lock = RLock()
        self._book = CommentBook(site.store)
        self._words = Words(site.store)
        self._published: tuple[int, tuple[Publication, ...]] | None = None
        self._boards: tuple[Comments | None, dict[str, Board]] = (None, {})
        self._texts: dict[str, tuple[Digest, frozenset[Reference], PublishedText]] = {}
        self._placed: dict[str, dict[Reference, Placed]] = {}
        """By the text's key; a comment that is as it was stays where it was."""
        self._gone: dict[str, tuple[frozenset[Reference], frozenset[str]]] = {}

    def publications(self) -> tuple[Publication, ...]:
        """Every version in order, also those that were withdrawn."""
        newest = self._site.store.decision_book.newest()
        with self._lock:
            if self._published is None or self._published[0] != newest:
                self._published = (newest, versions(self._site.store))
                standing = [(one.id, one.seal) for one in self._published[1] if one.stands]
                forget_texts(self._folder, standing)
            return self._published[1]

    def standing(self) -> list[Publication]:
        """Those that can be read, the newest first."""
        erased = self._site.store.decision_book.erased()
        return [
            one for one in reversed(self.publications())
            if one.stands and self._is_whole(one, erased)
        ]  # fmt: skip

    def version(self, name: str) -> Version:
        """A version that stands. Raises HTTPException where there is none, or no longer."""
        found = next((one for one in self.publications() if one.id == name), None)
        if found is None:
            raise HTTPException(404)
        if not found.stands:
            raise HTTPException(410)
        try:
            text = self.text(found)
        except BlobDamaged as damaged:
            # Where it lies and what is wrong is for the secretariat's log alone.
            _log.error("%s", damaged)
            raise HTTPException(503, detail="") from damaged
        return Version(found, text, window_of(found, self._site.forum))

    def text(
        self, version: Publication, erased: frozenset[Reference] | None = None
    ) -> PublishedText:
        """A version's text. `erased`: what was ever erased, if at hand.

        Raises BlobDamaged where it is not what was sealed.
        """
        if erased is None:
            erased = self._site.store.decision_book.erased()
        with self._lock:
            kept = self._texts.get(version.id)
            if kept is None or kept[:2] != (version.seal, erased):
                # Looked at once: what is shown is what was sealed.
                if problem := self._site.store.publications.damage(version.seal):
                    raise BlobDamaged(f"{version.id}: {problem}.")
                text = open_text(
                    self._folder, version.id, version.seal,
                    lambda: document(self._site.store, version), erased,
                )  # fmt: skip
                kept = self._texts[version.id] = (version.seal, erased, text)
            return kept[2]

    def _is_whole(self, version: Publication, erased: frozenset[Reference]) -> bool:
        try:
            self.text(version, erased)
        except BlobDamaged:
            return False
        return True

    def cover(self, version: Publication) -> Cover:
        """A version's cover."""
        return self.text(version).cover

    def texts(self) -> dict[str, PublishedText]:
        """Those of all versions that stand, by id."""
        erased = self._site.store.decision_book.erased()
        return {one.id: self.text(one, erased) for one in self.standing()}

    def grounds(self) -> dict[str, Ground]:
        """What comments of those versions stand on."""
        return {name: text.ground for name, text in self.texts().items()}

    def gone(self, version: Version) -> frozenset[str]:
        """The paragraphs that rest on what was taken back since, of which no word is shown."""
        taken_back = self.comments().taken_back
        with self._lock:
            kept = self._gone.get(version.text.key)
            if kept is None or kept[0] != taken_back:
                kept = (taken_back, version.text.gone(taken_back))
                self._gone[version.text.key] = kept
            return kept[1]

    def comments(self) -> Comments:
        """All comments, as they stand now."""
        forum = self._site.forum
        rules = {one.id: window_of(one, forum).moderation for one in self.publications()}
        return self._book.now(self._site.now(), rules)

    def board(self, version: Version) -> Board:
        """What everybody may read, in its place in `version`."""
        comments = self.comments()
        with self._lock:
            known, boards = self._boards
            if known is not comments:
                known, boards = self._boards = (comments, {})
            if version.id not in boards:
                boards[version.id] = self._board(version, comments)
            return boards[version.id]

    def spoken(self, comment: Comment, among: Comments | None = None) -> Spoken:
        """What a comment says, as it may be shown. `among`: all comments, if at hand."""
        return self._words.of(comment, among or self.comments())

    def _board(self, version: Version, comments: Comments) -> Board:
        own = version.publication.n
        older = {one.id: one for one in self.standing() if one.n <= own}
        wanted = [one for one in comments.all.values() if one.is_shown and one.version in older]
        placed_before = self._placed.get(version.text.key, {})
        placed_now = {
            name: placed
            for one in wanted
            for name, placed in ((one.first, placed_before.get(one.first)),)
            if placed is not None and placed.comment is one
        }
        news = [one for one in wanted if one.first not in placed_now]
        grounds = {name: self.text(older[name]).ground for name in {one.version for one in news}}
        placing = Placing(version.text.ground, grounds, version.id)
        placed_now |= {one.comment.first: one for one in placing.place(news)}
        self._placed[version.text.key] = placed_now
        paragraphs: dict[str, list[Placed]] = defaultdict(list)
        sections: dict[str, list[Placed]] = defaultdict(list)
        whole: list[Placed] = []
        missing: list[Placed] = []
        orphaned: list[Placed] = []
        for placed in (placed_now[one.first] for one in wanted):
            if placed.is_orphaned:
                orphaned.append(placed)
            elif placed.comment.scope == "missing":
                missing.append(placed)
            elif placed.comment.scope == "whole":
                whole.append(placed)
            elif placed.section:
                sections[placed.section].append(placed)
            for name in placed.paragraphs:
                paragraphs[name].append(placed)
        return Board(dict(paragraphs), dict(sections), whole, missing, orphaned, len(wanted))


def desk(request: Request) -> Desk:
    """The desk of the application that a request came to."""
    state = request.app.state
    if not hasattr(state, "desk"):
        state.desk = Desk(state.site)
    found: Desk = state.desk
    return found
