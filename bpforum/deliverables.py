"""Makes the files of a run folder, as bytes, from what a run came to; writes none of them."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import filterfalse, repeat

import numpy as np

from bpforum.data import data_path
from bpforum.drafting.compendium import practices
from bpforum.drafting.draft import Draft
from bpforum.drafting.material import Material
from bpforum.drafting.sessions import rule_for_speech
from bpforum.grouped import Grouping, as_themes
from bpforum.members import Members
from bpforum.passages_file import passages_parquet
from bpforum.record_file import MOST_WHOLE, record_file
from bpforum.rendering.docx import render_docx
from bpforum.rendering.html import PageAssets, render_html
from bpforum.run_folder import PUBLIC, json_bytes
from bpforum.settled import Settled
from models.decision import Decision
from models.outcome import Outcome
from models.theme import Position, Themes

_NEAREST = 200
"""Passages of each theme in the `themes.json` of a large forum."""


def faces(outcome: Outcome) -> dict[str, bytes]:
    """`outcome.json` and what is rendered from it: the same function that verify calls."""
    face = data_path("templates", "outcome")
    shell = (face / "shell.docx").read_bytes()
    page = PageAssets(
        page=(face / "page.html.jinja").read_text(encoding="utf-8"),
        style=(face / "page.css").read_text(encoding="utf-8"),
    )
    return {
        "outcome.json": json_bytes(outcome),
        "outcome.html": render_html(outcome, page),
        "outcome.docx": render_docx(outcome, shell),
    }


def secretariat_files(
    draft: Draft,
    record: Settled,
    decisions: Sequence[Decision],
    members: Members | None = None,
) -> Iterator[tuple[str, bytes | Iterable[bytes]]]:
    """The files at the top of the run folder, but `manifest.json`, `changes.json` and the tables.

    One after the other: of a large forum no two are held at once. `members`: what is kept of the
    record's file.
    """
    grouping, says = draft.material.grouping, draft.material.says
    yield from faces(draft.outcome).items()
    yield record_file(record, len(grouping.passages), members)
    yield "themes.json", json_bytes(_all_themes(draft))
    yield "decisions.jsonl", b"".join(f"{one.model_dump_json()}\n".encode() for one in decisions)
    yield "passages.parquet", passages_parquet(grouping, draft.cited, says)
    yield "practices.json", json_bytes(practices(draft))
    yield "balance.json", json_bytes(draft.facts.balance)


def _all_themes(draft: Draft) -> Themes:
    themes = as_themes(draft.material.grouping, draft.cited, _shown(draft), draft.material.says)
    return _with_suggestions(_with_positions(themes, draft), draft)


def _with_positions(themes: Themes, draft: Draft) -> Themes:
    """With how many contributions to each theme declared which position."""
    declared = {
        one.id: tuple(Position(position=p.position, n=p.n) for p in one.positions)
        for one in draft.facts.themes
    }
    return themes.model_copy(
        update={
            "themes": tuple(
                one.model_copy(update={"positions": declared.get(one.id, ())})
                for one in themes.themes
            )
        }
    )


def _with_suggestions(themes: Themes, draft: Draft) -> Themes:
    """With the labels that a language model suggests: for the secretariat alone."""
    labels = {one.id: one.suggested_label for one in draft.facts.themes if one.suggested_label}
    if not labels:
        return themes
    by = draft.facts.model_asked
    return themes.model_copy(
        update={
            "themes": tuple(
                one.model_copy(update={"suggested_label": labels[one.id], "suggested_by": by})
                if one.id in labels
                else one
                for one in themes.themes
            )
        }
    )


def public_files(draft: Draft) -> Iterator[tuple[str, bytes]]:
    """The files below `public/` but the tables: nothing in them comes from a narrower audience
    (promise 9)."""
    for name, data in faces(draft.outcome).items():
        yield PUBLIC + name, data
    yield PUBLIC + "themes.json", json_bytes(_public_themes(draft))
    yield PUBLIC + "practices.json", json_bytes(practices(draft))
    yield PUBLIC + "balance.json", json_bytes(draft.facts.balance)


def _shown(draft: Draft) -> frozenset[str] | None:
    """The ids of passages that `themes.json` holds: None for all, else the nearest each centre.

    Those that the document cites are always there, and of what is in no theme some of each kind.
    """
    grouping = draft.material.grouping
    if len(grouping.passages) <= MOST_WHOLE:
        return None

    copied, scores = grouping.copied, grouping.scores

    def nearness(passage: str) -> tuple[bool, float, str]:
        return passage in copied, -scores.get(passage, 0.0), passage

    shown = set(draft.cited)
    for group in grouping.groups:
        close: Iterable[str] = group.passages
        own = list(filterfalse(copied.__contains__, group.passages))
        if len(own) >= _NEAREST:
            # Of a large theme nearly all are too far off, and their names need not be compared.
            near = np.fromiter(map(scores.get, own, repeat(0.0)), np.float64, len(own))
            close = (
                own[n] for n in np.flatnonzero(near >= np.partition(near, -_NEAREST)[-_NEAREST])
            )
        shown.update(nsmallest(_NEAREST, close, key=nearness))
    for kind in sorted(set(grouping.unplaced.values())):
        shown.update(nsmallest(_NEAREST, (p for p, k in grouping.unplaced.items() if k == kind)))
    return frozenset(shown)


def _public_themes(draft: Draft) -> Themes:
    """Themes with the words that may be quoted; of the rest neither words nor file names.

    A passage of a contributor whose name is withheld is left out where it holds any of the name: in
    this file there are no brackets to put in its place.
    """
    material: Material = draft.material
    grouping: Grouping = material.grouping

    def may_stand(passage_id: str) -> bool:
        passage = grouping.passages[passage_id]
        one = material.by_reference[passage.contribution]
        rule = draft.names.rule(one)
        if one.kind in ("transcript", "oral", "chat"):
            rule = rule_for_speech(rule)
        spoken = one.kind in ("note", "transcript", "oral", "chat")
        if spoken and draft.withholding.is_forbidden(passage.text, rule):
            return False
        return (
            one.fate is None
            and one.consent.may_quote
            and draft.withholding.redacted(passage.text, one) == passage.text
        )

    shown = _shown(draft)
    # What says nothing is also what a mail quotes of others, signatures and footers.
    silent = {one for one, kind in grouping.unplaced.items() if kind == "not_substantive"}
    candidates = grouping.passages.keys() if shown is None else shown
    standing = frozenset(one for one in candidates if one not in silent and may_stand(one))
    themes = as_themes(grouping, draft.cited, standing, material.says, with_files=False)
    themes = _with_positions(themes, draft)
    return Themes(
        themes=tuple(
            theme.model_copy(
                update={
                    "label": draft.withholding.redacted(theme.label),
                    "key_phrases": tuple(map(draft.withholding.redacted, theme.key_phrases)),
                }
            )
            for theme in themes.themes
        ),
        unplaced=themes.unplaced,
        duplicates=themes.duplicates,
        variants=themes.variants,
    )
