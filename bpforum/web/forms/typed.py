"""Owns what somebody typed into a form, between the browser and the model; judges none of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from starlette.datastructures import FormData

from bpforum.web.security.posted import FIELD

ACT, KEY = "act", "key"
_NOT_TYPED = (FIELD, ACT, KEY)
_NEWLINES = re.compile(r"\r\n?")
_MOST_VALUES = 2_000


@dataclass(frozen=True)
class Typed:
    """Fields by name, each with its values in order."""

    data: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, form: FormData) -> "Typed":
        """What was typed in the form that was sent; without its files, key, token and button."""
        found: dict[str, list[str]] = {}
        for name, value in form.multi_items():
            if isinstance(value, str) and name not in _NOT_TYPED:
                # A text area sends the line ends of another age.
                found.setdefault(name, []).append(_NEWLINES.sub("\n", value))
        return cls({name: tuple(values[:_MOST_VALUES]) for name, values in found.items()})

    def one(self, name: str) -> str:
        """A field without the blanks around it; empty where it is missing."""
        return self.data.get(name, ("",))[0].strip()

    def many(self, name: str) -> tuple[str, ...]:
        """All values of a field."""
        return self.data.get(name, ())

    def rows(self, prefix: str, names: Sequence[str]) -> list[dict[str, str]]:
        """The lines of a repeated part: the nth values of `<prefix>-<name>` belong together."""
        columns = [self.many(f"{prefix}-{name}") for name in names]
        return [
            dict(zip(names, (value.strip() for value in values), strict=True))
            for values in zip_longest(*columns, fillvalue="")
        ]

    def with_values(self, **values: Iterable[str]) -> "Typed":
        """The same with other values; `_` stands for `-` in a name."""
        return Typed(
            {**self.data, **{name.replace("_", "-"): tuple(v) for name, v in values.items()}}
        )

    def with_row(self, prefix: str, names: Sequence[str]) -> "Typed":
        """The same with an empty line more."""
        rows = [*self.rows(prefix, names), dict.fromkeys(names, "")]
        return self._with_rows(prefix, names, rows)

    def without_row(self, prefix: str, names: Sequence[str], n: int) -> "Typed":
        """The same without the nth line."""
        rows = self.rows(prefix, names)
        return self._with_rows(prefix, names, rows[:n] + rows[n + 1 :])

    def _with_rows(
        self, prefix: str, names: Sequence[str], rows: Sequence[Mapping[str, str]]
    ) -> "Typed":
        columns = {f"{prefix}-{name}": tuple(row[name] for row in rows) for name in names}
        return Typed({**self.data, **columns})

    def pairs(self) -> list[tuple[str, str]]:
        """Every value with its field's name, for a page that hands them on."""
        return [(name, value) for name, values in self.data.items() for value in values]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(value.strip() for values in self.data.values() for value in values)
