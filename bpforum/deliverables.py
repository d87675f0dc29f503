"""Makes the files of a run folder, as bytes, from what a run came to; writes none of them."""

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain

import pyarrow as pa
import pyarrow.parquet as pq

from bpforum.csv_file import csv_bytes
from bpforum.data import data_path
from bpforum.drafting.compendium import practices
from bpforum.drafting.draft import Draft
from bpforum.drafting.material import Material
from bpforum.drafting.sessions import rule_for_speech
from bpforum.grouped import Grouping, as_themes
from bpforum.ledger import lines as ledger_lines
from bpforum.record_file import MOST_WHOLE, record_file
from bpforum.rendering.docx import render_docx
from bpforum.rendering.html import PageAssets, render_html
from bpforum.run_folder import PUBLIC, json_bytes
from bpforum.settled import Settled
from bpforum.validation.fates import public_flags
from models.contribution import Contribution
from models.decision import Decision
from models.ledger import LEDGER_COLUMNS, LedgerLine
from models.outcome import Outcome
from models.passage import Passage, PlacedPassage, Says
from models.submission import Fate
from models.theme import Position, Themes

_Fates = dict[str, tuple[Fate, str]]
"""Reference → fate, and of what it is one."""
_UNCITED = ("listed", "same_text_as")
_NEAREST = 200
"""Passages of each theme in the `themes.json` of a large forum."""
_ROWS_AT_ONCE = 100_000
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
    record: Settled,
    ledger: Iterable[LedgerLine],
    decisions: Sequence[Decision],
) -> Iterator[tuple[str, bytes]]:
    """The files at the top of the run folder, but `manifest.json` and `changes.json`.

    One after the other: of a large forum no two are held at once.
    """
    grouping, says = draft.material.grouping, draft.material.says
    yield from faces(draft.outcome).items()
    yield from record_file(record, len(grouping.passages)).items()
    yield "themes.json", json_bytes(_all_themes(draft))
    fates: _Fates = {}
    yield "ledger.csv", ledger_csv(_noting(ledger, fates, draft.facts.listed))
    yield "contributions.csv", contributions_csv(draft, fates)
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


def public_files(draft: Draft, record: Settled) -> Iterator[tuple[str, bytes]]:
    """The files below `public/`: nothing in them comes from a narrower audience (promise 9)."""
    ledger = _PublicLedger(ledger_lines(record, draft.outcome), draft.material.by_reference)
    for name, data in faces(draft.outcome).items():
        yield PUBLIC + name, data
    yield PUBLIC + "themes.json", json_bytes(_public_themes(draft))
    fates: _Fates = {}
    yield PUBLIC + "ledger.csv", ledger_csv(_noting(ledger, fates, draft.facts.listed))
    yield PUBLIC + "contributions.csv", contributions_csv(draft, fates)
    yield PUBLIC + "practices.json", json_bytes(practices(draft))
    yield PUBLIC + "balance.json", json_bytes(draft.facts.balance)


@dataclass(frozen=True)
class _PublicLedger:
    """What became of everything that was given to everybody: no file names, no words of reasons."""

    lines: Iterable[LedgerLine]
    shown: Mapping[str, Contribution]

    def __iter__(self) -> Iterator[LedgerLine]:
        return (self._public(line) for line in self.lines if line.reference in self.shown)

    def _public(self, line: LedgerLine) -> LedgerLine:
        fate = line.fate
        if fate == "reflected" and not line.reflected_in:
            fate = "listed"  # it is quoted in the secretariat's document, but not in this one
        elif fate in _UNCITED and line.reflected_in and line.kind != "transcript":
            fate = "reflected"  # and the other way round
            line = line.model_copy(update={"fate_of": ""})
        if line.fate_of and line.fate_of not in self.shown:
            fate = self.shown[line.reference].fate or "listed"
        return line.model_copy(
            update={
                "external_id": "",
                "reason": "",
                "flags": public_flags(line.flags),
                "fate": fate,
                "fate_of": line.fate_of if line.fate_of in self.shown else "",
            }
        )


def ledger_csv(ledger: Iterable[LedgerLine]) -> bytes:
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


