"""The document's fixed words, by language; falls back to English and says for which language."""

import tomllib
from typing import Any

from markupsafe import Markup, escape

LANGUAGES = ("en", "es", "fr")
_FIRST_GROUPED = 10_000


class Wording:
    """Fixed words of one language, from `templates/outcome/words/<language>.toml`."""

    def __init__(self, catalogue: bytes) -> None:
        """`catalogue` is TOML: tables of strings; `{n}`-style fields are filled by name."""
        self._words: dict[str, str] = {}
        self._flatten("", tomllib.loads(catalogue.decode()))

    def _flatten(self, prefix: str, table: dict[str, Any]) -> None:
        for key, value in table.items():
            if isinstance(value, dict):
                self._flatten(f"{prefix}{key}.", value)
            else:
                self._words[prefix + key] = value

    @property
    def keys(self) -> frozenset[str]:
        """Every key; all languages must have the same ones."""
        return frozenset(self._words)

    def word(self, key: str, **fields: object) -> str:
        """The words for `key`; with `n` given, `key.one` is used for 1 where it exists.

        Raises KeyError for a key that is not in the catalogue: a template must not invent words.
        """
        if fields.get("n") == 1 and f"{key}.one" in self._words:
            key = f"{key}.one"
        elif f"{key}.many" in self._words:
            key = f"{key}.many"
        if not fields:
            return self._words[key]
        return self._words[key].format(**{k: self._grouped(v) for k, v in fields.items()})

    def _grouped(self, value: object) -> object:
        """Large numbers with a separator between thousands; years and counts stay as they are."""
        if not isinstance(value, int) or abs(value) < _FIRST_GROUPED:
            return value
        return f"{value:,}".replace(",", self._words.get("number.separator", ","))

    def markup(self, key: str, **fields: object) -> Markup:
        """The same as markup for the template: fields are escaped, the words themselves are not."""
        safe = {
            name: value if isinstance(value, int) else escape(value)
            for name, value in fields.items()
        }
        return Markup(self.word(key, **safe))  # noqa: S704 - the catalogue is ours, fields escaped


def missing_words(languages: tuple[str, ...]) -> str:
    """What to tell a secretary whose document falls back to English; empty where it does not."""
    if languages[:1] and languages[0] not in LANGUAGES:
        return (
            f"The document's fixed words do not exist in {languages[0]!r}; they are in English. "
            f"They exist in {', '.join(LANGUAGES)}."
        )
    return ""


def language_of(languages: tuple[str, ...]) -> str:
    """The first of the forum's languages that the fixed words exist in, else English."""
    return next((code for code in languages[:1] if code in LANGUAGES), "en")
