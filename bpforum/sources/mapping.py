"""Owns which column of a table is which of our fields: as declared, or proposed; reads no row.

What is proposed is used only where nothing is contested: rather ask than guess. Columns of e-mail
addresses, telephone numbers and the like are never mapped.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import Field

from bpforum.sources.headings import Column, Table
from models.base import Model


@dataclass(frozen=True)
class Places:
    """The columns of each field, and of the answers to each question by its id."""

    columns: dict[str, Column]
    questions: dict[str, tuple[Column, ...]]

    def read(self) -> tuple[Column, ...]:
        """All columns that are read."""
        answers = (one for several in self.questions.values() for one in several)
        return (*self.columns.values(), *answers)


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
        return not self.contested and bool("text" in self.columns or self.questions)

    def toml(self) -> str:
        """`columns` and `questions` of a source, ready to paste; each on a line of its own."""
        lines = []
        if self.columns:
            lines.append(f"columns = {_inline(self.columns)}")
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

    A question's name may mean several columns where they share it; a field's never.
    """
    found: dict[str, Column] = {}
    answers: dict[str, tuple[Column, ...]] = {}
    wrong = []
    for field, name in columns.items():
        here = table.find(name)
        if len(here) == 1:
            found[field] = here[0]
        else:
            wrong.append(f"columns.{field}: {_problem(name, here)}")
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
