"""Re-checks a run folder's promises from its files alone; believes no file about another.

Each check hands back findings in words; an empty list means that it found nothing wrong.
"""

import csv
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bpforum.deliverables import faces
from bpforum.gists import KnownGists
from bpforum.identity import find_losses
from bpforum.leaks import find_leaks, find_speakers
from bpforum.ledger import citing
from bpforum.ledger_check import find_unbalanced
from bpforum.machine_text import Placed, find_unfounded, placed_in
from bpforum.memory import seldom_sought
from bpforum.quoting import is_exact
from bpforum.run_files import ChosenFiles, RunFiles
from bpforum.run_folder import MANIFEST, PUBLIC, entry, read
from bpforum.same_texts import find_contradictions
from bpforum.text.counting.balance import Balance, tells_of_few
from models.decision import Decision
from models.ledger import LEDGER_COLUMNS
from models.record import Record
from models.run import Changes

__all__ = ["CHECKS", "Finding", "RunFiles", "as_json", "verify_files", "verify_run", "verify_store"]


@dataclass(frozen=True)
class Finding:
    """Something that breaks a promise."""

    promise: int
    check: str
    message: str


def verify_run(folder: Path) -> list[Finding]:
    """All findings about the run in `folder`; empty where every promise holds."""
    with seldom_sought():
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


def verify_files(files: Mapping[str, bytes], known: KnownGists | None = None) -> list[Finding]:
    """The same for files by path, as the pipeline asks before they are a run folder.

    `known`: what earlier runs found in equal bytes, which need not be looked at again.
    """
    run = RunFiles(files, known)
    findings: list[Finding] = []
    for promise, name, check in CHECKS:
        try:
            findings += [Finding(promise, name, message) for message in check(run)]
        except KeyError as missing:
            findings.append(Finding(promise, name, f"{missing} is missing"))
        except (ValueError, csv.Error, zipfile.BadZipFile) as error:
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
    head, *first = list(islice(run.ledger_rows(), 2)) or [[]]
    if first and tuple(head) != LEDGER_COLUMNS:
        return [f"ledger.csv has other columns than {', '.join(LEDGER_COLUMNS)}"]
    received = next((step.received for step in run.manifest.steps if step.step == "validate"), None)
    return find_unbalanced(
        lambda: islice(run.ledger_rows(), 1, None), run.fates, received, citing(run.outcome())
    )


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
    # A record is of use only where a model wrote something; that it cannot be read is told always.
    record = run.record if by_model or not run.briefed else Record()
    return [
        f"{view}outcome.json, {problem}"
        for view in ("", PUBLIC)
        for problem in find_unfounded(
            run.outcome(view), record, run.themes_alone, decisions, _by_id(run, view)
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
    placed = [one for theme in run.themes_alone.themes for one in theme.passages]
    seen = Counter(one.id for one in (*placed, *run.themes_alone.unplaced))
    problems += [f"passage {one} stands in {n} places" for one, n in seen.items() if n > 1]
    for one in (*placed, *run.themes_alone.unplaced):
        text = run.texts.get(one.contribution)
        if text is None or text[one.start : one.end] != one.text:
            problems.append(f"passage {one.id} is not what {one.contribution} says there")
    ids = Counter(theme.id for theme in run.themes_alone.themes)
    problems += [f"{n} themes have the id {one}" for one, n in ids.items() if n > 1]
    if "changes.json" in run.files:
        changes = Changes.model_validate_json(run.files["changes.json"])
        problems += find_losses(changes, run.themes_alone)
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


def _same_texts_speak_once(run: RunFiles) -> list[str]:
    return find_contradictions(run.themes_alone, run.same_texts)


def _nothing_leaks(run: RunFiles) -> list[str]:
    public = ChosenFiles(run.files, (one for one in run.files if one.startswith(PUBLIC)))
    cover = run.outcome().cover
    declared = (*cover.coordinators, cover.editor)
    return find_leaks(public, run.briefed, declared, run.pointed_to.values())


def _the_audit_tells_of_nobody(run: RunFiles) -> list[str]:
    return tells_of_few(Balance.model_validate_json(run.files[PUBLIC + "balance.json"]))


def _nobody_is_named_unconfirmed(run: RunFiles) -> list[str]:
    """What people wrote themselves is theirs: their paragraphs and the labels they gave."""
    outcome = run.outcome()
    cover = outcome.cover
    own = [*cover.coordinators, cover.editor, cover.forum, cover.title]
    own += [one.text for one in outcome.paragraphs if one.made_by != "machine" and not one.model]
    own += [theme.label for theme in run.themes_alone.themes if theme.named_by != "machine"]
    paths = (one for one in run.files if one.startswith((PUBLIC, "outcome.")))
    return find_speakers(ChosenFiles(run.files, paths), run.briefed, own)


CHECKS: tuple[tuple[int, str, Callable[[RunFiles], list[str]]], ...] = (
    (3, "files are the manifest's", _files_are_the_manifests),
    (1, "the ledger balances", _ledger_balances),
    (2, "quotations are exact", _quotations_are_exact),
    (2, "machine text rests on what it cites", _machine_text_is_founded),
    (3, "outcome.json renders to the same bytes", _renders_again),
    (5, "themes are whole", _themes_are_whole),
    (6, "counts add up", _counts_are_honest),
    (6, "same texts are counted, not quoted", _same_texts_speak_once),
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
