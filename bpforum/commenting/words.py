"""What a comment says, as it may be shown: contact data masked, withheld names left out."""

from dataclasses import dataclass
from functools import lru_cache

from bpforum.commenting.book import Comments
from bpforum.commenting.comment import Comment
from bpforum.drafting.withholding import MARK
from bpforum.errors import BlobDamaged
from bpforum.readers.filed import read_filed
from bpforum.store import Store
from bpforum.text.name_search import Names
from models.ids import Digest
from models.reading import Reading

_SHORTEST = 3
"""Letters of a part of a name that are sought alone."""


@dataclass(frozen=True)
class Spoken:
    """The words of a comment and who says them; empty where nobody may read it."""

    text: str = ""
    proposed: str = ""
    by: str = ""
    """Empty where the name is withheld."""


class Words:
    """The words of comments in one store; the last few hundred read are kept."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._text = lru_cache(maxsize=600)(self._read)
        self._names: tuple[Comments | None, Names] = (None, Names(()))

    def of(self, one: Comment, among: Comments) -> Spoken:
        """What `one` says; `among`: all comments, whose withheld names nobody may tell."""
        known, names = self._names
        if known is not among:
            names = Names(
                name
                for other in among.all.values()
                if not other.consent.may_name
                for name in [other.name.partition(",")[0].strip()]
                if " " in name
            )
            self._names = (among, names)
        text = self._text(one.digest)
        own = Names(() if one.consent.may_name else _names_of(one))

        def shown(words: str) -> str:
            return names.replaced(own.replaced(words, MARK), MARK)

        return Spoken(
            text=shown(text) if text != one.proposed else "",
            proposed=shown(one.proposed),
            by=shown(one.name) if one.consent.may_name else "",
        )

    def _read(self, digest: Digest) -> str:
        try:
            found = read_filed(self._store.blob(digest))
        except BlobDamaged:
            return ""
        return found.text if isinstance(found, Reading) else ""


def _names_of(one: Comment) -> list[str]:
    """A withheld name, its parts and the organisation's."""
    whole = [part.strip() for part in one.name.split(",")]
    parts = [word for name in whole[:1] for word in name.split() if len(word) > _SHORTEST]
    return [name for name in (one.name, *whole, *parts) if name]
