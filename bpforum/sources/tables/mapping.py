"""Owns which column of a table is which of our fields: as declared, or proposed; reads no row.

What is proposed is used only where nothing is contested: rather ask than guess. Columns of e-mail
addresses, telephone numbers and the like are never mapped.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import Field

from bpforum.sources.tables.columns import Column, Table
from models.base import Model

AND = " + "
"""Between the columns of one field, where it takes several."""


@dataclass(frozen=True)
class Places:
    """The columns of each field, and of the answers to each question by its id."""

    columns: dict[str, tuple[Column, ...]]
    questions: dict[str, tuple[Column, ...]]

    def read(self) -> tuple[Column, ...]:
        """All columns that are read."""
        every = [*self.columns.values(), *self.questions.values()]
        return tuple(one for several in every for one in several)


class Proposal(Model):
    """A mapping found by the headers and the cells of a table, in the words of `forum.toml`."""

    columns: dict[str, str] = Field(default_factory=dict)
    questions: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    contested: tuple[str, ...] = ()
    """What could not be told, a sentence each; empty where the mapping is certain."""
    notes: tuple[str, ...] = ()
    """What was left out and might have been meant, a sentence each."""
    unread: tuple[str, ...] = ()
    """The columns that are not read."""

    @property
    def is_certain(self) -> bool:
        """Whether it may be used without asking anybody."""
        return self.holds_words and not self.contested

    @property
    def holds_words(self) -> bool:
        """Whether a column was found of what people wrote, certain or not."""
        return "text" in self.columns or bool(self.questions)

    def toml(self) -> str:
        """`columns` and `questions` of a source, ready to paste, each on a line of its own.

        Where no column of words was found, its place is shown: `text = "…"`.
        """
        lines = []
        columns = self.columns if self.holds_words else {"text": "…", **self.columns}
        if columns:
            lines.append(f"columns = {_inline(columns)}")
        if self.questions:
            lines.append(f"questions = {_inline(self.questions)}")
        return "\n".join(lines)


def toml_text(words: str) -> str:
    """`words` as TOML: a JSON string is one but for U+007F, which no cell holds."""
    return json.dumps(words, ensure_ascii=False)


def _inline(values: Mapping[str, str | tuple[str, ...]]) -> str:
    pairs = []
    for key, value in values.items():
        one = (
            toml_text(value) if isinstance(value, str) else f"[{', '.join(map(toml_text, value))}]"
        )
        pairs.append(f"{key} = {one}")
    return "{ " + ", ".join(pairs) + " }"


def find_places(
    table: Table,
    columns: Mapping[str, str],
    questions: Mapping[str, str | tuple[str, ...]],
) -> Places | tuple[str, ...]:
    """The columns that a declaration names; or what is wrong with it, a line for each name.

    A question's name may mean several columns where they share it. A field is one column, or some
    joined by ` + `: `First name + Last name`.
    """
    found: dict[str, tuple[Column, ...]] = {}
    answers: dict[str, tuple[Column, ...]] = {}
    wrong = []
    for field, name in columns.items():
        is_joined = AND in name and not table.find(name)
        parts = name.split(AND) if is_joined else [name]
        places = [table.find(part) for part in parts]
        for part, here in zip(parts, places, strict=True):
            if len(here) != 1:
                wrong.append(f"columns.{field}: {_problem(part, here)}")
        found[field] = tuple(here[0] for here in places if here)
    for question, named in questions.items():
        several: list[Column] = []
        for name in (named,) if isinstance(named, str) else named:
            here = table.find(name)
            if not here or (len(here) > 1 and not _is_group(here)):
                wrong.append(f"questions.{question}: {_problem(name, here)}")
            several += [one for one in here if one not in several]
        answers[question] = tuple(several)
    return tuple(wrong) if wrong else Places(found, answers)


def _is_group(columns: Sequence[Column]) -> bool:
    return bool(columns[0].question) and len({one.question for one in columns}) == 1


def _problem(name: str, found: Sequence[Column]) -> str:
    if not found:
        return f"there is no column {name!r}"
    names = list(dict.fromkeys(one.name for one in found))
    if len(names) == 1:
        return f"more than one column is called {name!r}"
    return f"more than one column is called {name!r}; write " + " or ".join(
        repr(one) for one in names[:6]
    )
