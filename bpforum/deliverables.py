"""Makes the files of a run folder, as bytes, from what a run came to; writes none of them."""

import io
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from bpforum.csv_file import csv_bytes
from bpforum.data import data_path
from bpforum.drafting.draft import Draft
from bpforum.drafting.facts import Line
from bpforum.drafting.material import Material
from bpforum.drafting.sessions import rule_for_speech
from bpforum.grouping import Grouping, as_themes
from bpforum.ledger import lines as ledger_lines
from bpforum.rendering.docx import render_docx
from bpforum.rendering.html import PageAssets, render_html
from bpforum.run_folder import json_bytes
from bpforum.text.balance import Balance, balance
from bpforum.validation.fates import public_flags
from models.contribution import Contribution
from models.decision import Decision
from models.ledger import LEDGER_COLUMNS, LedgerLine
from models.outcome import Outcome
from models.passage import PlacedPassage
from models.practice import Practice, Practices
from models.record import Record
from models.theme import Themes

PUBLIC = "public/"
_UNCITED = ("listed", "same_text_as")
_CONTRIBUTION_COLUMNS = (
    "reference", "kind", "title", "listed_as", "stakeholder_group", "region", "language",
    "received_at", "call", "words", "flags", "fate", "fate_of",
)  # fmt: skip


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
    record: Record,
    ledger: Sequence[LedgerLine],
    decisions: Sequence[Decision],
) -> dict[str, bytes]:
    """The files at the top of the run folder, but `manifest.json` and `changes.json`."""
    themes = _with_suggestions(as_themes(draft.material.grouping, draft.cited), draft)
    return {
        **faces(draft.outcome),
        "record.json": json_bytes(record),
        "themes.json": json_bytes(themes),
        "ledger.csv": ledger_csv(ledger),
        "contributions.csv": contributions_csv(draft, ledger),
        "decisions.jsonl": b"".join(one.model_dump_json().encode() + b"\n" for one in decisions),
        "passages.parquet": passages_parquet(themes),
        "practices.json": json_bytes(practices(draft)),
        "balance.json": json_bytes(balance_of(draft)),
    }


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


def public_files(draft: Draft, record: Record) -> dict[str, bytes]:
    """The files below `public/`: nothing in them comes from a narrower audience (promise 9)."""
    ledger = _public_ledger(draft, record)
    return {
        PUBLIC + name: data
        for name, data in {
            **faces(draft.outcome),
            "themes.json": json_bytes(_public_themes(draft)),
            "ledger.csv": ledger_csv(ledger),
            "contributions.csv": contributions_csv(draft, ledger),
            "practices.json": json_bytes(practices(draft)),
            "balance.json": json_bytes(balance_of(draft)),
        }.items()
    }


def _public_ledger(draft: Draft, record: Record) -> list[LedgerLine]:
    """What became of everything that was given to everybody: no file names, no words of reasons."""
    shown = draft.material.by_reference
    lines = []
    for line in ledger_lines(record, draft.outcome):
        if line.reference not in shown:
            continue
        fate = line.fate
        if fate == "reflected" and not line.reflected_in:
            fate = "listed"  # it is quoted in the secretariat's document, but not in this one
        elif fate in _UNCITED and line.reflected_in and line.kind != "transcript":
            fate = "reflected"  # and the other way round
            line = line.model_copy(update={"fate_of": ""})
        if line.fate_of and line.fate_of not in shown:
            fate = shown[line.reference].fate or "listed"
        lines.append(
            line.model_copy(
                update={
                    "external_id": "",
                    "reason": "",
                    "flags": public_flags(line.flags),
                    "fate": fate,
                    "fate_of": line.fate_of if line.fate_of in shown else "",
                }
            )
        )
    return lines


def ledger_csv(ledger: Sequence[LedgerLine]) -> bytes:
    """`ledger.csv` in the columns of PRODUCT's contract."""
    return csv_bytes(
        LEDGER_COLUMNS,
        (
            (
                line.reference, line.source, line.external_id, line.kind,
                line.received_at.isoformat(), line.fate, line.fate_of, line.reason,
                "; ".join(line.flags), " ".join(line.reflected_in), line.audience,
            )
            for line in ledger
        ),
    )  # fmt: skip


def contributions_csv(draft: Draft, ledger: Sequence[LedgerLine]) -> bytes:
    """Annex 1 as data: who is listed there, as each wishes to be, with its fate in the `ledger`."""
    settled = {line.reference: line for line in ledger}
    ones = [one for one in draft.material.everything if one.reference in draft.facts.listed]
    return csv_bytes(
        _CONTRIBUTION_COLUMNS, (_contribution_row(draft, one, settled) for one in ones)
    )


