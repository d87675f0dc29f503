"""Owns what a person files by a page as a submission: how it becomes bytes, and how it is read.

The bytes are JSON in canonical form: the same words filed twice are equal bytes. Nothing is
recognised in them, since the form says what each part is, and nothing is added: no heading of a
form stands in the text, so that nobody is quoted with words that are not his or hers.
"""

import json
import re
from collections.abc import Iterator

from bpforum.readers.blocks import BlockText
from bpforum.readers.characters import Cleaner, clean, clean_line
from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.masking import mask
from bpforum.readers.private import mask_reading
from models.contribution import CardPart, NoteLine, SessionNote
from models.filing import Filer, Filing
from models.reading import Block, Reading
from models.submission import Rejected

MEDIA_TYPE = "application/x.bpforum.filed+json"

_MARK = "#bpforum"
"""`#` sorts before every letter: it comes first in the bytes, where `kind.py` looks for it."""
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


def pack_filing(filing: Filing) -> bytes:
    """The bytes of a filing."""
    content = {_MARK: "filed", **filing.model_dump(mode="json", exclude_defaults=True)}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def unpack_filing(data: bytes) -> Filing | None:
    """What `pack_filing` packed; None for any other bytes."""
    try:
        content = json.loads(data)
        if not isinstance(content, dict) or content.pop(_MARK, None) != "filed":
            return None
        return Filing.model_validate(content)
    except (ValueError, RecursionError):  # pydantic's error is a ValueError
        return None


def fields_of(filing: Filing) -> dict[str, str]:
    """What the form says of the filing, by our field names: who files, under which terms, on what.

    Mail addresses and telephone numbers in them are left out.
    """
    filer: Filer = filing.filer
    target, on = filing.target, dict[str, str]()
    if target:
        on = {
            "about": target.document,
            "scope": target.scope,
            "paragraph": target.paragraph,
            "in_reply_to": target.in_reply_to,
            "comment_type": target.comment_type,
            "selection_start": "" if (at := target.selection_start) is None else str(at),
            "selection": mask(clean(target.selection).text),
            "proposed_change": mask(clean(target.proposed_wording).text),
            "rationale": mask(clean(target.rationale).text),
        }
    said = {
        "kind": "contribution" if filing.kind == "practice" else filing.kind,
        "form": filing.form,
        "title": filing.title,
        "language": filing.language,
        "call": filing.call or "",
        "session": filing.session,
        "category": filing.category,
        "position": filing.position,
        "consent": filing.consent,
        "treatment": filing.treatment,
        "name": _one(filer.name),
        "organisation": _one(filer.organisation),
        "function": _one(filer.function),
        "country": filer.country,
        "stakeholder_group": filer.stakeholder_group,
        "capacity": filer.capacity,
        "listed_as": _one(filer.listed_as),
    }
    plain = {name: without_contact_data(clean_line(words)) for name, words in said.items()}
    return {name: words for name, words in {**plain, **on}.items() if words}


def _one(words: str) -> str:
    """A name that holds `;` is one name: elsewhere `;` keeps several apart."""
    return words.replace(";", ",")


def read_filed(data: bytes) -> Reading | Rejected:
    """A filing as `pack_filing` wrote it.

    The text holds what was typed in the form's order, a blank line between paragraphs. A block is a
    paragraph; its `question` is that of the answer. Each paragraph of a note's box is a line of the
    note, and a practice has the spans of its parts.
    """
    filing = unpack_filing(data)
    if filing is None:
        return Rejected.because(
            "not-a-filing",
            "This is not a filing as the page wrote it.",
            remedy="Restore it from a backup.",
        )
    writing = _Writing()
    for answer in filing.answers:
        writing.add(answer.text, answer.question)
    card = tuple(
        CardPart(part=part.part, start=spans[0][0], end=spans[-1][1])
        for part in filing.parts
        if (spans := list(writing.add(part.text)))
    )
    lines = tuple(
        NoteLine(
            kind=line.kind,
            start=start,
            end=end,
            held_by=without_contact_data(clean_line(line.held_by)),
            theme=without_contact_data(clean_line(line.theme)),
            field=line.field,
        )
        for line in filing.lines
        for start, end in writing.add(line.text)
    )
    if filing.target:
        writing.add(filing.target.rationale)
        if not writing.text():
            # A comment that only proposes other words has said them.
            writing.add(filing.target.proposed_wording)
    return mask_reading(
        Reading(
            kind="contribution" if filing.kind == "practice" else filing.kind,
            text=writing.text(),
            title=clean_line(filing.title),
            blocks=writing.blocks(),
            fields=fields_of(filing),
            session_note=_note(filing, lines) if filing.kind == "note" else None,
            card=card,
            flags=writing.flags(),
        )
    )


def _note(filing: Filing, lines: tuple[NoteLine, ...]) -> SessionNote:
    name = without_contact_data(clean_line(_one(filing.filer.name)))
    return SessionNote(
        session=clean_line(filing.session),
        rapporteurs=(name,) if name else (),
        lines=lines,
        partial=bool(filing.missing),
    )


class _Writing:
    """The text as it grows, paragraph by paragraph."""

    def __init__(self) -> None:
        self._written, self._cleaner = BlockText(), Cleaner()
        self._questions: list[str] = []

    def add(self, words: str, question: str = "") -> list[tuple[int, int]]:
        """Where the paragraphs of `words` stand in the text."""
        return list(self._paragraphs(words, question))

    def _paragraphs(self, words: str, question: str) -> Iterator[tuple[int, int]]:
        for paragraph in _PARAGRAPHS.split(self._cleaner.clean(words)):
            if paragraph.strip():
                self._written.add("paragraph", paragraph)
                self._questions.append(question)
                if block := self._written.last():
                    yield block.start, block.end

    def text(self) -> str:
        return self._written.text()

    def blocks(self) -> tuple[Block, ...]:
        return tuple(
            block.model_copy(update={"question": question})
            for block, question in zip(self._written.blocks(), self._questions, strict=True)
        )

    def flags(self) -> tuple[str, ...]:
        return self._cleaner.flags()
