"""The newest run as pages review it: its index, what people decided, and the acts on it.

One is kept for all requests of a process, and made anew when there is a newer run or something was
erased; making it is the only thing that takes as long as the forum is large.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bpforum.published.ground import Ground
from bpforum.reviewing.acts import Acts
from bpforum.reviewing.index import DraftIndex, open_index
from bpforum.reviewing.standing import Standing
from bpforum.store import DecisionBook
from models.profile import Profile


@dataclass(frozen=True)
class Draft:
    """A run under review."""

    run: Path
    index: DraftIndex
    standing: Standing
    acts: Acts
    book: DecisionBook


class Drafts:
    """Opens the draft of a run folder, and keeps it until another one is asked for."""

    def __init__(self, store_folder: Path, book: DecisionBook) -> None:
        self._store_folder = store_folder
        self._book = book
        self._lock = threading.Lock()
        self._kept: tuple[Path, frozenset[str], Draft] | None = None

    def open(
        self,
        run: Path,
        profile: Profile,
        published: Callable[[], Mapping[str, Ground]] = dict,
    ) -> Draft:
        """The draft of `run`, up to date; `published`: what is commented on in those published.

        Raises OSError, KeyError, ValueError for a broken run."""
        erased = self._book.erased()
        with self._lock:
            if self._kept is None or self._kept[:2] != (run, erased):
                index = open_index(self._store_folder, run, erased, published)
                acts = Acts(self._book, index, profile)
                draft = Draft(run, index, Standing(self._book, index), acts, self._book)
                self._kept = (run, erased, draft)
            draft = self._kept[2]
        draft.standing.refresh()
        return draft
