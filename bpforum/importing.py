"""Takes in a file that a person puts in by hand, also in place of one that could not be used."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bpforum import intake
from bpforum.errors import UnusableForum
from bpforum.forum_file import load_forum
from bpforum.readers.guard import MOST_BYTES
from bpforum.settings import load_settings
from bpforum.store import open_store
from bpforum.taking_in import Imported, check, take_in


def import_file(
    folder: Path, file: Path, corrects: str | None, source: str | None, by: str, now: datetime
) -> Imported:
    """The file as a submission, read, with what was attached to it; see `take_in`.

    Raises UnusableForum where that cannot be done.
    """
    forum = load_forum(folder)
    data = _data(file)
    settings = load_settings()
    with open_store(folder, settings.database_url) as store:
        done = take_in(
            store, forum, settings, file.name, data, corrects=corrects, source=source, by=by,
            at=now,
        )  # fmt: skip
        while waiting := intake.unread(store):
            zone = ZoneInfo(forum.forum.timezone)
            intake.read(store, waiting, settings, zone, now, lambda message: None)
    return done


def _data(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise UnusableForum(
                f"{file} is larger than {MOST_BYTES // 2**20} MB; ask for a smaller one, or for "
                "its text."
            )
        data = file.read_bytes()
    except OSError as error:
        raise UnusableForum(f"{file} cannot be read: {error.strerror or error}.") from error
    check(str(file), data)
    return data
