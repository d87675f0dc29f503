"""What the nightly sweep does: ends what was left hanging, and removes what killed runs left."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bpforum.forum_file import load_forum
from bpforum.pipeline import Runner
from bpforum.progress import Tell
from bpforum.run_folder import parent_of, remove_abandoned
from bpforum.settings import load_settings
from bpforum.store import open_store
from models.run_request import RunOutcome

_DRAFTS_LAST = timedelta(days=60)
_FILES_LAST = timedelta(days=90)
"""Longer than a draft, which names its files."""


def perform(folder: Path, out: str | None, run: Runner, tell: Tell) -> RunOutcome:
    """Sweeps once; what it found is told in words."""
    forum = load_forum(folder)
    removed = run("sweep", remove_abandoned, parent_of(forum, out))
    tell(f"Half-written run folders removed: {removed}")
    with open_store(folder, load_settings().database_url) as store:
        if back := store.run_requests.recover(at=datetime.now(UTC)):
            tell(f"The run {back.id} had been left hanging: {back.state}")
        old = datetime.now(UTC) - _DRAFTS_LAST
        if forgotten := store.filings.drafts.forget_before(old):
            tell(f"Drafts of forms that nobody came back to, removed: {forgotten}")
        now = datetime.now(UTC)
        if unfiled := run("sweep files", store.filings.forget_files, now - _FILES_LAST, now):
            tell(f"Files that were never filed, removed: {unfiled}")
        broken = run("check the audit chain", store.verify_chain)
    found = 0
    if broken:
        found = len(broken.reasons)
        tell(f"The store is not as its audit chain says: {broken.reasons[0].message}")
    return RunOutcome(attention=found)
