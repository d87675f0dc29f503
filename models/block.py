"""A piece of a text with what the reader said that it is."""

from typing import Literal

from pydantic import Field

from models.base import Model

BlockKind = Literal[
    "heading", "paragraph", "item", "row", "masthead", "quoted", "question", "furniture"
]
"""`quoted` is a mail's quoted text, `question` a call's question repeated, `furniture` page
headers, stage notes and the like; neither they nor the masthead are ever grouped or quoted."""


class Block(Model):
    """A piece of a text, in code points, half-open. Blocks are in order and do not overlap."""

    kind: BlockKind
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    level: int = 0
    number: str = ""
    """Numbering that the word processor generates, which is not in the text."""
    question: str = ""
    """The id of the call's question that this answers, where the form or table says so."""
