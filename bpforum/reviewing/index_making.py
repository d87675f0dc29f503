"""Makes a run's index from the files of its folder; shows nothing, and never changes the run.

It is made once a run, goes through each file once and holds one contribution at a time, so that no
page has to read the forum.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bpforum.decisions.clearance import is_to_be_cleared, section_seal
from bpforum.published.ground import Ground
from bpforum.record_file import PACKED, WHOLE, PackedRecord, read_record
from bpforum.reviewing.comment_places import CommentPlaces
from bpforum.reviewing.index_tables import BLANK, NOWHERE, TABLES
from bpforum.text.counting.counts import group_of, region_of
from models.contribution import Contribution
from models.outcome import Outcome, Paragraph
from models.record import Record
from models.theme import Themes
from models.transcript import Transcript

_SPOKEN = ("note", "transcript", "oral", "chat")
_NEW_ITEMS = ("practice", "example", "recommendation", "question")
_PRAGMAS = "pragma journal_mode = off; pragma synchronous = off; pragma secure_delete = on;"
_ROWS_AT_ONCE = 10_000
_MOST_CHANGES = 60


def make_index(
    run: Path, target: Path, published: Mapping[str, Ground], erased: Collection[str] = ()
) -> None:
    """Writes the index of the run folder `run` to `target`, whole or not at all.

    `published` is what is commented on in published versions, by their ids.
    Raises OSError, KeyError or ValueError where a file of the run is missing or broken.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    connection = sqlite3.connect(partial)
    try:
        connection.executescript(f"{_PRAGMAS} {TABLES}")
        _Making(connection, run, published).all()
        for one in erased:
            connection.executescript(BLANK.replace(":one", f"'{one}'"))
        connection.execute("analyze")
        connection.commit()
    finally:
        connection.close()
    partial.replace(target)


