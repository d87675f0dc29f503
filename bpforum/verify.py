"""Re-checks a run folder's promises from its files alone; believes no file about another.

Each check hands back findings in words; an empty list means that it found nothing wrong.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import get_args

from pydantic import ValidationError

from bpforum.deliverables import faces
from bpforum.identity import find_losses
from bpforum.leaks import find_leaks, find_speakers, is_guarded
from bpforum.ledger import citing
from bpforum.machine_text import Placed, find_unfounded, placed_in
from bpforum.quoting import is_exact
from bpforum.record_file import PackedRecord, read_record
from bpforum.run_folder import MANIFEST, PUBLIC, entry, read
from bpforum.same_texts import find_contradictions
from bpforum.text.counting.balance import Balance, tells_of_few
from models.contribution import Contribution
from models.decision import Decision
from models.ledger import LEDGER_COLUMNS
from models.outcome import Outcome
from models.record import Record
from models.run import Changes, Manifest
from models.submission import Fate
from models.theme import Themes


@dataclass(frozen=True)
class Finding:
    """Something that breaks a promise."""

    promise: int
    check: str
    message: str


class RunFiles:
    """A run folder's files, parsed on demand."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """`files` by path below the run folder."""
        self.files = files
        self._outcomes: dict[str, Outcome] = {}

    @cached_property
    def manifest(self) -> Manifest:
        """`manifest.json`."""
        return Manifest.model_validate_json(self.files[MANIFEST])

    @cached_property
    def recorded(self) -> Record | PackedRecord:
        """`record.json`, or of a large forum `record.jsonl.gz`, which is read bit by bit."""
        return read_record(self.files)

    @cached_property
    def record(self) -> Record:
        """All of the record in memory."""
        return self.recorded if isinstance(self.recorded, Record) else self.recorded.whole()

    @cached_property
    def everything(self) -> dict[str, Contribution]:
        """Contributions and comments by reference."""
        return {one.reference: one for one in self.record.everything}

    @property
    def fates(self) -> dict[str, str | None]:
        """Of every contribution and comment, by reference."""
        return self._looked_through[0]

    @property
    def texts(self) -> dict[str, str]:
        """Of those contributions that other files point into, by reference."""
        return self._looked_through[1]

    @property
    def guarded(self) -> list[Contribution]:
        """Those of which something may not be told to everybody."""
        return self._looked_through[2]

    @cached_property
    def _looked_through(
        self,
    ) -> tuple[dict[str, str | None], dict[str, str], list[Contribution]]:
        """The record, gone through once: a large one is never held in memory."""
        pointed = self._pointed_to()
        fates, texts, guarded = dict[str, str | None](), dict[str, str](), list[Contribution]()
        for one in self.recorded.everything:
            fates[one.reference] = one.fate
            if one.reference in pointed:
                texts[one.reference] = one.text
            if is_guarded(one):
                guarded.append(one)
        return fates, texts, guarded

    def _pointed_to(self) -> set[str]:
        """What cannot be read points nowhere; the checks that need it say so."""
        found: set[str] = set()
        for view in ("", PUBLIC):
            with suppress(KeyError, ValueError):
                paragraphs = self.outcome(view).paragraphs
                found |= {one.contribution for p in paragraphs for one in p.citations}
        with suppress(KeyError, ValueError):
            themes = self.themes
            placed = [one for theme in themes.themes for one in theme.passages]
            found |= {one.contribution for one in (*placed, *themes.unplaced)}
        return found

    @cached_property
    def themes(self) -> Themes:
        """`themes.json`."""
        return Themes.model_validate_json(self.files["themes.json"])

    @property
    def ledger(self) -> list[dict[str, str]]:
        """All lines of `ledger.csv`."""
        return list(self.ledger_lines())

    def ledger_lines(self) -> Iterator[dict[str, str]]:
        """The lines of `ledger.csv`, a dict for each."""
        text = io.TextIOWrapper(io.BytesIO(self.files["ledger.csv"]), "utf-8", newline="")
        for line in csv.DictReader(text, restval=""):
            if None in line:
                raise ValueError("a line has more cells than the head")
            yield line

    def outcome(self, view: str = "") -> Outcome:
        """`outcome.json`, or with `public/` that one."""
        if view not in self._outcomes:
            text = self.files[view + "outcome.json"]
            self._outcomes[view] = Outcome.model_validate_json(text)
        return self._outcomes[view]


def verify_run(folder: Path) -> list[Finding]:
    """All findings about the run in `folder`; empty where every promise holds."""
    return verify_files(read(folder))


