"""The sweep ends what was left hanging, and keeps whatever anybody may still come back to."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bpforum.pipeline import call_directly
from bpforum.store import open_store
from flows import sweep

FORUM = '[forum]\nid = "f"\ntitle = "F"\ncycle = "2026"\n[[sources]]\nid = "form"\nkind = "form"\n'
KEY = "a-key-of-a-form-made-by-chance"


def test_drafts_go_after_their_time_and_files_after_theirs(tmp_path: Path) -> None:
    (tmp_path / "forum.toml").write_text(FORUM, encoding="utf-8")
    now = datetime.now(UTC)
    with open_store(tmp_path) as store:
        year = timedelta(days=365)
        store.accounts.invite("Ada", "", ("administrator",), at=now - year, by="test")
        names = [store.filings.keep(b"in a draft"), store.filings.keep(b"in nothing")]
        kept = {"kept": [f"{names[0]}.10.{'0' * 32}.letter.txt"]}
        store.filings.drafts.save(KEY, "note-1", kept, at=now - timedelta(days=59))
        files = {name: tmp_path / ".bpforum" / "blobs" / name[:2] / name[2:] for name in names}

        def swept(days: int) -> tuple[str, list[bool]]:
            """What is told when the files came so many days ago, and which of them are left."""
            came = (now - timedelta(days=days)).timestamp()
            for path in filter(Path.exists, files.values()):
                os.utime(path, (came, came))
            told: list[str] = []
            done = sweep.perform(tmp_path, str(tmp_path / "out"), call_directly, told.append)
            assert done.attention == 0
            return " ".join(told), [path.exists() for path in files.values()]

        told, left = swept(89)
        assert ("never filed" not in told, left) == (True, [True, True])
        told, left = swept(91)
        assert ("never filed, removed: 1" in told, left) == (True, [True, False])
        store.filings.drafts.save(KEY, "note-1", kept, at=now - timedelta(days=61))
        told, left = swept(91)
        assert ("came back to, removed: 1" in told, left) == (True, [False, False])
