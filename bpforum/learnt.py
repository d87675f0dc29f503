"""What earlier runs learnt of a forum's contributions that a draft asks of each: holds where it is
kept, reads and writes none of it itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from bpforum.kept_parts import Keep
from bpforum.made_parts import MadePart, made_parts
from models.contribution import Contribution

KeptAndKeep = tuple[Iterable[tuple[int, bytes]], Keep]
"""What is kept, by number of part, in order; and what is handed the parts that are new."""
LEARNT = ("entries", "kinds")
"""What is kept, in the order in which `Learnt` takes it."""
_NOTHING: KeptAndKeep = ((), lambda parts: None)


@dataclass(frozen=True)
class Learnt:
    """To be asked once for each kind of thing: parts are gone through in order."""

    keys: bytes | bytearray = b""
    """As `validation.Earlier` holds them: what contributions were made from."""
    entries: KeptAndKeep = _NOTHING
    """See `registers`."""
    kinds: KeptAndKeep = _NOTHING
    """See `kinds_told`."""
    parts: Sequence[MadePart] = field(default=(), kw_only=True)
    """Those in which the contributions lie that it is asked about."""

    def about(self, everything: Sequence[Contribution]) -> "Learnt":
        """The same, to be asked about `everything`, which is in order of reference, as it was
        before any decision about what becomes of it."""
        return replace(self, parts=list(made_parts(everything, self.keys)))