def _contribution_row(
    draft: Draft, one: Contribution, settled: Mapping[str, LedgerLine]
) -> tuple[object, ...]:
    final = settled[one.reference]
    # Other flags are for the secretariat, and may name what is not everybody's to know.
    flags = public_flags(one.flags) if draft.material.view == "public" else one.flags
    return (
        one.reference, one.kind, draft.withholding.redacted(one.title, one),
        draft.withholding.redacted(draft.names.name(one), one), draft.names.group(one),
        draft.names.region_label(draft.names.region_id(one)), one.language,
        one.received_at.isoformat(), one.call or "", one.words, "; ".join(flags),
        final.fate, final.fate_of,
    )  # fmt: skip


def passages_parquet(themes: Themes) -> bytes:
    """Every passage with theme, offsets, score and maker of the assignment."""
    rows = [(theme.id, one) for theme in themes.themes for one in theme.passages]
    rows += [("", one) for one in themes.unplaced]
    rows.sort(key=lambda row: (len(row[1].contribution), row[1].contribution, row[1].start))
    columns = {
        "id": pa.array([one.id for _, one in rows], pa.string()),
        "contribution": pa.array([one.contribution for _, one in rows], pa.string()),
        "source": pa.array([one.source for _, one in rows], pa.string()),
        "external_id": pa.array([one.external_id for _, one in rows], pa.string()),
        "theme": pa.array([theme for theme, _ in rows], pa.string()),
        "unplaced": pa.array([one.kind for _, one in rows], pa.string()),
        "start": pa.array([one.start for _, one in rows], pa.int64()),
        "end": pa.array([one.end for _, one in rows], pa.int64()),
        "text": pa.array([one.text for _, one in rows], pa.string()),
        "language": pa.array([one.language for _, one in rows], pa.string()),
        "score": pa.array([one.score for _, one in rows], pa.float64()),
        "assigned_by": pa.array([one.assigned_by for _, one in rows], pa.string()),
        "duplicate_of": pa.array([one.duplicate_of for _, one in rows], pa.string()),
        "cited": pa.array([one.cited for _, one in rows], pa.bool_()),
    }
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink, compression="zstd")
    return sink.getvalue()


def balance_of(draft: Draft) -> Balance:
    """Who is heard in a view's document, and who is not."""
    material = draft.material
    asked = [question.id for call in material.forum.calls for question in call.questions]
    return balance(material.counted, tuple(material.grouping.passages.values()), draft.cited, asked)


def practices(draft: Draft) -> Practices:
    """The practices that rapporteurs recorded; none is confirmed before a person says so."""
    home = {
        passage: group.id for group in draft.material.grouping.groups for passage in group.passages
    }

    def practice(line: Line) -> Practice:
        text = draft.material.by_reference[line.source.contribution].text
        return Practice(
            id=line.id,
            text=draft.withholding.redacted(text[line.source.start : line.source.end]),
            held_by=line.held_by,
            contribution=line.source.contribution,
            start=line.source.start,
            end=line.source.end,
            theme=home.get(line.source.passage, ""),
        )

    return Practices(proposed=tuple(practice(line) for line in draft.facts.practices))


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

    themes = as_themes(grouping, draft.cited)

    def without_file(placed: PlacedPassage) -> PlacedPassage:
        return placed.model_copy(update={"external_id": ""})

    return Themes(
        themes=tuple(
            theme.model_copy(
                update={
                    "label": draft.withholding.redacted(theme.label),
                    "key_phrases": tuple(map(draft.withholding.redacted, theme.key_phrases)),
                    "passages": tuple(
                        without_file(one) for one in theme.passages if may_stand(one.id)
                    ),
                }
            )
            for theme in themes.themes
        ),
        unplaced=tuple(
            without_file(one)
            for one in themes.unplaced
            # What says nothing is also what a mail quotes of others, signatures and footers.
            if one.kind != "not_substantive" and may_stand(one.id)
        ),
        duplicates=tuple(
            group.model_copy(
                update={
                    "representative": group.representative.model_copy(update={"external_id": ""}),
                    "members": tuple(
                        one.model_copy(update={"external_id": ""}) for one in group.members
                    ),
                }
            )
            for group in themes.duplicates
        ),
        variants=tuple(
            pair.model_copy(
                update={
                    "one": pair.one.model_copy(update={"external_id": ""}),
                    "other": pair.other.model_copy(update={"external_id": ""}),
                }
            )
            for pair in themes.variants
        ),
    )
