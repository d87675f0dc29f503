"""What counts ask of some contributions, read off each of them: owns the reading, counts nothing.

All of it hangs on the contribution alone, so that what was read may be kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpforum.text.columns import Codes, Column, Lists
from bpforum.text.counting.counts import joint, named, plain_name
from bpforum.text.counting.positions import plain
from models.contribution import Contribution, Contributor

_BODY = "\n"
"""Before a body that stands for a person: no plain name has it."""


COLUMNS = (
    "kinds", "channels", "bases", "languages", "scopes", "groups", "origins", "voices", "positions",
)  # fmt: skip
LISTS = ("people", "bodies")


@dataclass(frozen=True)
class Entries:
    """One row for each contribution, in their order. What is in it `Register` says."""

    columns: Mapping[str, Column]
    """By the names of `COLUMNS`; the groups as they were stated, also where they are not told."""
    lists: Mapping[str, Lists]
    """By the names of `LISTS`."""
    words: NDArray[np.int32]

    @classmethod
    def of(cls, ones: Sequence[Contribution]) -> "Entries":
        """The entries of these contributions."""
        signed = [one.signatories for one in ones]
        names = [named(own) for own in signed]
        columns = {
            "kinds": (one.kind for one in ones),
            "channels": (one.channel for one in ones),
            "bases": (one.consent.basis for one in ones),
            "languages": (one.language for one in ones),
            "scopes": (one.consent.scope or "" for one in ones),
            "groups": (
                own[0].group if len(own) == 1 else joint([who.group for who in own])
                for own in signed
            ),
            "origins": (
                own[0].region if len(own) == 1 else joint([who.region for who in own])
                for own in signed
            ),
            "voices": (
                own[0].organisation or own[0].name or one.reference if len(own) == 1 else one.voice
                for one, own in zip(ones, signed, strict=True)
            ),
            "positions": (one.position and plain(one.position) for one in ones),
        }
        lists = {
            "people": map(_people, names),
            "bodies": (
                [plain_name(who.organisation) for who in own if who.organisation] for own in names
            ),
        }
        return cls(
            columns={name: Column.of(values) for name, values in columns.items()},
            lists={name: Lists.of(values) for name, values in lists.items()},
            words=np.fromiter((one.words for one in ones), np.int32, len(ones)),
        )

    def __len__(self) -> int:
        """How many contributions."""
        return len(self.words)

    def is_whole(self) -> bool:
        """Whether each number stands for a row or a name, as it does in all that `of` makes."""
        lists = self.lists.values()
        every: list[Column | Lists] = [*self.columns.values(), *lists]
        return (
            all(len(one) == len(self) for one in self.columns.values())
            and all(len(one.rows) == len(one.codes) for one in lists)
            and all(_are_places(one.codes, len(one.names)) for one in every)
            and all(_are_places(one.rows, len(self)) for one in lists)
        )


def _are_places(numbers: Codes, size: int) -> bool:
    return not len(numbers) or bool(numbers.min() >= 0 and numbers.max() < size)


def _people(own: Sequence[Contributor]) -> list[str]:
    """A person, or the body where no person is named."""
    return [
        plain_name(who.name) if who.name else f"{_BODY}{plain_name(who.organisation)}"
        for who in own
    ]
