"""Makes a new forum's folder; never writes over what is there."""

import re
import unicodedata
from datetime import datetime
from pathlib import Path

from bpforum.errors import UnusableForum

_FORUM = """\
# A forum. Fill this in, then: bpforum compile {folder}
# What each key means is told in docs/forum-file.md; a mistake is named with what to write instead.

[forum]
id = "{id}"
title = "{title}"
cycle = "{cycle}"
profile = "igf"            # stakeholder groups and regions: igf, itu, netmundial, iso
languages = ["en"]         # the first is the document's
timezone = "UTC"           # such as "America/Mexico_City"
coordinators = []

[[calls]]
id = "call-1"
title = "Call for contributions"
# opens = {cycle}-01-01T00:00:00Z
# closes = {cycle}-03-31T23:59:00Z
late_policy = "accept_flagged"   # or next_version, carry_over, refuse
consent_notice = ""
questions = [
  # {{ id = "q1", text = "What works?" }},
]

[[sources]]
id = "inbox"
kind = "folder"
path = "inbox"
call = "call-1"
audience = "public"        # or members, secretariat
consent = "full"           # where nobody said: full, name_withheld, counts_only, not_asked
"""


def make_forum(folder: Path) -> list[Path]:
    """The files made. Raises UnusableForum where there is a forum already."""
    declaration, inbox = folder / "forum.toml", folder / "inbox"
    if declaration.exists():
        raise UnusableForum(f"{declaration} is there already; nothing was changed.")
    name = folder.resolve().name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    try:
        inbox.mkdir(parents=True, exist_ok=True)
        declaration.write_text(
            _FORUM.format(
                folder=folder,
                id=re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "forum",
                title=name.replace("\\", "").replace('"', "'"),
                cycle=datetime.now().astimezone().year,
            ),
            encoding="utf-8",
        )
    except OSError as error:
        raise UnusableForum(f"{folder} cannot be written: {error.strerror or error}") from error
    return [declaration, inbox]
