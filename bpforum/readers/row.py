"""Owns a table's row as a submission: how its cells become bytes, and how these are read.

The bytes are JSON in canonical form: equal cells are equal bytes, wherever they stand in a table.
"""

import json
import re
from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from bpforum.readers.blocks import BlockText
from bpforum.readers.characters import Cleaner
from bpforum.readers.private import mask_reading
from models.base import Model
from models.reading import Block, Reading
from models.submission import ROW, Rejected

MEDIA_TYPE = ROW

_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


class RowContent(Model):
    """`answers` are (question id, text); `text` is what stands outside of any of these."""

    answers: tuple[tuple[str, str], ...]
    fields: dict[str, str]
    question: str
    text: str


def pack_row(
    text: str, question: str, answers: Sequence[tuple[str, str]], fields: Mapping[str, str]
) -> bytes:
    """The bytes of a row: a `text` that answers `question` (as written), or `answers` by id."""
    content = {"answers": list(answers), "fields": fields, "question": question, "text": text}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_row(data: bytes) -> Reading | Rejected:
    """A row as `pack_row` wrote it.

    The text is `text` and then the answers, a blank line between them. A block is a paragraph of
    one; its `question` is the answer's, or for `text` the row's `question` as it was written.
    """
    try:
        content = RowContent.model_validate_json(data)
        parts = [(content.question, content.text)]
        parts += content.answers
    except ValidationError:
        return _refused()
    written, cleaner = BlockText(), Cleaner()
    asked: list[str] = []
    for question, words in parts:
        for paragraph in _PARAGRAPHS.split(cleaner.clean(words)):
            if paragraph.strip():
                written.add("paragraph", paragraph)
                asked.append(question)
    blocks: tuple[Block, ...] = tuple(
        block.model_copy(update={"question": question})
        for block, question in zip(written.blocks(), asked, strict=True)
    )
    fields = content.fields
    return mask_reading(
        Reading(
            kind="comment" if fields.get("kind", "").casefold() == "comment" else "contribution",
            text=written.text(),
            title=fields.get("title", ""),
            blocks=blocks,
            fields=fields,
            flags=cleaner.flags(),
        )
    )


def _refused() -> Rejected:
    return Rejected.because(
        "not-a-row", "This is not a row as the source wrote it.", remedy="Collect again."
    )
