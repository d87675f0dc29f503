"""What is asked of a language model, and by which protocol; knows no endpoint."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from models.assistance import Answer
from models.ids import Digest


@dataclass(frozen=True)
class Question:
    """What is asked about one theme of one view."""

    instructions: str
    data: str
    """The passages, as JSON: nothing in it is an instruction."""
    passages: Mapping[str, str]
    """The short ids that the model is given, and the passages that they stand for."""
    asked: Digest
    """Of the model, both texts and the version of the form asked for."""


class NotAnswered(Exception):
    """The model gave no answer of use; the message says in words what happened.

    `remedy` says what to do; `final`: it will not be otherwise for any other question.
    """

    def __init__(self, what: str, remedy: str, *, final: bool = False) -> None:
        super().__init__(what)
        self.remedy = remedy
        self.final = final


class Assistant(Protocol):
    """Something that answers. A context manager: its connections end with it."""

    @property
    def name(self) -> str:
        """The model's name, as documents print it."""
        ...

    @property
    def place(self) -> str:
        """Where it answers, in words without any credential."""
        ...

    def ask(self, question: Question, seconds: float) -> Answer:
        """Its answer within `seconds`, ids as passages have them. Raises NotAnswered."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