def _noting(
    ledger: Iterable[LedgerLine], fates: _Fates, listed: Collection[str]
) -> Iterator[LedgerLine]:
    """The lines of the `ledger`, while what became of those `listed` is put into `fates`.

    A line is made each time it is come to: going through them once does for both tables.
    """
    for line in ledger:
        if line.reference in listed:
            fates[line.reference] = line.fate, line.fate_of
        yield line


def contributions_csv(draft: Draft, fates: _Fates) -> bytes:
    """Annex 1 as data: who is listed there, as each wishes to be, with its fate in the ledger."""
    listed = draft.facts.listed
    ones = (one for one in draft.material.everything if one.reference in listed)
    return csv_bytes(_CONTRIBUTION_COLUMNS, (_contribution_row(draft, one, fates) for one in ones))


def _contribution_row(draft: Draft, one: Contribution, settled: _Fates) -> tuple[object, ...]:
    # Other flags are for the secretariat, and may name what is not everybody's to know.
    flags = public_flags(one.flags) if draft.material.view == "public" else one.flags
    return (
        one.reference, one.kind, draft.withholding.redacted(one.title, one),
        draft.withholding.redacted(draft.names.name(one), one), draft.names.group(one),
        draft.names.region_label(draft.names.region_id(one)), one.language,
        one.received_at.isoformat(), one.call or "", one.words, "; ".join(flags),
        *settled[one.reference],
    )  # fmt: skip


def _shown(draft: Draft) -> frozenset[str] | None:
    """The ids of passages that `themes.json` holds: None for all, else the nearest each centre.

    Those that the document cites are always there, and of what is in no theme some of each kind.
    """
    grouping = draft.material.grouping
    if len(grouping.passages) <= MOST_WHOLE:
        return None

    def nearness(passage: str) -> tuple[bool, float, str]:
        is_copy = grouping.passages[passage].copy_of is not None
        return is_copy, -grouping.scores.get(passage, 0.0), passage

    shown = set(draft.cited)
    for group in grouping.groups:
        shown.update(nsmallest(_NEAREST, group.passages, key=nearness))
    for kind in sorted(set(grouping.unplaced.values())):
        shown.update(nsmallest(_NEAREST, (p for p, k in grouping.unplaced.items() if k == kind)))
    return frozenset(shown)


def passages_parquet(grouping: Grouping, cited: frozenset[str], says: Mapping[str, Says]) -> bytes:
    """Every passage with theme, offsets, score, maker of the assignment, and what it says."""
    theme_of = {passage: group.id for group in grouping.groups for passage in group.passages}
    rows = sorted(
        (grouping.passages[one] for one in chain(theme_of, grouping.unplaced)),
        key=lambda one: (len(one.contribution), one.contribution, one.start),
    )
    columns: dict[str, tuple[pa.DataType, Callable[[Passage], object]]] = {
        "id": (pa.string(), lambda one: one.id),
        "contribution": (pa.string(), lambda one: one.contribution),
        "source": (pa.string(), lambda one: one.source),
        "external_id": (pa.string(), lambda one: one.external_id),
        "theme": (pa.string(), lambda one: theme_of.get(one.id, "")),
        "unplaced": (pa.string(), lambda one: grouping.unplaced.get(one.id)),
        "start": (pa.int64(), lambda one: one.start),
        "end": (pa.int64(), lambda one: one.end),
        "text": (pa.string(), lambda one: one.text),
        "language": (pa.string(), lambda one: one.language),
        "score": (pa.float64(), lambda one: grouping.scores.get(one.id, 0.0)),
        "assigned_by": (pa.string(), lambda one: grouping.assigned_by.get(one.id, "machine")),
        "duplicate_of": (pa.string(), lambda one: one.copy_of),
        "cited": (pa.bool_(), lambda one: one.id in cited),
        "says": (pa.string(), lambda one: says[one.id].kind if one.id in says else None),
        "said_by": (pa.string(), lambda one: says[one.id].said_by if one.id in says else None),
    }
    schema = pa.schema([(name, kind) for name, (kind, _) in columns.items()])
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for start in range(0, len(rows) or 1, _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            arrays = [pa.array(map(value, some), kind) for kind, value in columns.values()]
            writer.write_table(pa.table(arrays, schema=schema))
    return sink.getvalue()


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

    themes = as_themes(grouping, draft.cited, _shown(draft), draft.material.says)
    themes = _with_positions(themes, draft)

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