def verify_store(folder: Path) -> list[Finding]:
    """Findings about a forum's store: the audit chain, the rows it vouches for, and the blobs."""
    from bpforum.decisions import publications
    from bpforum.errors import BlobDamaged
    from bpforum.settings import load_settings
    from bpforum.store import open_store

    url = load_settings().database_url
    if url is None and not (folder / ".bpforum" / "store.sqlite").is_file():
        # Opening it would make an empty one, in which everything holds.
        return [Finding(1, "there is a store", f"{folder} has no store: nothing was collected.")]
    findings = []
    with open_store(folder, url) as store:
        broken = store.verify_chain()
        for reason in broken.reasons if broken else ():
            findings.append(
                Finding(1, "the audit chain holds", f"{reason.message} {reason.remedy}")
            )
        findings += [
            Finding(3, "what was published is as it was", f"{one.id}: {problem}.")
            for one in publications(store.publications.made())[0]
            if (problem := store.publications.damage(one.seal))
        ]
        kept = {one.digest for one in store.submissions() if not one.erased} - store.retired()
        for digest_ in sorted(kept):
            try:
                store.blob(digest_)
            except BlobDamaged as damaged:
                findings.append(Finding(1, "what was received is kept", str(damaged)))
    return findings


def verify_files(files: Mapping[str, bytes]) -> list[Finding]:
    """The same for files by path, as the pipeline asks before they are a run folder."""
    run = RunFiles(files)
    findings: list[Finding] = []
    for promise, name, check in CHECKS:
        try:
            findings += [Finding(promise, name, message) for message in check(run)]
        except KeyError as missing:
            findings.append(Finding(promise, name, f"{missing} is missing"))
        except (ValidationError, ValueError) as error:
            findings.append(Finding(promise, name, f"cannot be checked: {_short(error)}"))
    return findings


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _files_are_the_manifests(run: RunFiles) -> list[str]:
    listed = {entry.path: entry for entry in run.manifest.files}
    found = {path for path in run.files if path != MANIFEST}
    problems = [f"{path} is missing" for path in sorted(set(listed) - found)]
    problems += [f"{path} is not in the manifest" for path in sorted(found - set(listed))]
    problems += [
        f"{path} was changed: its digest is not the manifest's"
        for path in sorted(found & set(listed))
        if entry(path, run.files[path]) != listed[path]
    ]
    return problems


def _ledger_balances(run: RunFiles) -> list[str]:
    head = next(run.ledger_lines(), None)
    if head is not None and tuple(head) != LEDGER_COLUMNS:
        return [f"ledger.csv has other columns than {', '.join(LEDGER_COLUMNS)}"]
    problems = []
    counts = Counter(line["reference"] for line in run.ledger_lines())
    received = next((step.received for step in run.manifest.steps if step.step == "validate"), None)
    if received is not None and received != counts.total():
        problems.append(f"{received} submissions went in, but the ledger has {counts.total()}")
    problems += [f"{ref} has {n} fates" for ref, n in counts.items() if n > 1]
    missing = sorted(set(run.fates) - set(counts))
    unknown = sorted(set(counts) - set(run.fates))
    problems += [f"{ref} is in the record, but not in the ledger" for ref in missing]
    problems += [f"{ref} is in the ledger, but not in the record" for ref in unknown]
    fates = set(get_args(Fate))
    cited = citing(run.outcome())
    for line in run.ledger_lines():
        ref, fate = line["reference"], line["fate"]
        if fate not in fates:
            problems.append(f"{ref} has no fate that we know: {fate!r}")
        elif ref in run.fates and run.fates[ref] != fate:
            problems.append(f"{ref} is {fate} in the ledger, but not in the record")
        if line["fate_of"] and line["fate_of"] not in counts:
            problems.append(f"{ref} is {fate} {line['fate_of']}, which is not in the ledger")
        if (fate == "reflected") != (ref in cited) and line["kind"] != "transcript":
            problems.append(f"{ref} is {fate}, but the document says otherwise")
        if line["reflected_in"].split() != cited.get(ref, []):
            problems.append(f"{ref} is not cited where the ledger says")
    return problems


def _quotations_are_exact(run: RunFiles) -> list[str]:
    problems = []
    for view in ("", PUBLIC):
        for paragraph in run.outcome(view).paragraphs:
            where = f"{view}outcome.json, paragraph {paragraph.id}"
            for citation in paragraph.citations:
                text = run.texts.get(citation.contribution)
                if text is None or not 0 <= citation.start < citation.end <= len(text):
                    problems.append(f"{where}: cites what is not in the record")
            for run_ in paragraph.runs:
                if run_.style != "quote" or run_.citation is None:
                    continue
                citation = paragraph.citations[run_.citation]
                text = run.texts.get(citation.contribution, "")
                stored = text[citation.start : citation.end]
                if not citation.quoted or not is_exact(run_.text, stored):
                    problems.append(
                        f"{where}: a quotation is not what {citation.contribution} says"
                    )
            if any(
                citation.quoted
                and not any(r.style == "quote" and r.citation == n for r in paragraph.runs)
                for n, citation in enumerate(paragraph.citations)
            ):
                problems.append(f"{where}: a citation says it is quoted, but is not")
    return problems


