"""What earlier runs cut each contribution into, and the languages they found; decides nothing.

Used only where the contribution is what was made of its submission, uncorrected: then the key under
which it was made says that its passages are the same too.
"""

from collections.abc import Sequence

from bpforum.parts import Parts
from bpforum.received import KEY_SIZE
from bpforum.text import language, passages
from models.contribution import Contribution
from models.ids import number_of, passage_id
from models.passage import Passage

_UNKNOWN = bytes(KEY_SIZE)
_Span = tuple[int, int]


class Cut:
    """The passages of one contribution; each has its language where it was found before."""

    def __init__(
        self,
        made: tuple[Passage, ...],
        heard: dict[_Span, str],
        among: Sequence[str],
        *,
        is_new: bool,
    ) -> None:
        self.passages = made
        self.heard = heard
        self.is_new = is_new
        self._among = among

    def in_language(self, piece: Passage) -> Passage:
        """A piece of this contribution, one of its passages or not, with its language."""
        span = piece.start, piece.end
        if span not in self.heard:
            (self.heard[span],) = language.detect([piece.text], among=self._among)
            self.is_new = True
        code = self.heard[span]
        return piece if piece.language == code else piece.model_copy(update={"language": code})


class Cuts:
    """Gone through in order of references; to be closed after."""

    def __init__(
        self, among: Sequence[str], parts: Parts | None = None, keys: bytes | bytearray = b""
    ) -> None:
        """`among`: the forum's languages; `keys` as `validation.Earlier` holds them."""
        self._among = among
        self._parts = parts or Parts()
        self._keys = keys

    def of(self, one: Contribution) -> Cut:
        """The passages of `one`."""
        number, key = self._key(one)
        found = self._parts.find(number, key) if key != _UNKNOWN else None
        if found is not None:
            try:
                spans, heard = found
                languages = {(start, end): str(code) for start, end, code in heard}
                made = tuple(_passage(one, languages, *span) for span in spans)
                return Cut(made, languages, self._among, is_new=False)
            except (ValueError, TypeError):
                pass  # not as we write it: it is cut again
        return Cut(passages.cut(one), {}, self._among, is_new=True)

    def keep(self, one: Contribution, cut: Cut) -> None:
        """For later runs, where it is new."""
        number, key = self._key(one)
        if cut.is_new and key != _UNKNOWN:
            spans = [[p.start, p.end, p.question, p.substantive] for p in cut.passages]
            heard = [[*span, code] for span, code in cut.heard.items()]
            self._parts.put(number, key, [spans, heard])

    def close(self) -> None:
        """To be called when all contributions were gone through."""
        self._parts.close()

    def _key(self, one: Contribution) -> tuple[int, bytes]:
        number = number_of(one.reference) or 0
        if one.received_text is not None:
            return number, _UNKNOWN
        key = bytes(self._keys[(number - 1) * KEY_SIZE : number * KEY_SIZE])
        return number, key or _UNKNOWN


def _passage(
    one: Contribution,
    languages: dict[_Span, str],
    start: int,
    end: int,
    question: str,
    substantive: bool,
) -> Passage:
    if not 0 <= start <= end <= len(one.text):
        raise ValueError("no span of the text")
    text = one.text[start:end]
    return Passage.trusted(
        {
            "id": passage_id(one.reference, start, text), "contribution": one.reference,
            "source": one.source, "external_id": one.external_id, "start": start, "end": end,
            "text": text, "language": languages.get((start, end), ""), "question": question,
            "turn": None, "substantive": substantive, "copy_of": None,
        }
    )  # fmt: skip
