"""Turns what a model answered into sentences that may be printed; whatever is in doubt is left out.

Every sentence is held against the passages that it cites, each time a document is drafted, whether
the answer is new or kept.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from bpforum.claims import Judge, Objection, common_language
from bpforum.drafting.facts import Sentence, Source
from bpforum.text.quotes import quoted
from models.assistance import Answer, Claim
from models.passage import Passage


@dataclass
class Tally:
    """What became of all sentences and labels."""

    written: int = 0
    left_out: Counter[Objection] = field(default_factory=Counter)


class Reader:
    """Reads answers about the themes of one view."""

    def __init__(self, judge: Judge, total: int, language: str, tally: Tally) -> None:
        """`total`: how many contributions the view counts; `language`: the document's."""
        self._judge = judge
        self._language = language
        self._total = total
        self._tally = tally

    def sentences(
        self, answer: Answer, given: Mapping[str, tuple[Passage, str]]
    ) -> tuple[Sentence, ...]:
        """Those that hold, in order. `given`: the passages sent, with the words as sent."""
        kept = []
        for claim in dict.fromkeys(answer.sentences):
            self._tally.written += 1
            sentence = self._sentence(claim, given)
            if isinstance(sentence, Sentence):
                kept.append(sentence)
            else:
                self._tally.left_out[sentence] += 1
        return tuple(kept)

    def label(self, answer: Answer, given: Mapping[str, tuple[Passage, str]]) -> str:
        """The suggested label, if it may be suggested."""
        words = [words for _, words in given.values()]
        label = answer.label.strip(" .")
        return "" if not label or self._judge.label_objection(label, words) else label

    def _sentence(
        self, claim: Claim, given: Mapping[str, tuple[Passage, str]]
    ) -> Sentence | Objection:
        if not claim.passages or any(one not in given for one in claim.passages):
            return "no passage cited that it was given"
        cited = [given[one] for one in dict.fromkeys(claim.passages)]
        pieces = quoted.parts(claim.text)
        if pieces is None:
            return "not one plain sentence"
        plain = "".join("“”" if is_quoted else words for words, is_quoted in pieces)
        found: list[str | Source] = []
        for words, is_quoted in pieces:
            span = _span(words, cited) if is_quoted else words
            if span is None:
                return "a quotation that is not in the passages cited"
            found.append(span)
        objection = self._judge.objection(
            plain,
            [words for words, is_quoted in pieces if is_quoted],
            [words for _, words in cited],
            len({one.contribution for one, _ in cited}),
            self._total,
            common_language([one.language for one, _ in cited], self._language),
        )
        if objection:
            return objection
        sources = tuple(Source(one.contribution, one.start, one.end, one.id) for one, _ in cited)
        return Sentence(tuple(found), sources)


def _span(words: str, cited: list[tuple[Passage, str]]) -> Source | None:
    """Where the quoted words stand, as whole words, both in what was sent and in what is stored."""
    if not words.strip() or words != words.strip():
        return None
    for one, sent in cited:
        at = one.text.find(words)
        while at >= 0:
            before, after = one.text[:at][-1:], one.text[at + len(words) :][:1]
            if words in sent and not _inside_word(before, words[0], words[-1], after):
                return Source(one.contribution, one.start + at, one.start + at + len(words), one.id)
            at = one.text.find(words, at + 1)
    return None


def _inside_word(before: str, first: str, last: str, after: str) -> bool:
    return (before.isalnum() and first.isalnum()) or (last.isalnum() and after.isalnum())