def _machine_text_is_founded(run: RunFiles) -> list[str]:
    lines = run.files["decisions.jsonl"].splitlines()
    decisions = [Decision.model_validate_json(line) for line in lines]
    by_model = any(one.model for view in ("", PUBLIC) for one in run.outcome(view).paragraphs)
    # A large record is of use only where a model wrote something.
    record = run.record if by_model or isinstance(run.recorded, Record) else Record()
    return [
        f"{view}outcome.json, {problem}"
        for view in ("", PUBLIC)
        for problem in find_unfounded(
            run.outcome(view), record, run.themes, decisions, _by_id(run, view)
        )
    ]


def _by_id(run: RunFiles, view: str) -> dict[str, Placed]:
    """The passages that machine text cites; of a large forum `themes.json` has not all."""
    wanted = {
        citation.passage or ""
        for paragraph in run.outcome(view).paragraphs
        if paragraph.model
        for citation in paragraph.citations
    }
    return placed_in(run.files["passages.parquet"], wanted) if wanted else {}


def _renders_again(run: RunFiles) -> list[str]:
    problems = []
    for view in ("", PUBLIC):
        again = faces(run.outcome(view))
        problems += [
            f"{view}{name} is not what outcome.json renders to"
            for name, data in again.items()
            if run.files.get(view + name) != data
        ]
    return problems


def _themes_are_whole(run: RunFiles) -> list[str]:
    problems = []
    placed = [one for theme in run.themes.themes for one in theme.passages]
    seen = Counter(one.id for one in (*placed, *run.themes.unplaced))
    problems += [f"passage {one} stands in {n} places" for one, n in seen.items() if n > 1]
    for one in (*placed, *run.themes.unplaced):
        text = run.texts.get(one.contribution)
        if text is None or text[one.start : one.end] != one.text:
            problems.append(f"passage {one.id} is not what {one.contribution} says there")
    ids = Counter(theme.id for theme in run.themes.themes)
    problems += [f"{n} themes have the id {one}" for one, n in ids.items() if n > 1]
    if "changes.json" in run.files:
        changes = Changes.model_validate_json(run.files["changes.json"])
        problems += find_losses(changes, run.themes)
    return problems


def _counts_are_honest(run: RunFiles) -> list[str]:
    """The table of fates adds up to what was received, and groups to what was counted."""
    problems = []
    outcome = run.outcome()
    tables = {
        block.id: block for s in outcome.sections for block in s.blocks if block.type == "table"
    }
    fates = tables.get("table_fates")
    if fates and sum(int(row[1]) for row in fates.rows) != len(run.fates):
        problems.append("the table of fates does not add up to what was received")
    sums = {
        name: sum(int(row[1]) for row in tables[name].rows)
        for name in ("table_groups", "table_regions", "table_kinds", "table_channels")
        if name in tables
    }
    if len(set(sums.values())) > 1:
        problems.append(f"the tables of section 4 count different inputs: {sums}")
    return problems


def _nothing_leaks(run: RunFiles) -> list[str]:
    public = {path: data for path, data in run.files.items() if path.startswith(PUBLIC)}
    cover = run.outcome().cover
    return find_leaks(public, run.recorded, (*cover.coordinators, cover.editor), run.guarded)


def _the_audit_tells_of_nobody(run: RunFiles) -> list[str]:
    return tells_of_few(Balance.model_validate_json(run.files[PUBLIC + "balance.json"]))


def _nobody_is_named_unconfirmed(run: RunFiles) -> list[str]:
    """What people wrote themselves is theirs: their paragraphs and the labels they gave."""
    outcome = run.outcome()
    cover = outcome.cover
    own = [*cover.coordinators, cover.editor, cover.forum, cover.title]
    own += [one.text for one in outcome.paragraphs if one.made_by != "machine" and not one.model]
    own += [theme.label for theme in run.themes.themes if theme.named_by != "machine"]
    files = {
        path: data
        for path, data in run.files.items()
        if path.startswith(PUBLIC) or path.startswith("outcome.")
    }
    return find_speakers(files, run.recorded, own)


CHECKS: tuple[tuple[int, str, Callable[[RunFiles], list[str]]], ...] = (
    (3, "files are the manifest's", _files_are_the_manifests),
    (1, "the ledger balances", _ledger_balances),
    (2, "quotations are exact", _quotations_are_exact),
    (2, "machine text rests on what it cites", _machine_text_is_founded),
    (3, "outcome.json renders to the same bytes", _renders_again),
    (5, "themes are whole", _themes_are_whole),
    (6, "counts add up", _counts_are_honest),
    (6, "same texts are counted, not quoted", lambda run: find_contradictions(run.themes)),
    (9, "nothing reaches a wider audience", _nothing_leaks),
    (9, "no speaker is named unconfirmed", _nobody_is_named_unconfirmed),
    (9, "the audit tells of nobody alone", _the_audit_tells_of_nobody),
)


def as_json(findings: list[Finding]) -> str:
    """The findings as data, for `verify --json`."""
    return json.dumps(
        {
            "ok": not findings,
            "checks": [name for _, name, _ in CHECKS],
            "findings": [vars(finding) for finding in findings],
        },
        ensure_ascii=False,
        indent=1,
    )
