"""What one view of the document may draw on (promise 9); computes nothing about it.

The public view is drafted from less, not cut out of the secretariat's afterwards: what a narrower
audience gave never reaches the template, so no count, label or quotation can carry it over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import compress
from operator import attrgetter, eq

import numpy as np

from bpforum.drafting.placed import NOBODY, Placed, owners_of
from bpforum.grouped import Grouping, narrowed
from bpforum.kinds_told import told_of
from bpforum.learnt import Learnt
from bpforum.pieces import GROUPED_KINDS
from bpforum.registers import register_of
from bpforum.text.columns import Column, Mask, Rows, Texts, texts_of
from bpforum.text.copies.additions import is_slight
from bpforum.text.counting.register import Register
from bpforum.text.kinds import SAYS, Codes, Told, decided
from bpforum.validation.fates import EMBARGO_FLAG
from models.contribution import Contribution
from models.forum import Forum
from models.outcome import View
from models.passage import Passage, Says
from models.profile import Profile
from models.record import Record
from models.session import Session
from models.submission import Fate

_NOT_COUNTED: frozenset[Fate] = frozenset(
    {
        "quarantined", "failed", "superseded_by", "withdrawn", "refused", "next_version",
        "carried_over", "not_substantive", "attached_to", "language_version_of",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """What a view takes from a wider one, where it is the same: see these of `Material`."""

    everything: tuple[Contribution, ...]
    register: Register
    placed: Placed
    said: Codes


@dataclass(frozen=True)
class Material:
    """The forum as one view sees it."""

    view: View
    forum: Forum
    profile: Profile
    record: Record
    grouping: Grouping
    taken: Taken | None = None
    """What is known from a wider view."""
    learnt: Learnt | None = None
    """What earlier runs learnt of everything."""

    @cached_property
    def by_reference(self) -> dict[str, Contribution]:
        """Every contribution and comment of the view."""
        return dict(zip(self.references.tolist(), self.everything, strict=True))

    @cached_property
    def everything(self) -> tuple[Contribution, ...]:
        """Contributions and comments in order of reference."""
        return self.taken.everything if self.taken else self.record.everything

    @cached_property
    def counted(self) -> tuple[Contribution, ...]:
        """The input that the counts describe: also same texts, and those not to be quoted."""
        return tuple(map(self.everything.__getitem__, self.counted_rows.tolist()))

    @cached_property
    def counted_rows(self) -> Rows:
        """Which rows of everything these are."""
        kinds, fates = self.register.kinds, self.fates
        found = kinds.is_any(GROUPED_KINDS) & ~fates.is_any([*_NOT_COUNTED]) & ~self.embargoed
        return np.flatnonzero(found)

    @cached_property
    def treatments(self) -> Column:
        """How each of everything is to be treated."""
        return Column.of(map(attrgetter("treatment"), self.everything))

    @cached_property
    def embargoed(self) -> Mask:
        """Which of everything are under a running embargo."""
        everything = self.everything
        flags = map(attrgetter("flags"), everything)
        # Few have a flag at all, and only those are asked which.
        found = np.fromiter(map(bool, flags), np.bool_, len(everything))
        flagged = np.flatnonzero(found).tolist()
        found[flagged] = [is_embargoed(everything[row]) for row in flagged]
        return found

    @cached_property
    def references(self) -> Texts:
        """The reference of each of everything."""
        return texts_of(list(map(attrgetter("reference"), self.everything)))

    @cached_property
    def fates(self) -> Column:
        """What became of each of everything; "" where that is still open."""
        return Column.of(fate or "" for fate in map(attrgetter("fate"), self.everything))

    @cached_property
    def register(self) -> Register:
        """Everything as columns, row by row."""
        if self.taken is not None:
            return self.taken.register
        if self.learnt is None:
            return Register.of(self.everything)
        return register_of(self.everything, self.learnt.parts, *self.learnt.entries)

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each contribution in everything, by reference."""
        return dict(zip(self.references.tolist(), range(len(self.everything)), strict=True))

    @cached_property
    def placed(self) -> Placed:
        """The passages of the view."""
        if self.taken is not None:
            return self.taken.placed
        return Placed.of(self.grouping, owners_of(self.grouping, self.rows))

    @cached_property
    def says(self) -> dict[str, Says]:
        """The kind of each passage that has one, and who says so."""
        rows = np.flatnonzero(self.said)
        said = map(SAYS.__getitem__, self.said[rows].tolist())
        ids = self.placed.ids[rows].tolist()
        return {name: says for name, says in zip(ids, said, strict=True) if says}

    @cached_property
    def said(self) -> Codes:
        """The same row by row, as places in `text.kinds.SAYS`."""
        if self.taken is not None:
            return self.taken.said
        questions = (question for call in self.forum.calls for question in call.questions)
        asked = {question.id: question.kind for question in questions if question.kind}
        passages, owners = list(self.grouping.passages.values()), self.placed.owners
        if self.learnt is None:
            told = Told.by(passages, self.by_reference)
        else:
            parts, kept = self.learnt.parts, self.learnt.kinds
            told = told_of(passages, owners, self.everything, parts, *kept)
        codes = decided(passages, told, asked, self.grouping.kinds)
        codes[owners == NOBODY] = 0
        return codes

    @cached_property
    def confirmed_practices(self) -> frozenset[str]:
        """The passages that a person says are practices."""
        return frozenset(
            passage for passage, one in self.says.items()
            if (one.kind, one.said_by) == ("practice", "person")
        )  # fmt: skip

    @cached_property
    def home(self) -> Mapping[str, str]:
        """Passage → the theme that it stands in."""
        return {one: group.id for group in self.grouping.groups for one in group.passages}

    @cached_property
    def sessions(self) -> dict[str, Session]:
        """Sessions by id."""
        return {session.id: session for session in self.record.sessions}

    def session_of(self, one: Contribution) -> Session | None:
        """The session that a note or transcript belongs to, where it is known."""
        return self.sessions.get(one.session) if one.session else None

    def may_print(self, one: Contribution) -> bool:
        """Whether words of it may be printed: open fate, consent, not annex only."""
        return one.fate is None and one.consent.may_quote and one.treatment != "annex_only"

    def may_quote(self, one: Contribution) -> bool:
        """Whether it may be printed and is nobody's copy."""
        return one.reference not in self.copies and self.may_print(one)

    def may_cite(self, one: Passage) -> bool:
        """Whether these words may be printed, and are its sender's own: also what a copy adds, but
        for a sentence in passing that nobody pinned."""
        slight = one.contribution in self.copies and is_slight(one.text)
        if one.copy_of or (slight and one.id not in self.grouping.pinned):
            return False
        return self.may_print(self.by_reference[one.contribution])

    @cached_property
    def copies(self) -> dict[str, str]:
        """Contribution → the representative of its text."""
        return self.grouping.same_as


