"""What was read in each submission, as validation asks for it; reads nothing itself."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from models.reading import Reading
from models.submission import Rejected, Submission

Read = Reading | Rejected
_Value = TypeVar("_Value")


class Readings(Mapping[str, Read]):
    """By reference; a million of them are looked up one by one rather than held."""

    def of(self, submission: Submission) -> Read:
        """What was read in `submission`."""
        return self[submission.reference]


class Held(Readings):
    """Readings that are in memory."""

    def __init__(self, readings: Mapping[str, Read]) -> None:
        self._readings = readings

    def __getitem__(self, reference: str) -> Read:
        return self._readings[reference]

    def __iter__(self) -> Iterator[str]:
        return iter(self._readings)

    def __len__(self) -> int:
        return len(self._readings)


class Overlaid(Mapping[str, _Value]):
    """A mapping with some of its values replaced."""

    def __init__(self, below: Mapping[str, _Value], above: Mapping[str, _Value]) -> None:
        """All keys of `above` are in `below`."""
        self._below, self._above = below, above

    def __getitem__(self, key: str) -> _Value:
        return self._above[key] if key in self._above else self._below[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._below)

    def __len__(self) -> int:
        return len(self._below)
