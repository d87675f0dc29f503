"""Owns what a document's number or file name says of its kin: revision, addendum, corrigendum,
language; believes neither, and looks at no other document."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Literal

from bpforum.folding import folded

Step = Literal["revises", "addendum_to", "corrigendum_to"]
Work = tuple[str, tuple[tuple[Step, int], ...]]
"""A document in whichever language: its base and its steps."""

_STEPS: dict[str, Step] = {"rev": "revises", "add": "addendum_to", "cor": "corrigendum_to"}
_WORD = (
    r"rev(?:ision|isi[oó]n|[.])?|r[ée]v(?:ision|[.])?|add(?:endum|endo|[.])?|corr?(?:igendum|[.])?"
)
_SHORT = {"revises": "Rev.", "addendum_to": "Add.", "corrigendum_to": "Corr."}
_STEP = re.compile(rf"[\s/(._-]{{0,3}}\b({_WORD})\s{{0,2}}[._-]?\s{{0,2}}(\d{{1,3}})\)?", re.I)
_LETTERS = {"E": "en", "F": "fr", "S": "es", "A": "ar", "C": "zh", "R": "ru"}
_LETTER = re.compile(r"[-_. ]([EFSACR])$")
_CODE = re.compile(
    r"[-_. ](en|es|fr|ar|zh|ru|pt|de|it|english|spanish|french|espanol|francais)$", re.I
)
_CODES = {"english": "en", "spanish": "es", "espanol": "es", "french": "fr", "francais": "fr"}
_FILE_STEP = re.compile(
    r"[-_. (]{1,2}(?:(v|ver|version|r|rev|revision|revised|add|addendum|corr|cor|corrigendum)"
    r"[-_. ]?(\d{1,3})|(rev|revised|revision|corrigendum|addendum))\)?$",
    re.IGNORECASE,
)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Name:
    """A number or file name taken apart: `C26/7(Add.2)(Rev.1)-E` → c26 7, add 2 and rev 1, en."""

    base: str
    steps: tuple[tuple[Step, int], ...] = ()
    language: str = ""

    @property
    def above(self) -> "Name":
        """What the last step is a revision of, or added to; a first document is its own."""
        return Name(self.base, self.steps[:-1], self.language)

    @property
    def work(self) -> Work:
        """The document, in whichever language."""
        return self.base, self.steps


@lru_cache(maxsize=4096)
def number_of(words: str) -> Name | None:
    """A document's number taken apart; None for words without a digit."""
    if len(words) > _LONGEST or not re.search(r"\d", words):
        return None
    plain = re.sub(r"^\s*(?:the\s)?document(?:o|e)?(?:\s+n[o°º]\.?)?\s+", "", words, flags=re.I)
    plain = plain.strip().rstrip(".")
    language = ""
    if letter := _LETTER.search(plain):
        language, plain = _LETTERS[letter[1]], plain[: letter.start()]
    steps = tuple((_step(one[1]), int(one[2])) for one in _STEP.finditer(plain))
    base = folded(_STEP.sub(" ", plain))
    return Name(base, steps, language) if base and re.search(r"\d", base) else None


@lru_cache(maxsize=4096)
def file_of(external_id: str) -> Name | None:
    """A file's path taken apart; None for an id that is no file's."""
    if "." not in external_id:
        return None
    path = PurePosixPath(external_id)
    if len(external_id) > _LONGEST * 5 or not re.fullmatch(r"\.\w{1,5}", path.suffix):
        return None
    stem, language = path.stem, ""
    if code := _CODE.search(stem):
        language, stem = _CODES.get(code[1].lower(), code[1].lower()), stem[: code.start()]
    elif letter := _LETTER.search(stem):
        language, stem = _LETTERS[letter[1]], stem[: letter.start()]
    steps: list[tuple[Step, int]] = []
    while (found := _FILE_STEP.search(stem)) and found.start() > 0 and len(steps) < 4:
        word = (found[1] or found[3]).lower()
        steps.insert(0, (_STEPS.get(word[:3], "revises"), int(found[2] or 1)))
        stem = stem[: found.start()]
    base = folded(stem)
    return Name(f"{path.parent}/{base}", tuple(steps), language) if base else None


def _step(word: str) -> Step:
    return _STEPS[folded(word)[:3]]


def last_part(base: str) -> str:
    """`wtdc14 22` → `22`: how others refer to it."""
    return base.rsplit(" ", 1)[-1]


def written(name: Name) -> str:
    """`22(Add.2)`: the number as others write it, without language."""
    steps = "".join(f"({_SHORT[kind]}{n})" for kind, n in name.steps)
    return last_part(name.base) + steps


def with_step(number: str, relation: str) -> str:
    """A masthead's `Document C26/22-E` below the words `Addendum 7 to` is `C26/22(Add.7)-E`.

    `relation`: the words of a declared relation; without effect where it speaks of another number.
    """
    own = number_of(number)
    match = re.match(rf"\s*({_WORD})\s{{0,2}}(\d{{1,3}})\s+\w{{1,3}}\s+(.{{1,60}})", relation, re.I)
    other = number_of(match[3]) if match else None
    if own is None or own.steps or match is None or other is None:
        return number
    if last_part(own.base) != last_part(other.base):
        return number
    letter = _LETTER.search(number.strip())
    bare = number.strip()[: letter.start()] if letter else number.strip()
    tail = number.strip()[letter.start() :] if letter else ""
    inner = "".join(f"({_SHORT[kind]}{n})" for kind, n in other.steps)
    return f"{bare}{inner}({_SHORT[_step(match[1])]}{int(match[2])}){tail}"