def counted_of(everything: Iterable[Contribution]) -> tuple[Contribution, ...]:
    """Those that counts describe."""
    return tuple(filter(is_counted, everything))


def is_counted(one: Contribution) -> bool:
    """Whether counts describe it."""
    return one.kind in GROUPED_KINDS and one.fate not in _NOT_COUNTED and not is_embargoed(one)


def is_embargoed(one: Contribution) -> bool:
    """Under a running embargo, whatever its fate."""
    return EMBARGO_FLAG in one.flags


def is_public(one: Contribution) -> bool:
    """Whether the public view may know of it at all."""
    return one.audience == "public" and not is_embargoed(one)


def public(material: Material) -> Material:
    """The public view: only what was given to everybody, and sessions open to everybody."""
    everything, placed = material.everything, material.placed
    audiences = map(attrgetter("audience"), everything)
    is_open = np.fromiter(map(partial(eq, "public"), audiences), np.bool_, len(everything))
    is_open &= ~material.embargoed
    rows = np.flatnonzero(is_open)
    keep = frozenset(material.references[rows].tolist())
    kept = np.append(is_open, False)[placed.owners]
    bare: dict[str, Contribution] = {}
    return Material(
        view="public",
        forum=material.forum,
        profile=material.profile,
        record=public_record(material.record, keep, bare),
        grouping=narrowed(material.grouping, keep, frozenset(placed.ids[~kept].tolist())),
        taken=Taken(
            everything=_alone([everything[row] for row in rows.tolist()], keep, bare),
            register=material.register.pick(rows),
            placed=placed.pick(kept, (np.cumsum(is_open) - 1)[placed.owners[kept]]),
            said=material.said[kept],
        ),
    )


def public_record(
    record: Record, keep: frozenset[str] | None = None, bare: dict[str, Contribution] | None = None
) -> Record:
    """What of a record was given to everybody; `keep` are their references, if they are known, and
    `bare` comes to hold those of which less is told, by reference."""
    if keep is None:
        keep = frozenset(one.reference for one in record.everything if is_public(one))
    bare = {} if bare is None else bare
    return record.model_copy(
        update={
            "contributions": _alone(record.contributions, keep, bare),
            "comments": _alone(record.comments, keep, bare),
            "proposals": tuple(p for p in record.proposals if p.contribution in keep),
            "transcripts": tuple(t for t in record.transcripts if t.contribution in keep),
            "sessions": tuple(s for s in record.sessions if s.audience == "public"),
        }
    )


def _alone(
    ones: Sequence[Contribution], keep: frozenset[str], bare: dict[str, Contribution]
) -> tuple[Contribution, ...]:
    """Those to `keep`. What gave way to something narrower is only not taken up: by what, and that
    there is such a thing, is not everybody's to know."""
    kept = list(compress(ones, map(keep.__contains__, map(attrgetter("reference"), ones))))
    narrower = set(map(attrgetter("fate_of"), kept)) - keep - {""}
    for n, one in enumerate(kept) if narrower else ():
        if one.fate_of in narrower and one.reference not in bare:
            update = {"fate": "not_reflected", "fate_of": "", "reasons": ()}
            bare[one.reference] = one.model_copy(update=update)
        kept[n] = bare.get(one.reference, one)
    return tuple(kept)
