"""Finds machine text in a finished document that should not stand there; knows no model.

It believes neither the answer that was kept nor whoever printed it: each sentence is judged again
from the record, and what is said to be a person's has to be a person's decision.
"""

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow.parquet as pq

from bpforum.claims import Judge, common_language
from bpforum.drafting.material import counted_of, public_record
from bpforum.text.quotes import quoted
from models.contribution import Contribution
from models.decision import Decision
from models.ids import paragraph_key
from models.outcome import Citation, Outcome, Paragraph
from models.record import Record
from models.theme import Themes

_OWN = ("machine", "template")


@dataclass(frozen=True)
class Placed:
    """A passage as `passages.parquet` has it."""

    contribution: str
    start: int
    end: int
    text: str
    language: str
    theme: str


@dataclass
class _Sentence:
    """Runs up to the last of the citations that follow them."""

    plain: str = ""
    quoted: list[str] = field(default_factory=list)
    within: list[Citation] = field(default_factory=list)
    cited: list[Citation] = field(default_factory=list)


def placed_in(parquet: bytes, wanted: Collection[str]) -> dict[str, Placed]:
    """The passages `wanted`, by id, in a run's `passages.parquet`."""
    columns = ["id", "contribution", "start", "end", "text", "language", "theme"]
    table = pq.read_table(
        io.BytesIO(parquet), columns=columns, filters=[("id", "in", sorted(wanted))]
    )
    return {row.pop("id"): Placed(**row) for row in table.to_pylist()}


def find_unfounded(
    outcome: Outcome,
    record: Record,
    themes: Themes,
    decisions: Sequence[Decision],
    passages: Mapping[str, Placed],
) -> list[str]:
    """What is wrong with summaries of themes; `record` and `themes` are the secretariat's.

    `passages`: those that machine text cites, by id, as far as they exist.
    """
    by_paragraph = {f"{paragraph_key('th', one.id)}_sum": one for one in themes.themes}
    edited = {(one.target, one.by) for one in decisions if one.kind == "edit_paragraph" and one.by}
    problems, by_model = [], []
    for paragraph in outcome.paragraphs:
        where = f"paragraph {paragraph.id}"
        if paragraph.model:
            if paragraph.id not in by_paragraph:
                problems.append(f"{where}: machine text where none belongs")
            else:
                by_model.append(paragraph)
        elif paragraph.id in by_paragraph and (paragraph.id, paragraph.made_by) not in edited:
            if paragraph.made_by not in _OWN:
                problems.append(f"{where}: {paragraph.made_by} is said to have written it, but no "
                                "decision says so")  # fmt: skip
            elif _words(paragraph):
                problems.append(f"{where}: a summary that says of nobody that he wrote it")
    if not by_model:
        return problems
    seen = public_record(record) if outcome.view == "public" else record
    total = len(counted_of(_as_counted(seen.everything)))
    judge = Judge(record, outcome.cover.forum)
    unquotable = {one.reference for one in record.everything if not one.consent.may_quote}
    for paragraph in by_model:
        theme = by_paragraph[paragraph.id].id
        own = {key: one for key, one in passages.items() if one.theme == theme}
        problems += [
            f"paragraph {paragraph.id}: {problem}"
            for problem in _wrong(paragraph, own, judge, total, outcome.language)
        ]
        if any(citation.contribution in unquotable for citation in paragraph.citations):
            problems.append(f"paragraph {paragraph.id}: cites what may not be quoted")
    return problems


def _wrong(
    paragraph: Paragraph, passages: Mapping[str, Placed], judge: Judge, total: int, language: str
) -> Iterable[str]:
    if not paragraph.flags:
        yield "machine text that is not marked so"
    for sentence in _sentences(paragraph):
        start = f"“{sentence.plain[:40]}…”"
        known = [passages[key] for one in sentence.cited if (key := one.passage or "") in passages]
        if len(known) < len(sentence.cited) or not known:
            yield f"{start} cites nothing, or no passage of its theme"
            continue
        if any(
            (cited.contribution, cited.start, cited.end) != (one.contribution, one.start, one.end)
            for cited, one in zip(sentence.cited, known, strict=True)
        ):
            yield f"{start} cites other words than its passage's"
        if any(
            not any(
                one.contribution == span.contribution
                and one.start <= span.start < span.end <= one.end
                for one in known
            )
            for span in sentence.within
        ):
            yield f"{start} quotes a passage that it does not cite"
        marks = quoted.parts(sentence.plain)
        if marks is None or any(words.strip() for words, is_quoted in marks if is_quoted):
            yield f"{start} holds words in quotation marks that are no quotation"
        objection = judge.objection(
            sentence.plain, (), [one.text for one in known],
            len({one.contribution for one in known}), total,
            common_language([one.language for one in known], language),
        )  # fmt: skip
        if objection:
            yield f"{start} should not stand there: {objection}"


def _sentences(paragraph: Paragraph) -> list[_Sentence]:
    """The runs, cut behind citations: what follows the last of them is a sentence of its own."""
    found = [_Sentence()]
    for run in paragraph.runs:
        if run.style == "cite" and run.citation is not None:
            found[-1].cited.append(paragraph.citations[run.citation])
            continue
        if found[-1].cited and run.text.strip():
            found.append(_Sentence())
        if run.style == "quote" and run.citation is not None:
            found[-1].within.append(paragraph.citations[run.citation])
        elif not found[-1].cited:
            found[-1].plain += run.text
    for sentence in found:
        sentence.plain = sentence.plain.strip()
    return found


def _words(paragraph: Paragraph) -> str:
    return "".join(run.text for run in paragraph.runs if run.style != "cite").strip()


def _as_counted(everything: Iterable[Contribution]) -> Iterable[Contribution]:
    """With the fates that they had when they were counted: what has nothing to take up in it is
    found out only when the ledger is closed."""
    return (
        one.model_copy(update={"fate": None})
        if any(reason.code == "furniture" for reason in one.reasons)
        else one
        for one in everything
    )