class _Making:
    def __init__(
        self, connection: sqlite3.Connection, run: Path, published: Mapping[str, Ground]
    ) -> None:
        self._db = connection
        self._run = run
        self._published = published
        self._paragraphs: dict[str, tuple[int, str]] = {}
        """Id → place and section."""
        self._begins: dict[str, int] = {}
        """Section → the place of its first paragraph."""
        self._voices: dict[str, tuple[str, str, str, str]] = {}
        """Of what is cited: reference → group, region, voice, name."""
        self._positions: dict[str, str] = {}
        self._diverging: dict[str, list[tuple[int, int, str]]] = defaultdict(list)

    def all(self) -> None:
        """Every table."""
        changes = self._json("changes.json")
        themes = Themes.model_validate_json(self._bytes("themes.json"))
        sections = {f"{_key(one.id)}": one.id for one in themes.themes}
        cited = self._outcome(sections)
        record = read_record(
            {name: self._bytes(name) for name in (WHOLE, PACKED) if (self._run / name).exists()}
        )
        self._record(record, cited)
        self._passages()
        self._themes(themes)
        self._evidence(changes.get("new_evidence", {}), cited)
        self._section_voices(cited)
        self._decisions(changes)
        told = {
            "previous": changes.get("previous"),
            **{name: len(changes.get(name, ())) for name in ("new", "changed", "gone", "moved")},
            "themes": changes.get("themes", ())[:_MOST_CHANGES],
        }
        self._many("about", [("changes", json.dumps(told))])
        manifest = self._json("manifest.json")
        self._many(
            "about", ((name, str(manifest[name])) for name in ("run", "label", "finished_at"))
        )

    def _outcome(self, themes: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
        """Reference → the (section, paragraph) pairs that cite it, a pair a citation."""
        outcome = Outcome.model_validate_json(self._bytes("outcome.json"))
        cited: dict[str, list[tuple[str, str]]] = defaultdict(list)
        place = 0
        for nth, section in enumerate(outcome.sections):
            # Annexes list; who is heard is in what the document says.
            counts = not section.annex
            self._begins[section.id] = place + 1
            made = Counter(_maker(one) for one in section.paragraphs)
            prompts = sum(one.role == "prompt" for one in section.paragraphs)
            row = (
                nth, section.id, section.level, section.title, section.annex,
                themes.get(section.id, ""), len(section.paragraphs), made["person"],
                made["machine"], prompts, is_to_be_cleared(section), section_seal(section),
            )  # fmt: skip
            self._many("sections", [row])
            rows, citations = [], []
            for one in section.paragraphs:
                place += 1
                self._paragraphs[one.id] = (place, section.id)
                rows.append(
                    (place, one.id, section.id, one.n, one.role, one.text, one.made_by,
                     json.dumps(one.flags), len(one.citations), one.machine_text)
                )  # fmt: skip
                for n, c in enumerate(one.citations):
                    citations.append(
                        (one.id, n, c.passage or "", c.contribution, c.start, c.end, c.quoted)
                    )
                    if counts:
                        cited[c.contribution].append((section.id, one.id))
            self._many("paragraphs", rows)
            self._many("citations", citations)
        self._many("about", [("view", outcome.view), ("language", outcome.language)])
        self._places = CommentPlaces(outcome, self._published)
        return cited

    def _record(self, record: "Record | PackedRecord", cited: Mapping[str, object]) -> None:
        rows: list[tuple[object, ...]] = []
        comments: list[tuple[object, ...]] = []
        relations: list[tuple[object, ...]] = []
        whole: Counter[tuple[str, str]] = Counter()
        for one in record.everything:
            if one.fate is None or one.fate in ("reflected", "listed", "same_text_as"):
                whole["group", group_of(one)] += 1
                whole["region", region_of(one)] += 1
            if one.reference in cited:
                name = _who(one) or one.reference
                self._voices[one.reference] = (group_of(one), region_of(one), one.voice, name)
            if one.position:
                self._positions[one.reference] = one.position.strip().casefold()
            if one.session_note:
                self._diverging[one.reference] = [
                    (line.start, line.end, line.kind)
                    for line in one.session_note.lines
                    if line.kind in ("diverged", "converged")
                ]
            rows.append(_contribution_row(one))
            if one.kind == "comment":
                comments.append(self._comment_row(one))
            relations += [
                (one.reference, r.kind, r.target, r.basis, 0.0)
                for r in one.relations if r.kind != "attached_to"
            ]  # fmt: skip
            if len(rows) >= _ROWS_AT_ONCE:
                self._many("contributions", rows)
                rows = []
        self._many("contributions", rows)
        self._many("comments", comments)
        self._many("relations", relations, "or ignore")
        self._many("voices", [("", what, name, n, "") for (what, name), n in whole.items()])
        self._speakers(record.transcripts)

    def _comment_row(self, one: Contribution) -> tuple[object, ...]:
        on = one.on
        at = self._places.find(on)
        place = self._paragraphs[at.paragraph][0] if at.paragraph else NOWHERE
        if at.section and not at.paragraph:
            place = self._begins.get(at.section, NOWHERE)
        return (
            one.reference, place, _number(one.reference), at.paragraph, at.given, at.section,
            on.comment_type if on else "", group_of(one), on.proposed_change if on else "",
            on.rationale if on else "", on.in_reply_to if on else "", "", 0,
        )  # fmt: skip

    def _speakers(self, transcripts: Iterable[Transcript]) -> None:
        events: Counter[str] = Counter()
        found: dict[tuple[str, str], list[Any]] = {}
        listed = list(transcripts)
        several = Counter(one.contribution for one in listed)
        for one in listed:
            events[one.contribution] += 1
            target = one.contribution
            if several[target] > 1:
                target = f"{target}/ev{events[one.contribution]}"
            for turn in one.turns:
                if turn.confirmed or turn.speaker_status == "unattributed" or not turn.speaker:
                    continue
                known = found.setdefault(
                    (target, turn.speaker),
                    [turn.speaker_status, 0, turn.n, turn.evidence, turn.text[:400],
                     one.session or ""],
                )  # fmt: skip
                known[1] += 1
        self._many("speakers", ((*key, *row) for key, row in found.items()))

    def _passages(self) -> None:
        from pyarrow import parquet  # a few dozen megabytes, wanted once a run

        file = parquet.ParquetFile(self._run / "passages.parquet")
        names = (
            "id", "theme", "unplaced", "contribution", "start", "end", "language", "score",
            "assigned_by", "duplicate_of", "cited", "says", "said_by",
        )  # fmt: skip
        for batch in file.iter_batches(_ROWS_AT_ONCE, columns=list(names)):
            columns = [batch.column(name).to_pylist() for name in names]
            self._many("passages", zip(*columns, strict=True))

    def _themes(self, themes: Themes) -> None:
        sizes = dict(self._db.execute("select theme, count(*) from passages group by theme"))
        coming: dict[str, list[str]] = defaultdict(list)
        for move in self._json("changes.json").get("proposed_moves", ()):
            coming[move["to_theme"]].append(move["passage"])
        self._many(
            "themes",
            (
                (n, one.id, one.label, json.dumps(one.key_phrases), one.status, one.question,
                 one.pinned, one.set_aside, one.named_by, one.steadiness, _key(one.id),
                 sizes.get(one.id, 0), one.suggested_label, json.dumps(coming[one.id]))
                for n, one in enumerate(themes.themes)
            ),
        )  # fmt: skip
        self._many(
            "relations",
            (
                (pair.one.contribution, f"text_{pair.kind}", pair.other.contribution, "found",
                 pair.likeness)
                for pair in themes.variants
            ),
            "or ignore",
        )  # fmt: skip

    def _evidence(
        self, found: Mapping[str, list[str]], cited: Mapping[str, list[tuple[str, str]]]
    ) -> None:
        """What came to a human paragraph's theme, by what people declared, and by nothing else."""
        behind: dict[str, set[str]] = defaultdict(set)
        for reference, pairs in cited.items():
            for _, paragraph in pairs:
                if position := self._positions.get(reference):
                    behind[paragraph].add(position)
        rows = []
        for paragraph, passages in found.items():
            for passage in passages:
                row = self._db.execute(
                    "select contribution, start, stop, says, said_by from passages where id = ?",
                    (passage,),
                ).fetchone()
                if row is not None:
                    rows.append((paragraph, passage, self._how(row, behind[paragraph])))
        self._many("evidence", rows)

    def _how(self, passage: tuple[Any, ...], positions: set[str]) -> str:
        reference, start, stop, says, said_by = passage
        for first, last, kind in self._diverging.get(reference, ()):
            if first < stop and start < last:
                return "divergence" if kind == "diverged" else "support"
        position = self._positions.get(reference)
        if position and positions and position not in positions:
            return "divergence"
        if says in _NEW_ITEMS and said_by != "wording":
            return "addition"
        return "support"

    def _section_voices(self, cited: Mapping[str, list[tuple[str, str]]]) -> None:
        counts: Counter[tuple[str, str, str]] = Counter()
        names: dict[tuple[str, str, str], str] = {}
        for reference, pairs in cited.items():
            group, region, voice, name = self._voices.get(reference, ("", "", reference, reference))
            for section, _ in pairs:
                counts[section, "group", group] += 1
                counts[section, "region", region] += 1
                key = (section, "voice", voice)
                counts[key] += 1
                names.setdefault(key, f"{reference}\n{name}")
        self._many("voices", ((*key, n, names.get(key, "")) for key, n in counts.items()))

    def _decisions(self, changes: Mapping[str, Any]) -> None:
        known = {one["id"] for one in changes.get("applied", ())}
        rows = []
        for part, name in ((0, "not_applicable"), (1, "in_part")):
            for one in changes.get(name, ()):
                d = one["decision"]
                known.add(d["id"])
                rows.append(
                    (d["id"], d["kind"], d["target"], d["by"], d["at"], one["reason"],
                     one.get("overtaken_by", ""), part)
                )  # fmt: skip
        self._many("known", ((one,) for one in sorted(known)))
        self._many("lost", rows, "or ignore")

    def _many(self, table: str, rows: Iterable[tuple[Any, ...]], more: str = "") -> None:
        waiting = iter(rows)
        first = next(waiting, None)
        if first is None:
            return
        marks = ", ".join("?" * len(first))
        statement = f"insert {more} into {table} values ({marks})"
        self._db.execute(statement, first)
        self._db.executemany(statement, waiting)

    def _bytes(self, name: str) -> bytes:
        return (self._run / name).read_bytes()

    def _json(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._bytes(name))
        return found


def _contribution_row(one: Contribution) -> tuple[object, ...]:
    organisations = sorted({who.organisation for who in one.contributors} - {""})
    return (
        one.reference, _number(one.reference), one.kind, one.title, one.text, _who(one),
        json.dumps(organisations, ensure_ascii=False), group_of(one), region_of(one), one.language,
        one.received_at.isoformat(), one.audience, one.consent.scope or "", json.dumps(one.flags),
        one.fate or "", one.fate_of, one.position, one.url, one.words, one.session or "",
    )  # fmt: skip


def _who(one: Contribution) -> str:
    """Who it is from, as listed or as recorded; a note or transcript is nobody's."""
    if one.kind in _SPOKEN:
        return ""
    names: Iterator[str] = (
        who.listed_as or ", ".join(filter(None, (who.name, who.organisation)))
        for who in one.signatories
    )
    return "; ".join(filter(None, names))


def _maker(paragraph: Paragraph) -> str:
    if paragraph.made_by == "template":
        return "template"
    machine = paragraph.made_by == "machine" or paragraph.model
    return "machine" if machine else "person"


def _number(reference: str) -> int:
    return int(reference.partition("-")[2])


def _key(theme: str) -> str:
    from models.ids import paragraph_key

    return paragraph_key("th", theme)
