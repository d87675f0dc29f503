"""What the reminders do: find the sessions that nobody has filed a note for, and remind people."""

from datetime import UTC, datetime
from pathlib import Path

from bpforum.forum_file import load_forum
from bpforum.mailing.noticing import Noticing
from bpforum.pipeline import Runner
from bpforum.progress import Tell
from bpforum.run_figures import sessions_without_note
from bpforum.run_folder import latest, parent_of
from bpforum.settings import load_settings
from bpforum.store import open_store
from models.run_request import RunOutcome


def perform(folder: Path, out: str | None, run: Runner, tell: Tell) -> RunOutcome:
    """Looks once, at what the last run held."""
    forum = load_forum(folder)
    last = latest(parent_of(forum, out))
    missing = run("remind", sessions_without_note, forum, last, datetime.now(UTC))
    settings = load_settings()
    with open_store(folder, settings.database_url) as store:
        noticing = Noticing(store, forum, folder, settings.public_url or "")
        told = noticing.remind(missing, at=datetime.now(UTC))
    tell(f"{told} reminders are to be sent")
    for session in missing:
        tell(f"No note yet: {session.title}")
    return RunOutcome(attention=len(missing))
