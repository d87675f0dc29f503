"""Tells what is different from the run before, and by whose act; remembers nothing itself."""

from collections.abc import Mapping, Sequence
from itertools import compress
from operator import ne

from bpforum.decisions import Replayed
from bpforum.grouped import Grouping
from bpforum.settled import Settled
from bpforum.store import RememberedPlace, RememberedTheme, RunMemory
from bpforum.theme_changes import ThemeTeller
from models.decision import Decision, Unapplied
from models.run import Changes, Manifest, PassageMove
from models.submission import Fate


def since(
    before: RunMemory | None,
    run: str,
    record: Settled,
    replayed: Replayed,
    applied: Sequence[Decision],
    refused: Sequence[Unapplied],
) -> Changes:
    """`changes.json`: everything is new where there was no run before."""
    old = before.fates if before else {}
    new, changed = new_and_changed(record.fates, old)
    moved = _moved(before, replayed) if before else ()
    teller = ThemeTeller(
        before.themes if before else (), remembered(replayed.grouping), replayed, moved,
        applied, refused,
    )  # fmt: skip
    return Changes(
        run=run,
        previous=before.manifest.run if before else None,
        new=new,
        changed=changed,
        gone=tuple(
            one.reference for one in record.record.everything
            if one.flags and "no longer in its source" in one.flags and one.reference in old
        ),
        themes=teller.tell(),
        stood=tuple(one.id for one in before.themes) if before else (),
        moved=moved,
        proposed_moves=replayed.grouping.proposed_moves,
        applied=tuple(applied),
        not_applicable=tuple(refused),
        in_part=replayed.in_part,
        new_evidence=_new_evidence(record, replayed.grouping, applied),
    )  # fmt: skip


def new_and_changed(
    fates: Mapping[str, Fate], old: Mapping[str, Fate]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those that had no fate before, and those that had another."""
    were = list(map(old.get, fates))
    other = list(compress(zip(fates, were, strict=True), map(ne, were, fates.values())))
    return (
        tuple(reference for reference, was in other if was is None),
        tuple(reference for reference, was in other if was is not None),
    )


def memory_of(
    manifest: Manifest, record: Settled, replayed: Replayed, evidence: dict[str, tuple[str, ...]]
) -> RunMemory:
    """What the next run compares itself with."""
    return RunMemory(
        manifest=manifest,
        fates=record.fates,
        themes=remembered(replayed.grouping),
        evidence=evidence,
        places={one.passage: RememberedPlace(place=one.now, by=one.by) for one in replayed.moved},
    )


def remembered(grouping: Grouping) -> tuple[RememberedTheme, ...]:
    """The themes by id, label and size, and what they are."""
    return tuple(
        RememberedTheme(
            id=group.id,
            label=group.label,
            passages=len(group.passages),
            status=group.status,
            pinned=group.pinned,
            set_aside=group.set_aside,
        )
        for group in grouping.groups
    )


def _moved(before: RunMemory, replayed: Replayed) -> tuple[PassageMove, ...]:
    """What people placed, or no longer place, of the passages that were there before."""
    passages = replayed.grouping.passages
    now = {one.passage: one for one in replayed.moved}
    found = []
    for passage in passages if before.places else now:
        one, was = now.get(passage), before.places.get(passage)
        if one is None and was is None:
            continue
        contribution = passages[passage].contribution
        if contribution not in before.fates:
            continue  # it is new itself
        if one is not None:
            here, there, by = (was.place if was else one.machine), one.now, one.by
        elif was is not None:
            here, there, by = was.place, replayed.place(passage), was.by
        # What a theme's merging took along is told of the theme.
        if replayed.today(here) != there:
            found.append(
                PassageMove(
                    passage=passage,
                    contribution=contribution,
                    from_place=here,
                    to_place=there,
                    by=by,
                )
            )
    return tuple(found)


def _new_evidence(
    record: Settled, grouping: Grouping, applied: Sequence[Decision]
) -> dict[str, tuple[str, ...]]:
    """Passages that came to a theme after a person had written one of its paragraphs."""
    found: dict[str, tuple[str, ...]] = {}
    if not any(one.kind == "edit_paragraph" for one in applied):
        return found
    received = {one.reference: one.received_at for one in record.record.everything}
    for decision in applied:
        if decision.kind != "edit_paragraph":
            continue
        for group in grouping.groups:
            if not decision.target.startswith(f"{group.key}_"):
                continue
            late = tuple(
                passage
                for passage in group.passages
                if received[grouping.passages[passage].contribution] > decision.at
            )
            if late:
                found[decision.target] = late
    return found
