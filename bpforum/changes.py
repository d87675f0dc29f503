"""Tells what is different from the run before, and by whose act; remembers nothing itself."""

from collections.abc import Sequence

from bpforum.decisions import split_id
from bpforum.grouping import Grouping
from bpforum.ledger import disposition_of
from bpforum.store import RememberedTheme, RunMemory
from models.decision import Decision, Unapplied
from models.record import Record
from models.run import Changes, Manifest, ThemeChange


def since(
    before: RunMemory | None,
    run: str,
    record: Record,
    grouping: Grouping,
    applied: Sequence[Decision],
    refused: Sequence[Unapplied],
) -> Changes:
    """`changes.json`: everything is new where there was no run before."""
    old = before.fates if before else {}
    everything = {one.reference: one for one in record.everything}
    return Changes(
        run=run,
        previous=before.manifest.run if before else None,
        new=tuple(ref for ref in everything if ref not in old),
        changed=tuple(ref for ref, one in everything.items() if old.get(ref, one.fate) != one.fate),
        gone=tuple(
            ref for ref, one in everything.items()
            if ref in old and "no longer in its source" in one.flags
        ),
        themes=tuple(_themes(before.themes if before else (), remembered(grouping), applied)),
        applied=tuple(applied),
        not_applicable=tuple(refused),
        new_evidence=_new_evidence(record, grouping, applied),
    )  # fmt: skip


def memory_of(
    manifest: Manifest, record: Record, grouping: Grouping, evidence: dict[str, tuple[str, ...]]
) -> RunMemory:
    """What the next run compares itself with."""
    return RunMemory(
        manifest=manifest,
        fates={one.reference: one.fate or "failed" for one in record.everything},
        themes=remembered(grouping),
        evidence=evidence,
    )


def remembered(grouping: Grouping) -> tuple[RememberedTheme, ...]:
    """The themes by id, label and size."""
    return tuple(
        RememberedTheme(id=group.id, label=group.label, passages=len(group.passages))
        for group in grouping.groups
    )


def _themes(
    before: Sequence[RememberedTheme],
    after: Sequence[RememberedTheme],
    applied: Sequence[Decision],
) -> list[ThemeChange]:
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    by = {(decision.kind, decision.target): decision.id for decision in applied}
    # Only what was taken back takes a label with it.
    back = [one.id for one in applied if one.kind == "erase" or disposition_of(one) == "withdrawn"]
    splits = {split_id(decision): decision.id for decision in applied if decision.kind == "split"}
    changes = []

    def tell(theme: str, change: str, decision: str | None = None) -> None:
        was, now = old.get(theme), new.get(theme)
        changes.append(
            ThemeChange(
                id=theme,
                label=(now or old[theme]).label,
                change=change,
                by=decision or "machine",
                before=was.passages if was else 0,
                after=now.passages if now else 0,
            )
        )

    for theme, now in new.items():
        was = old.get(theme)
        if was is None:
            tell(theme, "split" if theme in splits else "new", splits.get(theme))
            continue
        if was.label != now.label:
            tell(theme, "renamed", by.get(("rename", theme)) or (back[-1] if back else None))
        if was.passages != now.passages:
            tell(theme, "grown" if now.passages > was.passages else "shrunk")
    for theme in old:
        if theme not in new:
            merged = by.get(("merge", theme))
            tell(theme, "merged" if merged else "gone", merged)
    return changes


def _new_evidence(
    record: Record, grouping: Grouping, applied: Sequence[Decision]
) -> dict[str, tuple[str, ...]]:
    """Passages that came to a theme after a person had written one of its paragraphs."""
    received = {one.reference: one.received_at for one in record.everything}
    found: dict[str, tuple[str, ...]] = {}
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
