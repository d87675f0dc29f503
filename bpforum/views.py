"""Owns both views of the document, the secretariat's and everybody's, with people's words in place.

People's paragraphs and reasons are held against what was not given to everybody (promise 9).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bpforum import ledger
from bpforum.decisions import Replayed, check_marks, edit, in_order, without_reason
from bpforum.decisions.clearance import Clearance, clear, labelled
from bpforum.drafting.draft import Draft, draft_view, load_wording
from bpforum.drafting.facts import Machine
from bpforum.drafting.known_names import names_among
from bpforum.drafting.material import Material, is_public, public
from bpforum.drafting.revision import with_changes
from bpforum.drafting.withholding import Everyone
from bpforum.learnt import Learnt
from bpforum.rendering.wording import Wording
from bpforum.settled import Settled
from bpforum.settling import settle
from bpforum.snapshot import Snapshot
from bpforum.steering import silenced, telling
from bpforum.text.one_thread import on_one_thread
from bpforum.validation import Acts
from models.decision import Decision, Unapplied
from models.outcome import Outcome, Paragraph
from models.profile import Profile
from models.record import Record


def names_in(record: Record, profile: Profile) -> frozenset[str]:
    """Of people, countries and areas: no label may hold one, unless the call used it."""
    countries = {name for one in profile.countries for name in (*one.name.values(), *one.synonyms)}
    said = " ".join(
        f"{call.title} {' '.join(question.text for question in call.questions)}"
        for call in record.calls
        if call.status == "declared"
    ).casefold()
    people = names_among(chain.from_iterable(one.contributors for one in record.everything))
    speakers = {turn.speaker for one in record.transcripts for turn in one.turns}
    people.update(name for name in speakers if name[:1].isupper())
    people.update(name for name in countries if name.casefold() not in said)
    return frozenset(people)


@dataclass(frozen=True)
class Drafted:
    """Both views of the document, and the record with every fate settled."""

    all: Draft
    public: Draft
    record: Settled
    applied: tuple[Decision, ...]
    refused: tuple[Unapplied, ...]


@on_one_thread
def draft(
    profile: Profile,
    record: Record,
    replayed: Replayed,
    acts: Acts,
    snapshot: Snapshot,
    encoder: str,
    machine: tuple[Machine, Machine] = (Machine(), Machine()),
    learnt: Learnt | None = None,
) -> Drafted:
    """The secretariat's document and the public one, with people's paragraphs in place.

    `machine`: what a language model gave for each of the two, if one was asked; `learnt`: what
    earlier runs kept of the contributions.
    """
    everyone = Everyone(record.everything)
    decisions = _without(in_order(snapshot.decisions), acts.refused)
    dispositions, unknown = ledger.dispositions(record, profile, decisions)
    decisions = _without(decisions, unknown)
    whole_material = material_of(profile, record, replayed, acts, snapshot, learnt)
    whole = draft_view(whole_material, everyone, decisions, snapshot.as_of, encoder, machine[0])
    edited, applied, refused = edit(whole.outcome, decisions)
    marked, unmarked = check_marks(
        edited,
        {group.id for group in replayed.grouping.groups},
        whole_material.by_reference,
        decisions,
    )
    told = telling(
        record, snapshot.forum, [d for d in decisions if d.kind in ("edit_paragraph", "dispose")]
    )
    for_public = [one for one in decisions if one.id not in told or one.kind == "dispose"]
    for_public = [without_reason(one) if one.id in told else one for one in for_public]
    # A person's paragraph becomes public only where all that it rests on is public.
    written = {one.target for one in for_public if one.kind == "edit_paragraph"}
    for_all = {
        paragraph.id
        for paragraph in edited.paragraphs
        if paragraph.id in written and _is_for_all(paragraph, whole_material)
    }
    for_public = [
        one for one in for_public if one.kind != "edit_paragraph" or one.target in for_all
    ]
    open_view = draft_view(
        public(whole_material), everyone, for_public, snapshot.as_of, encoder, machine[1]
    )
    edited_view, _, _ = edit(open_view.outcome, for_public)
    clearance = clear(edited, decisions)
    kept_inside = [
        Unapplied(
            decision=one,
            reason="it is not in the public document, where its words would name or quote what was "
            "not given to everybody; the secretariat's has it",
        )
        for one in applied
        if one.id in told
    ]
    wording, earlier = load_wording(edited.language), snapshot.earlier
    return Drafted(
        all=replace(whole, outcome=_finished(whole, edited, snapshot, clearance, wording)),
        public=replace(
            open_view, outcome=_finished(open_view, edited_view, snapshot, clearance, wording)
        ),
        record=settle(whole_material, ledger.citing(edited)),
        applied=(
            *acts.applied, *replayed.applied, *applied, *dispositions, *marked,
            *clearance.applied, *earlier.applied, *snapshot.held.acts,
        ),
        refused=(
            *acts.refused, *replayed.not_applicable, *refused, *kept_inside, *unknown, *unmarked,
            *clearance.refused, *earlier.refused, *snapshot.held.lost,
        ),
    )  # fmt: skip


def _is_for_all(paragraph: Paragraph, material: Material) -> bool:
    cited = (material.by_reference.get(one.contribution) for one in paragraph.citations)
    return all(one is None or is_public(one) for one in cited)


def _finished(
    draft: Draft, outcome: Outcome, snapshot: Snapshot, clearance: Clearance, wording: Wording
) -> Outcome:
    """`outcome` with the label that it has earned, and what changed since the last version."""
    if clearance.is_whole:
        outcome = labelled(outcome, wording.word("cover.working"), snapshot.label)
    seen = draft.material.by_reference
    answered = {
        paragraph: [reference for reference in references if reference in seen]
        for paragraph, references in ledger.taken_up_in(snapshot.decisions).items()
    }
    return with_changes(outcome, snapshot.earlier.published, wording, answered)


def material_of(
    profile: Profile,
    record: Record,
    replayed: Replayed,
    acts: Acts,
    snapshot: Snapshot,
    learnt: Learnt | None = None,
) -> Material:
    """What the secretariat's document may draw on; `public` of it, what everybody's may."""
    decisions = _without(in_order(snapshot.decisions), acts.refused)
    _, unknown = ledger.dispositions(record, profile, decisions)
    closed = ledger.disposed(record, _without(decisions, unknown))
    closed = ledger.without_substance(closed, silenced(replayed.grouping), decisions)
    return Material(
        "secretariat", snapshot.forum, profile, closed, replayed.grouping,
        learnt=learnt and learnt.about(record.everything),
    )  # fmt: skip


def _without(decisions: Sequence[Decision], refused: Sequence[Unapplied]) -> list[Decision]:
    handed_back = {one.decision.id for one in refused}
    return [one for one in decisions if one.id not in handed_back]
