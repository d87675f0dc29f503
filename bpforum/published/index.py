"""Keeps the indexes of published versions beside the store: made once, and when one is not whole.

An index is worked out of sealed files and never changed. Its name ends with the digest of what it
holds, so that one that was cut off or changed is not used, but made again.
"""

import secrets
import threading
from collections.abc import Callable, Collection
from pathlib import Path

from bpforum.published.index_making import make_index
from bpforum.published.text import PublishedText
from bpforum.store.indexes import TEXTS, destroy
from models.ids import Digest, Reference, digest
from models.outcome import Outcome

_FORMAT = "2"
"""Goes up where what an index holds changes: those of before are then made again."""
_making = threading.Lock()


def open_text(
    store_folder: Path,
    version: str,
    seal: Digest,
    document: Callable[[], Outcome],
    erased: Collection[Reference] = (),
) -> PublishedText:
    """The text of `version`, whose files are sealed by `seal`; its index is made where none is.

    `document` is asked for it then. `erased`: what was ever erased; an index from before the last
    of it is destroyed. Raises OSError, and what `document` raises.
    """
    folder = _folder(store_folder)
    made = digest(f"{_FORMAT} {sorted(erased)}".encode())[:8]
    begins = f"{version}-{seal[:16]}-{made}"
    with _making:
        for path in folder.glob(f"{begins}-*.sqlite"):
            if path.stem.endswith(f"-{_digest(path)}"):
                return PublishedText(version, path)
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f".{begins}-{secrets.token_hex(4)}.partial"
        try:
            make_index(document(), version, partial, erased)
            path = folder / f"{begins}-{_digest(partial)}.sqlite"
            destroy(folder.glob(f"{version}-*.sqlite"))
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    return PublishedText(version, path)


def forget_texts(store_folder: Path, kept: Collection[tuple[str, Digest]]) -> None:
    """Destroys the indexes of all versions but those `kept`, by id and seal."""
    known = {f"{version}-{seal[:16]}" for version, seal in kept}
    destroy(
        path for path in _folder(store_folder).glob("*.sqlite")
        if "-".join(path.stem.split("-")[:2]) not in known
    )  # fmt: skip


def _folder(store_folder: Path) -> Path:
    return store_folder / TEXTS


def _digest(path: Path) -> str:
    return digest(path.read_bytes())[:16]
